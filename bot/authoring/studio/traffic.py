"""What people did in a flow, where a database says so: how many came to a place, and stayed."""

import os
from dataclasses import dataclass
from datetime import date

from bot.channels import figures
from bot.channels.figures import Figures
from bot.content.flow import Flow
from bot.store.errors import StoreError
from bot.store.opening import read_tallies

NO_DATABASE = "没有设 DATABASE_URL，看不到用的人数。"


@dataclass(frozen=True, slots=True)
class Passing:
    """At one node: people who `came`, and those of them who did not go on (`left`)."""

    came: int
    left: int


def counted(today: date) -> tuple[Figures | None, str]:
    """The figures of thirty days from the database of DATABASE_URL, or why there are none."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return None, NO_DATABASE
    try:
        rows = read_tallies(url, figures.since(today))
    except StoreError as error:
        return None, f"数据库读不了：{error}"
    return figures.figures(rows, today)[-1], ""


def passing(found: Figures, name: str, flow: Flow) -> dict[str, Passing]:
    """Node → who passed it, where anybody did. Outcomes end a flow: there nobody is left."""
    nodes: dict[str, Passing] = {}
    for question in found.questions:
        in_flow, _, node = question.place.partition(".")
        if in_flow == name and node in flow.questions:
            nodes[node] = Passing(question.asked, question.left)
    for node, outcome in flow.outcomes.items():
        came = found.outcomes.get(f"{name}.{outcome.reason or node}", 0)
        if came:
            nodes[node] = Passing(came, 0)
    return nodes
