"""Where the lines between the three bands run; `calibration.py` draws them, this reads them."""

from pathlib import Path

import msgspec
from msgspec import Struct

from bot.faq.lexicon import FOLDER, LexiconError

FILE = FOLDER / "calibration.json"


class Calibration(Struct, frozen=True):
    """`signs` weigh the evidence, `threshold` is what their sum must reach to be about our
    matters at all, `lead` what an answer needs. `digest` marks what they were drawn from.

    The default is for contents that were never calibrated.
    """

    digest: str = ""
    signs: tuple[float, ...] = (1.0,)
    threshold: float = 0.25
    lead: float = 0.1


def read(root: Path) -> Calibration:
    """The lines last drawn; the default if they never were. Raises LexiconError."""
    path = root / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Calibration)
    except FileNotFoundError:
        return Calibration()
    except msgspec.DecodeError as error:
        raise LexiconError(f"{FILE}：{error}；运行 shebao calibrate 重新生成") from error


def write(root: Path, lines: Calibration) -> None:
    """Keeps the lines with the content."""
    raw = msgspec.json.format(msgspec.json.encode(lines), indent=2)
    (root / FILE).write_bytes(raw + b"\n")
