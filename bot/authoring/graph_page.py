"""Pictures of flows on a page: one of them, or an atlas of all that can be searched and printed."""

from collections.abc import Sequence
from html import escape

from bot.authoring.flow_graph import FlowGraph
from bot.authoring.graph_svg import svg

_STYLE = """
body { margin: 0; padding: 20px; color: #1d2329; background: #fff;
  font: 15px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5em; margin: 0; }
p { margin: .3em 0 1em; color: #47525d; }
nav { columns: 3 16em; margin-bottom: 1em; }
nav a { display: block; }
section { margin: 2em 0; }
section > div { overflow-x: auto; border: 1px solid #c8d0d8; }
svg { display: block; }
path { transition: opacity .1s; }
.told path { opacity: .12; }
.told path.on { opacity: 1; stroke-width: 3; }
@media print { section { break-before: page; } section > div { border: 0; overflow: visible; }
  svg { width: 100%; height: auto; } }
"""
_SCRIPT = """
for (const svg of document.querySelectorAll('svg')) {
  const show = name => {
    const on = name ? svg.getElementsByClassName('to-' + name) : [];
    svg.classList.toggle('told', on.length > 0);
    for (const path of svg.querySelectorAll('path.on')) path.classList.remove('on');
    for (const path of on) path.classList.add('on');
  };
  svg.addEventListener('mouseover', event => {
    const line = event.target.closest('path');
    const box = event.target.closest('g[id]');
    show(line ? line.getAttribute('class').slice(3) : box ? box.id : '');
  });
  svg.addEventListener('mouseleave', () => show(''));
}
"""
_LEGEND = (
    "从左往右看。蓝框是问题，黄框按条件自动分开，紫框先走另一个流程，绿框是结论。"
    "线从哪个选项出来，就是选了它以后去哪里；去同一处的线颜色相同，中途会并成一条。"
    "鼠标放在线上或框上，只亮出通到那里的线。到处都会去的结论不画线，在选项下面写出名字，点一下就到。"
)


def page(graphs: Sequence[FlowGraph], title: str) -> str:
    """The whole document; it needs nothing from elsewhere."""
    names = [graph.id for graph in graphs]
    index = "".join(
        f'<a href="#{escape(g.id)}">{escape(g.title)}（{escape(g.id)}，{len(g.nodes)} 个节点）</a>'
        for g in graphs
    )
    parts = "\n".join(
        f'<section id="{escape(g.id)}"><div>\n'
        f"{svg(g, prefix=f'{g.id}--', pages=names)}</div></section>"
        for g in graphs
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<p>{_LEGEND}</p>\n"
        + (f"<nav>{index}</nav>\n" if len(graphs) > 1 else "")
        + f"{parts}\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )
