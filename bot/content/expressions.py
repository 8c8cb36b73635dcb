"""Words, calls and placeholders: the small texts with a grammar inside authored YAML.

The texts are cut into words here, first: whatever authors type instead of the ASCII signs
(`＞`, `＝`, `且`, “引号”, `&&`) is found and named before any grammar is tried. Nothing is ever
executed; `ast.parse` sees only words from a closed list.
"""

import ast
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

MAX_LENGTH = 400
MAX_DEPTH = 20
NOTHING: Mapping[str, str] = MappingProxyType({})


class ExpressionError(ValueError):
    """A text does not follow its grammar. `offset` counts characters; the rest is for authors."""

    def __init__(self, code: str, offset: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.offset = offset
        self.message = message
        self.remedy = remedy


class Reference(NamedTuple):
    """A slot used in a text, or one field of a computed slot, and where it stands."""

    slot: str
    field: str | None = None
    offset: int = 0

    @property
    def name(self) -> str:
        """How authors write it: `months`, `inflow.status`."""
        return self.slot if self.field is None else f"{self.slot}.{self.field}"


_WORD = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      |(?P<string>'[^'\\\n]*'|"[^"\\\n]*")
      |(?P<number>\d+(?:\.\d+)?(?![\w.]))
      |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
      |(?P<sign>==|!=|<=|>=|[<>=()\[\],.-])
      |(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_TYPED = {
    "＞": ">", "＜": "<", "＝": "==", "≥": ">=", "≤": "<=", "≠": "!=", "！": "!=",
    "（": "(", "）": ")", "【": "[", "】": "]", "［": "[", "］": "]", "，": ",", "、": ",",
    "“": "'", "”": "'", "‘": "'", "’": "'", "「": "'", "」": "'", "＇": "'", "＂": "'",
    "．": ".", "。": ".", "－": "-", "　": " ", "\u00a0": " ",
    "&": "and", "＆": "and", "|": "or", "｜": "or", "!": "not", "<>": "!=",
}  # fmt: skip
_CHINESE = {
    "并且": "and", "而且": "and", "以及": "and", "且": "and", "与": "and", "和": "and",
    "或者": "or", "或": "or", "不是": "!=", "不等于": "!=", "等于": "==", "大于": ">",
    "小于": "<", "属于": "in", "非": "not", "不": "not", "是": "==",
}  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORDS = {"and", "or", "not", "in"}


def vet(text: str, code: str, refused: Mapping[str, str] = NOTHING) -> None:
    """Raise at the first word that is not of the language, or is in `refused` (sign → remedy)."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            code, MAX_LENGTH, f"写得太长了（最多 {MAX_LENGTH} 个字符）", "拆成几条，分几步判断"
        )
    for match in _WORD.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "other":
            raise _foreign(text, match.start(), code)
        if kind == "name" and keyword.iskeyword(match[0]) and match[0] not in _WORDS:
            raise ExpressionError(
                code,
                match.start(),
                f"{match[0]} 不能在这里用",
                "如果是节点的名字，请给那个节点换一个名字；条件里只有 and、or、not、in 这几个词",
            )
        if kind == "sign" and match[0] in refused:
            raise ExpressionError(
                code, match.start(), f"{match[0]} 不能用在这里", refused[match[0]]
            )


def _foreign(text: str, offset: int, code: str) -> ExpressionError:
    """What stands at `offset` is no word of ours: say what was probably meant."""
    sign = text[offset]
    if sign in "'\"":
        return ExpressionError(
            code, offset, "这个引号没有配对", f"在文字后面补上另一个 {sign}，成对使用"
        )
    if sign.isdigit():
        return ExpressionError(
            code, offset, "数字写得不对", "用半角数字，如 3 或 0.5；数字和单词之间空一格"
        )
    han = _HAN.match(text, offset)
    if han:
        return _chinese(han[0], offset, code)
    meant = _TYPED.get(sign)
    if meant:
        what = "全角符号" if ord(sign) > 127 else "符号"
        return ExpressionError(code, offset, f"{what} {sign} 不能用在这里", f"改成半角的 {meant}")
    return ExpressionError(
        code, offset, f"不认识的符号 {sign}", "只能用 == != < <= > >= in and or not 和括号"
    )


def _chinese(run: str, offset: int, code: str) -> ExpressionError:
    for word, meant in _CHINESE.items():
        if run.startswith(word) and (len(run) == len(word) or len(word) > 1 or word in "且与或"):
            return ExpressionError(code, offset, f"“{word}”要写成英文", f"改成 {meant}，前后空一格")
    return ExpressionError(
        code,
        offset,
        f"“{run}”没有加引号",
        f"和选项比较时写选项的英文名并加引号，如 'yes'；文字写成 '{run}'",
    )


def tree(text: str, code: str, example: str) -> ast.expr:
    """The syntax tree of a text whose words are all ours; anything unparsable raises."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        offset = _characters(text.strip(), (error.offset or 1) - 1)
        raise ExpressionError(
            code, _indent(text) + offset, "这里读不懂", f"照这个样子写：{example}"
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(code, 0, "写得太复杂了", f"照这个样子写：{example}") from None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _characters(line: str, offset: int) -> int:
    """A syntax error counts characters, but may point past the end."""
    return max(0, min(offset, len(line) - 1))


def offset_of(text: str, node: ast.expr) -> int:
    """Where a node begins, in characters (`ast` counts UTF-8 bytes)."""
    line = text.strip().encode()[: node.col_offset]
    return _indent(text) + len(line.decode(errors="ignore"))


@dataclass(frozen=True, slots=True)
class ComputeCall:
    """`fee(city=city, tier='2')`: arguments are slots, or literals as text."""

    function: str
    arguments: tuple[tuple[str, Reference | str], ...]

    def references(self) -> tuple[Reference, ...]:
        """The slots it reads."""
        return tuple(value for _, value in self.arguments if isinstance(value, Reference))


CALL_EXAMPLE = "fee(city=city, kind='adult', age=60)"
CALL = "COMPUTE-SYNTAX"


@lru_cache(maxsize=4096)
def parse_call(text: str) -> ComputeCall:
    """Read a line of `compute:`; raises ExpressionError."""
    vet(text, CALL)
    call = tree(text, CALL, CALL_EXAMPLE)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise ExpressionError(
            CALL, 0, "这里要写一个计算器的名字和括号", f"照这个样子写：{CALL_EXAMPLE}"
        )
    if call.args:
        raise ExpressionError(
            CALL,
            offset_of(text, call.args[0]),
            "每个参数都要写明名字",
            f"写成 参数=值，如：{CALL_EXAMPLE}",
        )
    return ComputeCall(
        call.func.id, tuple((word.arg or "", _argument(text, word.value)) for word in call.keywords)
    )


def _argument(text: str, node: ast.expr) -> Reference | str:
    reference = reference_of(text, node)
    if reference is not None:
        return reference
    constant = constant_of(node)
    if constant is None:
        raise ExpressionError(
            CALL,
            offset_of(text, node),
            "参数的值只能是问题的名字、数字或加引号的文字",
            f"照这个样子写：{CALL_EXAMPLE}",
        )
    return str(constant)


def reference_of(text: str, node: ast.expr) -> Reference | None:
    """`months` or `inflow.status`, if that is what a node is."""
    if isinstance(node, ast.Name):
        return Reference(node.id, None, offset_of(text, node))
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return Reference(node.value.id, node.attr, offset_of(text, node))
    return None


def constant_of(node: ast.expr) -> str | Decimal | None:
    """The text or number a node stands for, if it is one."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = constant_of(node.operand)
        return -inner if isinstance(inner, Decimal) else None
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        value = node.value
        if isinstance(value, str):
            return value
        if isinstance(value, int | float):
            return Decimal(repr(value))
    return None


_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)(?:\.([a-z0-9_]+))?\}")
_BRACE = re.compile(r"[{}｛｝]")


@lru_cache(maxsize=65536)
def placeholders(text: str) -> tuple[Reference, ...]:
    """The slots a text shows: `{months}`, `{inflow.monthly}`."""
    if "{" not in text:
        return ()
    return tuple(Reference(m[1], m[2], m.start() + 1) for m in _PLACEHOLDER.finditer(text))


def stray_brace(text: str) -> int | None:
    """Where a brace stands that belongs to no placeholder, if anywhere."""
    blanked = _PLACEHOLDER.sub(lambda m: " " * len(m[0]), text)
    found = _BRACE.search(blanked)
    return found.start() if found else None


def fill(text: str, lookup: Callable[[str], str]) -> str:
    """The text with each placeholder replaced by what `lookup("slot" or "slot.field")` says."""
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: lookup(match[0][1:-1]), text)
