"""`shebao sheet FLOW|faq`: one page for a policy expert to read, correct and sign."""

import argparse
import sys

from bot import app
from bot.authoring.sheet_faq import faq_sheet
from bot.authoring.sheet_flow import flow_sheet
from bot.authoring.sheet_page import page

FAQ = "faq"


def run(options: argparse.Namespace) -> int:
    """Write the page."""
    day = options.today or app.today()
    guide = app.guide(options.content, day)
    if options.what != FAQ and options.what not in guide.content.flows:
        names = ", ".join([FAQ, *guide.content.flows])
        print(f"there is no flow {options.what!r}; there is: {names}", file=sys.stderr)
        return 1
    if options.what == FAQ:
        sheet = faq_sheet(guide.content, options.content, day)
    else:
        sheet = flow_sheet(guide, options.what, day)
    try:
        options.output.write_text(page(sheet), encoding="utf-8")
    except OSError as error:
        print(f"{options.output} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0
