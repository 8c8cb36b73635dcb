"""The letters: Noto Sans CJK, every weight of it, from the package that brings it along."""

from functools import cache
from importlib.resources import files

from PIL import ImageFont

PACKAGE, FILE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
SIMPLIFIED, TRADITIONAL = 2, 3
"""Faces in the file: the same characters are drawn differently on the mainland and in Taiwan."""

REGULAR, BOLD = 400, 700
TELLING = 0.03
"""From this share of characters on that only traditional texts have, a text is one."""

Font = ImageFont.FreeTypeFont


def load(face: int, size: int, weight: int) -> Font:
    """A font whose characters are `size` pixels wide. Raises OSError when it is not there."""
    layout = ImageFont.Layout.BASIC  # the other one depends on what the system has
    font = ImageFont.truetype(_path(), size, index=face, layout_engine=layout)
    font.set_variation_by_axes([weight])
    return font


@cache
def _path() -> str:
    return str(files(PACKAGE) / FILE)


def face_for(text: str) -> int:
    """The face that suits a text: by characters that one of the two scripts does not have."""
    ideographs = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    telling = sum(not _in("gb2312", c) and _in("big5", c) for c in ideographs)
    return TRADITIONAL if telling > TELLING * len(ideographs) else SIMPLIFIED


def _in(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
