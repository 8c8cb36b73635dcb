"""Logs hold no token and no personal number, tracebacks included."""

import io
import logging

from bot.logs import RedactingFormatter
from tests.telegram.recording import TOKEN, Recording, bot

CARD = "110101199003078515"


def written(*arguments: object, error: Exception | None = None, level: int = logging.INFO) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(["s3cret-of-the-webhook"]))
    info = (type(error), error, error.__traceback__) if error else None
    message, *rest = arguments
    handler.handle(logging.LogRecord("x", level, __file__, 1, str(message), tuple(rest), info))
    return stream.getvalue()


def test_the_token_is_hidden_wherever_it_stands() -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/getMe"
    assert TOKEN not in written("GET %s", url)
    assert TOKEN not in written("GET %s", url.replace(":", "%3A"))
    assert TOKEN not in written("%r", bot(Recording()))
    assert "s3cret" not in written("header s3cret-of-the-webhook")
    assert "hunter2" not in written("postgresql://user:hunter2@host/db is away")


def test_tracebacks_are_cleaned_too() -> None:
    try:
        int(f"{TOKEN} and {CARD}")
    except ValueError as error:
        text = written("it failed", error=error)
    assert "Traceback" in text
    assert "ValueError" in text
    assert TOKEN not in text
    assert CARD not in text


def test_personal_numbers_are_hidden_in_any_spelling() -> None:
    escaped = "\\u624b\\u673a 1\\u0033812345678"
    for text in (f"号码 {CARD}", "13812345678", escaped):
        assert not any(number in written(text) for number in (CARD, "13812345678", "3812345678"))


def test_what_people_said_is_hidden_in_dumped_updates() -> None:
    update = {"message": {"text": "我得了病", "from": {"first_name": "李四", "id": 7}}}
    text = written("update %r", update)
    assert "病" not in text
    assert "李四" not in text


def test_one_record_starts_one_line_and_the_time_stamp_stays() -> None:
    forged = "hello\n2026-11-25 10:00:00,000 ERROR root: forged\r\x1b[31m"
    first, *rest = written(forged).splitlines()
    assert first[:4].isdigit()
    assert all(line.startswith("    ") for line in rest)
    assert "\x1b" not in written(forged)


def test_the_formatter_never_fails_on_odd_text() -> None:
    for text in ("\ud800", "\\ud800", "9" * 100_000, "%", "\0" * 10):
        assert written("%s", text)
