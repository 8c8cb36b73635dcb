"""B4: the compiled dictionary beside jieba's own: ready for the first cut, and cutting.

python -m tests.bench.bench_words
"""

import subprocess
import sys
import time
from statistics import median

import jieba

from bot.app import CACHE
from bot.faq.text import cache_folder, open_words
from bot.faq.wording import phrasings
from tests.shipped import guide

ROUNDS = 7
STOCK = "import jieba; jieba.lcut('医保个人账户余额为什么是零')"
OURS = (
    "from bot.faq.text import cache_folder, open_words; from bot.app import CACHE; "
    "open_words(cache_folder(CACHE)).lcut('医保个人账户余额为什么是零')"
)
IMPORTS = "import jieba; from bot.faq import text"


def _seconds(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, capture_output=True)
    return time.perf_counter() - begun


def _cpu(cut: object, texts: list[str]) -> float:
    begun = time.process_time()
    for text in texts:
        cut.lcut(text)  # type: ignore[attr-defined]  # either tokenizer
    return time.process_time() - begun


def main() -> None:
    """Print both sides and their ratios."""
    open_words(cache_folder(CACHE)).lcut("一")
    rows = [(_seconds(IMPORTS), _seconds(STOCK), _seconds(OURS)) for _ in range(ROUNDS)]
    ready = median((ours - base) / (stock - base) for base, stock, ours in rows)
    print(
        f"B4 first cut: ours {median(r[2] - r[0] for r in rows) * 1e3:.0f} ms, "
        f"stock {median(r[1] - r[0] for r in rows) * 1e3:.0f} ms, ratio {ready:.3f} (bar 0.1)"
    )
    texts = [said.text for said in phrasings(guide().content)]
    stock, ours = jieba.Tokenizer(), open_words(cache_folder(CACHE))
    same = all(stock.lcut(text) == ours.lcut(text) for text in texts)
    pairs = [(_cpu(stock, texts), _cpu(ours, texts)) for _ in range(ROUNDS)]
    print(
        f"B4 cutting: ratio {median(b / a for a, b in pairs):.2f} (bar 0.75), "
        f"{len(texts)} texts, identical: {same}"
    )


if __name__ == "__main__":
    main()
