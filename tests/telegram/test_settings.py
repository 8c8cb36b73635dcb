"""What may be set, and that each bad setting is named in one line."""

import pytest

from bot.settings import Address, SettingsError, read

TOKEN = {"TELEGRAM_BOT_TOKEN": "123456:ABC-def_0"}
HOOK = TOKEN | {"WEBHOOK_URL": "https://bot.example.org/hook/x"}


def test_a_token_is_all_that_is_needed() -> None:
    settings = read(TOKEN, webhook=False)
    assert settings.api_base == "https://api.telegram.org"
    assert settings.database_url == "sqlite:///var/shebao.db"
    assert (settings.webhook, settings.listen, settings.operator_chat) == (None, None, None)


def test_a_webhook_listens_and_has_a_secret_of_its_own() -> None:
    settings = read(HOOK, webhook=True)
    assert settings.webhook is not None
    assert settings.webhook.path == "/hook/x"
    assert len(settings.webhook.secret) == 64
    assert settings.listen == Address("0.0.0.0", 8080)
    assert read(HOOK | {"WEBHOOK_SECRET": "abc"}, webhook=True).secrets[1] == "abc"


def test_the_path_of_a_webhook_may_be_as_examples_write_it() -> None:
    url = {"WEBHOOK_URL": "https://bot.example.org/123456:ABC-def_0"}
    settings = read(HOOK | url, webhook=True)
    assert settings.webhook is not None
    assert settings.webhook.path == "/123456:ABC-def_0"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", ""),
        ("TELEGRAM_BOT_TOKEN", "abc"),
        ("TELEGRAM_API_BASE", "api.telegram.org"),
        ("TELEGRAM_API_BASE", "http://[bad"),
        ("TELEGRAM_API_BASE", "https://api.telegram.org/bot123456:ABC-def_0"),
        ("TELEGRAM_API_BASE", "https://somebody:hunter2@api.example.org"),
        ("WEBHOOK_URL", ""),
        ("WEBHOOK_URL", "http://bot.example.org/x"),
        ("WEBHOOK_URL", "https://bot.example.org/x?y=1"),
        ("WEBHOOK_URL", "https://bot.example.org/{x"),
        ("WEBHOOK_URL", "https://bot.example.org/中文"),
        ("WEBHOOK_URL", "https://somebody:hunter2@bot.example.org/x"),
        ("WEBHOOK_SECRET", "not allowed!"),
        ("LISTEN", "here"),
        ("LISTEN", "0.0.0.0:99999"),
        ("LISTEN", "0.0.0.0:٣٣٣"),
        ("OPERATOR_CHAT_ID", "@me"),
        ("OPERATOR_CHAT_ID", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("MAX_BACKLOG", "-1"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(HOOK | {name: value}, webhook=True)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)
    assert TOKEN["TELEGRAM_BOT_TOKEN"] not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_other_values_are_read_as_they_are_meant() -> None:
    given = TOKEN | {
        "TELEGRAM_API_BASE": "http://127.0.0.1:9000/",
        "LISTEN": ":9090",
        "OPERATOR_CHAT_ID": "-100123",
        "LOG_LEVEL": "debug",
        "DATABASE_URL": "postgresql://u:p@h/d",
    }
    settings = read(given, webhook=False)
    assert settings.api_base == "http://127.0.0.1:9000"
    assert settings.listen == Address("0.0.0.0", 9090)
    assert (settings.operator_chat, settings.log_level) == (-100123, "DEBUG")


def test_printing_the_settings_gives_no_secret_away() -> None:
    given = HOOK | {"DATABASE_URL": "postgresql://u:hunter2@h/d", "WEBHOOK_SECRET": "s3cret"}
    shown = repr(read(given, webhook=True))
    assert not any(secret in shown for secret in ("ABC-def", "hunter2", "s3cret"))
