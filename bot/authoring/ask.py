"""`shebao ask`: one free-text question, the answer with its sources."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from bot import app
from bot.content.content import Content
from bot.content.flow import source_of
from bot.content.matching import Context, Match
from bot.dialogue import about, topics
from bot.dialogue.guide import Guide
from bot.dialogue.session import Reply
from bot.faq import explaining
from bot.privacy import redact


def answer(guide: Guide, question: str, today: date) -> dict[str, Any]:
    """What `ask --jsonl` prints for one question."""
    text = redact(question).text
    warned = [guide.content.alerts[name] for name in guide.matcher.alerts(text)]
    match = guide.matcher.match(text, Context())
    if any(alert.stop for alert in warned):
        match = Match("refuse", match.top)
    reply = _reply(guide.content, match, today)
    told = [topics.alert_reply(alert) for alert in warned]
    if match.band != "refuse" or not told:
        told.append(reply)
    return {
        "q": question,
        "kind": _kind(guide.content, match),
        "top": [{"id": c.id, "score": c.score} for c in match.top[:5]],
        "text": "\n".join(p for r in told for p in (r.title, r.body, r.detail) if p),
        "cite": sorted({source_of(c) for r in told for c in r.cite}),
    }


def _kind(content: Content, match: Match) -> str:
    if match.band == "answer" and match.top:
        return content.kind(match.top[0].id) or "refuse"
    return match.band


def _reply(content: Content, match: Match, today: date) -> Reply:
    if match.band == "refuse" or not match.top:
        return Reply(kind="notice", body=about.declined(content))
    if match.band == "clarify":
        names = tuple(candidate.id for candidate in match.top[:3])
        reply = topics.clarify_reply(content, names, in_flow=False)
        titles = "\n".join(f"{n}. {content.title(name)}" for n, name in enumerate(names, 1))
        return Reply(kind="clarify", body=f"{reply.body}\n{titles}")
    name = match.top[0].id
    if content.kind(name) == "flow":
        flow = content.flows[name]
        return Reply(kind="answer", title=flow.title, body=flow.about)
    return topics.topic_reply(content, name, today)


def question_of(line: str, number: int) -> str:
    """The question of one line of `--jsonl`. Raises ValueError."""
    try:
        match json.loads(line):
            case {"q": str(question)}:
                return question
    except json.JSONDecodeError as error:
        raise ValueError(f"line {number} is not JSON: {error.msg} (column {error.colno})") from None
    raise ValueError(f'line {number}: expected {{"q": "…"}}')


def run(options: argparse.Namespace) -> int:
    """Answer the words given, or with `--jsonl` every line of standard input."""
    day = options.today or app.today()
    guide = app.guide(options.content, day)
    if not options.jsonl:
        if not "".join(options.text).strip():
            print("ask what? give the question, or --jsonl and lines", file=sys.stderr)
            return 2
        question = " ".join(options.text)
        if options.explain:
            reasons = app.understanding(guide.content, options.content).explain(question)
            print("\n".join(explaining.told(reasons)))
        print(answer(guide, question, day)["text"])
        return 0
    try:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                told = answer(guide, question_of(line, number), day)
                print(json.dumps(told, ensure_ascii=False), flush=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
