"""The drawn flow: zoom, search, the node the conversation stands at lit, every node to click."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from bot.authoring.graph import mermaid
from bot.authoring.studio.conversation import Standing
from bot.content.flow import Flow

ZOOMS = (0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0)

STYLE = """
.studio-graph { overflow: auto; min-height: 0; }
.studio-graph g.node { cursor: pointer; }
.studio-graph g.node:hover { filter: brightness(.93); }
.studio-graph g.passed > * { stroke: #0f766e !important; stroke-width: 2.5px !important; }
.studio-graph g.found > * { stroke: #b45309 !important; stroke-width: 3px !important; }
.studio-graph g.lit > :is(rect, path, polygon, g.basic) {
  stroke: #dc2626 !important; stroke-width: 5px !important; fill: #fee2e2 !important; }
"""
SCRIPT = """
window.studio = {
  lit: null, passed: [], found: [],
  node(name) {
    return document.querySelector(`.studio-graph g.node[id*="-n_${name}-"]`);
  },
  paint() {
    for (const kind of ['lit', 'passed', 'found'])
      for (const old of document.querySelectorAll('.studio-graph g.' + kind))
        old.classList.remove(kind);
    for (const name of this.passed) this.node(name)?.classList.add('passed');
    for (const name of this.found) this.node(name)?.classList.add('found');
    if (this.lit) this.node(this.lit)?.classList.add('lit');
  },
  light(lit, passed) {
    const moved = lit !== this.lit;
    this.lit = lit; this.passed = passed; this.paint();
    if (moved && lit) this.show(lit);
  },
  find(names) { this.found = names; this.paint(); if (names[0]) this.show(names[0]); },
  fit() {
    const frame = document.querySelector('.studio-graph');
    const svg = frame?.querySelector('svg')?.getBoundingClientRect();
    return svg ? Math.min(frame.clientWidth / svg.width, frame.clientHeight / svg.height) : 1;
  },
  watch() {
    const frame = document.querySelector('.studio-graph');
    if (!frame) return setTimeout(() => this.watch(), 50);
    const drawn = new MutationObserver(() => { this.paint(); if (this.lit) this.show(this.lit); });
    drawn.observe(frame, {childList: true, subtree: true});
  },
  show(name) {
    this.node(name)?.scrollIntoView({block: 'center', inline: 'center', behavior: 'smooth'});
  },
};
studio.watch();
"""


class GraphPanel:
    """The picture of one flow. `chosen` is called with the node that was clicked."""

    def __init__(self, chosen: Callable[[str], None]) -> None:
        self._chosen = chosen
        self._zoom = 1.0
        self._flow: Flow | None = None
        with ui.row().classes("w-full items-center gap-1 no-wrap q-px-sm"):
            self._search = (
                ui.select({}, label="找节点：打几个字", with_input=True, clearable=True)
                .props("dense outlined options-dense")
                .classes("col studio-search")
                .on_value_change(lambda event: self._found(event.value))
            )
            ui.button(icon="remove", on_click=lambda: self._scale(-1)).props(
                "flat dense round aria-label=缩小"
            )
            self._shown = ui.label("100%").classes("text-caption")
            ui.button(icon="add", on_click=lambda: self._scale(1)).props(
                "flat dense round aria-label=放大"
            )
            ui.button(icon="fit_screen", on_click=self._fit).props(
                "flat dense round aria-label=看全图"
            ).tooltip("看全图")
        with ui.element("div").classes("studio-graph col w-full"):
            self._picture = ui.mermaid(
                "flowchart TD",
                config={"flowchart": {"useMaxWidth": False}, "securityLevel": "strict"},
            ).on_node_click(lambda event: self._clicked(event.node_id))

    def draw(self, flow: Flow) -> None:
        """Draw a flow; nothing happens if it is drawn already."""
        if flow is self._flow:
            return
        self._flow = flow
        self._picture.set_content("\n".join(mermaid(flow)))
        self._search.set_options(_titles(flow), value=None)

    def light(self, standing: Standing | None) -> None:
        """Light the node of a standing, and those it came by."""
        lit = standing.node if standing else ""
        passed = list(standing.passed) if standing else []
        ui.run_javascript(f"studio.light({_quoted(lit)}, {passed!r})")

    def _clicked(self, node: str) -> None:
        self._chosen(node.removeprefix("flowchart-").removeprefix("n_"))

    def _found(self, node: Any) -> None:
        ui.run_javascript(f"studio.find({[node] if node else []!r})")

    def _scale(self, step: int) -> None:
        at = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - self._zoom))
        self._set(ZOOMS[min(max(at + step, 0), len(ZOOMS) - 1)])

    async def _fit(self) -> None:
        fit = await ui.run_javascript("studio.fit()")
        self._set(self._zoom * float(fit))

    def _set(self, zoom: float) -> None:
        self._zoom = min(max(zoom, 0.05), ZOOMS[-1])
        self._picture.style(f"zoom: {self._zoom:.3f}")
        self._shown.set_text(f"{self._zoom:.0%}")


def _titles(flow: Flow) -> dict[str, str]:
    return {
        **{name: f"问 · {question.ask}" for name, question in flow.questions.items()},
        **{name: f"分 · {name}" for name in flow.branches},
        **{name: f"转 · {call.flow}" for name, call in flow.calls.items()},
        **{
            name: f"结 · {' '.join(filter(None, [outcome.reason, outcome.title]))}"
            for name, outcome in flow.outcomes.items()
        },
    }


def _quoted(text: str) -> str:
    return repr(text) if text else "null"
