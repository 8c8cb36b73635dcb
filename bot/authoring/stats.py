"""`shebao stats`: what was counted, from the database that DATABASE_URL names."""

import argparse
import os
import sys

import msgspec

from bot import app
from bot.channels import figures
from bot.settings import DATABASE
from bot.store.errors import StoreError
from bot.store.opening import read_tallies


def run(options: argparse.Namespace) -> int:
    """Print it; the bot may be running meanwhile."""
    today = app.today()
    try:
        rows = read_tallies(os.environ.get("DATABASE_URL") or DATABASE, figures.since(today))
    except StoreError as problem:
        print(f"shebao: {problem}", file=sys.stderr)
        return 1
    periods = figures.figures(rows, today)
    if options.json:
        for period in periods:
            print(msgspec.json.encode(period).decode())
    else:
        print(figures.told(periods, app.content(options.content, today)))
    return 0
