"""The calculators as forms: what each asks for, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.authoring.studio.workspace import State
from bot.calculators.registry import FUNCTIONS
from bot.content.content import NATIONAL, Content
from bot.content.functions import Calculation, InvalidInputError
from bot.content.knowledge import Row

TITLES = {
    "medical_inflow": "医保每月划入",
    "pension_accrual": "养老个账攒到多少",
    "pension_monthly": "养老个账每月发多少",
    "retirement": "法定退休年月",
    "pension_remaining": "养老个账还剩多少",
    "resident_wait": "居民医保等待期",
    "survivor": "丧葬抚恤",
    "flexible_account": "灵活就业有没有医保个账",
    "medical_arrival": "医保哪天到账",
    "medical_years": "退休医保要缴几年",
}
LABELS = {
    "city": "城市", "identity": "身份", "age": "年龄（周岁）", "base": "月缴费基数（元）",
    "tier": "缴费档次", "start": "开始缴费年月", "end": "最后缴费年月", "opening": "原有余额（元）",
    "wage": "工资（元）", "balance": "余额（元）", "months": "年龄零几个月", "kind": "养老保险种类",
    "birth": "出生年月", "category": "退休类别", "monthly": "每月发（元）", "paid": "已发几个月",
    "broken": "断了几年", "repaired": "补缴了几年", "income": "人均可支配收入（元/年）",
    "years": "缴费年数", "retired_years": "领养老金几年",
}  # fmt: skip
MEDICAL_IDENTITIES = {
    "employee": "在职职工", "flexible": "灵活就业", "retired": "退休", "resident": "居民",
    "unemployed": "失业", "flexible_retired": "灵活就业退休",
}  # fmt: skip
CHOICES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("medical_inflow", "identity"): MEDICAL_IDENTITIES,
    ("pension_accrual", "identity"): {"employee": "职工", "flexible": "灵活就业"},
    ("pension_monthly", "kind"): {"employee": "职工", "resident": "居民"},
    ("retirement", "category"): {
        "M": "男", "F55": "女，原 55 岁退休", "F50": "女，原 50 岁退休",
    },
    ("medical_inflow", "tier"): {
        "account": "建个人账户", "none": "不建个人账户", "tier1": "一档", "tier2": "二档",
        "veteran": "建国前老工人",
    },
    ("flexible_account", "tier"): {
        "account": "建个人账户", "none": "不建个人账户", "tier1": "一档", "tier2": "二档",
    },
}  # fmt: skip
STATUS = {"official": "正式公布的数字", "provisional": "暂定的数字", "unknown": "没有查到数字"}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `choices`: value → label; empty for what is typed, as `hint` shows."""

    name: str
    label: str
    required: bool
    choices: Mapping[str, str]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One calculator."""

    name: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a calculator said. `problem` if what was filled in cannot be used, else the rest.

    `figures`: name, value with unit. `steps`: the arithmetic in sentences. `rows`: the figures
    of `knowledge/parameters/` used, each with its source. `cite`: titles of what it rests on.
    """

    problem: str = ""
    status: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    ask: str = ""
    rows: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()


def forms(content: Content) -> tuple[Form, ...]:
    """All calculators, with the cities there are figures of."""
    return tuple(
        Form(
            name,
            TITLES.get(name, name),
            tuple(
                _field(content, name, argument, required=argument in function.required)
                for argument in (*function.required, *function.optional)
            ),
        )
        for name, function in FUNCTIONS.items()
    )


def _field(content: Content, function: str, name: str, *, required: bool) -> Field:
    choices: Mapping[str, str] = CHOICES.get((function, name), {})
    if name == "city":
        choices = {n: p.name for n, p in content.places.items() if n != NATIONAL}
    hint = "如 2024-07" if name in ("start", "end", "birth") else ""
    return Field(name, LABELS.get(name, name), required, choices, hint)


def work(state: State, name: str, filled: Mapping[str, str]) -> Worked:
    """Run a calculator with what was filled in; what is blank counts as not given."""
    if state.guide is None:
        return Worked(problem="现在没有能用的内容。")
    content, function = state.guide.content, FUNCTIONS[name]
    given = {key: value.strip() for key, value in filled.items() if value.strip()}
    missing = [LABELS.get(key, key) for key in function.required if key not in given]
    if missing:
        return Worked(problem=f"还要填：{'、'.join(missing)}。")
    try:
        result = function.run(given, content.places, state.today)
    except InvalidInputError as error:
        return Worked(problem=str(error))
    return _worked(content, result)


def _worked(content: Content, result: Calculation) -> Worked:
    cited = dict.fromkeys([*result.cite, *(each for row in result.rows for each in row.cite)])
    return Worked(
        status=STATUS[result.status],
        figures=tuple(
            (name, f"{value} {result.units.get(name, '')}".strip())
            for name, value in result.figures.items()
        ),
        steps=result.steps,
        ask=result.ask or "",
        rows=tuple(_row(content, row) for row in result.rows),
        cite=tuple(_title(content, citation) for citation in cited),
    )


def _row(content: Content, row: Row) -> str:
    place = next((p.name for p in content.places.values() if any(r is row for r in p.rows)), "")
    value = f"{row.value} {row.unit or ''}".strip() if row.value else "没有数字"
    since = f"{row.year} 年" if row.year else f"自 {row.since} 起" if row.since else ""
    parts = (f"{place} {row.key} = {value}", since, STATUS[row.status], *row.cite)
    return "；".join(filter(None, parts))


def _title(content: Content, citation: str) -> str:
    source, _, part = citation.partition(" ")
    known = content.sources.get(source)
    return f"{known.title if known else source}{f' {part}' if part else ''}（{source}）"
