"""Whole turns over HTTP: this bot, kept on disk, beside an echo of python-telegram-bot.

python -m tests.bench.bench_telegram [--chats 32] [--turns 40] [--latency 0] [--webhook]

B9: turns a second, and processor time of the bot's process for each (bars: 3 ×, 0.3 ×).
B10: with `--latency 50 --chats 64`, turns a second, and the slowest of a hundred answers in units
of that latency (bars: 20 ×, 5). Each round measures both sides, one after the other.
"""

import argparse
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.stub import SECRET, TOKEN

ROOT = Path(__file__).resolve().parents[2]
DESK = ROOT / "tests/telegram/desk"
PATIENCE = 300.0
TICKS = os.sysconf("SC_CLK_TCK")


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(
    command: Sequence[str], environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _seconds_of(process: subprocess.Popen[str]) -> float:
    """Processor time a process has used so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(side: str, options: argparse.Namespace) -> dict[str, float]:
    """Turns a second, p50 and p99 in seconds, processor seconds a turn."""
    port = _port()
    hook = f"http://127.0.0.1:{port}/hook"
    people = ["-m", "tests.bench.stub", *map(str, (options.chats, options.turns, options.latency))]
    with (
        tempfile.TemporaryDirectory() as folder,
        _process([*people, *([hook] if options.webhook else [])]) as stub,
    ):
        assert stub.stdin is not None
        assert stub.stdout is not None
        base = f"http://127.0.0.1:{stub.stdout.readline().strip()}"
        if side == "echo":
            command = ["-m", "tests.bench.echo", base, *([str(port)] if options.webhook else [])]
        else:
            command = ["-m", "bot", "--content", str(DESK), "serve"]
            command += ["--webhook"] if options.webhook else []
        environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE": base,
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "WEBHOOK_URL": hook,
            "WEBHOOK_SECRET": SECRET,
            "LISTEN": f"127.0.0.1:{port}" if options.webhook else "",
            "LOG_LEVEL": "ERROR",
        }
        with _process(command, environment) as bot:
            time.sleep(3)  # both are up and waiting
            before = _seconds_of(bot)
            stub.stdin.write("\n")
            stub.stdin.flush()
            if not select.select([stub.stdout], [], [], PATIENCE)[0]:
                raise SystemExit(f"{side}: no end after {PATIENCE:g} s, exit code {bot.poll()}")
            result: dict[str, float] = json.loads(stub.stdout.readline())
            result["cpu"] = (_seconds_of(bot) - before) / result["turns"]
    return result


def main(arguments: Sequence[str] = ()) -> int:
    """Print both sides and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=32)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds")
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    rounds = [
        {side: measure(side, options) for side in ("echo", "ours")} for _ in range(options.rounds)
    ]
    middle = {
        side: {key: median(one[side][key] for one in rounds) for key in rounds[0][side]}
        for side in ("echo", "ours")
    }
    way = "webhook" if options.webhook else "polling"
    print(f"{options.chats} chats, {way}, {options.latency:g} ms a call")
    for side, one in middle.items():
        print(
            f"{side:5} {one['per_second']:7.0f} turns/s, {one['cpu'] * 1e6:6.0f} µs of processor"
            f" a turn, waiting {one['p50'] * 1e3:.0f} ms (median), {one['p99'] * 1e3:.0f} (p99)"
        )
    faster = median(one["ours"]["per_second"] / one["echo"]["per_second"] for one in rounds)
    cheaper = median(one["ours"]["cpu"] / one["echo"]["cpu"] for one in rounds)
    print(f"turns a second {faster:.1f} ×, processor time {cheaper:.2f} ×")
    if options.latency:
        print(f"p99 of ours: {middle['ours']['p99'] * 1e3 / options.latency:.1f} latencies (bar 5)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
