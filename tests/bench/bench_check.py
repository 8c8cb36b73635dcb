"""Checking and testing all content beside importing telegram; 1,000 flows checked and served.

python -m tests.bench.bench_check
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

import yaml

from bot.authoring.check import checked
from bot.authoring.silent import SILENT
from bot.cli import CONTENT_ROOT
from bot.content.loader import load
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.session import Command, Session, Typed
from tests.bench.bench_load import seconds, write

ROUNDS = 7
TODAY = date(2026, 11, 25)


def _spent(*arguments: str) -> float:
    """Processor seconds of a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-W", "ignore", *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=CONTENT_ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shipped() -> None:
    """`shebao check` and `shebao test` over everything, again and after a phrasing changed."""
    check, test, floor = ("-m", "bot", "check"), ("-m", "bot", "test"), ("-c", "import telegram")
    for command in (check, test, floor):
        _spent(*command)
    rounds = [(_spent(*check), _spent(*test), _spent(*floor)) for _ in range(ROUNDS)]
    print(
        f"check {median(c for c, _, _ in rounds):.2f} s,"
        f" test {median(t for _, t, _ in rounds):.2f} s,"
        f" import telegram {median(f for _, _, f in rounds):.2f} s,"
        f" ratio {median((c + t) / f for c, t, f in rounds):.1f} (bar 10)"
    )
    (CONTENT_ROOT / "var/cache/wording.bin").unlink(missing_ok=True)
    print(f"check that asks every phrasing anew: {_spent(*check):.2f} s")


def thousand(flows: int = 1000) -> None:
    """Memory is that of this process, before and after."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "content"
        paths = write(root, flows)
        plain = seconds(lambda: [yaml.load(p.read_bytes(), yaml.CSafeLoader) for p in paths])
        begun = _memory()
        loaded = load(root)
        assert loaded.content is not None
        held = _memory() - begun
        again = seconds(lambda: load(root))
        everything = seconds(lambda: checked(root, {}, TODAY))
    guide = Guide(loaded.content, {}, SILENT)
    session, turns = Session(), []
    for number in range(0, flows, max(1, flows // 100)):
        for event in (Command(name="start", argument=f"flow-{number}"), Typed(text="没停过")):
            begin = time.perf_counter()
            session = respond(guide, session, event, TODAY).session
            turns.append(time.perf_counter() - begin)
    print(
        f"{flows} flows of 30 nodes: load and check files {again:.1f} s,"
        f" ratio to yaml.load {again / plain:.2f} (bar 3), +{held / 1e6:.0f} MB;"
        f" with every proof {everything:.1f} s, ratio {everything / plain:.1f};"
        f" a turn {median(turns) * 1e3:.2f} ms, at most {max(turns) * 1e3:.1f} ms"
    )


def _memory() -> float:
    """Bytes held now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Both."""
    shipped()
    thousand()


if __name__ == "__main__":
    main()
