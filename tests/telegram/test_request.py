"""What leaves for the server arrives there as it was meant."""

import asyncio

from aiohttp import web

from bot.channels.telegram.request import READ_SECONDS, AiohttpRequest, client, raw
from tests.telegram.recording import TOKEN

TEXTS = (
    "".join(map(chr, range(1, 128))),
    "养老（退休）金 1+1=2 & 100%；a%20b%2B",
    "\r\n\t \u3000\u200d👩‍👩‍👧 Ж é",
    "=&=&?#;//..",
    "+",
    " ",
)
KEYBOARD = {"inline_keyboard": [[{"text": "还伞 & 借伞 +", "callback_data": "v1:1.2:a=b&c%"}]]}


def test_any_text_arrives_as_it_was_written() -> None:
    arrived: list[dict[str, str]] = []

    async def told(request: web.Request) -> web.Response:
        form = await request.post()
        arrived.append({name: str(value) for name, value in form.items()})
        return web.json_response({"ok": True, "result": {"message_id": 1}})

    async def send() -> None:
        app = web.Application()
        app.router.add_post("/bot{token}/sendMessage", told)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        request = AiohttpRequest(base)
        await request.initialize()
        bot = client(TOKEN, base, request)
        for text in TEXTS:
            await raw(
                bot, "sendMessage", READ_SECONDS, chat_id=-7, text=text, reply_markup=KEYBOARD
            )
        await request.shutdown()
        await runner.cleanup()

    asyncio.run(send())
    assert [form["text"] for form in arrived] == list(TEXTS)
    assert {form["chat_id"] for form in arrived} == {"-7"}
    assert {form["reply_markup"] for form in arrived} == {
        '{"inline_keyboard":[[{"text":"还伞 & 借伞 +","callback_data":"v1:1.2:a=b&c%"}]]}'
    }
