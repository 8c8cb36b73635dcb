"""A small library without any problem, and ways to spoil it."""

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.authoring.check import checked
from bot.content.catalogue import Example, Explained
from bot.content.functions import Calculation, Function
from bot.content.knowledge import Place
from bot.content.loader import Loaded

CLEAN = Path(__file__).parent / "clean"
TODAY = date(2026, 11, 25)


def _inflow(arguments: Mapping[str, str], places: Mapping[str, Place], today: date) -> Calculation:
    return Calculation({"monthly": Decimal(83)}, {"monthly": "元"}, (), (), (), "official")


FUNCTIONS = {
    "medical_inflow": Function(
        "medical_inflow",
        ("city", "identity"),
        ("age", "base"),
        ("monthly", "yearly"),
        ("GBF21-14",),
        _inflow,
        reads=(
            "medical.active_percent",
            "medical.retired_monthly",
            "medical.account",
            "medical.arrival",
        ),
    )
}


def copy(folder: Path) -> Path:
    """The clean library in a folder of its own."""
    root = folder / "content"
    shutil.copytree(CLEAN, root)
    return root


def check(root: Path) -> Loaded:
    """Load it as tests do: with our calculator, on our day."""
    return checked(root, FUNCTIONS, TODAY)


def spoil(root: Path, file: str, find: str, write: str) -> int:
    """Replace a text that stands in a file just once; the line it stood on, counted from 1."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{find!r} stands {text.count(find)} times in {file}"
    path.write_text(text.replace(find, write), encoding="utf-8")
    return text[: text.index(find)].count("\n") + 1


def apply(root: Path, example: Example) -> None:
    """Make the change of an example of the catalogue."""
    path = root / example.file
    if example.delete:
        path.unlink()
    elif example.link is not None:
        path.symlink_to(example.link)
    elif example.hex is not None:
        path.write_bytes(bytes.fromhex(example.hex))
    elif example.text is not None:
        path.write_text(example.text * example.times, encoding="utf-8")
    elif example.find is not None:
        spoil(root, example.file, example.find, example.write)
    else:
        path.write_text(path.read_text(encoding="utf-8") + example.write, encoding="utf-8")
    if example.and_ is not None:
        apply(root, example.and_)


def line_of(root: Path, explained: Explained) -> tuple[str, int]:
    """The file and line at which an example's problem is to be reported."""
    example = explained.example
    file = explained.place or example.file
    if (
        example.text is not None
        or example.hex is not None
        or example.link
        or not (example.write or example.at or explained.at)
    ):
        before = (
            0 if example.find is None else _text(CLEAN / file).split(example.find)[0].count("\n")
        )
        return file, before + 1
    wanted = example.at or explained.at or example.write
    text = _text(root / file)
    begin = -1
    for _ in range(example.after + 1):
        begin = text.index(wanted, begin + 1)
    return file, text[:begin].count("\n") + 1


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
