"""A short stretch of what `python -m tests.telegram.chaos` does at length."""

import asyncio
from pathlib import Path

from tests.telegram.chaos import run


def test_people_at_random_each_get_a_reaction(tmp_path: Path) -> None:
    assert asyncio.run(run(150, webhook=False, folder=tmp_path)) >= 150
