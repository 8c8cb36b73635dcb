"""A little of what goes wrong around the bot; at length: `python -m tests.telegram.faults`."""

import pytest

from tests.telegram.faults import SCENARIOS, Size, tried

SHORT = Size(people=4, each=5, storm=2, outage=1.0)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "locked"])
def test_nothing_is_lost_doubled_or_out_of_order(name: str) -> None:
    """What holds the database locked is longer than a short test: `test_polling.py` has it."""
    try:
        wrong = tried(name, SHORT)
    except (PermissionError, FileNotFoundError) as missing:
        pytest.skip(f"not on this machine: {missing}")
    assert wrong == []
