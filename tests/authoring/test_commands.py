"""What authors and programs run, through the command line itself."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli import CONTENT_ROOT, main

TODAY = ["--today", "2026-11-25"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["--content", str(CONTENT_ROOT), *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def piped(events: Sequence[dict[str, str]], *arguments: str) -> tuple[int, str, str]:
    """The command in a process of its own, with a line for each of these on its standard input."""
    script = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    command = [sys.executable, "-m", "bot", "--content", str(CONTENT_ROOT), *arguments]
    done = subprocess.run(command, input=script, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_scripted_conversation_tells_where_it_stands() -> None:
    code, out, _ = piped(
        [{"press": "official"}, {"text": "新农合"}, {"command": "/back"}],
        "play",
        "--flow",
        "medical-balance-zero",
        "--jsonl",
        *TODAY,
    )
    told = lines(out)
    assert code == 0
    assert [turn["node"] for turn in told] == ["seen_where", "insurance", "e01", "insurance"]
    assert told[2]["reason"] == "E01"
    assert told[2]["replies"][-1]["cite"]
    assert told[2]["slots"] == {"seen_where": "official", "insurance": "resident"}
    assert {"id", "label"} == set(told[0]["replies"][-1]["buttons"][0])


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"press": "nowhere"}, "no button 'nowhere'"),
        ({"shout": "hello"}, "line 1: expected"),
    ],
)
def test_a_bad_script_is_told_what_would_be_right(event: dict[str, str], says: str) -> None:
    code, _, told = piped([event], "play", "--flow", "which-account", "--jsonl", *TODAY)
    assert code == 1
    assert says in told


def test_personal_numbers_are_not_played() -> None:
    _, out, _ = piped(
        [{"text": "我的身份证号是11010519491231002X，余额为什么是零"}], "play", "--jsonl", *TODAY
    )
    assert "11010519491231002X" not in out
    assert "请不要发" in out


def test_paths_lists_every_situation(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "paths", "which-account", "--jsonl", *TODAY)
    found = lines(out)
    assert code == 0
    assert {"pen", "med", "bankacc"} <= {situation["outcome"] for situation in found}
    assert all({"node", "choice", "label"} == set(found[0]["answers"][0]) for _ in found)


def test_paths_of_one_city_answer_only_for_that_city(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "paths", "medical-calculator", "--city", "wuhan", "--jsonl", *TODAY)
    cities = {a["value"] for s in lines(out) for a in s["answers"] if a["node"] == "city"}
    assert cities == {"wuhan"}


def test_an_unknown_flow_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(capsys, "paths", "no-such-flow", *TODAY)
    assert code == 1
    assert "'no-such-flow'" in told


def test_a_question_is_answered_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "社保个人账户余额年底会清零吗", *TODAY)
    assert code == 0
    assert "不" in out
    assert "依据" in out


def test_questions_are_answered_in_order() -> None:
    code, out, _ = piped(
        [{"q": "医保余额年底清零吗"}, {"q": "糖醋排骨怎么做"}], "ask", "--jsonl", *TODAY
    )
    told = lines(out)
    assert code == 0
    assert [t["q"] for t in told] == ["医保余额年底清零吗", "糖醋排骨怎么做"]
    assert told[0]["kind"] == "faq"
    assert told[1]["kind"] in ("refuse", "clarify")
    assert told[0]["cite"]


def test_the_graph_names_every_node(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "graph", "medical-balance-zero", "--format", "mermaid")
    assert out.startswith("flowchart TD")
    assert "n_seen_where -- " in out
    assert all(f"n_r{n}" in out for n in range(1, 9))


def test_schemas_are_written_for_every_kind_of_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, _ = run(capsys, "schema", "-o", str(tmp_path / "schemas"))
    assert code == 0
    flow = json.loads((tmp_path / "schemas" / "flow.schema.json").read_text(encoding="utf-8"))
    assert "questions" in json.dumps(flow)


def test_wrong_usage_exits_with_two() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["no-such-command"])
    assert stopped.value.code == 2


def test_content_that_cannot_be_served_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "broken.yaml").write_text("title: ：", encoding="utf-8")
    code = main(["--content", str(tmp_path), "ask", "医保余额"])
    told = capsys.readouterr()
    assert code == 1
    assert told.out == ""
    assert f"shebao --content {tmp_path} check" in told.err
    assert len(told.err.splitlines()) == 1


def test_the_picture_of_an_outcome_is_drawn_into_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "card.png"
    asked = ("card", "medical-balance-zero", "-o", str(file), *TODAY)
    code, out, _ = run(capsys, *asked, "--reason", "E08")
    assert (code, out.splitlines()[0]) == (0, "医保还没办成退休")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert run(capsys, *asked, "--reason", "e01")[0] == 0
    code, _, told = run(capsys, *asked, "--reason", "E99")
    assert code == 1
    assert "E99" in told
    assert run(capsys, "card", "nowhere", "-o", str(file))[0] == 1
