"""`shebao test`: cases beside the flows, what they leave untried, and how a wrong one is told."""

import json
from pathlib import Path

import pytest

from bot.authoring.cases import read_all, read_one
from bot.authoring.drafting import drafts
from bot.authoring.edges import numbered
from bot.authoring.flow_tests import missing, tried, unheld
from bot.cli import CONTENT_ROOT, main
from bot.problems import Problem
from tests.shipped import TODAY, guide

FLOW = "where-to-query"
CASE = """\
登录不上去:
  given: {what: login}
  expect: login
"""


def problems(text: str, flow: str = FLOW) -> list[Problem]:
    """What is wrong with cases of a shipped flow."""
    file = read_one(f"flows/{flow}.test.yaml", text.encode())
    (result,) = [r for r in tried(guide(), [file], TODAY) if r.flow == flow]
    return result.problems


def test_the_shipped_cases_hold_and_take_every_way_of_every_flow() -> None:
    for result in tried(guide(), list(read_all(CONTENT_ROOT)), TODAY):
        assert result.cases, result.flow
        assert not result.problems, "\n".join(map(str, result.problems))
        flow = guide().content.flows[result.flow]
        untried = [edge.told(flow) for edge in missing(flow, result)]
        assert not untried, f"{result.flow}: {untried}"
        assert not unheld(flow, result), result.flow


def test_a_case_that_holds_is_no_problem() -> None:
    assert problems(CASE) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (CASE.replace("expect: login", "expect: medical"), 3, "实际是 login"),
        (CASE.replace("expect: login", "expect: logan"), 3, "没有结论 logan"),
        (CASE + "  reason: E01\n", 4, "原因应当是 E01"),
        (CASE + "  not_asked: [what]\n", 4, "不应当问 what"),
        (CASE + "  not_asked: [whit]\n", 4, "没有问题 whit"),
        (CASE.replace("login}", "logni}"), 2, "“logni”不能用在 what 上"),
        (CASE.replace("login}", "login, months: 3}"), 2, "没有问到 months"),
        (CASE.replace("  given: {what: login}\n", ""), 1, "given 里没有回答"),
        (CASE + "  free_text: 今天天气不错\n", 4, "没有进入本流程"),
        (CASE.replace("what: login", "what: medical, medical: nowhere"), 2, "没有按钮 nowhere"),
    ],
)
def test_a_case_that_does_not_hold_is_told_at_its_line(text: str, line: int, message: str) -> None:
    found = problems(text)
    assert [(p.line, p.code) for p in found][:1] == [(line, "CASE-WRONG")], found
    assert message in found[0].message
    assert found[0].remedy


def test_what_a_text_states_is_held_against_the_case() -> None:
    text = """\
新农合:
  free_text: 我是新农合的，医保卡余额怎么是零
  given: {seen_where: official}
  expect: e01
  expect_slots: {identity: employee}
"""
    (found,) = problems(text, "medical-balance-zero")
    assert found.line == 5
    assert "实际是：resident" in found.message


def test_cases_of_a_flow_that_is_not_there_are_a_problem() -> None:
    (found,) = problems(CASE, "where-to-qury")
    assert "where-to-query" in found.remedy


def test_a_file_that_is_no_case_file_is_told_like_any_other() -> None:
    codes = {problem.code for problem in problems("某个情形:\n  expekt: login\n")}
    assert codes == {"KEY-UNKNOWN"}


@pytest.mark.parametrize("flow", ["where-to-query", "medical-withdrawal"])
def test_a_draft_can_be_pasted_and_leaves_nothing_untried(flow: str) -> None:
    authored = guide().content.flows[flow]
    wanted = {edge for edge, _ in numbered(authored)}
    text = "\n".join(drafts(guide(), flow, wanted, TODAY))
    file = read_one(f"flows/{flow}.test.yaml", text.encode())
    (result,) = [r for r in tried(guide(), [file], TODAY) if r.flow == flow]
    assert not result.problems
    assert not missing(authored, result)


def test_the_command_names_what_is_untried_and_fails_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "content"
    for part in ("flows", "knowledge"):
        (root / part).parent.mkdir(exist_ok=True)
        (root / part).symlink_to(CONTENT_ROOT / part)
    (root / "flows").unlink()
    (root / "flows").mkdir()
    for path in (CONTENT_ROOT / "flows").glob("*.yaml"):
        (root / "flows" / path.name).symlink_to(path)
    cases = root / "flows" / f"{FLOW}.test.yaml"
    cases.unlink()
    cases.write_text(CASE, encoding="utf-8")
    command = ["--content", str(root), "test", FLOW, "--today", f"{TODAY}"]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "没走到：what.medical → medical" in told
    assert f"shebao test {FLOW} --draft" in told
    assert main([*command, "--full"]) == 1
    capsys.readouterr()
    cases.write_text(CASE.replace("expect: login", "expect: card"), encoding="utf-8")
    assert main([*command, "--json"]) == 1
    (found,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found["problems"][0]["line"] == 3
