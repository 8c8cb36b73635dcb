import asyncio
from pathlib import Path

from tests.telegram.kill import killing


def test_kill_9_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    assert asyncio.run(killing(tmp_path, 8)) == []
