"""The container and what stands around it, as far as that shows without a container engine."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import read

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
GIVEN = {
    "TELEGRAM_BOT_TOKEN": "123456:ABC-def_0",
    "OPERATOR_CHAT_ID": "",
    "POSTGRES_PASSWORD": "s3cret",
    "DOMAIN": "bot.example.org",
}


def _instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """What a Dockerfile says, continued lines joined."""
    lines = [line for line in dockerfile.splitlines() if not line.startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name.upper(), rest.strip()


INSTRUCTIONS = list(_instructions((ROOT / "Dockerfile").read_text("utf-8")))


def test_the_dockerfile_is_linted() -> None:
    linted = subprocess.run(
        [BIN / "hadolint", "--failure-threshold", "style", ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (linted.returncode, linted.stdout) == (0, "")


@contextmanager
def _everybodys_folder() -> Iterator[Path]:
    """A folder that other users may enter, as pytest's own may not."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Image:
    """What the steps of the Dockerfile make, below a folder instead of below `/`.

    Nothing is downloaded but packages, and no user is made: what it would run as is a number.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, Path("/")
        self.environment = {"PATH": f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"}
        self.user: int | None = None
        self.entry: list[str] = []
        self.made: list[Path] = []

    def inside(self, path: str) -> Path:
        return self.root / (self.folder / path).relative_to("/")

    def build(self) -> None:
        stages = 0
        for name, rest in INSTRUCTIONS:
            stages += name == "FROM"
            match name:
                case "WORKDIR":
                    self.folder = Path(rest)
                    self.inside(".").mkdir(parents=True, exist_ok=True)
                case "COPY" if "--from" not in rest:  # the venv stays where it is
                    *sources, target = rest.split()
                    for source in sources:
                        self._copy(source, target)
                case "RUN" if stages == 1:
                    self.run(rest)
                case "RUN":
                    self._prepare(rest)
                case "USER":
                    self.user = int(rest)
                case "ENV":
                    pairs = dict(pair.split("=", 1) for pair in shlex.split(rest))
                    self.environment |= {key: self._moved(value) for key, value in pairs.items()}
                case "ENTRYPOINT":
                    self.entry = [self._moved(word) for word in yaml.safe_load(rest)]

    def _moved(self, text: str) -> str:
        for path in ("/opt/shebao", "/app"):
            text = text.replace(path, str(self.root / path[1:]))
        return text.replace("$PATH", os.environ["PATH"])

    def _copy(self, source: str, target: str) -> None:
        rules = (ROOT / ".dockerignore").read_text("utf-8").split()
        assert f"!{source}" in rules, f".dockerignore keeps {source} out"
        to = self.inside(target) / (source if target.endswith("/") else "")
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, to, ignore=ignored)
        else:
            shutil.copy(ROOT / source, to)

    def run(self, command: str) -> None:
        subprocess.run(
            ["sh", "-euc", self._moved(command)],
            cwd=self.inside("."),
            env=self.environment | {"HOME": str(self.root)},
            check=True,
        )

    def _prepare(self, command: str) -> None:
        """`useradd …` is left out, `mkdir` and `chown` are done by number."""
        for step in command.split("&&"):
            words = shlex.split(step)
            if words[0] == "mkdir":
                self.made = [Path(self._moved(word)) for word in words[1:] if word != "-p"]
                for path in self.made:
                    path.mkdir(parents=True)
            else:
                assert words[0] in ("useradd", "chown")

    def start(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run what the image runs; as its user, where the interpreter may be entered by others."""
        other: dict[str, Any] = {}
        if os.geteuid() == 0 and self.user is not None and _open_to_all(Path(sys.base_prefix)):
            other = {"user": self.user, "group": self.user, "extra_groups": []}
            for path in self.made:
                os.chown(path, self.user, self.user)
        return subprocess.run(
            [self.root / "opt/shebao/bin" / self.entry[0], *self.entry[1:], *arguments],
            cwd=self.inside("."),
            env=self.environment | {"HOME": "/nonexistent"},
            capture_output=True,
            text=True,
            check=False,
            **other,
        )


def _open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in (path, *path.parents))


def test_the_steps_of_the_dockerfile_make_something_that_runs() -> None:
    with _everybodys_folder() as folder:
        image = Image(folder)
        image.build()
        assert image.user is not None
        assert image.user > 0
        checked = image.start("check")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        asked = image.start("ask", "居民医保有没有个人账户")
        assert asked.returncode == 0, asked.stderr
        assert "居民医保" in asked.stdout
        refused = image.start("serve")
        assert (refused.returncode, "TELEGRAM_BOT_TOKEN" in refused.stderr) == (2, True)
        outside = [path for path in (folder / "app").rglob("*") if path.is_file()]
        written = [p for p in outside if not fnmatch(str(p), "*/app/flows/*")]
        assert all("/knowledge/" in str(p) or "/app/var/" in str(p) for p in written)


def test_the_image_runs_as_nobody_and_writes_in_one_place() -> None:
    said = dict(INSTRUCTIONS)
    assert said["USER"] == "10001"
    assert said["VOLUME"] == "/app/var"
    assert "/healthz" in said["HEALTHCHECK"] or "healthz" in str(INSTRUCTIONS)
    assert not [rest for name, rest in INSTRUCTIONS if name == "ADD" or ":latest" in rest]


def _compose() -> dict[str, Any]:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert isinstance(composed, dict)
    return composed


def _filled(text: str, given: Mapping[str, str]) -> str:
    """`${NAME:?why}` and `${NAME:-}` as compose puts them in."""
    for name, value in given.items():
        while (begin := text.find(f"${{{name}")) >= 0:
            end = text.index("}", begin)
            text = text[:begin] + value + text[end + 1 :]
    assert "${" not in text
    return text


def test_compose_keeps_to_its_schema() -> None:
    subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def test_compose_sets_what_the_program_reads() -> None:
    bot = _compose()["services"]["bot"]
    environment = {name: _filled(value, GIVEN) for name, value in bot["environment"].items()}
    settings = read(environment, webhook="--webhook" in bot["command"])
    assert settings.webhook is not None
    assert settings.webhook.path == "/telegram"
    assert settings.database_url == "postgresql://shebao:s3cret@database:5432/shebao"
    assert settings.listen is not None
    balancer = _compose()["configs"]["balancer"]["content"]
    assert f"path {settings.webhook.path}\n" in balancer
    assert f"dynamic a bot {settings.listen.port} " in balancer
    assert bot["deploy"]["replicas"] == 3


def test_every_value_that_compose_asks_for_is_told_at_its_head() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert set(re.findall(r"^#   ([A-Z_]+)=", text, re.MULTILINE)) == set(GIVEN)
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == set(GIVEN)


@pytest.mark.parametrize("service", ["bot", "database", "balancer"])
def test_services_may_do_no_more_than_they_need(service: str) -> None:
    said = _compose()["services"][service]
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in said
    assert service == "database" or said["read_only"]
    assert service == "balancer" or "ports" not in said
    assert not str(said.get("image", "")).endswith(":latest")
