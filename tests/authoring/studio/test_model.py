"""What the studio shows, without a browser: content, problems, health, the way to a node."""

from pathlib import Path

import pytest

from bot.authoring.situations import situations
from bot.authoring.studio.conversation import RELOADED, Conversation
from bot.authoring.studio.excerpts import excerpt, link, node_link
from bot.authoring.studio.health import health
from bot.authoring.studio.reaching import answers_to
from bot.authoring.studio.workspace import Workspace
from bot.dialogue.engine import replay
from bot.dialogue.session import Button, Frame
from bot.problems import Problem
from tests.authoring.studio.folder import copied, edit
from tests.shipped import TODAY, guide

FLOW = "where-to-query"
ASK = "您想查什么？"


def workspace(root: Path) -> Workspace:
    return Workspace(root, lambda: TODAY)


def button(talk: Conversation, label: str) -> Button:
    """The button of the latest turn with this label."""
    shown = [b for s in talk.said[talk.live :] if s.reply for b in s.reply.buttons]
    return next(b for b in shown if b.label == label)


@pytest.mark.parametrize("flow", list(guide().content.flows))
def test_every_node_of_every_flow_can_be_started_at(flow: str) -> None:
    content = guide().content.flows[flow]
    for node in (*content.questions, *content.branches, *content.calls, *content.outcomes):
        answers = answers_to(guide(), flow, node, TODAY)
        assert answers is not None, node
        position = replay(guide(), Frame(flow=flow, digest="", answers=answers), TODAY)
        assert position.node == node or node in content.branches


def test_no_way_to_an_outcome_is_shorter() -> None:
    flow = "medical-balance-zero"
    least: dict[str, int] = {}
    for one in situations(guide(), flow, TODAY):
        least[one.outcome] = min(least.get(one.outcome, 99), len(one.answers))
    for outcome, count in least.items():
        answers = answers_to(guide(), flow, outcome, TODAY)
        assert answers is not None
        assert len(answers) == count


def test_a_conversation_starts_at_a_node_with_what_leads_there_filled_in() -> None:
    talk = Conversation(guide(), TODAY)
    flow = guide().content.flows["medical-balance-zero"]
    outcome = next(n for n, o in flow.outcomes.items() if o.reason == "E01")
    assert talk.start_at("medical-balance-zero", outcome)
    assert talk.standing is not None
    assert talk.standing.node == outcome
    assert talk.standing.passed
    assert flow.questions[talk.standing.passed[0]].ask in talk.said[0].text
    assert talk.said[-1].reply is not None
    assert talk.said[-1].reply.kind == "outcome"
    before = talk.standing.passed[-1]
    talk.type("/back")
    assert talk.standing.node == before


def test_buttons_and_words_move_the_conversation() -> None:
    talk = Conversation(guide(), TODAY)
    talk.start(FLOW)
    before = talk.standing
    question = guide().content.flows[FLOW].questions[before.node if before else ""]
    first = next(iter(question.choices.values()))
    talk.press(button(talk, first.label))
    assert talk.standing != before
    talk.type("我的身份证是 410105199001011234，医保能取吗")
    person = next(s for s in reversed(talk.said) if s.who == "person")
    assert "410105199001011234" not in person.text


def test_a_saved_file_is_taken_up_and_the_conversation_goes_on(tmp_path: Path) -> None:
    room = workspace(copied(tmp_path))
    state = room.read()
    assert state.guide is not None
    talk = Conversation(state.guide, TODAY)
    talk.start(FLOW)
    node = talk.standing.node if talk.standing else ""
    asked = state.guide.content.flows[FLOW].questions[node].ask
    mark = room.mark()
    edit(tmp_path / f"flows/{FLOW}.yaml", f"ask: {asked}", f"ask: 改过了：{asked}")
    assert room.mark() != mark
    state = room.read(state)
    assert state.guide is not None
    count = len(talk.said)
    talk.reload(state.guide, TODAY)
    assert len(talk.said) == count  # the same question, in its new words
    last = talk.said[-1].reply
    assert last is not None
    assert "改过了" in last.body
    talk.press(last.buttons[0])
    assert talk.standing is not None
    assert talk.standing.passed == (node,)
    assert RELOADED not in [said.text for said in talk.said]


def test_a_broken_file_leaves_the_last_good_content(tmp_path: Path) -> None:
    room = workspace(copied(tmp_path))
    good = room.study(room.read())
    assert good.whole
    assert not good.broken
    path = tmp_path / f"flows/{FLOW}.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("start: ", "start: nowhere_", 1), encoding="utf-8")
    broken = room.study(room.read(good))
    assert broken.broken
    assert broken.guide is good.guide
    assert broken.problems[0].path == f"flows/{FLOW}.yaml"
    (own,) = [one for one in health(broken) if one.flow == FLOW]
    assert own.errors
    marked = [line for line in excerpt(room.root, broken.problems[0]) if line.marked]
    assert len(marked) == 1
    path.write_text(whole, encoding="utf-8")
    mended = room.read(broken)
    assert not mended.broken
    assert mended.number == 3


def test_nothing_is_in_use_while_there_was_no_good_content(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    state = workspace(tmp_path).read()
    assert state.guide is None
    assert state.broken
    assert health(state) == ()


def test_health_tells_of_every_flow_what_its_tests_walk(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / f"flows/{FLOW}.test.yaml").unlink()
    room = workspace(root)
    found = {one.flow: one for one in health(room.study(room.read()))}
    assert set(found) == set(guide().content.flows)
    assert found[FLOW].walked < found[FLOW].ways
    assert found["which-account"].walked == found["which-account"].ways
    assert all(one.situations for one in found.values())


def test_a_problem_opens_at_its_line(tmp_path: Path) -> None:
    problem = Problem(path="flows/甲.yaml", line=7, column=3, code="X", message="", remedy="")
    assert link(tmp_path, problem).startswith("vscode://file/")
    assert link(tmp_path, problem).endswith("%E7%94%B2.yaml:7:3")
    assert excerpt(tmp_path, problem) == ()


def test_a_node_opens_where_it_is_written(tmp_path: Path) -> None:
    root = copied(tmp_path)
    flow = guide().content.flows[FLOW]
    lines = (root / f"flows/{FLOW}.yaml").read_text(encoding="utf-8").splitlines()
    for node in (*flow.questions, *flow.calls, *flow.outcomes):
        line = int(node_link(root, FLOW, node).split(":")[-2])
        assert lines[line - 1].strip().startswith(f"{node}:")
    assert node_link(root, FLOW, "nowhere").endswith(f"{FLOW}.yaml:1:1")
    assert node_link(root, "nothing", "nowhere").endswith("nothing.yaml:1:1")
