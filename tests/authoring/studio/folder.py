"""A copy of the shipped content that a test may change."""

import shutil
from pathlib import Path

from bot.cli import CONTENT_ROOT


def copied(to: Path) -> Path:
    """Copies `flows/` and `knowledge/` below `to`."""
    for name in ("flows", "knowledge"):
        shutil.copytree(CONTENT_ROOT / name, to / name)
    return to


def edit(path: Path, find: str, write: str) -> None:
    """Replaces the one place where `find` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{find!r} stands {text.count(find)} times in {path}"
    path.write_text(text.replace(find, write), encoding="utf-8")
