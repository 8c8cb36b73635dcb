"""Entries, signposts and the menu → replies."""

from datetime import date

from bot.content.content import Content
from bot.content.flow import Contact
from bot.content.knowledge import Alert, Entry, Signpost
from bot.dialogue import buttons, phrases, wording
from bot.dialogue.session import Button, Reply


def topic_reply(content: Content, name: str, today: date) -> Reply:
    """The answer of an entry, or whom a signpost points to."""
    if name in content.entries:
        return _entry(content, name, content.entries[name], today)
    return _signpost(content, name, content.signposts[name])


def _entry(content: Content, name: str, entry: Entry, today: date) -> Reply:
    parts = [entry.detail]
    if entry.changed:
        parts.append(phrases.CHANGED_SINCE.format(changed=entry.changed))
    parts.append(phrases.APPLIES_TO.format(who=entry.applies))
    if entry.since:
        parts.append(phrases.SINCE.format(since=entry.since))
    parts.append(f"{phrases.BASIS}\n{wording.basis(content, entry.cite)}")
    applies = phrases.APPLIES.format(
        scope=entry.scope, confidence=phrases.CONFIDENCE[entry.confidence]
    )
    review = entry.review
    fresh = [wording.freshness(review.checked, review.due, today)] if review else []
    parts.append("\n".join([applies, *fresh]))
    return Reply(
        kind="answer",
        title=entry.question,
        body=f"{entry.answer}\n{content.menu.footer}",
        detail="\n\n".join(parts),
        buttons=_further(content, name, entry),
        cite=entry.cite,
        topic=name,
        fresh=True,
    )


def alert_reply(alert: Alert) -> Reply:
    """What is said before anything else."""
    body = "\n".join([alert.say, *_calls(alert.contact)])
    return Reply(kind="notice", body=body, cite=alert.cite, fresh=True)


def _calls(contacts: tuple[Contact, ...]) -> list[str]:
    """Whom to call or see, with the sentence to say."""
    return [wording.call(contact.phone, contact.say) for contact in contacts]


def _signpost(content: Content, name: str, signpost: Signpost) -> Reply:
    return Reply(
        kind="answer",
        title=signpost.question,
        body="\n".join([signpost.answer, *_calls(signpost.contact)]),
        buttons=_further(content, name, signpost),
        topic=name,
        fresh=True,
    )


def _further(content: Content, name: str, item: Entry | Signpost) -> tuple[Button, ...]:
    rows = []
    if item.flow is not None:
        rows.append(buttons.topic(item.flow, phrases.GO_DEEPER, flow=True))
    rows += [topic_button(content, related) for related in item.related[:3]]
    return (*rows, *buttons.thumbs(name), buttons.MENU)


def topic_button(content: Content, name: str) -> Button:
    """A button that shows or starts a topic, under its own title."""
    return buttons.topic(name, content.title(name), flow=content.kind(name) == "flow")


def menu_reply(content: Content, *, welcome: bool = False) -> Reply:
    """The first page of the menu: its sections."""
    rows = [Button(id=f"s.{name}", label=s.title) for name, s in content.menu.sections.items()]
    return Reply(
        kind="menu",
        title=phrases.MENU_TITLE,
        body=content.menu.welcome if welcome else phrases.CHOOSE_SECTION,
        buttons=tuple(rows),
    )


def section_reply(content: Content, name: str) -> Reply:
    """One page of the menu: its flows first come as they are listed."""
    section = content.menu.sections[name]
    rows = [_menu_item(content, item) for item in section.items]
    return Reply(
        kind="menu",
        title=section.title,
        body=phrases.CHOOSE_TOPIC,
        buttons=(*rows, buttons.MENU),
    )


def _menu_item(content: Content, name: str) -> Button:
    """In the menu, an id that is both an entry and a flow starts the flow."""
    if name in content.flows:
        return buttons.topic(name, content.flows[name].title, flow=True)
    return topic_button(content, name)


def clarify_reply(content: Content, names: tuple[str, ...], *, in_flow: bool) -> Reply:
    """Did you mean: up to three topics, and a way out."""
    rows = [topic_button(content, name) for name in names]
    way_out = (buttons.STAY,) if in_flow else (buttons.NONE,)
    return Reply(
        kind="clarify", body=phrases.DID_YOU_MEAN, buttons=(*rows, *way_out), fresh=in_flow
    )
