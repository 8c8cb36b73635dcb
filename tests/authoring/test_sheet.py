"""The page an expert signs: complete, escaped, on its own, and short enough to read."""

import html
import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from bot.authoring.sheet_page import Sheet, page, text
from bot.authoring.sheet_ways import ways
from bot.authoring.situations import Situation, situations
from bot.cli import CONTENT_ROOT, main
from bot.content.flow import source_of
from tests.content import samples
from tests.shipped import TODAY, guide

VOID = {"meta", "br", "col"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches go where nothing else looks."""
    monkeypatch.chdir(tmp_path)


class Reader(HTMLParser):
    """Reads a page as a browser does: its tags in order, what they nest in, its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.rows: list[str] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.opened.append(tag)
        if tag == "tr":
            self.rows.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.opened:
            self.words += data
            if "tr" in self.opened:
                self.rows[-1] += data


def sheet(what: str, root: Path = CONTENT_ROOT) -> str:
    output = Path("sheet.html").absolute()
    told = ["--content", str(root), "sheet", what, "-o", str(output), "--today", f"{TODAY}"]
    assert main(told) == 0
    return output.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["faq", *guide().content.flows])
def test_a_sheet_stands_on_its_own(what: str) -> None:
    written = sheet(what)
    read = Reader(written)
    assert read.opened == []
    assert read.addresses == []
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    assert "url(" not in written
    assert guide().content.digest in read.words
    assert f"{TODAY}" in read.words


@pytest.mark.parametrize("name", guide().content.flows)
def test_every_outcome_and_question_can_be_signed(name: str) -> None:
    flow = guide().content.flows[name]
    rows = [row for row in Reader(sheet(name)).rows if "□ 同意" in row]
    assert len(rows) == len(flow.outcomes) + len(flow.questions)
    assert all("签名：" in row and "日期：" in row and "□ 要改" in row for row in rows)
    for row, (node, outcome) in zip(rows, flow.outcomes.items(), strict=False):
        assert node in row
        assert (outcome.reason or "") in row
        assert "种情形" in row
        for contact in outcome.contact:
            assert contact.phone in row
        for citation in outcome.cite:
            assert guide().content.sources[source_of(citation)].title in row
    for row, question in zip(rows[len(flow.outcomes) :], flow.questions.values(), strict=True):
        assert all(choice.label in row for choice in question.choices.values())


def test_every_entry_and_signpost_can_be_signed() -> None:
    content = guide().content
    rows = [row for row in Reader(sheet("faq")).rows if "□ 同意" in row]
    assert len(rows) == len(content.entries) + len(content.signposts)
    told = "\n".join(rows)
    for name, entry in content.entries.items():
        (row,) = (row for row in rows if re.match(rf"\d+{name}(?![a-z-])", row))
        assert entry.question in row
        assert entry.answer in row
        assert entry.review is not None
        assert f"核对：{entry.review.checked}下次：{entry.review.due}" in row
    assert all(signpost.answer in told for signpost in content.signposts.values())


def test_what_authors_write_is_never_markup(tmp_path: Path) -> None:
    root = samples.copy(tmp_path)
    evil = "<script>alert('一')</script> & \"引号\""
    samples.spoil(root, "flows/called.yaml", "两个账户由两个部门管。", evil)
    samples.spoil(root, "knowledge/entries/medical.yaml", "各地的日子不同。", evil)
    for what in ("called", "faq"):
        written = sheet(what, root)
        assert html.escape(evil) in written
        assert "script" not in Reader(written).tags
        assert evil in Reader(written).words


def test_a_mark_for_the_foot_cannot_leave_its_style() -> None:
    """It stands in a string of the style sheet, where HTML's escapes mean nothing."""
    evil = 'a"; } </style><script>\\'
    read = Reader(page(Sheet(evil, evil, evil, (), (), ())))
    assert "script" not in read.tags


def test_words_keep_their_lines() -> None:
    assert text("一\n<二>\n") == "一<br>&lt;二&gt;"


def test_paths_are_few_and_the_rest_is_counted() -> None:
    rows = [row for row in Reader(sheet("medical-balance-zero")).rows if "种情形" in row]
    assert any("另有" in row for row in rows)
    cells = re.findall(r"<ul>(.*?)</ul>", sheet("medical-balance-zero"), re.DOTALL)
    arrows = [cell for cell in cells if " → " in cell and 'class="step"' in cell]
    assert all(cell.count("<li>") <= 6 for cell in arrows)


@pytest.mark.parametrize("name", guide().content.flows)
def test_merged_ways_stand_for_exactly_the_situations(name: str) -> None:
    by_outcome: dict[str, list[Situation]] = {}
    for situation in situations(guide(), name, TODAY):
        by_outcome.setdefault(situation.outcome, []).append(situation)
    for found in by_outcome.values():
        told = [tuple((a.node, a.value) for a in one.answers) for one in found]
        stood_for = [
            tuple(zip((node for node, _ in way.steps), values, strict=True))
            for way in ways(found)
            for values in product(*(values for _, values in way.steps))
        ]
        assert sorted(stood_for) == sorted(told)
        assert sum(way.count for way in ways(found)) == len(found)


def test_an_unknown_flow_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sheet", "no-such-flow", "-o", "never.html"]) == 1
    assert "'no-such-flow'" in capsys.readouterr().err
    assert not Path("never.html").exists()


def test_a_file_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sheet", "which-account", "-o", "no/such/folder.html"]) == 1
    assert "no/such/folder.html" in capsys.readouterr().err
