"""One case held against the real conversation: walk it, and tell what is otherwise."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.authoring.cases import Case, CaseFile, line_of
from bot.authoring.edges import walked
from bot.authoring.play import Player
from bot.content.flow import Flow
from bot.content.names import did_you_mean
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.inputs import OTHER
from bot.dialogue.scene import Scene
from bot.dialogue.session import Chose, Command, Typed
from bot.problems import Problem

MOST_STEPS = 100


@dataclass
class Proof:
    """A case that was walked: what is wrong, and every position where it ended or was left."""

    problems: list[Problem] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)


def prove(guide: Guide, file: CaseFile, name: str, today: date, root: Path | None = None) -> Proof:
    """Walk one case; `root` is where its flow is, to tell the line that decided."""
    return _Walk(guide, file, name, today, root).walked()


class _Walk:
    def __init__(
        self, guide: Guide, file: CaseFile, name: str, today: date, root: Path | None
    ) -> None:
        self._file, self._name, self._root = file, name, root
        self._case: Case = file.cases[name]
        self._player = Player(guide, self._case.as_of or today)
        self._used: set[str] = set()
        self._asked: list[str] = []
        self._proof = Proof()

    @property
    def _scene(self) -> Scene:
        return Scene(self._player.guide, self._player.session, self._player.today)

    @property
    def _position(self) -> Position:
        return self._scene.position

    def walked(self) -> Proof:
        if self._flow_known() and self._begun():
            for _ in range(MOST_STEPS):
                if not self._step():
                    break
        return self._proof

    def _wrong(self, keys: tuple[str, ...], message: str, remedy: str, *, key: bool = True) -> None:
        place = (self._name, *keys)
        message = f"“{self._name}”：{message}"
        found = self._file.problem(place, "CASE-WRONG", message, remedy, key=key)
        self._proof.problems.append(found)

    def _flow_known(self) -> bool:
        flows = self._player.guide.content.flows
        flow = flows.get(self._file.flow)
        if flow is None:
            remedy = did_you_mean(self._file.flow, flows, "文件名要和流程的文件名一样")
            self._wrong((), f"没有流程 {self._file.flow}", remedy)
            return False
        if self._case.expect not in flow.outcomes:
            remedy = did_you_mean(self._case.expect, flow.outcomes, "写一个结论的编号")
            self._wrong(("expect",), f"没有结论 {self._case.expect}", remedy, key=False)
            return False
        return True

    def _begun(self) -> bool:
        text = self._case.free_text
        if text is None:
            self._player.play(Command(name="start", argument=self._file.flow))
            return True
        turn = self._player.play(Typed(text=text))
        step_by_step = f"f.{self._file.flow}"  # an answer that offers the flow leads there too
        if any(button.id == step_by_step for reply in turn.replies for button in reply.buttons):
            self._player.press(step_by_step)
        if not self._scene.walking or self._position.name != self._file.flow:
            self._wrong(
                ("free_text",),
                "这句话没有进入本流程",
                "在流程的 say 里加上这样的说法，再运行 shebao calibrate",
            )
            return False
        self._hold_slots()
        return True

    def _hold_slots(self) -> None:
        noted = self._scene.session.frames[-1].known
        for slot, value in self._case.expect_slots.items():
            if noted.get(slot) != value:
                heard = noted.get(slot, "没有听出来")
                self._wrong(
                    ("expect_slots", slot),
                    f"{slot} 应当是 {value}，实际是：{heard}",
                    "用 shebao understand 看这句话听出了什么",
                )

    def _step(self) -> bool:
        """Answer what is asked; False at the end."""
        position = self._position
        node = position.node
        if position.ended:
            self._proof.positions.append(position)
            if node in self._case.given and node not in self._used:
                return self._take_offer(position)
            self._end(position)
            return False
        if node in self._asked:
            self._unreadable(position, node)
            return False
        self._asked.append(node)
        value = self._value(position, node)
        if value is None:
            return False
        self._answer(position, node, value)
        return True

    def _value(self, position: Position, node: str) -> str | None:
        if node in self._case.given:
            self._used.add(node)
            return self._case.given[node]
        question = position.flow.questions[node]
        if self._case.city and question.input is not None and question.input.city is not None:
            return self._case.city
        known = [*question.choices] or ["照着打的话"]
        self._wrong(
            ("given",),
            f"问到 {node}（{question.ask}），given 里没有回答",
            f"在 given 里加一行，如 {node}: {known[0]}；"
            f"不该问到它，就看规则：{self._way(position)}",
        )
        return None

    def _answer(self, position: Position, node: str, value: str) -> None:
        question, places = position.flow.questions[node], self._player.guide.content.places
        pressed = value in question.choices or value == OTHER
        if question.input is not None and question.input.city is not None and value in places:
            pressed = True
        depth = len(self._player.session.frames)
        for _ in range(2):  # not sure: the first time there is help, the second time it counts
            session = self._player.session
            if pressed:
                button = f"a.{node}.{value}"
                self._player.play(Chose(button=button, run=session.run, turn=session.turn))
            else:
                self._player.play(Typed(text=value))
            same = len(self._player.session.frames) == depth and self._position.node == node
            if not (pressed and same and self._player.session.helped == node):
                break
        inner = self._player.session.frames
        if len(inner) > depth:
            self._proof.positions.append(position)

    def _unreadable(self, position: Position, node: str) -> None:
        question = position.flow.questions[node]
        listed = "、".join(question.choices)
        self._wrong(
            ("given", node),
            f"回答“{self._case.given.get(node, self._case.city)}”不能用在 {node} 上",
            f"可以写的选项有：{listed}" if listed else "写一句能听懂的回答",
        )

    def _take_offer(self, position: Position) -> bool:
        node = position.node
        self._used.add(node)
        session, value = self._player.session, self._case.given[node]
        self._player.play(Chose(button=f"o.{node}.{value}", run=session.run, turn=session.turn))
        if self._position.node != node:
            return True
        offers = "、".join(name for name, o in position.flow.outcomes[node].next.items() if o.goto)
        self._wrong(
            ("given", node), f"结论 {node} 没有按钮 {value}", f"可以写的有：{offers or '（没有）'}"
        )
        return False

    def _end(self, position: Position) -> None:
        outcome = position.flow.outcomes[position.node]
        if position.node != self._case.expect:
            self._wrong(
                ("expect",),
                f"应当是 {self._case.expect}，实际是 {position.node}（{outcome.title}）",
                "看是规则错了，还是这一条该改：" + self._way(position),
            )
        elif self._case.reason not in (None, outcome.reason):
            self._wrong(
                ("reason",),
                f"原因应当是 {self._case.reason}，实际是 {outcome.reason or '没有写'}",
                "改原因代码，或者改这一条",
            )
        for node in sorted(set(self._case.not_asked) & set(self._asked)):
            self._wrong(("not_asked",), f"不应当问 {node}，却问到了", "看流程是不是多问了一题")
        self._wrong_names(position.flow)

    def _wrong_names(self, flow: Flow) -> None:
        for node in self._case.given.keys() - self._used:
            self._wrong(
                ("given", node),
                f"没有问到 {node}",
                did_you_mean(node, self._asked, "删掉这一行，或者看流程是不是少问了一题"),
            )
        for node in self._case.not_asked:
            if node not in flow.questions:
                remedy = did_you_mean(node, flow.questions, "写一个问题的编号")
                self._wrong(("not_asked",), f"没有问题 {node}", remedy)

    def _way(self, position: Position) -> str:
        """What was asked, and the line of the step that led to the end."""
        flow = position.flow
        if not self._asked:
            return f"没有问问题就到了{flow.title}的结论"
        said = "依次问了 " + "、".join(self._asked)
        last = [*walked(self._player.guide, position, self._player.today)][-1:]
        if not last or self._root is None:
            return said
        path = f"flows/{position.name}.yaml"
        line = line_of(self._root / path, last[0].keys(flow))
        return f"{said}。最后一步写在 {path}:{line}：{last[0].told(flow)}"
