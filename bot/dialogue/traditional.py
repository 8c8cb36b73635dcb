"""Everything shown, in Traditional Chinese: OpenCC, and what it takes for other words.

The only door to `opencc`, which is imported when somebody first asks for it.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

MISTAKEN = (
    (re.compile("髮"), "發"),  # 養老金髮放, 髮卡銀行: hair is never meant
    (re.compile("隻"), "只"),
    (re.compile("錶"), "表"),
    (re.compile("划(?!算)"), "劃"),
    (re.compile("衝回"), "沖回"),
    (re.compile("彆"), "別"),
    (re.compile("籤"), "簽"),
    (re.compile("回復"), "回覆"),
    (re.compile("(?<!公)里(?!程)"), "裡"),
    (re.compile("並(?=過來|過去|進|到|入)"), "併"),
)
"""Words run together that OpenCC cuts elsewhere; what is meant here, whatever it stands beside."""


def traditional(text: str) -> str:
    """A text in Traditional characters as used in Taiwan; the words stay those of the mainland."""
    written: str = _converter().convert(text)
    for wrong, right in MISTAKEN:
        written = wrong.sub(right, written)
    return written


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("s2tw")
