"""The drawn flow: zoom, search, the node the conversation stands at lit, every node to click."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import events, ui

from bot.authoring.flow_graph import FlowGraph, Node, flow_graph
from bot.authoring.graph_svg import svg
from bot.authoring.studio import marking
from bot.authoring.studio.conversation import Standing
from bot.content.content import Content

ZOOMS = (0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0)
HELP = "红框是对话走到的地方，绿框是走过的。点哪一框，就从哪里开始。"
PREFIX = "n--"
KINDS = {"question": "问", "branch": "分", "call": "转", "outcome": "结"}

STYLE = """
.studio-graph { overflow: auto; min-height: 0; background: #fff; }
.studio-graph g[id] { cursor: pointer; }
.studio-graph g[id]:hover > rect:first-child { stroke-width: 3; }
.studio-graph path { transition: opacity .1s; }
.studio-graph svg.told path { opacity: .1; }
.studio-graph svg.told path.on { opacity: 1; stroke-width: 3; }
.studio-graph g.passed > rect:first-child { stroke: #0f766e; stroke-width: 4px; }
.studio-graph g.passed > rect:nth-child(2) { fill: #ccfbf1; }
.studio-graph g.found > rect:first-child { stroke: #b45309; stroke-width: 4px; }
.studio-graph g.found > rect:nth-child(2) { fill: #fef3c7; }
.studio-graph g.lit > rect:first-child { stroke: #dc2626; stroke-width: 5px; }
.studio-graph g.lit > rect:nth-child(2) { fill: #fecaca; }
.studio-graph text.mark { font-size: 14px; font-weight: bold; fill: #b91c1c;
  paint-order: stroke; stroke: #fff; stroke-width: 4px; }
"""
SCRIPT = """
window.studio = {
  lit: null, passed: [], found: [], marks: {},
  frame() { return document.querySelector('.studio-graph'); },
  node(name) { return document.getElementById('n--' + name); },
  paint() {
    for (const kind of ['lit', 'passed', 'found'])
      for (const old of this.frame().querySelectorAll('g.' + kind)) old.classList.remove(kind);
    for (const old of this.frame().querySelectorAll('text.mark')) old.remove();
    for (const name of this.passed) this.node(name)?.classList.add('passed');
    for (const name of this.found) this.node(name)?.classList.add('found');
    if (this.lit) this.node(this.lit)?.classList.add('lit');
    for (const [name, said] of Object.entries(this.marks)) {
      const box = this.node(name)?.querySelector('rect');
      if (!box) continue;
      const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
      text.setAttribute('class', 'mark');
      text.setAttribute('x', box.getAttribute('x'));
      text.setAttribute('y', box.getAttribute('y') - 4);
      text.textContent = said;
      box.parentNode.appendChild(text);
    }
  },
  light(lit, passed) {
    const moved = lit !== this.lit;
    this.lit = lit; this.passed = passed; this.paint();
    if (moved && lit) this.show(lit);
  },
  find(names) { this.found = names; this.paint(); if (names[0]) this.show(names[0]); },
  mark(marks) { this.marks = marks; this.paint(); },
  fit() {
    const svg = this.frame().querySelector('svg')?.getBoundingClientRect();
    const frame = this.frame();
    return svg ? Math.min(frame.clientWidth / svg.width, frame.clientHeight / svg.height) : 1;
  },
  show(name) {
    const box = this.node(name)?.getBoundingClientRect();
    const frame = this.frame().getBoundingClientRect();
    if (box) this.frame().scrollBy({
      left: box.left + box.width / 2 - frame.left - frame.width / 2,
      top: box.top + box.height / 2 - frame.top - frame.height / 2,
      behavior: 'smooth',
    });
  },
  follow(event) {
    const svg = event.target.closest('svg');
    const line = event.target.closest('path'), box = event.target.closest('g[id]');
    const name = line ? line.getAttribute('class').split(' ')[0] : box ? 'to-' + box.id : '';
    if (!svg) return;
    for (const old of svg.querySelectorAll('path.on')) old.classList.remove('on');
    const on = name ? svg.getElementsByClassName(name) : [];
    svg.classList.toggle('told', on.length > 0);
    for (const path of on) path.classList.add('on');
  },
  watch() {
    if (!this.frame()) return setTimeout(() => this.watch(), 50);
    this.frame().addEventListener('mouseover', event => this.follow(event));
    const drawn = new MutationObserver(changes => {
      if (!changes.some(change => [...change.addedNodes].some(node => node.tagName === 'svg')))
        return;
      this.paint();
      if (this.lit) this.show(this.lit);
    });
    drawn.observe(this.frame(), {childList: true, subtree: true});
  },
};
studio.watch();
"""
CLICKED = """(event) => {
  const box = event.target.closest('g[id]');
  if (box && !event.target.closest('a')) emit(box.id.slice(3));
}"""


class GraphPanel:
    """The picture of one flow. `chosen` is called with the node that was clicked, `marked` with
    the kind of marks that are wanted (see `marking.KINDS`)."""

    def __init__(self, chosen: Callable[[str], None], marked: Callable[[str], None]) -> None:
        self._chosen = chosen
        self._zoom = 1.0
        self._drawn = ("", "")
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
            ui.select(marking.KINDS, value="", on_change=lambda event: marked(event.value)).props(
                "dense outlined options-dense"
            ).classes("studio-marks")
        with ui.row().classes("w-full items-center gap-2 q-px-sm text-caption text-grey-8"):
            ui.label(HELP)
            self._opens = ui.link("在 VS Code 里打开红框这一处").classes("studio-opens")
        with ui.element("div").classes("studio-graph col w-full"):
            self._picture = ui.html("", sanitize=False).on(
                "click", self._clicked, js_handler=CLICKED
            )

    def draw(self, content: Content, name: str) -> None:
        """Draw a flow; nothing happens if it is drawn already."""
        drawn = (name, content.flow_digests.get(name, ""))
        if drawn == self._drawn:
            return
        self._drawn = drawn
        graph = flow_graph(content, name, content.flows[name])
        self._picture.set_content(svg(graph, prefix=PREFIX))
        self._search.set_options(_titles(graph), value=None)

    def mark(self, marks: Mapping[str, str]) -> None:
        """Write something at nodes: node → what."""
        ui.run_javascript(f"studio.mark({json.dumps(dict(marks), ensure_ascii=False)})")

    def light(self, standing: Standing | None, opens: str) -> None:
        """Light the node of a standing and those it came by; `opens` leads to where it stands."""
        self._opens.set_visibility(bool(opens))
        self._opens.props["href"] = opens
        lit = json.dumps(standing.node if standing else None)
        passed = json.dumps(standing.passed if standing else ())
        ui.run_javascript(f"studio.light({lit}, {passed})")

    def _clicked(self, event: events.GenericEventArguments) -> None:
        self._chosen(str(event.args))

    def _found(self, node: Any) -> None:
        ui.run_javascript(f"studio.find({json.dumps([node] if node else [])})")

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


def _titles(graph: FlowGraph) -> dict[str, str]:
    return {node.id: f"{KINDS[node.kind]} · {_title(node)}" for node in graph.nodes}


def _title(node: Node) -> str:
    if node.kind == "branch":
        return node.id
    return f"{node.detail} {node.title}" if node.kind == "outcome" else node.title
