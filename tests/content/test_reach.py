"""Everything that was written can be reached: by tapping from the menu, and by asking."""

import pytest

from bot.authoring.check import checked
from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT
from bot.content.matching import Context
from tests.shipped import TODAY, guide
from tests.talk import Talk

CONTENT = guide().content
TOPICS = sorted({*CONTENT.flows, *CONTENT.entries, *CONTENT.signposts})


def _section_of(topic: str) -> str:
    return next(s.title for s in CONTENT.menu.sections.values() if topic in s.items)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_two_taps_from_the_menu(topic: str) -> None:
    person = Talk(guide(), TODAY)
    person.command("menu")
    person.press(_section_of(topic))
    flow = topic in CONTENT.flows
    person.press(f"{'f' if flow else 't'}.{topic}")
    assert person.last.kind == ("question" if flow else "answer")


@pytest.mark.parametrize("topic", sorted({*CONTENT.entries, *CONTENT.signposts}))
def test_the_question_of_a_topic_finds_it(topic: str) -> None:
    asked = CONTENT.title(topic)
    match = guide().matcher.match(asked, Context())
    assert match.band != "refuse"
    assert topic in [candidate.id for candidate in match.top[:3]]


def test_every_phrasing_leads_home_and_pulls_no_trial_over() -> None:
    """Nor is anything else wrong: authors who run `check` see their own slips only."""
    problems = checked(CONTENT_ROOT, FUNCTIONS, TODAY).problems
    assert not problems, "\n".join(map(str, problems))


@pytest.mark.parametrize("flow", sorted(CONTENT.flows))
def test_a_flow_can_be_started_by_its_own_words(flow: str) -> None:
    says = CONTENT.flows[flow].say
    found = [guide().matcher.match(say, Context()).top[0].id for say in says]
    led = [topic for topic in found if topic == flow or _leads_to(topic, flow)]
    assert len(led) >= 0.6 * len(found), list(zip(says, found, strict=True))


def _leads_to(topic: str, flow: str) -> bool:
    entry = CONTENT.entries.get(topic) or CONTENT.signposts.get(topic)
    return entry is not None and entry.flow == flow
