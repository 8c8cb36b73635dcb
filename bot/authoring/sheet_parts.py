"""What flows and entries have in common on a sheet: sources, dates, whom to call."""

from collections.abc import Iterable
from datetime import date

from bot.authoring.sheet_page import Markup, block, joined, listed, span, text
from bot.content.content import Content
from bot.content.flow import Confidence, Contact, Review
from bot.dialogue import phrases, wording


def numbered(number: int, name: str, *more: str) -> Markup:
    """The first cell of a row: its number, its id, and what else it goes by."""
    ids = joined(block("id", text(each)) for each in (name, *more))
    return joined([block("number", text(str(number))), ids])


def sources(content: Content, cited: Iterable[str]) -> Markup | None:
    """Every document with number, article and since when."""
    lines = wording.basis(content, tuple(cited)).splitlines()
    return listed(text(line) for line in lines)


def applies(scope: str, confidence: Confidence) -> Markup:
    """For whom it holds and how sure it is."""
    said = phrases.APPLIES.format(scope=scope, confidence=phrases.CONFIDENCE[confidence])
    return block("small", text(said.replace("　", "\n")))


def dates(review: Review, day: date) -> Markup:
    """When it was checked and is to be again."""
    late = span("late", text("（已过期）")) if review.due < day else None
    said = text(f"核对：{review.checked}\n下次：{review.due}")
    return block("small", joined([said, late]))


def calls(said: Iterable[tuple[Contact, Markup]]) -> Markup:
    """Whom to call or see, and the words to say there."""
    lines: list[Markup] = []
    for contact, words in said:
        form = phrases.CALL if contact.phone[:1].isdigit() else phrases.ASK_AT
        before, after = form.format(phone=contact.phone, say="\n").split("\n")
        lines.append(block("call", joined([text(before), words, text(after)])))
    return joined(lines)
