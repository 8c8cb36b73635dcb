"""Whatever becomes of a file, reading it ends, and what is wrong is said."""

import random
from collections.abc import Iterator

import pytest

from bot.content.disk import KINDS, Found
from bot.content.files import open_file
from tests.content.samples import CLEAN

FILES = {
    "flow": "flows/example.yaml",
    "entries": "knowledge/entries/medical.yaml",
    "place": "knowledge/parameters/wuhan.yaml",
}
STRAY = (*"[]{}:\"'-#&*!|>%@`，：？ \n\t", "\n\n", "- ", "? ", "<<: ", "---\n", "...\n")


def texts(kind: str) -> Iterator[str]:
    """The file cut off anywhere, and with characters lost or strewn in."""
    text = (CLEAN / FILES[kind]).read_text("utf-8")
    yield from (text[:end] for end in range(len(text)))
    rng = random.Random(kind)
    for _ in range(1_000):
        characters = list(text)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(characters))
            if rng.random() < 0.4:
                del characters[at]
            else:
                characters.insert(at, rng.choice(STRAY))
        yield "".join(characters)


@pytest.mark.parametrize("kind", FILES)
def test_no_file_gets_an_exception_out_of_the_reader(kind: str) -> None:
    (known,) = (one for one in KINDS if one.id == kind)
    for text in texts(kind):
        file = open_file(Found(known, FILES[kind], text.encode()))
        problems = list(file.own_problems())
        assert file.shaped.model is not None or problems
        assert all(problem.remedy for problem in problems)
