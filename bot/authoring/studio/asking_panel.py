"""A place to try questions: what becomes of each, and why."""

from nicegui import ui

from bot.authoring.studio.asking import Tested, Topic, tried_out
from bot.authoring.studio.hub import Hub

COLOURS = {"answer": "positive", "clarify": "orange-9", "refuse": "grey-8"}
HELP = (
    "照百姓的说法打一句。不满意，就在流程或条目的 say 里加一个说法，"
    "或者改 knowledge/lexicon/，保存后再看。"
)


class AskingPanel:
    """`hub` knows the content as it now is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        ui.label("问法").classes("text-h6")
        ui.label(HELP).classes("text-grey-8")
        self._input = (
            ui.input(placeholder="比如：我医保卡里怎么没钱了")
            .props("outlined clearable")
            .classes("w-full studio-question")
            .on("keydown.enter", self.show)
        )
        self._result = ui.column().classes("w-full gap-3 studio-tested")

    def show(self) -> None:
        """Try the question that stands there."""
        self._result.clear()
        question = self._input.value or ""
        found = tried_out(self._hub.state, question)
        with self._result:
            if found is not None:
                _shown(found)
            elif question.strip():
                ui.label("现在没有能试的内容。")


def _shown(found: Tested) -> None:
    with ui.card().props("flat bordered").classes("w-full"):
        ui.badge(found.band, color=COLOURS[found.kind]).classes("text-body2")
        for line in found.why:
            ui.label(line)
        if found.alerts:
            ui.label("先提醒：" + "；".join(found.alerts)).classes("text-negative")
        with ui.expansion("百姓看到的回答").props("dense default-opened").classes("w-full"):
            ui.label(found.said).style("white-space: pre-line")
    with ui.card().props("flat bordered").classes("w-full"):
        ui.label("最像的五条").classes("text-weight-bold")
        most = max((topic.score for topic in found.topics), default=1.0) or 1.0
        for topic in found.topics:
            _topic(topic, most)
    with ui.card().props("flat bordered").classes("w-full"):
        ui.label("怎么读的").classes("text-weight-bold")
        for name, after in found.steps:
            ui.label(f"{name} → {after}")
        ui.label(f"拿来比的是：{found.plain}")
        if found.concepts:
            ui.label("听出的概念（knowledge/lexicon/concepts.yaml）：")
            with ui.row().classes("gap-1"):
                for name, strength in found.concepts:
                    ui.badge(f"{name} {strength:.2f}", color="blue-grey-6").props("outline")
        else:
            ui.label("一个概念也没听出来。")
        if found.facts:
            facts = "，".join(f"{slot}={value}" for slot, value in found.facts)
            ui.label(f"听出的事实，进流程时先填上：{facts}")


def _topic(topic: Topic, most: float) -> None:
    with ui.column().classes("w-full gap-0"):
        with ui.row().classes("w-full items-center no-wrap gap-2"):
            ui.badge(topic.kind, color="teal-8")
            ui.label(f"{topic.title}（{topic.id}）").classes("col")
            ui.label(f"{topic.score:.3f}").classes("text-weight-bold")
        ui.linear_progress(max(0.0, topic.score / most), show_value=False, size="6px")
        ui.label(
            f"像它的说法 {topic.likeness:.3f}，规则 {topic.rules:+.3f}（{topic.why}）"
        ).classes("text-caption text-grey-8")
