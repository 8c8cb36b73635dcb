"""The authors' handbook, followed to the letter by somebody who knows nothing else.

    python -m tests.authoring.test_handbook

follows every step; in the suite those that ask thousands of questions are left out.
"""

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from bot.cli import CONTENT_ROOT, main
from tests.authoring.test_diff import git

PAGE = (CONTENT_ROOT / "flows/README.md").read_text(encoding="utf-8")
FILES = ("flows/phone-change.yaml", "flows/phone-change.test.yaml")
SAYS = {
    "check": "没有问题。",
    "test": "都对。",
    "paths": "own_phone",
    "ask": "医保登记的手机号怎么改",
    "diff": "新增流程 phone-change",
}
"""What the page promises of a command in its first part."""

SLOW = frozenset({"calibrate", "diff"})


def blocks() -> Iterator[tuple[str, str, str]]:
    """The chapter, kind and text of each block to run or to copy, in order."""
    for chapter in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        for kind, text in re.findall(r"^```(\w+)\n(.*?)^```", chapter, re.MULTILINE | re.DOTALL):
            yield chapter[0], kind, text


def repository(root: Path) -> Path:
    """Content in a repository, as an author has it."""
    for folder in ("flows", "knowledge"):
        shutil.copytree(CONTENT_ROOT / folder, root / folder)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Content")
    return root


def follow(root: Path, leave_out: frozenset[str] = frozenset()) -> list[str]:
    """Do what the page says, in a folder of content; the commands that were run."""
    copied = iter(FILES)
    ran: list[str] = []
    for chapter, kind, text in blocks():
        if kind == "yaml":
            (root / next(copied)).write_text(text, encoding="utf-8")
        for line in text.splitlines() if kind == "sh" else ():
            program, *arguments = shlex.split(line)
            assert program == "shebao"
            if arguments[0] in leave_out:
                continue
            with redirect_stdout(StringIO()) as told:
                assert main(["--content", str(root), *arguments]) == 0, line
            promised = SAYS.get(arguments[0], "") if chapter == "一" else ""
            assert promised in told.getvalue(), told.getvalue()
            ran.append(arguments[0])
    assert next(copied, None) is None
    assert "<svg" in (root / "phone-change.html").read_text(encoding="utf-8")
    return ran


@pytest.mark.skipif(shutil.which("git") is None, reason="authors have their content in git")
def test_every_step_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = follow(repository(tmp_path), SLOW)
    assert {*SAYS, "new", "graph"} - SLOW <= {*ran}


def test_the_page_names_only_commands_and_places_that_there_are() -> None:
    for command in sorted(set(re.findall(r"`shebao (\w+)", PAGE))):
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0, command
    for place in set(re.findall(r"`((?:flows|knowledge)/[\w./-]*)`", PAGE)):
        assert "phone-change" in place or (CONTENT_ROOT / place).exists(), place


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        print(" ".join(follow(repository(Path(folder)))))
