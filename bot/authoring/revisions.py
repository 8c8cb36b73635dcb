"""Content as it stood at a git revision, in a folder of its own for as long as it is looked at."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("flows", "knowledge")


class RevisionError(Exception):
    """There is no such content to be had. The message is a Chinese sentence that says why."""


@contextmanager
def content_at(root: Path, revision: str) -> Iterator[Path]:
    """The folder that holds `flows/` and `knowledge/` of a revision of the repository at `root`.

    Raises RevisionError.
    """
    git = shutil.which("git")
    if git is None:
        raise RevisionError("这台机器上没有 git，看不到以前的版本：先装上 git。")
    commit = _commit(git, root, revision)
    prefix = _git(git, root, "rev-parse", "--show-prefix").decode().strip()
    packed = _packed(git, root, f"{commit}:{prefix}", revision)
    with tempfile.TemporaryDirectory(prefix="shebao-") as folder:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(folder)
        yield Path(folder)


def _commit(git: str, root: Path, revision: str) -> str:
    try:
        _git(git, root, "rev-parse", "--is-inside-work-tree")
    except RevisionError as error:
        raise RevisionError(f"{root} 不在 git 仓库里，没有以前的版本可以对照。") from error
    try:
        found = _git(
            git,
            root,
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
        )
    except RevisionError as error:
        raise RevisionError(
            f"没有叫 {revision} 的版本。可以写分支名、标签或提交编号，如 main、HEAD~1；"
            "git log --oneline 能看到有哪些。"
        ) from error
    return found.decode().strip()


def _packed(git: str, root: Path, tree: str, revision: str) -> bytes:
    top = Path(_git(git, root, "rev-parse", "--show-toplevel").decode().strip())
    try:
        return _git(git, top, "archive", "--format=zip", tree, *FOLDERS)
    except RevisionError as error:
        raise RevisionError(f"版本 {revision} 里没有 flows/ 和 knowledge/。") from error


def _git(git: str, root: Path, *arguments: str) -> bytes:
    command = [git, "-C", str(root), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - git itself, no shell
    except (subprocess.CalledProcessError, OSError) as error:
        raise RevisionError(f"git {arguments[0]} 没有成功：{error}") from error
