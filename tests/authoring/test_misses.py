"""`shebao misses`: what people asked in vain, grouped, and what to write so that it is answered."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.authoring.clusters import clusters
from bot.authoring.miss_drafts import draft
from bot.cli import CONTENT_ROOT, main
from bot.content.loader import load
from bot.store.counts import MissCount
from bot.store.sqlite import SqliteStore
from bot.store.store import Miss, Result
from tests.authoring.test_commands import run
from tests.content import samples
from tests.shipped import guide, matcher

MISSED = (
    (("想看看医保里还剩多少，去哪里看", "clarify"), 4),
    (("医保卡里还有多少钱，在哪里看得到", "clarify"), 2),
    (("医保里还剩多少在哪里看", "down"), 1),
    (("明天下雨吗，要带什么", "refuse"), 3),
    (("余额怎么查", "clarify"), 2),
)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database that another process, so to speak, has open all the while."""
    path = tmp_path / "bot.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    with closing(SqliteStore(path)) as store:
        for (text, kind), times in MISSED:
            missed = Result(session=None, misses=(Miss(text, kind, "d"),) * times)
            asyncio.run(store.record(0, missed))
        yield path


def test_what_says_the_same_is_one_group_and_the_most_frequent_comes_first(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "misses", "--json")
    found: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(group["count"], len(group["texts"])) for group in found] == [(7, 3), (3, 1), (2, 1)]
    assert found[0]["kinds"] == {"clarify": 6, "down": 1}
    assert found[0]["near"][0]["id"] == "medical-balance-query"
    assert found[1]["band"] == "refuse"


def test_authors_are_told_in_plain_chinese(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "misses", "--limit", "1")
    assert "12 次，5 种说法，合成 3 组，下面是最多的 1 组" in out
    assert "反问过 6，没解决 1" in out
    assert "想看看医保里还剩多少" in out
    assert "下雨" not in out


def test_a_draft_names_file_and_line_and_comes_with_its_test(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "misses", "--draft")
    place = re.search(r"(knowledge/\S+\.yaml) 第 (\d+) 行，(\S+) 的 say 里", out)
    assert place is not None, out
    lines = (CONTENT_ROOT / place[1]).read_text("utf-8").splitlines()
    line = int(place[2]) - 1
    assert lines[line].strip().startswith("say:")
    assert next(above for above in reversed(lines[:line]) if re.match(r"  \S", above)) == (
        f"  {place[3]}:"
    )
    assert f"{place[3]}:\n       - 余额怎么查" in out  # the trial


def test_a_drafted_entry_is_whole_but_for_what_its_author_must_find_out(tmp_path: Path) -> None:
    loaded = load(CONTENT_ROOT, guide().functions)
    missed = [MissCount("明天〇下雨吗", "refuse", 2, "2026-11-25", "2026-11-26")]
    (cluster,) = clusters(matcher(), missed)
    assert loaded.content is not None
    lines = list(draft(loaded, loaded.content, cluster, 1))
    first = next(n for n, line in enumerate(lines) if line == "  new-topic-1:")
    last = next(n for n, line in enumerate(lines) if line.startswith("    cite:"))
    root = samples.copy(tmp_path)
    entries = root / "knowledge/entries/medical.yaml"
    written = entries.read_text("utf-8") + "\n".join(lines[first : last + 1]) + "\n"
    entries.write_text(written, "utf-8")
    codes = {problem.code for problem in samples.check(root).problems}
    assert codes == {"SOURCE-UNKNOWN", "PHRASES-FEW", "MENU-MISSING", "PHRASE-GAP"}


def test_what_is_answered_by_now_needs_no_phrasing(tmp_path: Path) -> None:
    loaded = load(CONTENT_ROOT, guide().functions)
    asked = guide().content.title("year-end-clearing")
    (cluster,) = clusters(matcher(), [MissCount(asked, "refuse", 1, "2026-11-25", "2026-11-25")])
    assert loaded.content is not None
    said = "\n".join(draft(loaded, loaded.content, cluster, 1))
    assert "不用加问法" in said
    assert "questions:" in said


def test_nothing_missed_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bot.db"
    SqliteStore(path).close()
    monkeypatch.setenv("DATABASE_URL", str(path))
    code, out, _ = run(capsys, "misses")
    assert (code, out) == (0, "最近 90 天没有没答好的问题。\n")


@pytest.mark.parametrize("url", ["sqlite:////nowhere/bot.db", "mysql://x"])
def test_a_database_that_is_not_there_is_named(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["misses"]) == 1
    told = capsys.readouterr()
    assert "DATABASE_URL" in told.err
    assert told.out == ""
