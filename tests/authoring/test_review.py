"""What is due: told to those who look after content, to citizens, and to the strict check."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import CONTENT_ROOT, main
from bot.content.yaml import read
from bot.dialogue import phrases, topics
from tests.content import samples
from tests.shipped import guide

LATE = date(2028, 1, 1)
ENTRIES = "knowledge/entries/medical.yaml"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches go where nothing else looks."""
    monkeypatch.chdir(tmp_path)


def review(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> str:
    assert main(["--content", str(root), "review", *arguments]) == 0
    return capsys.readouterr().out


def as_data(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> list[Any]:
    return [json.loads(line) for line in review(capsys, root, "--json", *arguments).splitlines()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small library, with an entry and a figure that are looked after on their own."""
    root = samples.copy(tmp_path)
    own = "    review: {checked: 2026-11-22, due: 2026-12-22, owner: 李工}\n"
    samples.spoil(
        root, ENTRIES, "    detail: 各地的日子不同。\n", f"    detail: 各地的日子不同。\n{own}"
    )
    place = root / "knowledge/parameters/wuhan.yaml"
    written = place.read_text(encoding="utf-8")
    row = "  - {key: medical.arrival, status: unknown, review: 2027-01-31}\n"
    place.write_text(written + row, encoding="utf-8")
    return root


def test_what_is_due_is_grouped_by_owner_earliest_first(
    capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    told = review(capsys, root, "--today", "2026-12-25", "--days", "200")
    assert "其中 1 项已经过期" in told
    assert "过期 3 天  问答 arrival-time：" in told
    assert told.index("负责人：policy") < told.index("负责人：李工")
    due = [line.split()[0] for line in told.split("负责人：")[1].splitlines() if "上次" in line]
    assert due == sorted(due)
    assert due[0] == "2027-01-31"


def test_every_kind_of_content_is_looked_after(
    capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    told = as_data(capsys, root, "--today", "2026-12-22", "--days", "365")
    assert {one["kind"] for one in told} == {"flow", "entries", "entry", "place", "row"}
    assert {"arrival-time": 0, "medical.arrival": 40}.items() <= {
        o["id"]: o["days"] for o in told
    }.items()
    (rest,) = (one for one in told if one["kind"] == "entries")
    entries = read(ENTRIES, (root / ENTRIES).read_bytes()).data["entries"]
    assert f"{len(entries) - 1} 条" in rest["title"]


def test_the_last_day_still_counts_and_the_next_does_not(
    capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    days = ("--today", "2026-11-25", "--days")
    assert [one["id"] for one in as_data(capsys, root, *days, "27")] == ["arrival-time"]
    assert as_data(capsys, root, *days, "26") == []
    assert "最早的一项：2026-12-22" in review(capsys, root, *days, "26")


def test_content_with_errors_is_not_reviewed(
    capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    (root / "knowledge/sources.yaml").write_text("LAW: {}\n", encoding="utf-8")
    assert main(["--content", str(root), "review"]) == 1
    assert "errors in the content" in capsys.readouterr().err


def test_every_entry_tells_when_it_was_checked_and_warns_when_that_is_long_ago() -> None:
    content = guide().content
    for name, entry in content.entries.items():
        assert entry.review is not None, name
        checked = entry.review.checked.isoformat()
        now = topics.topic_reply(content, name, entry.review.due)
        late = topics.topic_reply(content, name, LATE)
        assert (now.detail or "").endswith(phrases.CHECKED.format(checked=checked))
        assert (late.detail or "").endswith(phrases.OVERDUE.format(checked=checked))


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--strict"], 1)])
def test_overdue_content_is_a_warning_that_fails_the_strict_check(
    capsys: pytest.CaptureFixture[str], more: list[str], code: int
) -> None:
    day = ["--today", LATE.isoformat()]
    assert main(["--content", str(CONTENT_ROOT), "check", "--json", *day, *more]) == code
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    overdue = [one for one in found if one["code"] == "REVIEW-DUE"]
    assert {Path(one["file"]).parent.name for one in overdue} == {
        "flows",
        "entries",
        "parameters",
    }
    places = [(one["file"], one["line"], one["column"]) for one in overdue]
    assert len(places) == len(set(places)), "a file's review is due once, not for each entry"
