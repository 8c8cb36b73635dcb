"""How replies read on Telegram, and that none of them is refused there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import render
from bot.dialogue.session import Button, Reply

WAY_BACK = (Button(id="back", label="上一步"), Button(id="restart", label="重新开始"))


def reply(body: str, **fields: object) -> Reply:
    return Reply(kind="question", body=body, **fields)  # type: ignore[arg-type]  # any field of a reply


def labels(markup: render.Keyboard | None) -> list[list[str]]:
    assert markup is not None
    return [[str(button["text"]) for button in row] for row in markup["inline_keyboard"]]


def test_nothing_in_a_text_is_markup() -> None:
    said = render.html(
        reply('<b>&"</b>', title="<a href='tg://x'>", detail="1 < 2"), above="a&b", chosen="<i>"
    )
    assert said == (
        "✅ &lt;i&gt;\n\na&amp;b\n\n<b>&lt;a href='tg://x'&gt;</b>\n"
        '&lt;b&gt;&amp;"&lt;/b&gt;\n<blockquote expandable>1 &lt; 2</blockquote>'
    )


def test_the_plain_form_has_no_markup_at_all() -> None:
    assert render.plain(reply("b<c", title="a", detail="d"), chosen="x") == "✅ x\n\na\nb<c\nd"


def test_choices_have_a_row_each_and_the_way_back_shares_the_last() -> None:
    choices = (Button(id="a.n.yes", label="有"), Button(id="a.n.no", label="没有"))
    rows = labels(render.keyboard(reply("?", buttons=(*choices, *WAY_BACK)), 1, 2))
    assert rows == [["有"], ["没有"], ["⬅ 上一步", "🔄 重新开始"]]


def test_a_button_that_copies_sends_nothing_back() -> None:
    button = Button(id="x", label="复制电话", copy="1" * 300)
    markup = render.keyboard(reply("?", buttons=(button,)), 1, 2)
    assert markup is not None
    (((made,),),) = markup.values()
    assert made == {"text": "复制电话", "copy_text": {"text": "1" * 256}}


def test_without_buttons_there_is_no_keyboard() -> None:
    assert render.keyboard(reply("?"), 1, 2) is None


def test_the_longest_button_id_fits() -> None:
    assert len(render.data("x" * 52, 36**3 - 1, 36**4 - 1)) <= 64
    with pytest.raises(ValueError, match="too long"):
        render.data("x" * 60, 1, 1)


def test_a_long_text_is_cut_at_paragraphs_and_the_last_part_has_the_buttons() -> None:
    paragraphs = [f"第{n}段" + "字" * 500 for n in range(12)]
    parts = render.parts(reply("\n\n".join(paragraphs), title="题", buttons=WAY_BACK))
    assert len(parts) == 2
    assert [p.title for p in parts] == ["题", None]
    assert [bool(p.buttons) for p in parts] == [False, True]
    assert "\n\n".join(p.body for p in parts) == "\n\n".join(paragraphs)


def test_nothing_to_say_is_no_message() -> None:
    assert render.parts(reply(" ")) == []
    assert render.parts(reply("", buttons=WAY_BACK))[0].body == render.NOTHING_SAID


TEXT = st.text(st.sampled_from("字a&<>\n。，🔄 "), max_size=9_000)


@given(TEXT, TEXT, st.text(max_size=100))
def test_every_part_is_short_enough_and_nothing_is_lost(body: str, detail: str, title: str) -> None:
    parts = render.parts(reply(body, title=title, detail=detail, buttons=WAY_BACK))
    for part in parts:
        sent = render.html(part, chosen="字" * 24)
        assert len(sent.encode("utf-16-le")) // 2 <= 4_096
        assert render.plain(part) or not f"{title}{body}{detail}".strip()
    kept = "".join(part.body + (part.detail or "") for part in parts)
    assert "".join(kept.split()).endswith("".join((body + detail).split()))
