"""What is kept about a person, to be read by that person."""

import json


def readable(kept: dict[str, object]) -> str:
    """What is kept about a chat as JSON that people can read: texts that are JSON are opened."""
    return json.dumps(_opened(kept), ensure_ascii=False, indent=1)


def _opened(value: object) -> object:
    match value:
        case dict():
            return {name: _opened(one) for name, one in value.items()}
        case list():
            return [_opened(one) for one in value]
        case str() if value[:1] == "{":
            try:
                return _opened(json.loads(value))
            except ValueError:
                return value
    return value
