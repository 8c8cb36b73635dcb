"""What circulates and is wrong is nowhere in our words; what was claimed is answered somewhere."""

import re

import pytest

from bot.cli import CONTENT_ROOT
from bot.content import audit
from bot.content.audit import Forbidden
from tests.shipped import guide

AUDIT = audit.load(CONTENT_ROOT)
CLAIMS = [
    *(f"000-{n:02}" for n in range(1, 10)),
    *(f"001-{n:02}" for n in range(1, 14)),
    *(f"002-{n:02}" for n in range(1, 9)),
    *(f"003-{n:02}" for n in range(1, 10)),
    *(f"003-R{n:02}" for n in range(1, 21)),
    *(f"004-{n:02}" for n in range(1, 30)),
]
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,)")


def _id(one: Forbidden) -> str:
    return one.id


def test_every_claim_is_judged() -> None:
    assert sorted(AUDIT.claims) == sorted(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_carried_by_something_that_exists(claim: str) -> None:
    carried = AUDIT.claims[claim].carried_by
    assert carried
    assert set(carried) <= audit.pointers(guide().content)


@pytest.mark.parametrize("one", AUDIT.forbidden, ids=_id)
def test_a_pattern_finds_the_wrong_sentence_and_leaves_the_right_one(one: Forbidden) -> None:
    assert one.found_in(one.says)
    assert one.found_in(one.fine) is None


@pytest.mark.parametrize("one", AUDIT.forbidden, ids=_id)
def test_a_pattern_takes_linear_time(one: Forbidden) -> None:
    """No repeated groups, no unbounded repeats, no references back."""
    assert not _REPEATED_GROUP.search(one.pattern)
    assert not re.search(r"[*+]|\\\d|\{\d+,\}", one.pattern)


def test_the_ids_of_forbidden_assertions_differ() -> None:
    ids = [one.id for one in AUDIT.forbidden]
    assert len(ids) == len(set(ids))


def test_quoting_an_error_in_order_to_correct_it_is_allowed() -> None:
    one = AUDIT.forbidden[0]
    assert one.found_in(f"流传的“{one.says}”已经过时。") is None


@pytest.mark.parametrize("one", AUDIT.forbidden, ids=_id)
def test_nothing_shipped_asserts_what_is_wrong(one: Forbidden) -> None:
    texts = audit.shipped_texts(guide().content)
    assert [(where, found) for where, text in texts if (found := one.found_in(text))] == []
