"""What a change of content changes for people, between revisions of a real repository."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot.authoring.diff import WORKING, between
from bot.authoring.diff_told import markdown, table
from bot.authoring.diff_values import Diff, FlowDiff
from bot.authoring.revisions import RevisionError
from bot.cli import CONTENT_ROOT, main
from bot.dialogue.session import Answer, Frame, Session
from bot.store.opening import open_store
from bot.store.store import Result
from tests.shipped import TODAY

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="compares git revisions")

IDENTITY = ("-c", "user.name=author", "-c", "user.email=author@example.com")
GAP = "flows/interrupted-contributions.yaml"


def git(root: Path, *arguments: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", "-C", str(root), *IDENTITY, *arguments], check=True, env=clean)


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose only commit holds the shipped content."""
    root = tmp_path_factory.mktemp("repository")
    for folder in ("flows", "knowledge"):
        shutil.copytree(CONTENT_ROOT / folder, root / folder)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Content")
    return root


@pytest.fixture
def root(committed: Path) -> Iterator[Path]:
    yield committed
    git(committed, "checkout", "--quiet", "--force", "main")
    git(committed, "clean", "--quiet", "-d", "--force")


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def diff(root: Path, database: str = "") -> Diff:
    return between(root, "HEAD", None, TODAY, database)


def _keep(database: str, *sessions: str) -> None:
    """Write conversations as the running bot does."""

    async def record() -> None:
        store = open_store(database)
        for chat, session in enumerate(sessions, 1):
            await store.record(chat, Result(session=session))
        store.close()

    asyncio.run(record())


def flow_of(found: Diff, name: str) -> FlowDiff:
    return next(one for one in found.flows if one.flow == name)


def test_nothing_changed_is_nothing_told(root: Path) -> None:
    found = diff(root)
    assert (found.flows, found.changes, found.questions) == ((), (), ())


def test_a_wording_changes_no_outcome_but_is_listed(root: Path) -> None:
    edit(root, GAP, "title: 没有断缴，不用担心等待期", "title: 没有断缴，不用等")
    edit(root, GAP, "label: 换工作或失业", "label: 换了工作或失业")
    found = diff(root)
    assert flow_of(found, "interrupted-contributions").situations > 100
    assert found.moved == 0
    assert not found.rules
    assert {(c.where[1:], c.before, c.after) for c in found.wordings} == {
        (
            ("interrupted-contributions", "outcomes", "no_gap", "title"),
            "没有断缴，不用担心等待期",
            "没有断缴，不用等",
        ),
        (
            ("interrupted-contributions", "questions", "reason", "choices", "changed", "label"),
            "换工作或失业",
            "换了工作或失业",
        ),
    }
    assert "种情形中 0 种结果改变；文字改了 2 处" in table(found)


def test_a_moved_limit_moves_exactly_what_lies_between(root: Path) -> None:
    edit(root, GAP, "gap_months > 3, goto: wait", "gap_months > 4, goto: wait")
    moved = flow_of(diff(root), "interrupted-contributions").moved
    given = [{node: said for node, _, said in one.answers} for one in moved]
    assert moved
    assert {answers["gap_months"] for answers in given} == {"4 个月"}
    assert {end.outcome for one in moved for end in one.before} == {"wait"}
    assert {end.outcome for one in moved for end in one.after} == {"back", "local3"}


def test_a_changed_row_moves_those_it_is_of(root: Path) -> None:
    edit(root, "knowledge/parameters/wuhan.yaml", 'monthly, value: "83"', 'monthly, value: "90"')
    found = diff(root)
    moved = flow_of(found, "medical-calculator").moved
    assert moved
    for one in moved:
        answers = {node: said for node, _, said in one.answers}
        assert (answers["city"], answers["identity"]) == ("武汉", "已退休")
        assert [end.figures["inflow.monthly"] for end in (*one.before, *one.after)] == ["83", "90"]
    assert found.moved == len(moved)
    assert [
        (c.where, c.before and c.before[:5], c.after and c.after[:5]) for c in found.changes
    ] == [(("参数", "wuhan", "medical.retired_monthly"), "83元/月", "90元/月")]


def test_a_moved_age_in_rows_moves_the_ages_between(root: Path) -> None:
    beijing = "knowledge/parameters/beijing.yaml"
    edit(root, beijing, "identity: retired, age_below: 70", "identity: retired, age_below: 72")
    edit(root, beijing, "identity: retired, age_from: 70", "identity: retired, age_from: 72")
    moved = flow_of(diff(root), "medical-calculator").moved
    given = [{node: said for node, _, said in one.answers} for one in moved]
    assert sorted(answers["age"] for answers in given) == ["70 岁", "71 岁"]
    assert {answers["city"] for answers in given} == {"北京"}


def test_a_question_more_is_told_by_what_it_decides(root: Path) -> None:
    edit(root, GAP, "自己没交, 停了], goto: gap_months}", "自己没交, 停了], goto: long}")
    edit(
        root,
        GAP,
        "  gap_months:\n",
        "  long:\n    ask: 断了有没有一年？\n    why: 先分开久的。\n    choices:\n"
        '      "yes": {label: 有, goto: wait}\n      "no": {label: 没有, goto: gap_months}\n'
        "      unsure: {label: 不清楚, goto: gap_months}\n  gap_months:\n",
    )
    moved = flow_of(diff(root), "interrupted-contributions").moved
    asked = {node: said for node, _, said in moved[0].answers}
    assert asked["long"] == "有"
    assert all(("long", "有") in {(n, s) for n, _, s in one.answers} for one in moved)
    assert all({end.outcome for end in one.after} == {"wait"} for one in moved)
    assert all(len(one.before) > 1 for one in moved)


