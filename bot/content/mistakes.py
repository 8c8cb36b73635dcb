"""From libyaml's complaint to the mistake an author made, its true line, and its repair."""

import re

import yaml

from bot.content.slips import SLIPS, Diagnosis, Lines, Trouble, no_colon, replaced

_KEY = re.compile(r" *(?:- +)?[A-Za-z0-9_-]+:(?: |$)")
_NAME_AND_TEXT = re.compile(r" *(?:- +)?([a-z_]+) +\S")
_OPEN_QUOTE = re.compile(r"""^ *(?:- +)?(?:[A-Za-z0-9_-]+: +)?(['"])((?:(?!\1).)*)$""")


def diagnose(error: yaml.YAMLError, lines: Lines) -> Diagnosis:
    """The mistake behind an error of libyaml's."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _unreadable(error, lines), None
    context = getattr(error, "context_mark", None)
    about = str(getattr(error, "context", "") or "")
    line = min(mark.line, len(lines) - 1)
    said = str(getattr(error, "problem", "") or "")
    if "escape" in said:
        return _escape(lines, line, mark.column)
    began = _within(lines, context) if context is not None else (line, 0)
    if context is not None and "quoted" in about:
        return _quote(lines, *began)
    begin = context.line if context and "simple key" in about else _previous(lines, line)
    for detect in SLIPS:
        for number in range(min(begin, line), line + 1):
            found = detect(lines, number)
            if found is not None:
                return found
    if context is not None and "flow" in about:
        return _bracket(lines, about, began)
    if "simple key" in about:
        return _loose(lines, begin)
    return _structure(lines, (line, mark.column), said)


def _within(lines: Lines, mark: yaml.Mark) -> tuple[int, int]:
    """A mark as line and column; one beyond the end is where the last bracket was opened."""
    if mark.line < len(lines):
        return mark.line, mark.column
    for number in range(len(lines) - 1, -1, -1):
        opened = max(lines[number].rfind("["), lines[number].rfind("{"))
        if opened >= 0:
            return number, opened
    return len(lines) - 1, 0


def _previous(lines: Lines, line: int) -> int:
    """The nearest line above that holds anything."""
    for number in range(line - 1, -1, -1):
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            return number
    return line


def _next(lines: Lines, line: int) -> str:
    """The nearest line below that holds anything."""
    return next((text for text in lines[line + 1 :] if text.strip()), "")


def _loose(lines: Lines, line: int) -> Diagnosis:
    """A line that is no `name: value`: its colon is missing, or it goes on with a text."""
    named = _NAME_AND_TEXT.match(lines[line])
    if named:
        return no_colon(lines, line, named[1])
    text = lines[line]
    trouble = Trouble(
        (line, len(text) - len(text.lstrip())),
        "YAML-NO-COLON",
        "这一行不是“名字: 值”",
        "如果接着上一行的文字，就并到上一行去；否则写上名字和英文冒号",
    )
    return trouble, replaced(lines, line, "  " + text)


def _escape(lines: Lines, line: int, column: int) -> Diagnosis:
    trouble = Trouble(
        (line, column),
        "YAML-ESCAPE",
        "双引号里不能单独用反斜杠 \\",
        "把双引号改成单引号，或者去掉反斜杠",
    )
    return trouble, replaced(lines, line, lines[line].replace("\\", "\\\\"))


def _quote(lines: Lines, line: int, column: int) -> Diagnosis:
    """A quote that is never closed; closed at the end of its line if that may be meant."""
    trouble = Trouble(
        (line, column), "YAML-QUOTE", "从这里开始的引号没有配对", "在这段文字的末尾补上同样的引号"
    )
    text = lines[line].rstrip()
    found = _OPEN_QUOTE.match(text)
    if not found:
        return trouble, None
    if found[2][:1] in "[{" and found[2][-1:] in "]}":
        return trouble, replaced(lines, line, text.replace(found[1], "", 1))
    return trouble, replaced(lines, line, text + found[1])


def _open_quote(lines: Lines, line: int) -> Diagnosis | None:
    """A quote opened above and closed only by the next one, lines later."""
    for number in range(line - 1, max(line - 400, -1), -1):
        if _OPEN_QUOTE.match(lines[number]) and _KEY.match(_next(lines, number)):
            quote = re.search("['\"]", lines[number])
            return _quote(lines, number, quote.start() if quote else 0)
    return None


def _bracket(lines: Lines, about: str, place: tuple[int, int]) -> Diagnosis:
    sign, other = ("[", "]") if "sequence" in about else ("{", "}")
    trouble = Trouble(
        place,
        "YAML-BRACKET",
        f"从这里开始的 {sign} 没有配对，或者里面少了逗号",
        f"补上 {other}；各项之间用英文逗号 , 隔开，括号用英文的",
    )
    text = lines[place[0]].rstrip()
    inside = text[place[1] + 1 :]
    following = re.match(r"[^\[\]{}]*?(?=, *[a-z_]+: )", inside) if sign == "[" else None
    if following:
        at = place[1] + 1 + following.end()
        return trouble, replaced(lines, place[0], text[:at] + other + text[at:])
    below = _next(lines, place[0])
    if not inside or inside.endswith(",") or (below and not _KEY.match(below)):
        return trouble, None
    return trouble, replaced(lines, place[0], text + other)


def _structure(lines: Lines, place: tuple[int, int], said: str) -> Diagnosis:
    """Nothing in the line itself is wrong: its indentation, or something above, must be."""
    line = place[0]
    if "document start" in said:
        message = "一个文件里只能有一份内容"
        return Trouble(place, "YAML-DOCUMENTS", message, "删掉上面的 ... 或 --- 那一行"), None
    if not any(word in said for word in ("expected key", "'-'", "mapping values", "block")):
        return Trouble(
            place,
            "YAML-SYNTAX",
            "这里的写法读不懂",
            "和别的文件对照：名字、英文冒号、空格、值；特殊符号开头的文字加引号",
        ), None
    return _open_quote(lines, line) or _dash(lines, line) or _indent(lines, line)


def _dash(lines: Lines, line: int) -> Diagnosis | None:
    found = re.match(r"( *)- +(?=[a-z_]+: )", lines[line])
    above = lines[_previous(lines, line)]
    if not found or above.lstrip().startswith("- ") or above.rstrip().endswith(":"):
        return None
    trouble = Trouble(
        (line, len(found[1])),
        "YAML-DASH",
        "这里不是列表，前面不该有短横线",
        "去掉“- ”，和同一级的其他行左边对齐",
    )
    return trouble, replaced(lines, line, found[1] + lines[line][found.end() :])


def _indent(lines: Lines, line: int) -> Diagnosis:
    """A line, or the one above it, is moved in wrongly; levels are two blanks wide."""
    above = _previous(lines, line)
    if _inset(lines[line]) % 2 == 0 and _inset(lines[above]) % 2 == 1:
        line = above
    inset = _inset(lines[line])
    trouble = Trouble(
        (line, inset),
        "YAML-INDENT",
        "这一行的缩进和上面对不齐",
        "和同一级的其他行左边对齐；下一级比上一级多两个空格",
    )
    meant = _meant(lines, line)
    if meant is None or meant == inset:
        return trouble, None
    return trouble, _moved(lines, line, meant - inset)


def _inset(text: str) -> int:
    return len(text) - len(text.lstrip())


def _meant(lines: Lines, line: int) -> int | None:
    """Where a line should begin, judged by its neighbours."""
    below = _inset(_next(lines, line))
    if lines[line].rstrip().endswith(":"):
        below -= 2
    above = lines[_previous(lines, line)]
    beside = _inset(above) + (2 if above.rstrip().endswith(":") else 0)
    inset = _inset(lines[line])
    near = (below, beside) if lines[line].rstrip().endswith(":") else (beside, below)
    for candidate in (*near, _inset(above)):
        if candidate % 2 == 0 and abs(candidate - inset) == 1:
            return candidate
    return beside if inset > beside else None


def _moved(lines: Lines, line: int, by: int) -> Lines:
    """A line moved, and with it what stands at least as deep below it.

    Of a line that is off by one, the lines below that are not stay where they are.
    """
    moved = list(lines)
    inset = _inset(lines[line])
    for number in range(line, len(lines)):
        text = lines[number]
        if text.strip() and (_inset(text) < inset or _inset(text) % 2 != inset % 2):
            break
        moved[number] = " " * by + text if by > 0 else text[min(-by, _inset(text)) :]
    return moved


def _unreadable(error: yaml.YAMLError, lines: Lines) -> Trouble:
    """A character YAML does not allow."""
    for number, line in enumerate(lines):
        for column, character in enumerate(line):
            if not character.isprintable() and character not in "\t\xa0\u3000":
                return Trouble(
                    (number, column),
                    "YAML-CHARACTER",
                    f"这里有一个看不见的字符（编号 U+{ord(character):04X}）",
                    "把这几个字删掉，重新打一遍",
                )
    return Trouble((0, 0), "YAML-SYNTAX", "文件读不懂", f"请把这句话发给维护的人：{error}")
