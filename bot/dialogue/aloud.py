"""A question asked where others listen: an answer with its sources, nothing of a person.

No session, no flow: what concerns one's own case is offered as a link into the private chat.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from bot.content.matching import Context
from bot.dialogue import about, phrases, topics
from bot.dialogue.guide import Guide
from bot.dialogue.session import Button, Reply

FOUND = 5
"""Topics listed for a text that is still being typed."""


def answered(guide: Guide, text: str, today: date) -> Reply:
    """The one reply to a question asked in a group."""
    plain = guide.matcher.simplify(text)
    alerts = [guide.content.alerts[name] for name in guide.matcher.alerts(plain)]
    if alerts:
        return msgspec.structs.replace(topics.alert_reply(alerts[0]), buttons=(_privately(),))
    match = guide.matcher.match(plain, Context())
    if match.band == "answer" and match.top:
        return told(guide, match.top[0].id, today)
    if match.band == "clarify" and match.top:
        near = tuple(_link(guide, one.id) for one in match.top[:3])
        return Reply(kind="clarify", body=phrases.DID_YOU_MEAN, buttons=near)
    body = about.with_urgent(guide.content, phrases.ALOUD_UNKNOWN)
    return Reply(kind="notice", body=body, buttons=(_privately(),))


def told(guide: Guide, name: str, today: date) -> Reply:
    """What is said about a topic to anybody."""
    content = guide.content
    if content.kind(name) == "flow":
        flow = content.flows[name]
        body = f"{flow.about}\n{phrases.ALOUD_FLOW}"
        return Reply(kind="answer", title=flow.title, body=body, topic=name,
                     buttons=(_link(guide, name),))  # fmt: skip
    reply = topics.topic_reply(content, name, today)
    item = content.entries.get(name) or content.signposts[name]
    further = (_link(guide, item.flow),) if item.flow else (_privately(),)
    return msgspec.structs.replace(reply, buttons=further)


def suggested(guide: Guide, text: str, today: date) -> Iterator[Reply]:
    """Topics for a text that is still being typed; without one, what is asked most."""
    names = [one.id for one in guide.matcher.match(text, Context()).top] if text.strip() else []
    first = next(iter(guide.content.menu.sections.values())).items
    known = (name for name in names or first if guide.content.kind(name) is not None)
    for name in [*dict.fromkeys(known)][:FOUND]:
        yield told(guide, name, today)


def _link(guide: Guide, name: str) -> Button:
    return Button(id="link", label=guide.content.title(name), link=name)


def _privately() -> Button:
    return Button(id="link", label=phrases.ASK_PRIVATELY, link="menu")
