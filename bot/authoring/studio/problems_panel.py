"""What is wrong with the content, as `shebao check` and `shebao test` tell it, at its place."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from nicegui import ui

from bot.authoring.studio.excerpts import excerpt, link
from bot.authoring.studio.workspace import State
from bot.problems import Problem

MOST = 60
"""Problems that are shown; behind those there are more often than not the same again."""

STYLE = """
.studio-excerpt { font: 13px/1.5 monospace; white-space: pre; overflow-x: auto; background: #f6f8fa;
  border-radius: 6px; padding: 6px 8px; }
.studio-excerpt .marked { background: #fde2e1; }
"""


def summary(state: State) -> str:
    """How the content stands, in a line."""
    warnings = len(state.problems) - state.errors
    if state.errors:
        return f"{state.errors} 个错误" + (f"，{warnings} 处提醒" if warnings else "")
    return f"{warnings} 处提醒" if warnings else "没有问题"


def show(root: Path, state: State) -> None:
    """All problems, those of one file together."""
    ui.label(f"问题：{summary(state)}").classes("text-h6")
    if not state.whole:
        with ui.row().classes("items-center"):
            ui.spinner(size="sm")
            ui.label("问法和流程的测试还在看……")
    if state.broken:
        ui.label("改好以前，别的页面用的还是上一次没有错误的内容。").classes("text-negative")
    for path, problems in groupby(state.problems[:MOST], key=lambda problem: problem.path):
        _file(root, path, problems)
    if len(state.problems) > MOST:
        ui.label(f"还有 {len(state.problems) - MOST} 处，先改好上面的。")


def _file(root: Path, path: str, problems: Iterable[Problem]) -> None:
    with ui.card().props("flat bordered").classes("w-full"):
        ui.label(path).classes("text-weight-bold")
        for problem in problems:
            _problem(root, problem)


def _problem(root: Path, problem: Problem) -> None:
    error = problem.severity == "error"
    with ui.column().classes("w-full gap-1 studio-problem"):
        with ui.row().classes("items-center gap-2"):
            ui.badge("错误" if error else "提醒", color="negative" if error else "orange-9")
            ui.link(f"第 {problem.line} 行", link(root, problem)).tooltip("在 VS Code 里打开这一行")
            ui.label(problem.code).classes("text-caption text-grey-7")
        ui.label(problem.message)
        ui.label(f"怎么改：{problem.remedy}").classes("text-teal-10")
        lines = excerpt(root, problem)
        if lines:
            with ui.element("div").classes("studio-excerpt w-full"):
                for line in lines:
                    ui.label(f"{line.number:5}  {line.text}").classes(
                        "marked" if line.marked else ""
                    )
