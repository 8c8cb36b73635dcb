"""`shebao schema`: the JSON Schemas that editors complete and check YAML with."""

import argparse
import json
import sys
from typing import Any

import msgspec

from bot.authoring.cases import Case, CaseName
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


def schemas() -> dict[str, dict[str, Any]]:
    """File kind → JSON Schema, from the models themselves."""
    return {name: msgspec.json.schema(kind) for name, kind in KINDS.items()}


def run(options: argparse.Namespace) -> int:
    """Write one file a kind into the folder given, or all of them to standard output."""
    found = schemas()
    if options.output is None:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        for name, schema in found.items():
            text = json.dumps(schema, ensure_ascii=False, indent=2)
            (options.output / f"{name}.schema.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        print(f"cannot write to {options.output}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
