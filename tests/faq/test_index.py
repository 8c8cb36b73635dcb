"""The index in its two sizes: the same answers, whatever the number of topics."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot import app
from bot.cli import CONTENT_ROOT
from bot.content.content import Content
from bot.content.matching import Context
from bot.faq import lexicon, narrow, similar, wide
from bot.faq.compiled import compile_all
from bot.faq.index import Features, Ranked
from bot.faq.lines import Calibration
from bot.faq.matcher import TextMatcher
from bot.faq.narrow import NarrowSimilarity
from bot.faq.scoring import Scorer
from bot.faq.text import open_words
from bot.faq.wide import WideSimilarity
from bot.faq.wording import phrasings
from tests.shipped import guide

SEEDS = range(6)


def bags(rng: random.Random, count: int, names: int) -> Iterator[tuple[int, Features]]:
    """Phrasings of `count` topics; some features are in many of them, most in few."""
    for topic in range(count):
        for _ in range(rng.randint(1, 3)):
            drawn = {int(names * rng.random() ** 3) for _ in range(rng.randint(3, 12))}
            share = 1 / len(drawn) ** 0.5
            yield topic, {f"f{n}": share * rng.choice((1, 1, 1, 1.5, 0.7)) for n in drawn}


def same(one: list[Ranked], other: list[Ranked]) -> None:
    """The same scores at every place; where two are as good as equal either may come first."""
    assert [r.score for r in one] == pytest.approx([r.score for r in other], abs=0.02)
    scores = {r.topic: r.score for r in other}
    for ours in one:
        if ours.score > other[-1].score + 0.02:
            assert scores[ours.topic] == pytest.approx(ours.score, abs=0.02)


def exact(rows: list[tuple[int, Features]], topics: int, floor: list[float]) -> NarrowSimilarity:
    """The small index, with no posting left out."""
    return NarrowSimilarity(narrow.build(rows, topics, most=topics), floor)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sizes_find_the_same_topics(seed: int) -> None:
    rng = random.Random(seed)
    topics = rng.choice((1, 40, 255, 256, 700, 6_000))
    rows = list(bags(rng, topics, 400))
    floor = [-0.3 if topic % 3 == 0 else 0.0 for topic in range(topics)]
    boosts = {topic: rng.uniform(-1, 1) for topic in range(0, topics, 3) if rng.random() < 0.2}
    small = exact(rows, topics, floor)
    large = WideSimilarity(wide.build(rows, topics), floor)
    queries = [bag for _, bag in bags(rng, 30, 450)]
    for bag in queries:
        same(large.first(bag, boosts, 20), small.first(bag, boosts, 20))
        assert [large.knows(name) for name in bag] == [small.knows(name) for name in bag]


@pytest.mark.parametrize("share", [0.0, 0.02, 1.0])
def test_topics_with_rules_may_be_few_or_all(share: float) -> None:
    """Enough of them that neither the ruled nor the others are simply sorted."""
    rng = random.Random(11)
    topics = 12_000
    rows = list(bags(rng, topics, 3_000))
    floor = [-0.3 if rng.random() < share else 0.0 for _ in range(topics)]
    ruled = [topic for topic, low in enumerate(floor) if low]
    boosts = {topic: rng.uniform(-1, 1) for topic in ruled[::50]}
    small = exact(rows, topics, floor)
    large = WideSimilarity(wide.build(rows, topics), floor)
    for _, bag in bags(rng, 15, 3_000):
        same(large.first(bag, boosts, 20), small.first(bag, boosts, 20))


def test_of_equal_topics_the_earlier_come_first() -> None:
    topics = 8_000
    rows = [(topic, {"same": 1.0}) for topic in range(topics)]
    large = WideSimilarity(wide.build(rows, topics), [0.0] * topics)
    assert [r.topic for r in large.first({"same": 1.0}, {}, 20)] == list(range(20))
    assert [r.topic for r in large.first({"other": 1.0}, {}, 20)] == list(range(20))


def test_the_shipped_content_is_ranked_alike_by_both_sizes() -> None:
    content = guide().content
    words = open_words(app.CACHE, ())
    read = lexicon.parse(lexicon.files(CONTENT_ROOT))
    compiled = compile_all(content, read, words)
    scorer = Scorer(content, compiled, words)
    said = [(scorer.places[one.topic], one.text) for one in phrasings(content)]
    rows = [(place, scorer.reader.read(text).features) for place, text in said]
    topics = len(scorer.topics)
    small = scorer.having(narrow.build(rows, topics, most=topics))
    large = scorer.having(wide.build(rows, topics))
    asked = lexicon.trials(CONTENT_ROOT)
    for text in (t for texts in [*asked.questions.values(), *asked.none.values()] for t in texts):
        reading = scorer.reader.read(text)
        one, other = small.scored(reading), large.scored(reading)
        assert [r.score for r in one] == pytest.approx([r.score for r in other], abs=0.005)
        if one[0].score - one[1].score > 0.01:
            assert one[0].topic == other[0].topic, text


def test_a_very_long_text_does_not_overflow() -> None:
    rng = random.Random(3)
    rows = list(bags(rng, 300, 50))
    small, large = exact(rows, 300, [0.0] * 300), WideSimilarity(wide.build(rows, 300), [0.0] * 300)
    every = {f"f{n}": 1.0 for n in range(60)} | {f"other{n}": 1.0 for n in range(5_000)}
    found = large.first(every, {}, 5)
    assert [r.score for r in found] == pytest.approx(
        [r.score for r in small.first(every, {}, 5)], rel=1e-3
    )


def test_a_text_that_says_nothing_known_gets_the_floor() -> None:
    rows = list(bags(random.Random(1), 300, 50))
    floor = [-1.0] * 300
    large = WideSimilarity(wide.build(rows, 300), floor)
    assert [r.score for r in large.first({}, {}, 3)] == [-1.0, -1.0, -1.0]
    assert [r.score for r in large.first({"unknown": 1.0}, {7: 0.5}, 2)] == [0.5, -1.0]


def rare() -> Iterator[str]:
    """Names of three characters that no word has, each once."""
    rng = random.Random(5)
    characters = "鸸鹋鸵鹈鹕鸨鹂鹃鹊鹌鹎鹑鹗鹘鹚鹜鹞鹣鹤鹦鹧鹨鹩鹪鹫鹬鹭鹮鹰鹱鹳"
    yield from dict.fromkeys("".join(rng.choices(characters, k=3)) for _ in range(50_000))


def enlarged(content: Content, more: int) -> Content:
    """The content with so many entries more, each on a product of its own."""
    pattern = next(iter(content.entries.values()))
    things = rare()
    entries = {
        f"made-{n}": msgspec.structs.replace(pattern, question=f"{next(things)}柜台怎么去", say=())
        for n in range(more)
    }
    return msgspec.structs.replace(content, entries=dict(content.entries) | entries)


def test_a_content_of_thousands_of_entries_is_served(tmp_path: Path) -> None:
    content = enlarged(guide().content, similar.MANY)
    words = open_words(app.CACHE, ())
    read = lexicon.parse(lexicon.files(CONTENT_ROOT))
    compiled = compile_all(content, read, words)
    assert compiled.index.scale > 0
    matcher = TextMatcher(content, Scorer(content, compiled, words), Calibration(), str)
    for number in (0, 999, similar.MANY - 1):
        name = f"made-{number}"
        asked = f"请问{content.entries[name].question}呢"
        assert matcher.match(asked, Context()).top[0].id == name
    asked = "我爸走了，他社保卡里的养老钱归谁"
    small = guide().matcher.match(asked, Context()).top[0].id
    assert matcher.match(asked, Context()).top[0].id == small


WITHOUT = "import sys; sys.modules['numpy'] = None\n"
"""As if numpy were not installed: Python's own way to say that a module is not there."""


def run(program: str) -> subprocess.CompletedProcess[str]:
    """A fresh process."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_todays_content_needs_no_numpy() -> None:
    asked = "from bot.cli import main; sys.exit(main(['ask', '医保余额为什么是零']))"
    done = run(WITHOUT + asked)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_large_content_without_numpy_is_told_what_to_install() -> None:
    program = (
        "from bot.faq import similar\n"
        "from bot.problems import ContentError\n"
        "rows = [(n, {'a': 1.0}) for n in range(similar.MANY + 1)]\n"
        "try:\n    similar.build(rows, len(rows))\n"
        "except ContentError as error:\n    print(error)\n"
    )
    assert "shebao[large]" in run(WITHOUT + program).stdout


def test_content_from_the_caches_is_served_without_yaml_or_numpy() -> None:
    asked = (
        "import sys\nfrom bot.cli import main\nmain(['ask', '医保余额为什么是零'])\n"
        "print(sorted({'yaml', 'numpy'} & sys.modules.keys()))\n"
    )
    run(asked)
    assert run(asked).stdout.splitlines()[-1] == "[]"
