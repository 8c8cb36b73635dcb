"""`shebao doctor`: what would keep the bot from serving, and what to do about it."""

import argparse
import dataclasses
import json
import os

from bot.operating.checks import findings


def run(options: argparse.Namespace) -> int:
    """Print each finding, 1 if one of them fails."""
    failed = False
    for finding in findings(os.environ, options.content):
        failed = failed or finding.status == "fail"
        if options.json:
            print(json.dumps(dataclasses.asdict(finding), ensure_ascii=False), flush=True)
        else:
            print(finding, flush=True)
    return 1 if failed else 0
