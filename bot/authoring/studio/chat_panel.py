"""The conversation as people see it on a telephone, beside the graph."""

import base64
from collections.abc import Callable

from nicegui import ui

from bot.authoring.studio.conversation import Conversation, Said
from bot.dialogue.card import Card
from bot.dialogue.session import Button, Reply

STYLE = """
.studio-chat { background: #e7ecf0; }
.studio-bubble { max-width: 92%; border-radius: 12px; padding: 8px 12px; white-space: pre-line;
  font-size: 15px; line-height: 1.5; overflow-wrap: anywhere; }
.studio-bubble.bot { background: #fff; align-self: flex-start; }
.studio-bubble.person { background: #c9f0d5; align-self: flex-end; }
.studio-bubble.studio { background: transparent; color: #55606b; font-size: 13px;
  border: 1px dashed #a5b0ba; align-self: center; }
.studio-bubble.old .q-btn { display: none; }
.studio-bubble .q-btn { text-align: left; border-radius: 8px; }
"""


class ChatPanel:
    """Shows a conversation and takes what is said. `moved` is called after every turn."""

    def __init__(self, talk: Conversation, moved: Callable[[], None]) -> None:
        self._talk, self._moved = talk, moved
        with ui.scroll_area().classes("col w-full studio-chat") as self._scroll:
            self._bubbles = ui.column().classes("w-full gap-2 no-wrap")
        with ui.row().classes("w-full items-center no-wrap gap-1 q-pa-xs"):
            self._input = (
                ui.input(placeholder="像百姓那样打字……")
                .props("dense outlined")
                .classes("col studio-input")
                .on("keydown.enter", self._typed)
            )
            ui.button(icon="send", on_click=self._typed).props("flat dense round aria-label=发送")

    def show(self) -> None:
        """Show the conversation as it now is."""
        self._bubbles.clear()
        with self._bubbles:
            for number, said in enumerate(self._talk.said):
                self._bubble(said, live=number >= self._talk.live)
        self._scroll.scroll_to(percent=1)

    def _typed(self) -> None:
        text = (self._input.value or "").strip()
        if text:
            self._input.set_value("")
            self._talk.type(text)
            self._moved()

    def _pressed(self, button: Button) -> None:
        if button.copy is not None:
            ui.clipboard.write(button.copy)
            ui.notify(f"已复制：{button.copy}")
        elif button.link is not None:
            ui.notify("对话里，这个按钮把结果转给别人。")
        else:
            self._talk.press(button)
            self._moved()

    def _bubble(self, said: Said, *, live: bool) -> None:
        age = "live" if live else "old"
        with ui.column().classes(f"studio-bubble {said.who} {age} gap-1"):
            if said.reply is None:
                ui.label(said.text)
            else:
                self._reply(said.reply)

    def _reply(self, reply: Reply) -> None:
        if reply.title:
            ui.label(reply.title).classes("text-weight-bold")
        ui.label(reply.body)
        if reply.picture is not None:
            _drawn(reply.picture)
        if reply.detail:
            with ui.expansion("更多").props("dense").classes("w-full text-body2"):
                ui.label(reply.detail)
        for button in reply.buttons:
            if "." in button.id and button.acts:
                self._button(button, "outline align=left").classes("w-full")
        with ui.row().classes("w-full gap-1"):
            for button in reply.buttons:
                if "." not in button.id or not button.acts:
                    self._button(button, "flat size=sm").classes("bg-grey-2")

    def _button(self, button: Button, props: str) -> ui.button:
        """An answer in a row of its own; what goes back, explains or passes on is small."""
        return ui.button(button.label, on_click=lambda: self._pressed(button)).props(
            f"no-caps dense color=teal-9 {props}"
        )


def _drawn(card: Card) -> None:
    from bot.drawing.picture import draw  # Pillow is only needed here

    try:
        encoded = base64.b64encode(draw(card)).decode()
    except OSError:  # no letters to draw with
        ui.label("图画不出来，上面的字一样能用。")
        return
    ui.image(f"data:image/png;base64,{encoded}").classes("w-full")