def test_flows_that_come_and_go_are_named(root: Path) -> None:
    git(root, "mv", "flows/which-account.yaml", "flows/which-one.yaml")
    for path in (root / "flows").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("flow: which-account", "flow: which-one"), encoding="utf-8")
    for path in (root / "knowledge").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("which-account", "which-one"), encoding="utf-8")
    states = {(one.flow, one.state) for one in diff(root).flows}
    assert {("which-account", "removed"), ("which-one", "added")} <= states


def test_a_phrasing_that_moves_is_told_with_both_answers(root: Path) -> None:
    said = "个账余额能充公交卡吗"
    edit(
        root,
        "knowledge/entries/use.yaml",
        "      - 医保个账能买血压计吗\n",
        f"      - 医保个账能买血压计吗\n      - {said}\n",
    )
    found = diff(root)
    led = next(one for one in found.questions if one.text == said)
    assert led.home == "medical-balance-use"
    assert led.before.startswith("反问：medical-balance-meaning、")
    assert led.after.startswith("反问：medical-balance-use、")
    assert f"“{said}”（写在 medical-balance-use）" in table(found)
    assert found.moved == 0


def test_conversations_are_counted_by_where_they_stood(root: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'shebao.db'}"
    given = (("kind", "employee_medical"), ("reason", "stopped"), ("gap_months", "4"))
    answers = tuple(Answer(node=node, value=value) for node, value in given)
    frame = Frame(flow="interrupted-contributions", digest="", answers=answers)
    elsewhere = Frame(flow="which-account", digest="")
    stored = [Session(frames=(frame,)), Session(frames=(frame,)), Session(frames=(elsewhere,))]
    _keep(database, *(msgspec.json.encode(one).decode() for one in stored), "of another release")
    edit(root, GAP, "gap_months > 3, goto: wait", "gap_months > 4, goto: wait")
    found = diff(root, database)
    assert found.conversations is not None
    assert [(t.flow, t.before, t.after, t.count) for t in found.conversations] == [
        ("interrupted-contributions", "结论 wait", "正在问 steady", 2)
    ]
    assert "2 段对话会受影响" in table(found)
    assert "| interrupted-contributions | 2 |" in markdown(found)


def test_without_a_database_that_is_said(root: Path, tmp_path: Path) -> None:
    found = diff(root, f"sqlite:///{tmp_path / 'none.db'}")
    assert found.conversations is None
    assert "没有看对话" in table(found)


def test_two_revisions_are_compared_without_the_files_as_they_are(root: Path) -> None:
    edit(root, GAP, "gap_months > 3, goto: wait", "gap_months > 4, goto: wait")
    git(root, "commit", "--quiet", "--all", "-m", "Later")
    edit(root, GAP, "gap_months > 4, goto: wait", "gap_months > 9, goto: wait")
    found = between(root, "HEAD~1", "HEAD", TODAY)
    git(root, "reset", "--quiet", "--hard", "HEAD~1")
    assert (found.before, found.after) == ("HEAD~1", "HEAD")
    moved = flow_of(found, "interrupted-contributions").moved
    assert {s for one in moved for n, _, s in one.answers if n == "gap_months"} == {"4 个月"}


@pytest.mark.parametrize("revision", ["no-such", "--all", "HEAD~9"])
def test_a_revision_that_is_not_there_is_said_in_chinese(root: Path, revision: str) -> None:
    with pytest.raises(RevisionError, match=f"没有叫 {revision} 的版本"):
        between(root, revision, None, TODAY)


def test_no_repository_and_no_git_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RevisionError, match="不在 git 仓库里"):
        between(tmp_path, "HEAD", None, TODAY)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RevisionError, match="没有 git"):
        between(tmp_path, "HEAD", None, TODAY)


def test_content_with_errors_is_not_compared(root: Path) -> None:
    edit(root, GAP, "goto: no_gap", "goto: no_gpa")
    with pytest.raises(RevisionError, match=f"{WORKING} 的内容有错误(.|\n)*TARGET-UNKNOWN"):
        diff(root)


def test_the_command_prints_a_table_markdown_or_json(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///none/none.db")
    edit(root, GAP, "gap_months > 3, goto: wait", "gap_months > 4, goto: wait")
    start = ["--content", str(root), "diff", "HEAD", "--today", "2026-11-25"]
    assert main(start) == 0
    told = capsys.readouterr().out
    assert "4 个月" in told
    assert "原来：wait" in told
    assert main([*start, "--markdown"]) == 0
    assert "| 情形 | 原来 | 现在 |" in capsys.readouterr().out
    assert main([*start, "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["flows"][0]["flow"] == "interrupted-contributions"
    assert main([*start[:3], "nowhere"]) == 1
    assert "没有叫 nowhere 的版本" in capsys.readouterr().err
