"""`shebao schema`: the JSON Schemas that editors complete and check YAML with.

They are made from the models, told in Chinese, and kept in `SHIPPED`; each file of content names
its own in its first line, which every editor with a YAML language server reads.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from bot.authoring import schema_words
from bot.authoring.cases import Case, CaseName
from bot.content.disk import CASES
from bot.content.flow import Flow
from bot.content.knowledge import Alert, EntryFile, Menu, Place, Signpost, Source

KINDS: dict[str, Any] = {
    "flow": Flow,
    "entries": EntryFile,
    "signposts": dict[str, Signpost],
    "sources": dict[str, Source],
    "parameters": Place,
    "alerts": dict[str, Alert],
    "menu": Menu,
    "tests": dict[CaseName, Case],
}
"""File kind → the model that is its schema."""

SHIPPED = "bot/authoring/schemas"
_VERSION = "http://json-schema.org/draft-07/schema#"
_NUMERIC = {"type": ["string", "number"]}


def schemas() -> dict[str, dict[str, Any]]:
    """File kind → JSON Schema."""
    return {
        name: {"$schema": _VERSION} | _told(msgspec.json.schema(k)) for name, k in KINDS.items()
    }


def written(schema: dict[str, Any]) -> str:
    """The text of a schema file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def modeline(path: str) -> str | None:
    """The first line of a file of content, naming its schema; None for other files.

    `path` is relative to the root, with slashes.
    """
    kind = _kind(path)
    if kind is None:
        return None
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{SHIPPED}/{kind}.schema.json"


def _kind(path: str) -> str | None:
    folder, _, name = path.rpartition("/")
    if folder == "flows" and name.endswith(".yaml"):
        return "tests" if name.endswith(CASES) else "flow"
    if folder in ("knowledge/entries", "knowledge/parameters"):
        return folder.removeprefix("knowledge/")
    stem = name.removesuffix(".yaml")
    return stem if folder == "knowledge" and stem in KINDS else None


def _told(schema: Any) -> Any:
    """The schema of a model in the words of authors, as loosely as YAML is read."""
    for name, kind in schema.get("$defs", {}).items():
        about, example = schema_words.KINDS[name]
        title = re.split("[：。，]", about)[0]
        kind |= {"title": title, "description": about, "examples": [example]}
        for field, value in kind.get("properties", {}).items():
            said = schema_words.FIELDS.get(f"{name}.{field}")
            if said is not None:
                value["description"] = said
    return _loosened(schema)


def _loosened(schema: Any) -> Any:
    """Scalars are read as texts, whatever they look like: a number may stand for its text."""
    if isinstance(schema, list):
        return [_loosened(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {key: _loosened(value) for key, value in schema.items() if key != "format"}
    if loose.get("type") == "string":
        loose |= _NUMERIC
    if set(loose) == {"enum"}:
        loose["type"] = "string"
    return loose


def run(options: argparse.Namespace) -> int:
    """Write one file a kind into the folder given, or all of them to standard output."""
    found = schemas()
    if options.output is None:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    folder: Path = options.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in found.items():
            (folder / f"{name}.schema.json").write_text(written(schema), encoding="utf-8")
    except OSError as error:
        print(f"cannot write to {folder}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
