"""A little fuzz; `python -m tests.telegram.fuzz` takes a hundred thousand."""

from tests.telegram import fuzz


def test_nothing_gets_an_exception_out_of_the_bot() -> None:
    told, failures = fuzz.run(4_000)
    assert [record.getMessage() for record in failures] == []
    assert (told["failed turns"], told["dead"]) == (0, 0)
    assert told["turns"] > 1_000
