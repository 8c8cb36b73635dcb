"""`shebao chat`: the conversation in a terminal — numbered choices, free text, `/` commands."""

import argparse
import asyncio
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import msgspec

from bot import app
from bot.channels import counting
from bot.channels.exporting import readable
from bot.dialogue.card import Card
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.session import Button, Chose, Command, Event, Reply, Session, Turn, Typed
from bot.privacy import redact
from bot.store.errors import StoreError
from bot.store.opening import open_store
from bot.store.store import Result, Store

DATABASE = "sqlite:///var/chat.db"
PICTURES = Path("var")
HERE = 0
"""The chat id of the one person at this terminal."""

KEYS = {"b": "back", "r": "restart", "w": "why", "m": "menu", "h": "help", "?": "help"}
KEY_OF = {"back": "b", "restart": "r", "why": "w", "menu": "m"}
QUIT = frozenset({"q", "quit", "exit", "退出", "再见", "/quit", "/exit"})
MARKS = "ACEFGIJKLNOPSTUVXYZ"
"""Letters that are no key."""
WELCOME = (
    "{subject}助手（终端）。打字提问，或输入选项前的编号。\n"
    "d 看依据和详情　b 上一步　m 菜单　h 帮助　q 退出（下次接着来）"
)
GOODBYE = "先到这里。回答都记着，下次运行接着来。"
HAND_ON = "请别人在这里输入这一行，就看到同样的结果：\n/start {code}"
PICTURE = "图片在 {path}"
NO_PICTURE = "图画不出来，上面的字一样能用。"
NO_DETAIL = "这一条没有更多内容了。"
ON_TELEGRAM = (
    "想在 Telegram 里用：向 @BotFather 发 /newbot 取得 token，设 TELEGRAM_BOT_TOKEN 后再运行。"
)
STYLES = {"title": "\x1b[1;36m", "detail": "\x1b[2m", "choice": "\x1b[33m", "done": "\x1b[32m"}
RESET = "\x1b[0m"


@dataclass
class Screen:
    """What is in front of the person: marks to type, the detail to unfold, and how to print."""

    output: TextIO
    colour: bool
    marks: dict[str, Button] = field(default_factory=dict)
    detail: str | None = None

    def say(self, text: str, style: str | None = None) -> None:
        """Print a paragraph, coloured where the terminal can."""
        if self.colour and style:
            text = f"{STYLES[style]}{text}{RESET}"
        print(text, file=self.output)

    def show(self, turn: Turn) -> None:
        """Print a turn; the choices of all its replies get marks that can be typed."""
        self.marks, self.detail = {}, None
        if turn.frozen:
            self.say(f"✓ {turn.frozen}", "done")
        marked = self._marks(turn.replies)
        for reply, rows in zip(turn.replies, marked, strict=True):
            self._show_reply(reply, rows)
        self.output.flush()

    def _marks(self, replies: Sequence[Reply]) -> list[list[tuple[str, Button]]]:
        """The marks of all buttons; the last reply, being the one to answer, begins at 1."""
        typed = any(reply.typed in ("number", "money") for reply in replies)
        rows = [
            list(self._marked(reply, lettered=typed, above=bool(number)))
            for number, reply in enumerate(reversed(replies))
        ]
        return rows[::-1]

    def _show_reply(self, reply: Reply, rows: Sequence[tuple[str, Button]]) -> None:
        self.say("")
        if reply.title:
            self.say(reply.title, "title")
        self.say(reply.body)
        for mark, button in rows:
            self.say(f"  {mark}  {button.label}", "choice")
        if reply.picture is not None:
            self.say(_picture(reply.picture), "done")
        if reply.detail:
            self.detail = reply.detail
            self.say("（输入 d 看依据和详情）", "detail")

    def _marked(self, reply: Reply, *, lettered: bool, above: bool) -> Iterator[tuple[str, Button]]:
        """Numbers; letters where a number is itself an answer; the way back has its own keys.

        What is only to be copied, `above` the reply to answer, does not count on after its choices.
        """
        taken = sum(mark.isdigit() for mark in self.marks)
        for button in reply.buttons:
            if button.id in KEY_OF:
                mark = KEY_OF[button.id]
            elif lettered or (above and not button.acts):
                mark = next(letter for letter in MARKS if letter.casefold() not in self.marks)
            else:
                taken += 1
                mark = str(taken)
            self.marks.setdefault(mark.casefold(), button)
            yield mark, button


