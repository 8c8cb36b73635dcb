"""A Reply as Telegram shows it. The only place that makes HTML."""

import re
from collections.abc import Mapping
from html import escape as escape_html
from itertools import groupby
from urllib.parse import quote, urlencode

import msgspec

from bot.dialogue.session import Button, Reply

TEXT_LIMIT = 4_096  # UTF-16 units, tags not counted; counted here with them, to be safe
CAPTION_LIMIT = 1_024
SPARE = 160  # room for tags and for what was chosen
COPY_LIMIT = 256
DATA_LIMIT = 64  # bytes
KEYBOARD_LIMIT = 100

ICONS = {"back": "⬅ ", "restart": "🔄 ", "why": "❓ ", "u.": "👍 ", "d.": "👎 "}
"""Second cues beside words, always the same ones."""

BESIDE = {"back": "way", "restart": "way", "u.": "thumbs", "d.": "thumbs", "co": "copies"}
"""Buttons that share a row, and which. The keys of both tables are whole ids or begin ids."""

START = "https://t.me/{username}?start={payload}"
SHARE = "https://t.me/share/url?{query}"

NOTHING_SAID = "请选择："
CHOSEN = "✅ "


def html(
    reply: Reply, *, above: str | None = None, chosen: str | None = None, picked: str | None = None
) -> str:
    """The text of a message. `chosen`: just before, `picked`: here; `above`: a notice."""
    lines = [CHOSEN + escape(chosen) + "\n"] if chosen else []
    if above:
        lines.append(escape(above) + "\n")
    if reply.title:
        lines.append(f"<b>{escape(reply.title)}</b>")
    lines.append(escape(reply.body))
    if reply.detail:
        lines.append(f"<blockquote expandable>{escape(reply.detail)}</blockquote>")
    if picked:
        lines.append("\n" + CHOSEN + escape(picked))
    return "\n".join(lines).strip()


def plain(reply: Reply, *, above: str | None = None, chosen: str | None = None) -> str:
    """The same without any markup, should the server refuse ours."""
    first = [CHOSEN + chosen + "\n" if chosen else None, above + "\n" if above else None]
    lines = [*first, reply.title, reply.body, reply.detail]
    return "\n".join(line for line in lines if line).strip()


def fits(reply: Reply, above: str = "") -> bool:
    """Whether it is short enough for one message, or to stand below a picture."""
    limit = TEXT_LIMIT if reply.picture is None else CAPTION_LIMIT
    return _size(html(reply, above=above)) <= limit - SPARE


Keyboard = dict[str, list[list[dict[str, object]]]]
"""An InlineKeyboardMarkup as JSON has it: what most messages carry is not made twice."""


def keyboard(reply: Reply, run: int, turn: int, username: str | None = None) -> Keyboard | None:
    """One button a row; the way back and the new start share one, and so do the two thumbs.

    `username` is the bot's own: while it is not known, nothing can lead to it.
    """
    sharing = {} if reply.big else BESIDE
    shown = [button for button in reply.buttons if button.link is None or username]

    def made(button: Button) -> dict[str, object]:
        if button.link is not None:
            return _share(button.label, f"{username}", button.link, reply.title or "")
        return _button(button, run, turn)

    rows = [
        [made(button) for button in row]
        for beside, together in groupby(shown[:KEYBOARD_LIMIT], lambda b: _of(sharing, b))
        for row in ([list(together)] if beside else [[button] for button in together])
    ]
    return {"inline_keyboard": rows} if rows else None


def lasting(reply: Reply, username: str | None) -> Keyboard | None:
    """The buttons of a reply that may stay under it: what they do is never out of date."""
    kept = tuple(button for button in reply.buttons if not button.acts)
    return keyboard(msgspec.structs.replace(reply, buttons=kept), 0, 0, username)


def data(button: str, run: int, turn: int) -> str:
    """Callback data; `updates.chose` reads it. Raises ValueError over 64 bytes."""
    text = f"v1:{_base36(run)}.{_base36(turn)}:{button}"
    if len(text.encode()) > DATA_LIMIT:
        raise ValueError(f"button id is too long: {button}")
    return text


def parts(reply: Reply) -> list[Reply]:
    """The reply as messages that are short enough, the buttons under the last; [] for nothing."""
    if not (reply.title or reply.body.strip() or reply.detail or reply.buttons):
        return []
    if not (reply.title or reply.body.strip() or reply.detail):
        reply = msgspec.structs.replace(reply, body=NOTHING_SAID)
    if fits(reply):
        return [reply]
    if reply.picture is None:
        return _split(reply)
    alone = msgspec.structs.replace(reply, body="", detail=None, buttons=())
    return [alone, *parts(msgspec.structs.replace(reply, picture=None))]


def _split(reply: Reply) -> list[Reply]:
    room = max(TEXT_LIMIT - SPARE - _size(escape(reply.title or "")), SPARE)
    bodies = pieces(reply.body, room) or [""]
    details = pieces(reply.detail or "", TEXT_LIMIT - SPARE)
    bare = msgspec.structs.replace(reply, title=None, detail=None, buttons=())
    made = [msgspec.structs.replace(bare, body=body) for body in bodies]
    made += [msgspec.structs.replace(bare, body="", detail=detail) for detail in details]
    made[0] = msgspec.structs.replace(made[0], title=reply.title)
    made[-1] = msgspec.structs.replace(made[-1], buttons=reply.buttons)
    return made


def pieces(text: str, limit: int) -> list[str]:
    """A text in pieces of at most so many units, cut at paragraphs, else at lines, sentences."""
    made: list[str] = []
    rest = text.strip()
    while _size(escape(rest)) > limit:
        cut = _cut(rest, limit)
        made.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*made, rest] if rest else made


def _cut(text: str, limit: int) -> int:
    """The length of the longest good beginning of at most so many units."""
    fits = _fitting(text, limit)
    for seam in ("\n\n", "\n", "[。！？；]", "[，、 ]"):
        ends = [found.end() for found in re.finditer(seam, text[:fits])]
        if ends and ends[-1] > fits // 4:
            return ends[-1]
    return max(fits, 1)


def _fitting(text: str, limit: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += _size(escape(character))
        if used > limit:
            return index
    return len(text)


def _size(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def escape(text: str) -> str:
    """Nothing in a text is markup."""
    return escape_html(text, quote=False)


def _of(table: Mapping[str, str], button: Button) -> str:
    return table.get(button.id) or table.get(button.id[:2], "")


def _button(button: Button, run: int, turn: int) -> dict[str, object]:
    label = _of(ICONS, button) + button.label
    if button.copy:
        return {"text": label, "copy_text": {"text": button.copy[:COPY_LIMIT]}}
    return {"text": label, "callback_data": data(button.id, run, turn)}


def _share(label: str, username: str, payload: str, said: str) -> dict[str, object]:
    """Lets a person choose whom to send a link to, and sends it in their name."""
    link = START.format(username=username, payload=payload)
    query = urlencode({"url": link, "text": said}, quote_via=quote)
    return {"text": label, "url": SHARE.format(query=query)}


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
