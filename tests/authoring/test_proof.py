"""What check and test prove beyond single files, and what they say about it."""

from pathlib import Path

import pytest

from bot.authoring.cases import read_one
from bot.authoring.flow_tests import tried, unheld
from bot.authoring.proof import Walk
from bot.authoring.situations import situations
from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT
from bot.content.rules.rows import read
from bot.dialogue import wording
from tests.content import samples
from tests.shipped import TODAY, guide

FLOW = "flows/example.yaml"
RULES = "      - {when: months > 3, goto: lapsed}\n      - {when: months > 0, goto: short}\n"


def said(root: Path, code: str) -> str:
    (problem,) = [p for p in samples.check(root).problems if p.code == code]
    return problem.message


@pytest.mark.parametrize(
    ("find", "write", "message"),
    [
        (RULES + "      - {goto: done}\n", RULES, "没有规则覆盖：最近断缴了几个月 0 个月"),
        (
            RULES + "      - {goto: done}\n",
            "      - {when: months > 3, goto: lapsed}\n      - {when: months < 3, goto: short}\n",
            "没有规则覆盖：最近断缴了几个月 3 个月",
        ),
        (
            "    - {when: inflow.status == 'unknown', goto: ask_them}\n    - {goto: done}\n",
            (
                "    - {when: city == 'wuhan', goto: done}\n    - {when: city == 'x', goto: done}\n"
            ).replace("'x'", "'unsure'"),
            "没有规则覆盖：在哪个城市参保 别的城市",
        ),
    ],
)
def test_what_no_rule_covers_is_told_as_a_situation(
    tmp_path: Path, find: str, write: str, message: str
) -> None:
    root = samples.copy(tmp_path)
    samples.spoil(root, FLOW, find, write)
    assert said(root, "RULES-STUCK").startswith(message)


def test_rules_that_overlap_are_told_with_the_situation_and_what_happens_now(
    tmp_path: Path,
) -> None:
    root = samples.copy(tmp_path)
    samples.spoil(
        root,
        FLOW,
        "{when: months > 0, goto: short}",
        "{when: months > 0 and months < 9, goto: short}",
    )
    told = said(root, "RULES-OVERLAP")
    assert "第 1 条和第 2 条规则都管这种情形：最近断缴了几个月 4 个月" in told
    assert told.endswith("现在按先后去了 lapsed")


def test_an_exception_before_its_rule_is_no_overlap(tmp_path: Path) -> None:
    root = samples.copy(tmp_path)
    samples.spoil(
        root, FLOW, "{when: months > 3, goto: lapsed}", "{when: months == 5, goto: lapsed}"
    )
    assert not [p for p in samples.check(root).problems if p.code == "RULES-OVERLAP"]


@pytest.mark.parametrize(
    ("write", "message"),
    [
        ("age_below: 70", "没有哪一行管 70 岁"),
        ("age_below: 75", "71 岁有两行都管"),
    ],
)
def test_ages_that_do_not_meet_are_told_by_an_age(tmp_path: Path, write: str, message: str) -> None:
    root = samples.copy(tmp_path)
    old = "  - {key: medical.flexible, status: unknown}\n"
    rows = old.replace("status", f"{write}, status") + old.replace("status", "age_from: 71, status")
    samples.spoil(root, "knowledge/parameters/wuhan.yaml", old, rows)
    assert message in said(root, "ROW-AGES")


def test_calculators_say_all_that_they_look_up() -> None:
    """Else a row that somebody's figure rests on would be called idle."""
    seen: set[str] = set()
    for name, flow in guide().content.flows.items():
        functions = {c.partition("(")[0] for c in flow.compute.values()}
        reads = [key for function in functions for key in FUNCTIONS[function].reads]
        for situation in situations(guide(), name, TODAY):
            for result in wording.calculations(situation.position):
                for row in result.rows:
                    assert read(reads, row), row.key
                    seen.add(row.key)
    assert len(seen) > 20


CASE = "{name}:\n  given: {{kind: employee_medical, reason: changed, {given}}}\n  expect: {end}\n"
GAP = "interrupted-contributions"


def test_a_wrong_end_names_the_line_of_the_rule_that_decided() -> None:
    text = CASE.format(name="四个月", given='gap_months: "4"', end="back")
    file = read_one(f"flows/{GAP}.test.yaml", text.encode())
    (result,) = [r for r in tried(guide(), [file], TODAY, CONTENT_ROOT) if r.problems]
    (problem,) = result.problems
    flow = (CONTENT_ROOT / f"flows/{GAP}.yaml").read_text(encoding="utf-8")
    line = flow[: flow.index("gap_months > 3")].count("\n") + 1
    told = f"flows/{GAP}.yaml:{line}：gap_months → wait（gap_months > 3）"
    assert told in problem.remedy


def test_a_limit_wants_somebody_on_each_side() -> None:
    one = CASE.format(name="四个月", given='gap_months: "4"', end="wait")
    other = CASE.format(name="三个月", given='gap_months: "3", steady: no', end="local3")
    flow = guide().content.flows[GAP]
    told = []
    for text in (one, one + other):
        file = read_one(f"flows/{GAP}.test.yaml", text.encode())
        (result,) = [r for r in tried(guide(), [file], TODAY) if r.flow == file.flow]
        assert not result.problems
        told.append([str(limit.value) for limit in unheld(flow, result)])
    assert told == [["0", "3"], ["0"]]


@pytest.mark.parametrize("name", guide().content.flows)
def test_walking_alike_ways_once_finds_every_outcome_that_walking_all_does(name: str) -> None:
    found = {situation.outcome for situation in situations(guide(), name, TODAY)}
    assert found <= Walk(guide(), name, TODAY).ends()
