"""B1: `--help` beside `python -c pass`. B2: from start to the first reply beside two imports;
the same for `shebao ask`.

python -m tests.bench.bench_start
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from bot.cli import CONTENT_ROOT

ROUNDS = 7
TOKEN = "1:stub"
CHAT = {"id": 7, "type": "private"}
SENDER = {"id": 7, "is_bot": False, "first_name": "x"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "from": SENDER, "text": "医保余额为什么是零"}
ME = {"id": 1, "is_bot": True, "first_name": "stub", "username": "stub_bot"}


class _Stub(BaseHTTPRequestHandler):
    """As much of the Bot API as a first reply takes; a message is waiting."""

    protocol_version = "HTTP/1.1"
    replied = threading.Event()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode(errors="replace")
        method = self.path.rpartition("/")[2]
        result: Any = True
        if method == "getMe":
            result = ME
        elif method == "getUpdates":
            fresh = "offset" not in body or '"offset": 0' in body or "offset=0" in body
            result = [{"update_id": 1, "message": MESSAGE}] if fresh else []
            if not fresh:
                time.sleep(0.3)
        elif method == "sendMessage":
            result = {"message_id": 2, "date": 1, "chat": CHAT, "text": "…"}
            self.replied.set()
        raw = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST  # noqa: N815  (the name http.server looks for)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A bot that is killed leaves its calls half done."""


def _seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - begun


def _first_reply(base: str, folder: str) -> float:
    """Seconds until the stub was sent the first reply, with a fresh database."""
    _Stub.replied.clear()
    Path(folder, "bot.db").unlink(missing_ok=True)
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": base,
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
    }
    begun = time.perf_counter()
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        env=environment,
        cwd=CONTENT_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if not _Stub.replied.wait(30):
            raise TimeoutError("no reply in 30 s")
        return time.perf_counter() - begun
    finally:
        bot.kill()
        bot.wait()


def main() -> None:
    """Print both sides of each ratio."""
    floor = [(_seconds("-c", "pass"), _seconds("-m", "bot", "--help")) for _ in range(ROUNDS)]
    print(
        f"B1 --help {median(h for _, h in floor) * 1e3:.0f} ms, python -c pass "
        f"{median(p for p, _ in floor) * 1e3:.0f} ms, "
        f"ratio {median(h / p for p, h in floor):.2f} (bar 3)"
    )
    ask = ("-m", "bot", "ask", "医保余额为什么是零")
    two = ("-W", "ignore", "-c", "import telegram, jieba")
    _seconds(*ask)
    answers = [(_seconds(*two), _seconds(*ask)) for _ in range(ROUNDS)]
    print(
        f"   first answer of a process {median(a for _, a in answers) * 1e3:.0f} ms, "
        f"ratio to two imports {median(a / i for i, a in answers):.2f} (bar 1.7)"
    )
    server = _Server(("127.0.0.1", 0), _Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as folder:
        _first_reply(base, folder)
        pairs = [(_seconds(*two), _first_reply(base, folder)) for _ in range(ROUNDS)]
    server.shutdown()
    print(
        f"B2 start to first reply {median(r for _, r in pairs) * 1e3:.0f} ms, two imports "
        f"{median(i for i, _ in pairs) * 1e3:.0f} ms, "
        f"ratio {median(r / i for i, r in pairs):.2f} (bar 1.7)"
    )


if __name__ == "__main__":
    main()
