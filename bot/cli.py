"""The command line: what each command takes. Its module is imported only when it is run."""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

CONTENT_ROOT = Path(__file__).resolve().parent.parent


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-11-25") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shebao", description="A guided diagnostic assistant for social-insurance accounts."
    )
    parser.add_argument(
        "--content",
        type=Path,
        default=CONTENT_ROOT,
        metavar="DIR",
        help="the folder that holds flows/ and knowledge/ (default: the one shipped)",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, module: str, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(module=module)
        return sub

    def json_lines(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--jsonl", action="store_true", help="one JSON object a line, in and out")

    def today(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD")

    command("chat", "bot.channels.terminal", "talk in this terminal")
    serve = command("serve", "bot.channels.telegram.serve", "answer on Telegram")
    serve.add_argument("--webhook", action="store_true", help="receive updates by webhook")
    ask = command("ask", "bot.authoring.ask", "answer one free-text question")
    ask.add_argument("text", nargs="*", help="the question; left out with --jsonl")
    ask.add_argument("--explain", action="store_true", help="show how the answer was found")
    json_lines(ask)
    today(ask)
    understand = command("understand", "bot.authoring.understand", "the facts stated in one text")
    understand.add_argument("text", nargs="*", help="the text; left out with --jsonl")
    json_lines(understand)
    play = command("play", "bot.authoring.play", "hold a scripted conversation")
    play.add_argument("--flow", metavar="ID", help="start in this flow")
    json_lines(play)
    today(play)
    paths = command("paths", "bot.authoring.paths", "every distinct situation of a flow")
    paths.add_argument("flow", metavar="FLOW")
    paths.add_argument("--city", metavar="ID", help="only situations of this city")
    json_lines(paths)
    today(paths)
    calc = command("calc", "bot.authoring.calc", "run a calculator alone")
    calc.add_argument("name", nargs="?", metavar="NAME", help="left out: list the calculators")
    calc.add_argument("values", nargs="*", metavar="key=value")
    calc.add_argument("--json", action="store_true")
    today(calc)
    check = command("check", "bot.authoring.check", "every problem in the content")
    check.add_argument("--json", action="store_true")
    check.add_argument("--strict", action="store_true", help="content due for review fails too")
    check.add_argument("--explain", metavar="CODE", help="what a code means, with an example")
    today(check)
    new = command("new", "bot.authoring.new", "begin a flow, an entry, a city or a source")
    new.add_argument("kind", choices=["flow", "entry", "city", "source"])
    new.add_argument(
        "id", metavar="ID", help="as in file names: medical-refund; a source: GBF21-14"
    )
    new.add_argument("--title", help="its title, question or name in Chinese")
    new.add_argument("--cite", action="append", metavar="SOURCE", help="what it rests on")
    new.add_argument("--section", metavar="ID", help="of the menu (default: one with room)")
    new.add_argument("--file", metavar="NAME", help="of knowledge/entries (default: a new one)")
    today(new)
    test = command("test", "bot.authoring.flow_tests", "run the tests beside the flows")
    test.add_argument("flows", nargs="*", metavar="FLOW", help="left out: all of them")
    test.add_argument("--draft", action="store_true", help="write tests for what is not covered")
    test.add_argument("--full", action="store_true", help="what is not covered fails too")
    test.add_argument("--json", action="store_true", help="one JSON object a flow")
    today(test)
    calibrate = command("calibrate", "bot.authoring.calibrate", "redraw the matcher's lines")
    calibrate.add_argument("--check", action="store_true", help="only tell if they are current")
    graph = command("graph", "bot.authoring.graph", "draw a flow, or all of them")
    graph.add_argument("flow", nargs="?", metavar="FLOW")
    graph.add_argument("--all", action="store_true", help="an atlas of all flows")
    graph.add_argument(
        "--format", choices=["mermaid", "svg", "html"], help="default: mermaid; of --all: html"
    )
    graph.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: standard output")
    diff = command("diff", "bot.authoring.diff", "what a change of content changes for people")
    diff.add_argument("before", metavar="REV", help="a git revision")
    diff.add_argument("after", nargs="?", metavar="REV", help="left out: the files as they are")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="for a pull request")
    form.add_argument("--json", action="store_true", help="one JSON object")
    today(diff)
    sheet = command("sheet", "bot.authoring.sheet", "a page for a policy expert to read and sign")
    sheet.add_argument("what", metavar="FLOW|faq", help="a flow, or all entries and signposts")
    sheet.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.html")
    today(sheet)
    card = command("card", "bot.authoring.card", "the picture that people get of an outcome")
    card.add_argument("flow", metavar="FLOW")
    card.add_argument("--reason", metavar="R", help="a reason code or the id of an outcome")
    card.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.png")
    today(card)
    review = command(
        "review", "bot.authoring.review", "what is due to be checked again, and by whom"
    )
    review.add_argument(
        "--days", type=int, default=90, metavar="N", help="look ahead (default: 90)"
    )
    review.add_argument("--json", action="store_true", help="one JSON object a line")
    today(review)
    misses = command(
        "misses", "bot.authoring.misses", "questions that were missed, and what to write for them"
    )
    misses.add_argument(
        "--limit", type=int, default=20, metavar="N", help="so many groups (default: 20)"
    )
    misses.add_argument("--draft", action="store_true", help="phrasings, entries, tests to paste")
    misses.add_argument("--json", action="store_true", help="one JSON object a line")
    stats = command("stats", "bot.authoring.stats", "what was counted: today, 7 days, 30 days")
    stats.add_argument("--json", action="store_true", help="one JSON object a period, a line each")
    studio = command("studio", "bot.authoring.studio.serve", "a local page to work on content with")
    studio.add_argument(
        "--content", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="as above"
    )
    studio.add_argument("--port", type=int, default=8160, metavar="N", help="default: 8160")
    studio.add_argument("--flow", metavar="ID", help="open this flow first")
    studio.add_argument(
        "--no-open", dest="open", action="store_false", help="do not open a browser"
    )
    doctor = command("doctor", "bot.operating.doctor", "what would keep the bot from serving")
    doctor.add_argument("--json", action="store_true", help="one JSON object a check, a line each")
    backup = command("backup", "bot.operating.backup", "write all that is kept into a file")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = command("restore", "bot.operating.backup", "fill an empty database from a backup")
    restore.add_argument("file", type=Path, metavar="FILE")
    schema = command("schema", "bot.authoring.schema", "write the JSON Schemas that editors use")
    schema.add_argument("-o", "--output", type=Path, metavar="DIR", help="default: standard output")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 (fine), 1 (content or input is wrong), 2 (wrong usage)."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = importlib.import_module(options.module).run
    import logging  # `--help` needs nothing

    from bot.problems import ContentError

    # commands say themselves what went wrong; without a log set up, it would be said twice
    logging.getLogger("bot").addHandler(logging.NullHandler())
    try:
        return run(options)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
