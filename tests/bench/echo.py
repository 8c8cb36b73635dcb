"""python-telegram-bot as its documentation begins: a bot that says again what it is told.

python -m tests.bench.echo BASE [PORT]: by polling, or by webhook on a port of this machine.
"""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.bench.stub import SECRET, TOKEN


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it again."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Until it is told to stop."""
    base, *port = sys.argv[1:]
    application = Application.builder().token(TOKEN).base_url(f"{base}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    if port:
        application.run_webhook(
            "127.0.0.1",
            int(port[0]),
            url_path="hook",
            webhook_url=f"http://127.0.0.1:{port[0]}/hook",
            secret_token=SECRET,
        )
    else:
        application.run_polling()


if __name__ == "__main__":
    main()
