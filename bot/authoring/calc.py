"""`shebao calc`: the calculators, listed, or one of them worked out alone."""

import argparse
import difflib
import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot import app
from bot.calculators.registry import FUNCTIONS
from bot.content.functions import Calculation, Function, InvalidInputError
from bot.content.knowledge import Place, Row
from bot.problems import ContentError

FINE, BAD_INPUT, BAD_USAGE = 0, 1, 2


class UsageError(Exception):
    """The command was written wrongly; the message says how, in English."""


def run(options: argparse.Namespace) -> int:
    """List the calculators, or run one; 1 when an argument is out of range, 2 on wrong usage."""
    try:
        if options.name is None:
            sys.stdout.write(_listing(options.json))
            return FINE
        function = _function(options.name)
        arguments = _arguments(function, options.values)
    except UsageError as error:
        return _failed(str(error), options.json, BAD_USAGE)
    today = options.today or app.today()
    try:
        places = app.content(options.content, today).places
    except ContentError as error:
        return _failed(str(error), options.json, BAD_INPUT)
    try:
        result = function.run(arguments, places, today)
    except InvalidInputError as error:
        return _failed(f"{error.argument}=: {error}", options.json, BAD_INPUT)
    write = _json if options.json else _text
    sys.stdout.write(write(function, result, places))
    return FINE


def _failed(message: str, as_json: bool, code: int) -> int:
    if as_json:
        sys.stdout.write(msgspec.json.encode({"error": message}).decode() + "\n")
    else:
        sys.stderr.write(f"{message}\n")
    return code


def _shown(name: str) -> str:
    return name.replace("_", "-")


def _listing(as_json: bool) -> str:
    if as_json:
        return "".join(
            msgspec.json.encode(
                {
                    "calculator": _shown(function.name),
                    "required": function.required,
                    "optional": function.optional,
                    "figures": function.figures,
                    "summary": _summary(function),
                }
            ).decode()
            + "\n"
            for function in FUNCTIONS.values()
        )
    lines = []
    for function in FUNCTIONS.values():
        optional = [f"[{name}=]" for name in function.optional]
        taken = [f"{name}=" for name in function.required] + optional
        lines.append(f"{_shown(function.name)} {' '.join(taken)}\n    {_summary(function)}\n")
    return "".join(lines)


def _summary(function: Function) -> str:
    return (inspect.getdoc(function.run) or "").partition("\n")[0]


def _function(name: str) -> Function:
    found = FUNCTIONS.get(name.replace("-", "_"))
    if found is None:
        known = [_shown(each) for each in FUNCTIONS]
        raise UsageError(f"unknown calculator {name!r}{_nearest(_shown(name), known)}")
    return found


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}"


def _arguments(function: Function, values: Iterable[str]) -> Mapping[str, str]:
    """`key=value` words as a mapping; an empty value is an argument not given."""
    known = (*function.required, *function.optional)
    given: dict[str, str] = {}
    for word in values:
        written, equals, value = word.partition("=")
        name = written.replace("-", "_")
        if not equals:
            raise UsageError(f"{word!r} is not of the form key=value")
        if name not in known:
            raise UsageError(f"unknown argument {written!r}{_nearest(name, known)}")
        if name in given:
            raise UsageError(f"argument {written!r} is given twice")
        if value.strip():
            given[name] = value
    missing = [name for name in function.required if name not in given]
    if missing:
        raise UsageError(f"missing: {', '.join(f'{name}=' for name in missing)}")
    return given


def _place_of(row: Row, places: Mapping[str, Place]) -> str:
    """Equal rows may stand in two files, so it is this very row that is looked for."""
    for name, place in places.items():
        if any(each is row for each in place.rows):
            return name
    raise LookupError(row.key)


def _sources(result: Calculation) -> list[str]:
    """The citations of the formula and of every row used, each once."""
    cited = [*result.cite, *(each for row in result.rows for each in row.cite)]
    return list(dict.fromkeys(cited))


def _json(function: Function, result: Calculation, places: Mapping[str, Place]) -> str:
    figures = {
        name: {"value": str(value), "unit": result.units.get(name, "")}
        for name, value in result.figures.items()
    }
    used = [_row_json(row, places) for row in result.rows]
    answer = {
        "calculator": _shown(function.name),
        "figures": figures,
        "steps": result.steps,
        "rows": used,
        "cite": _sources(result),
        "status": result.status,
        "ask": result.ask,
    }
    return msgspec.json.encode(answer).decode() + "\n"


def _row_json(row: Row, places: Mapping[str, Place]) -> dict[str, object]:
    """A row as it was written; what was left out of the main fields is null."""
    written: dict[str, object] = msgspec.to_builtins(row)
    return {"place": _place_of(row, places), "value": None, "since": None, "cite": []} | written


def _text(function: Function, result: Calculation, places: Mapping[str, Place]) -> str:
    lines = [f"{_shown(function.name)}: {result.status}"]
    for name, value in result.figures.items():
        lines.append(f"  {name} = {value} {result.units.get(name, '')}".rstrip())
    lines += ["", *result.steps]
    if result.ask:
        lines += ["", result.ask]
    if result.rows:
        lines.append("")
    for row in result.rows:
        lines.append(f"  {_row_text(row, places)}")
    lines.append(f"  cite: {', '.join(_sources(result))}")
    return "\n".join(lines) + "\n"


def _row_text(row: Row, places: Mapping[str, Place]) -> str:
    when = str(row.year) if row.year else f"since {row.since}" if row.since else ""
    value = f"{row.value} {row.unit or ''}".rstrip() if row.value else "?"
    parts = (f"{_place_of(row, places)} {row.key} = {value}", when, row.status, *row.cite)
    return "; ".join(part for part in parts if part)
