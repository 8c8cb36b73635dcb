"""Slips of the pen that one line of YAML shows by itself, each with its repair."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Trouble(NamedTuple):
    """Something wrong with the YAML of a file; `place` is line and column from 0."""

    place: tuple[int, int]
    code: str
    message: str
    remedy: str


Lines = list[str]
Diagnosis = tuple[Trouble, Lines | None]
"""What is wrong, and the lines with the mistake repaired where the repair is obvious."""

_WIDE_COLON = re.compile(r"^( *(?:- +)?[A-Za-z0-9_-]+) *：[ 　]*")
_WIDE_COLON_FLOW = re.compile(r"([{,]\s*[a-z0-9_]+) *：[ 　]*")
_TIGHT_COLON = re.compile(r"^( *(?:- +)?[a-z0-9_-]+):(?=[^\s:/])")
_WIDE_COMMA = re.compile(r"，\s*([a-z_]+): ")
_PLACEHOLDER = re.compile(r"(?<=[^ \[{,:-])[ ]*(\{[a-z0-9_.]+\})")
_IN_BRACES = re.compile(r"(?:^|[ :\[-])\{ *[a-z_]+: ")
_NO_BRACES = str.maketrans("{}", "  ")
_SPECIAL = re.compile(r"^( *(?:- +)?(?:[A-Za-z0-9_-]+: +)?)([@`%*&!|>{\[].*?)\s*$")
_TEXT_IN_BRACKETS = re.compile(r"\{[a-z0-9_.]+\}[^,}\]]|\[[^\[\]]*\] *[^\s,}\]]")
_FEW = 5
_TAB_INDENT = re.compile(r" *\t\s*\S")
_BARE_NAME = re.compile(r"^( *)([a-z0-9_-]+)\s*$")
_TWO_COLONS = re.compile(r"^( *(?:- +)?[A-Za-z0-9_-]+: +)([^'\"\[{|>].*)$")


COLON_INSIDE = re.compile(r"^([a-z0-9_]+) *([：:])[ 　]*(.*)$", re.DOTALL)


def colon_inside(found: re.Match[str], place: tuple[int, int]) -> Trouble:
    """A key that holds its own colon and value."""
    line, column = place
    at = (line, column + found.start(2))
    return _wide(found[1], at) if found[2] == "：" else _tight(found[1], at)


def in_text(lines: Lines, first: int, last: int) -> Iterator[Trouble]:
    """Keys with a full-width colon, and list items, that the text of the line above swallowed."""
    for number in range(first, min(last + 1, len(lines))):
        found = _WIDE_COLON.match(lines[number])
        if found and re.fullmatch(r"[ \-]*[a-z_]+", found[1]):
            yield _wide(found[1].strip(" -"), (number, found[0].index("：")))
        elif lines[number].lstrip().startswith("- "):
            yield Trouble(
                (number, len(lines[number]) - len(lines[number].lstrip())),
                "YAML-INDENT",
                "这一项缩进得太多，被当成了上一行的文字",
                "和上一项的短横线左边对齐",
            )


def _wide(word: str, place: tuple[int, int]) -> Trouble:
    return Trouble(
        place,
        "YAML-COLON",
        f"{word} 后面用了中文冒号“：”",
        f"改成英文冒号加一个空格：{word}: …",
    )


def _tight(word: str, place: tuple[int, int]) -> Trouble:
    return Trouble(
        place,
        "YAML-COLON-SPACE",
        f"{word}: 后面少一个空格",
        f"在冒号后面加一个空格：{word}: …",
    )


def _wide_colon(lines: Lines, number: int) -> Diagnosis | None:
    for pattern in (_WIDE_COLON, _WIDE_COLON_FLOW):
        found = pattern.search(lines[number])
        if found:
            repaired = pattern.sub(r"\1: ", lines[number], count=1)
            place = (number, found.start() + found[0].index("："))
            return _wide(found[1].strip(" -{,"), place), replaced(lines, number, repaired)
    return None


def _tight_colon(lines: Lines, number: int) -> Diagnosis | None:
    found = _TIGHT_COLON.match(lines[number])
    if not found:
        return None
    repaired = _TIGHT_COLON.sub(r"\1: ", lines[number])
    trouble = _tight(found[1].strip(" -"), (number, found.end() - 1))
    return trouble, replaced(lines, number, repaired)


def _wide_comma(lines: Lines, number: int) -> Diagnosis | None:
    found = _WIDE_COMMA.search(lines[number])
    if not found or "{" not in lines[number]:
        return None
    trouble = Trouble(
        (number, found.start()),
        "YAML-COMMA",
        f"{found[1]} 前面用了中文逗号",
        f"改成英文逗号加一个空格：, {found[1]}: …",
    )
    return trouble, replaced(lines, number, _WIDE_COMMA.sub(r", \1: ", lines[number]))


def _wide_bracket(lines: Lines, number: int) -> Diagnosis | None:
    line = lines[number]
    for sign, other, wide in (("[", "]", "］】"), ("{", "}", "｝】")):
        at = next((n for n, c in enumerate(line) if c in wide and sign in line[:n]), None)
        if at is not None and line.count(sign) > line.count(other):
            message = f"{sign} 要用英文的 {other} 收尾，不能用 {line[at]}"
            trouble = Trouble((number, at), "YAML-BRACKET", message, f"把 {line[at]} 改成 {other}")
            return trouble, replaced(lines, number, line[:at] + other + line[at + 1 :])
    return None


def _no_colon(lines: Lines, number: int) -> Diagnosis | None:
    """A bare name with deeper lines below it."""
    found = _BARE_NAME.match(lines[number])
    below = lines[number + 1] if number + 1 < len(lines) else ""
    if not found or len(below) - len(below.lstrip()) <= len(found[1]):
        return None
    return no_colon(lines, number, found[2])


def no_colon(lines: Lines, number: int, word: str) -> Diagnosis:
    """A name without its colon; put there."""
    line = lines[number]
    at = line.index(word) + len(word)
    trouble = Trouble(
        (number, at),
        "YAML-NO-COLON",
        f"{word} 后面少了冒号",
        f"加上英文冒号，后面有内容时再空一格：{word}: …",
    )
    return trouble, replaced(lines, number, line[:at] + ":" + line[at:])


def replaced(lines: Lines, number: int, line: str) -> Lines:
    """The lines with one of them replaced."""
    return [*lines[:number], line, *lines[number + 1 :]]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _special(lines: Lines, number: int) -> Diagnosis | None:
    found = _SPECIAL.match(lines[number])
    if not found or (found[2][0] in "{[" and not _TEXT_IN_BRACKETS.match(found[2])):
        return None
    if found[2][0] in "|>" and len(found[2]) < 3:
        return None
    trouble = Trouble(
        (number, found.start(2)),
        "YAML-QUOTE-NEEDED",
        f"以 {found[2][0]} 开头的文字要加引号",
        f"整段用引号括起来：{_quoted(found[2])}",
    )
    return trouble, replaced(lines, number, found[1] + _quoted(found[2]))


def _two_colons(lines: Lines, number: int) -> Diagnosis | None:
    found = _TWO_COLONS.match(lines[number])
    if not found or ": " not in found[2]:
        return None
    trouble = Trouble(
        (number, found.start(2) + found[2].index(": ")),
        "YAML-QUOTE-NEEDED",
        "文字里有英文冒号和空格，要加引号",
        f"整段用引号括起来：{_quoted(found[2].strip())}，或者改用中文冒号",
    )
    return trouble, replaced(lines, number, found[1] + _quoted(found[2].strip()))


def _placeholder(lines: Lines, number: int) -> Diagnosis | None:
    """`{phone: x, say: 我的基数是 {base} 元}`: braces in a text within braces."""
    found = _PLACEHOLDER.search(lines[number])
    if not found or not _IN_BRACES.search(lines[number][: found.start()]):
        return None
    trouble = Trouble(
        (number, found.start(1)),
        "YAML-QUOTE-NEEDED",
        f"写在一行花括号里的文字带有 {found[1]}，要加引号",
        "给这段文字加引号，如 say: '……'；或者换行，每行写一个“名字: 值”",
    )
    repaired = _PLACEHOLDER.sub(lambda match: match[0].translate(_NO_BRACES), lines[number])
    return trouble, replaced(lines, number, repaired)


SLIPS: tuple[Callable[[Lines, int], Diagnosis | None], ...] = (
    _wide_colon,
    _tight_colon,
    _no_colon,
    _wide_comma,
    _wide_bracket,
    _placeholder,
    _special,
    _two_colons,
)
"""In the order of how sure they are."""


def tabs(lines: Lines) -> Iterator[Trouble]:
    """Tabs in indentation, replaced by blanks.

    A few lines among lines with blanks belong to the line above; in a file indented with tabs
    each of them is a level, and one report is enough.
    """
    found = [n for n, line in enumerate(lines) if _TAB_INDENT.match(line)]
    many = len(found) > _FEW
    for number in found:
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        level = line[:indent].replace("\t", "  ") if many else _level(lines, number)
        lines[number] = level + line.lstrip()
        if not many or number == found[0]:
            also = f"（这样的共有 {len(found)} 行）" if many else ""
            yield Trouble(
                (number, line.index("\t")),
                "YAML-TAB",
                f"这一行用制表符（Tab）缩进{also}",
                "删掉行首的空白，改用空格缩进，每一级两个空格",
            )


def markers(lines: Lines) -> Iterator[Trouble]:
    """Lines that would begin another document; blanked."""
    begun = False
    for number, line in enumerate(lines):
        if begun and line.rstrip() in ("---", "..."):
            lines[number] = ""
            yield Trouble(
                (number, 0),
                "YAML-DOCUMENTS",
                f"一个文件里只能有一份内容，中间不能有 {line.rstrip()}",
                "删掉这一行，或者拆成两个文件",
            )
        begun = begun or (line.strip() != "" and line[0] not in "#-")


def _level(lines: Lines, number: int) -> str:
    """The indentation that follows from the lines around."""
    above = next((line for line in lines[:number][::-1] if line.strip()), "")
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    inset = len(below) - len(below.lstrip(" "))
    if lines[number].rstrip().endswith(":") and inset >= 2:
        return " " * (inset - 2)
    deeper = "  " if above.rstrip().endswith(":") else ""
    return above[: len(above) - len(above.lstrip())] + deeper
