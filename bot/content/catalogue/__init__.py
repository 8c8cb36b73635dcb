"""What each problem code means, with an example that produces it: the authors' manual.

The same files are the tests of the checks: each example, made in a library without problems,
gives its code at its line.
"""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from bot.content.flow import Model
from bot.content.shape import shape
from bot.content.yaml import read


class Example(Model, frozen=True, kw_only=True):
    """A change to one file: a text replaced (or appended), or the whole file given.

    `at` is a text on the line the problem is reported at (by default where `write` begins),
    `after` how often it stands before that.
    """

    file: str
    find: str | None = None
    write: str = ""
    text: str | None = None
    hex: str | None = None
    link: str | None = None
    delete: bool = False
    times: int = 1
    at: str | None = None
    after: int = 0
    and_: "Example | None" = field(default=None, name="and")


class Explained(Model, frozen=True, kw_only=True):
    """One code. `also` are codes the example cannot but give as well.

    `place` and `at` say where the problem is reported when that is not in the changed file.
    """

    title: str
    about: str
    example: Example
    also: tuple[str, ...] = ()
    place: str | None = field(default=None, name="in")
    at: str | None = None


Code = Annotated[str, Meta(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]


def codes() -> dict[str, Explained]:
    """Every code, in the order of the manual."""
    found: dict[str, Explained] = {}
    for name in ("yaml", "shape", "flow", "knowledge"):
        path = Path(__file__).parent / f"{name}.yaml"
        document = read(path.name, path.read_bytes())
        shaped = shape(document.data, dict[Code, Explained], intact=not document.problems)
        found |= shaped.model or {}
    return found


def explain(code: str) -> str | None:
    """The manual's page on a code; None if there is none."""
    found = codes().get(code.strip().upper())
    if found is None:
        return None
    lines = [f"{code.strip().upper()}  {found.title}", "", found.about]
    example = found.example
    if example.write and example.find:
        lines += ["", "会出现这个问题的例子：", *_shown(example.write)]
        lines += ["", "改成：", *_shown(example.find)]
    return "\n".join(lines)


def _shown(text: str) -> list[str]:
    return [f"    {line[:90]}" for line in text.rstrip("\n").split("\n")]
