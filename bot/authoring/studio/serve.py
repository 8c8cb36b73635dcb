"""`shebao studio`: the page authors work on, served on this machine to nobody else."""

import argparse
import os
import socket
import sys
import tempfile
from pathlib import Path

from bot.authoring.studio.workspace import Workspace

HOST = "127.0.0.1"
SWITCH = 0.0005
"""Seconds after which checks that run in a thread let the page have its turn."""

MISSING = "the studio needs the extra `studio`; run: make studio"


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted; 1 when it cannot, said in a line."""
    if (busy := _busy(options.port)) is not None:
        print(busy, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="shebao-studio-") as folder:
        # NiceGUI makes a folder where it is started otherwise; nothing is kept in it
        os.environ.setdefault("NICEGUI_STORAGE_PATH", str(Path(folder)))
        try:
            import nicegui  # noqa: F401 - only whether it is there
        except ModuleNotFoundError:
            print(MISSING, file=sys.stderr)
            return 1
        _serve(options)
    return 0


def _busy(port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return f"port {port} cannot be used: {error.strerror}; choose another with --port"
    return None


def _serve(options: argparse.Namespace) -> None:
    from nicegui import app, background_tasks, ui
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from bot.authoring.studio.hub import Hub
    from bot.authoring.studio.page import Page

    sys.setswitchinterval(SWITCH)
    hub = Hub(Workspace(options.content), options.flow)

    def ready() -> None:
        background_tasks.create(hub.watch(), name="watch")
        print(f"工作台：http://{HOST}:{options.port}  （按 Ctrl+C 结束）", flush=True)

    @ui.page("/")
    def page() -> None:
        Page(hub)

    app.on_startup(ready)
    # a page elsewhere whose name was pointed at this machine is told nothing
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    ui.run(
        host=HOST,
        port=options.port,
        title="社保助手 · 工作台",
        language="zh-CN",
        show=options.open,
        reload=False,
        show_welcome_message=False,
    )
