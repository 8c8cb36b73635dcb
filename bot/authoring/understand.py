"""`shebao understand`: the facts stated in one free text."""

import argparse
import json
import sys
from collections.abc import Mapping
from decimal import Decimal

from bot import app
from bot.authoring.ask import question_of
from bot.content.content import Content
from bot.facts.measures import NUMERIC
from bot.privacy import redact

BY_ID = frozenset(
    {
        "beijing", "shanghai", "guangzhou", "shenzhen", "zhengzhou", "wuhan", "chengdu",
        "chongqing", "tianjin", "xian", "hangzhou",
    }
)  # fmt: skip
"""Cities written by id; others by their Chinese name, whether or not there is a file for them."""


def _number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def typed(facts: Mapping[str, str], content: Content) -> dict[str, str | int | float]:
    """Facts as they are printed: numbers as numbers, well-known cities by id."""
    ids = {content.places[name].name: name for name in BY_ID & content.places.keys()}
    told: dict[str, str | int | float] = {}
    for slot, value in facts.items():
        told[slot] = _number(value) if slot in NUMERIC else value
        if slot == "city":
            told[slot] = ids.get(value, value)
    return told


def run(options: argparse.Namespace) -> int:
    """Read the words given, or with `--jsonl` every line of standard input."""
    content = app.content(options.content, app.today())
    reader = app.understanding(content, options.content)

    def facts(text: str) -> dict[str, str | int | float]:
        return typed(reader.stated(redact(text).text), content)

    if not options.jsonl:
        if not options.text:
            print("understand what? give a text, or --jsonl and lines on standard input")
            return 2
        for slot, value in facts(" ".join(options.text)).items():
            print(f"{slot}: {value}")
        return 0
    try:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                text = question_of(line, number)
                told = {"q": text, "slots": facts(text)}
                print(json.dumps(told, ensure_ascii=False), flush=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
