"""Slips in shipped content are told of, at their place and with a situation or name.

`python -m tests.authoring.mutations` makes 200 of them; here are the first of each kind.
"""

from pathlib import Path

import pytest

from bot.cli import CONTENT_ROOT
from tests.authoring.mutations import (
    MAKERS,
    SEED,
    Mutation,
    Shipped,
    Verdict,
    copied,
    judged,
    mutations,
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("slips"))


@pytest.fixture(autouse=True)
def aside(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches of spoiled content stay out of those that are used."""
    monkeypatch.chdir(tmp_path_factory.getbasetemp())


def first() -> list[Mutation]:
    return list(mutations(Shipped(CONTENT_ROOT), SEED, len(MAKERS)))


@pytest.mark.parametrize("mutation", first(), ids=lambda mutation: mutation.kind)
def test_a_slip_is_told_of_where_it_is(root: Path, mutation: Mutation) -> None:
    verdict = judged(root, mutation)
    told = "\n".join(map(str, verdict.problems))
    assert verdict.problem is not None, f"{mutation.told}\n{told}"
    assert verdict.problem.remedy


def test_what_is_no_slip_is_told_of_nowhere(root: Path) -> None:
    path = "flows/which-account.yaml"
    text = (root / path).read_text(encoding="utf-8")
    same = Mutation("none", path, text + "# 一句说明\n", frozenset(), "a comment")
    assert judged(root, same) == Verdict(same, "", None, ())


def test_the_same_seed_makes_the_same_slips() -> None:
    assert [one.told for one in first()] == [one.told for one in first()]
    other = [one.told for one in mutations(Shipped(CONTENT_ROOT), SEED + 1, len(MAKERS))]
    assert [one.told for one in first()] != other