class Terminal:
    """One conversation at a terminal, kept in a store."""

    def __init__(self, guide: Guide, store: Store, screen: Screen) -> None:
        self._guide = guide
        self._store = store
        self._screen = screen
        self._session = Session()
        self._known = False

    async def open(self) -> None:
        """Greet, and take up what was left unfinished."""
        stored = await self._store.conversation(HERE)
        self._known = stored is not None
        if stored is not None:
            self._session = msgspec.json.decode(stored, type=Session)
        subject = self._guide.content.menu.about.subject
        self._screen.say(WELCOME.format(subject=subject), "detail")
        await self._answer(Command(name="start"))

    async def line(self, text: str) -> bool:
        """Take one line; False when the person leaves."""
        said = text.strip()
        key = said.casefold()
        if key in QUIT:
            self._screen.say(GOODBYE, "detail")
            return False
        button = self._screen.marks.get(key)
        if button is not None and not button.acts:
            self._screen.say(button.copy or HAND_ON.format(code=button.link))
        elif key == "d":
            self._screen.say(self._screen.detail or NO_DETAIL, "detail")
        elif said:
            await self._answer(self._event(said, key))
        return True

    def _event(self, said: str, key: str) -> Event:
        button = self._screen.marks.get(key)
        if button is not None:
            return Chose(button=button.id, run=self._session.run, turn=self._session.turn)
        if key in KEYS:
            return Command(name=KEYS[key])
        if said.startswith("/"):
            name, _, argument = said[1:].partition(" ")
            return Command(name=name, argument=argument)
        found = redact(said)
        return Typed(text=found.text, redacted=bool(found.kinds))

    async def _answer(self, event: Event) -> None:
        turn = respond(self._guide, self._session, event, app.today())
        counted = tuple(counting.tallies(self._known, self._session, event, turn))
        self._session, self._known = turn.session, turn.deed != "forget"
        encoded = msgspec.json.encode(turn.session).decode()
        result = Result(
            session=encoded,
            misses=counting.misses(turn, self._guide.content.digest),
            tallies=counted,
            forget=not self._known,
        )
        await self._store.record(HERE, result)
        if turn.deed == "export":
            self._screen.say(readable(await self._store.export(HERE)))
        self._screen.show(turn)


def _picture(card: Card) -> str:
    """Draw a card into a file; says where it is."""
    from bot.drawing.picture import draw  # Pillow is only needed here

    try:
        drawn = draw(card)
        path = PICTURES / f"card-{hashlib.sha256(drawn).hexdigest()[:8]}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(drawn)
    except OSError:  # no letters, or nowhere to write to
        return NO_PICTURE
    return PICTURE.format(path=path)


def run(options: argparse.Namespace) -> int:
    """Talk until the person leaves."""
    guide = app.guide(options.content, app.today())
    try:
        with closing(open_store(os.environ.get("DATABASE_URL") or DATABASE)) as store:
            asyncio.run(_talk(guide, store))
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _talk(guide: Guide, store: Store) -> None:
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    terminal = Terminal(guide, store, Screen(sys.stdout, colour=interactive))
    if interactive:
        print(ON_TELEGRAM)
    await terminal.open()
    if not interactive:
        for line in sys.stdin:
            if not await terminal.line(line):
                return
        return
    from prompt_toolkit import PromptSession

    prompt: PromptSession[str] = PromptSession()
    while True:
        try:
            line = await prompt.prompt_async("\n您说：")
        except (EOFError, KeyboardInterrupt):
            line = "q"
        if not await terminal.line(line):
            return
