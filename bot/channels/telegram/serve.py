"""`shebao serve`: the bot on Telegram, until it is told to stop."""

import argparse
import os
import sys

from bot import logs
from bot.settings import SettingsError, read


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; 2 for bad settings, 1 for what else keeps it from starting."""
    try:
        settings = read(os.environ, webhook=options.webhook)
    except SettingsError as problem:
        print(f"shebao: {problem}", file=sys.stderr)
        return 2
    cleaner = logs.set_up(settings.log_level, settings.secrets, settings.log_format)
    from bot.channels.telegram import process  # a missing setting is told without loading all this

    return process.run(settings, options.content, cleaner)
