"""No text makes a regular expression of ours work out of proportion to its length."""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from tests.regexes import MOST_GROWTH

ROOT = Path(__file__).resolve().parents[1]
KILL_AFTER = 120.0
"""Seconds without a word: an expression takes a tenth of one, a catastrophic one for ever."""
FEWEST = 150


def _lines(stream: IO[str], into: "queue.SimpleQueue[str | None]") -> None:
    for line in stream:
        into.put(line)
    into.put(None)


def tried(code: str = "from tests.regexes import main; main()") -> list[dict[str, Any]]:
    """What was said of each; the last one said only what it was trying if it had to be killed."""
    said: list[dict[str, Any]] = []
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        threading.Thread(target=_lines, args=(process.stdout, lines), daemon=True).start()
        try:
            while (line := lines.get(timeout=KILL_AFTER)) is not None:
                said.append(json.loads(line))
        except queue.Empty:
            process.kill()
    return said


def test_no_expression_works_out_of_proportion() -> None:
    said = tried()
    done = [one for one in said if "growth" in one]
    assert "growth" in said[-1], f"it never ended: {said[-1]}"
    assert len(done) > FEWEST
    assert [one for one in done if one["growth"] > MOST_GROWTH] == []


def test_expressions_that_do_would_be_found() -> None:
    quadratic = (
        "from tests.regexes import *;"
        "used = Used('x', re.compile('(?:的|了)+$'), ('search',));"
        "print(json.dumps({'growth': growth(used)[0]}))"
    )
    assert tried(quadratic)[0]["growth"] > MOST_GROWTH
