"""`shebao paths FLOW`: every distinct situation of a flow, with the outcome it leads to."""

import argparse
import json
import sys
from statistics import median
from typing import Any

from bot import app
from bot.authoring.situations import Situation, situations
from bot.dialogue import show, wording
from bot.dialogue.guide import Guide
from bot.dialogue.inputs import OTHER


def described(guide: Guide, situation: Situation, today: Any) -> dict[str, Any]:
    """A situation as `paths --jsonl` prints it."""
    position = situation.position
    reply = show.outcome_reply(guide, position, today)
    answers = []
    for answer in situation.answers:
        question = position.flow.questions.get(answer.node)
        typed = question is not None and answer.value not in question.choices
        label = wording.answer_text(guide.content, position, answer)
        key = "value" if typed else "choice"
        answers.append({"node": answer.node, key: answer.value, "label": label})
    return {
        "answers": answers,
        "outcome": situation.outcome,
        "reason": position.flow.outcomes[position.node].reason or situation.outcome,
        "text": "\n".join(filter(None, [reply.title, reply.body, reply.detail])),
        "cite": sorted({c.partition(" ")[0] for c in reply.cite}),
    }


def run(options: argparse.Namespace) -> int:
    """Print the situations; a table of outcomes unless `--jsonl`."""
    day = options.today or app.today()
    guide = app.guide(options.content, day)
    if options.flow not in guide.content.flows:
        print(f"there is no flow {options.flow!r}", file=sys.stderr)
        return 1
    if options.city not in (None, OTHER) and options.city not in guide.content.places:
        print(f"there is no city {options.city!r} in knowledge/parameters", file=sys.stderr)
        return 1
    found = situations(guide, options.flow, day, options.city)
    if options.jsonl:
        for situation in found:
            print(json.dumps(described(guide, situation, day), ensure_ascii=False))
        return 0
    _table(list(found))
    return 0


def _table(found: list[Situation]) -> None:
    by_outcome: dict[str, list[int]] = {}
    for situation in found:
        asked = sum(a.node in situation.position.flow.questions for a in situation.answers)
        by_outcome.setdefault(situation.outcome, []).append(asked)
    for outcome, lengths in by_outcome.items():
        shortest, longest = min(lengths), max(lengths)
        print(f"{outcome:24} {len(lengths):5} situations, {shortest}–{longest} questions")
    counts = [n for lengths in by_outcome.values() for n in lengths]
    print(f"{len(counts)} situations, median {median(counts):g} questions, at most {max(counts)}")
