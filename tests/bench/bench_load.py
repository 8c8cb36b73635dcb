"""Loading and checking 1,000 flows of 30 nodes, beside plain `yaml.load` of the same files."""

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from bot.content.loader import Loaded, load, load_cached

FLOWS = 1000
QUESTIONS = 14
ROUNDS = 5


def _question(number: int, last: bool) -> str:
    ahead = "o0" if last else f"q{number + 1}"
    return f"""\
  q{number}:
    ask: 第 {number} 个问题，您最近停缴了几个月？
    why: 停缴的时间不同，能办的手续也不同，先问这一题可以少走弯路。
    hint: 国家医保服务平台 → 缴费记录 → 最近一年
    choices:
      never: {{label: 没停过, say: [一直在交, 没断过], goto: {ahead}}}
      long:
        label: 停了很久
        say: [好几年没交, 早就不交了]
        goto: o{number % 14}
      unsure: {{label: 不清楚, help: 看缴费记录里空着的月份。, goto: b{number % 2}}}
    input: {{number: {{min: 0, max: 600, unit: 个月}}}}
    goto:
      - {{when: q{number} > 3 and q{number} <= 12, goto: o{(number + 1) % 14}}}
      - {{goto: {ahead}}}
"""


def _outcome(number: int) -> str:
    return f"""\
  o{number}:
    title: 第 {number} 种情况的结论
    say: 停缴期间不划入，补缴以后从下个月起恢复。您回答的是 {{q0}}。
    steps: [带身份证到窗口补缴, 一个月后再查余额]
    contact:
      - {{phone: "12393", say: 我停缴过，想问什么时候恢复划入。}}
    cite: [LAW {number + 1}]
"""


def _flow(number: int) -> str:
    questions = "".join(_question(n, n == QUESTIONS - 1) for n in range(QUESTIONS))
    outcomes = "".join(_outcome(n) for n in range(14))
    return f"""\
title: 第 {number} 个流程
about: 用来量装载时间的流程
review: {{checked: 2026-11-22, due: 2099-05-22, owner: policy}}
start: q0
say: [第 {number} 种说法, 第 {number} 个叫法]
questions:
{questions}branches:
  b0: [{{when: q0 == 'unsure', goto: o0}}, {{goto: o1}}]
  b1: [{{when: "q0 in ['never', 'long']", goto: o2}}, {{goto: o3}}]
outcomes:
{outcomes}"""


def write(root: Path, flows: int) -> list[Path]:
    """Content that has no problem, and the paths of all its files."""
    (root / "flows").mkdir(parents=True)
    (root / "knowledge").mkdir()
    for number in range(flows):
        (root / f"flows/flow-{number}.yaml").write_text(_flow(number))
    items = "\n".join(f"      - flow-{number}" for number in range(flows))
    (root / "knowledge/menu.yaml").write_text(
        "welcome: 您好\ndisclaimer: 仅供参考\nfooter: 仅供参考\n"
        f"sections:\n  all:\n    title: 全部\n    items:\n{items}\n"
    )
    (root / "knowledge/sources.yaml").write_text("LAW: {title: 一部法律}\n")
    return sorted(root.rglob("*.yaml"))


def seconds(run: Callable[[], object]) -> float:
    """Processor time of one run, from a clean heap."""
    gc.collect()
    begin = time.process_time()
    run()
    return time.process_time() - begin


def main(flows: int = FLOWS) -> int:
    """Print the times of both sides and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "content", Path(folder) / "cache"
        paths = write(root, flows)
        size = sum(path.stat().st_size for path in paths)

        def plain() -> object:
            return [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in paths]

        def cold() -> Loaded:
            return load(root)

        def warm() -> Loaded:
            return load_cached(root, {}, cache)

        loaded = warm()
        if loaded.content is None:
            print(*loaded.problems[:5], sep="\n")
            return 1
        rounds = [(seconds(plain), seconds(cold), seconds(warm)) for _ in range(ROUNDS)]
    base, first, again = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{flows} flows, {size / 1e6:.1f} MB")
    print(f"yaml.load, CSafeLoader       {base:7.3f} s")
    print(f"load and check, cold         {first:7.3f} s   ratio {first / base:.2f} (bar 1.15)")
    print(f"load from the cache, warm    {again:7.3f} s   ratio {again / base:.3f} (bar 0.05)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
