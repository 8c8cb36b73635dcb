"""`shebao calc`: what is printed, and the exit codes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT, main

MENU = """\
welcome: 您好
sections: {}
disclaimer: 仅供参考
footer: 仅供参考
"""
DAY = ("--today", "2026-11-25")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped figures and sources alone, whatever the state of the other content."""
    folder = tmp_path_factory.mktemp("figures")
    knowledge = folder / "knowledge"
    (folder / "flows").mkdir()
    shutil.copytree(CONTENT_ROOT / "knowledge" / "parameters", knowledge / "parameters")
    shutil.copy(CONTENT_ROOT / "knowledge" / "sources.yaml", knowledge)
    (knowledge / "menu.yaml").write_text(MENU, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches are written below the working directory."""
    monkeypatch.chdir(tmp_path)


def answer(
    root: Path, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0
) -> dict[str, Any]:
    assert main(["--content", str(root), "calc", *words, "--json", *DAY]) == code
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    found: dict[str, Any] = json.loads(lines[0])
    return found


def test_without_a_name_the_calculators_are_listed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--content", str(root), "calc"]) == 0
    out = capsys.readouterr().out
    for name in FUNCTIONS:
        assert name.replace("_", "-") in out
    assert "medical-inflow city= identity= [age=] [base=] [tier=]" in out


def test_figures_carry_units_rows_and_sources(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(root, capsys, "medical-inflow", "city=beijing", "identity=employee", "base=8000")
    assert found["calculator"] == "medical-inflow"
    assert found["figures"]["monthly"] == {"value": "160.00", "unit": "元/月"}
    assert found["status"] == "official"
    assert found["ask"] is None
    used = [row for row in found["rows"] if row["key"] == "medical.active_percent"]
    assert used[0]["place"] == "beijing"
    assert (used[0]["value"], used[0]["since"], used[0]["status"]) == (
        "2",
        "2022-09-01",
        "official",
    )
    assert {"BJ-YBF22-28", "GBF21-14"} <= set(found["cite"])


def test_blank_arguments_count_as_not_given(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("medical_inflow", "city=zhengzhou", "identity=retired", "age=", "base=", "tier=")
    assert answer(root, capsys, *words)["figures"]["monthly"]["value"] == "95.00"


def test_an_unknown_answer_says_whom_to_ask(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(root, capsys, "medical-inflow", "city=lasa", "identity=employee", "base=8000")
    assert (found["status"], found["figures"]) == ("unknown", {})
    assert "12393" in found["ask"]


def test_a_row_that_is_not_verified_is_shown_without_a_value(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(root, capsys, "medical-inflow", "city=hangzhou", "identity=retired")
    assert [(row["value"], row["status"]) for row in found["rows"]][-1] == (None, "unknown")


def test_bad_input_is_one_sentence_and_exit_code_1(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(root, capsys, "retirement", "birth=1966-13", "category=M", code=1)
    assert set(found) == {"error"}
    assert "birth" in found["error"]
    assert main(["--content", str(root), "calc", "resident-wait", "broken=-1"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "broken=: 断保年数要填 0 到 60 之间的整数。\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["medical-inflo"], "did you mean 'medical-inflow'?"),
        (["retirement", "birht=1966-11"], "did you mean 'birth'?"),
        (["retirement", "1966-11"], "key=value"),
        (["retirement", "birth=1966-11"], "missing: category="),
        (["retirement", "birth=1", "birth=2"], "given twice"),
        (["zzz"], "known: medical-inflow"),
    ],
)
def test_wrong_usage_is_said_in_english_with_the_nearest_name(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert said in answer(root, capsys, *words, code=2)["error"]
    assert main(["--content", str(root), "calc", *words]) == 2
    assert said in capsys.readouterr().err


def test_people_read_figures_steps_and_rows(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("pension-accrual", "start=2023-01", "end=2025-12", "base=5000")
    assert main(["--content", str(root), "calc", *words, *DAY]) == 0
    out = capsys.readouterr().out
    assert "balance = 14887.30 元" in out
    assert "5000 元 × 8% = 400 元" in out
    assert "national pension.interest_percent = 1.50 %; 2025; provisional; JZLL" in out
    assert "注意：2025 年记账利率" in out
