"""The conversation in a terminal: what is printed, and that it survives leaving."""

import asyncio
import io
from pathlib import Path

import pytest

from bot.channels.terminal import Screen, Terminal
from bot.store.opening import open_store, read_misses
from tests.helpdesk import guide


def talk(database: Path, *typed: str) -> str:
    """Type these lines, leave, and return all that was printed."""
    output = io.StringIO()
    store = open_store(f"sqlite:///{database}")

    async def talking() -> None:
        terminal = Terminal(guide(), store, Screen(output, colour=False))
        await terminal.open()
        for line in typed:
            if not await terminal.line(line):
                return

    try:
        asyncio.run(talking())
    finally:
        store.close()
    return output.getvalue()


def test_a_diagnosis_by_numbers_and_by_words(tmp_path: Path) -> None:
    told = talk(tmp_path / "chat.db", "1", "1", "1", "大人的", "没有", "2015年6月", "d", "q")
    assert "太久没用" in told
    assert "《读者守则》" in told


def test_letters_choose_where_digits_are_the_answer(tmp_path: Path) -> None:
    told = talk(tmp_path / "chat.db", "/start card-blocked", "1", "1", "1", "a")
    assert "没超期" in told
    assert "证是哪年哪月办的" in told.rpartition("没超期")[2]


def test_leaving_and_coming_back_goes_on(tmp_path: Path) -> None:
    talk(tmp_path / "chat.db", "/start card-blocked", "1", "q")
    told = talk(tmp_path / "chat.db")
    assert "还没做完" in told
    assert "哪一种" in talk(tmp_path / "chat.db", "回到刚才的问题")


def test_what_was_missed_is_kept_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    talk(path, "读者多少，张三丰", "借书证丢了怎么办", "没解决", "q")
    kept = {(miss.text, miss.kind) for miss in read_misses(str(path), 10)}
    assert kept == {("读者多少，〇", "refuse"), ("借书证丢了怎么办", "down")}


def test_forgetting_forgets(tmp_path: Path) -> None:
    talk(tmp_path / "chat.db", "/start card-blocked", "1", "/forget", "1")
    assert "还没做完" not in talk(tmp_path / "chat.db")


def test_all_that_is_kept_is_printed(tmp_path: Path) -> None:
    told = talk(tmp_path / "chat.db", "/start card-blocked", "1", "/export")
    assert '"chat_id": 0' in told
    assert '"flow": "card-blocked"' in told


def test_a_card_is_copied_linked_and_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    way = ("/start card-blocked", "1", "1", "2", "2015年6月", "/card")
    told = talk(tmp_path / "chat.db", *way, "1", "2", "3")
    assert "要带：借书证。" in told
    assert "要带的材料\n· 借书证" in told
    code = told.partition("/start r_")[2].split()[0]
    (drawn,) = (tmp_path / "var").glob("card-*.png")
    assert f"图片在 {drawn.relative_to(tmp_path)}" in told
    assert drawn.read_bytes().startswith(b"\x89PNG")
    other = talk(tmp_path / "other.db", f"/start r_{code}")
    assert "这是别人转给您的结果" in other
    assert "太久没用" in other


def test_what_is_to_be_copied_stands_aside_of_the_choices_below(tmp_path: Path) -> None:
    told = talk(tmp_path / "chat.db", "/human", "a")
    assert "  A  复制这段话" in told
    assert "  1  " in told
