"""The manual of problem codes: every example gives its code, at its line, and no other."""

import re
from pathlib import Path

import pytest

from bot import content
from bot.authoring import leading, proof
from bot.cli import main
from bot.content.catalogue import Explained, codes, explain
from tests.content import samples

CODES = codes()


def test_the_clean_library_has_no_problem() -> None:
    loaded = samples.check(samples.CLEAN)
    assert loaded.problems == ()
    assert loaded.content is not None


@pytest.mark.parametrize("code", CODES)
def test_an_example_gives_its_code_at_its_line(code: str, tmp_path: Path) -> None:
    explained = CODES[code]
    root = samples.copy(tmp_path)
    samples.apply(root, explained.example)
    problems = samples.check(root).problems
    found = [(problem.path, problem.line) for problem in problems if problem.code == code]
    assert found == [samples.line_of(root, explained)], "\n".join(map(str, problems))
    assert all(p.remedy and p.message for p in problems if p.code == code)
    others = {problem.code for problem in problems} - {code} - set(explained.also)
    assert not others, "\n".join(map(str, problems))


def test_the_manual_covers_exactly_the_codes_in_use() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [
            *Path(content.__path__[0]).rglob("*.py"),
            *map(Path, (leading.__file__, proof.__file__)),
        ]
        if "catalogue" not in path.parts
    )
    used = set(re.findall(r'"([A-Z]{2,}(?:-[A-Z0-9]+)+|CYCLE)"', source)) - {"UTF-8"}
    assert used == set(CODES)


def test_there_is_a_bad_file_for_every_code() -> None:
    assert len(CODES) >= 60


def test_the_command_explains_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "RULES-STUCK"]) == 0
    assert "会出现这个问题的例子" in capsys.readouterr().out
    assert main(["check", "--explain", "NO-SUCH"]) == 1
    assert "没有 NO-SUCH 这个代码" in capsys.readouterr().err


def test_a_code_is_explained_with_its_example() -> None:
    page = explain("yaml-colon")
    assert page is not None
    assert "中文冒号" in page
    assert "why：" in page
    assert explain("NO-SUCH") is None


@pytest.mark.parametrize("explained", CODES.values(), ids=CODES)
def test_the_manual_says_what_and_why(explained: Explained) -> None:
    assert 2 <= len(explained.title) <= 20
    assert len(explained.about) >= 8
