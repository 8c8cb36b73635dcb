"""Conversations kept as data in `tests/transcripts/`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shipped import TODAY, guide
from tests.talk import Talk

FOLDER = Path(__file__).resolve().parent.parent / "transcripts"
TRANSCRIPTS: list[dict[str, Any]] = [
    transcript
    for path in sorted(FOLDER.glob("*.yaml"))
    for transcript in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda t: t["name"])
def test_the_conversation_goes_as_written(transcript: dict[str, Any]) -> None:
    person = Talk(guide(), TODAY)
    if "flow" in transcript:
        person.command("start", transcript["flow"])
    for done in transcript["do"]:
        if isinstance(done, dict):
            person.press(done["tap"])
        else:
            person.say(done)
    if "ends" in transcript:
        flow = guide().content.flows[person.session.frames[-1].flow]
        assert person.node in flow.outcomes, person.text
        outcome = flow.outcomes[person.node]
        assert (outcome.reason or person.node) == transcript["ends"]
    if "asks" in transcript:
        assert person.node == transcript["asks"]
    for said in transcript.get("says", []):
        assert said in person.text
