"""`shebao calibrate`: draw the lines between answering, asking back and declining anew."""

import argparse
import sys

from bot import app
from bot.faq import calibration, lexicon, lines, wording
from bot.faq.compiled import prepare
from bot.faq.scoring import Scorer
from bot.faq.text import cache_folder


def run(options: argparse.Namespace) -> int:
    """Write the lines beside the lexicon; with `--check`, only tell whether they are current."""
    root = options.content
    content = app.content(root, app.today())
    mark = wording.digest(content, root)
    if options.check:
        current = lines.read(root).digest == mark
        print("current" if current else "out of date; run: shebao calibrate")
        return 0 if current else 1
    compiled, words = prepare(content, root, cache_folder(app.CACHE))
    asked = lexicon.trials(root)
    drawn = calibration.draw(
        calibration.trials(Scorer(content, compiled, words), content, asked), mark
    )
    try:
        lines.write(root, drawn)
    except OSError as error:
        print(f"cannot write {lines.FILE}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"wrote {lines.FILE}: threshold {drawn.threshold}, lead {drawn.lead}")
    return 0
