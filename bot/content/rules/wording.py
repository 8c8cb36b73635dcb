"""What people read and say: choices that can be told apart, texts that fit a phone."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.content.expressions import placeholders
from bot.content.flow import UNSURE, MoneyInput, NumberInput, Question
from bot.content.leaves import Keys
from bot.content.rules.comparisons import OTHER_CITY
from bot.content.rules.finding import Finding, FlowView

MAX_ASK = 40
MAX_OUTCOME = 300
MAX_LABEL = 12
MAX_TITLE = 40
_FILLED = 6
"""How many characters a placeholder is taken to show."""

EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f\u20e3]")


def choices(view: FlowView) -> Iterator[Finding]:
    """Every question can be answered with "I do not know", and its choices can be told apart."""
    for node, question in view.flow.questions.items():
        here: Keys = ("questions", node)
        if UNSURE not in question.choices and (question.choices or question.input):
            yield Finding(
                here,
                "UNSURE-MISSING",
                f"问题 {node} 没有 unsure 选项，不知道答案的人会卡住",
                "在 choices 下面加一个：unsure: {label: 不清楚, goto: …}",
                key=True,
                lacks=("choices",),
            )
        yield from _same_words(here, question)
        yield from _joined_words(here, question)
        for name, choice in question.choices.items():
            if choice.value is not None and question.input is None:
                yield Finding(
                    (*here, "choices", name, "value"),
                    "VALUE-NO-INPUT",
                    f"问题 {node} 不能输入，选项 {name} 写 value 没有用",
                    "去掉 value；或者给问题加上 input",
                )
            elif choice.value is not None and not _typable(view, question, choice.value):
                yield Finding(
                    (*here, "choices", name, "value"),
                    "VALUE-INPUT",
                    f"选项 {name} 的 value 是 {choice.value}，这个问题不能输入这样的值",
                    "写一个输入得了的值：数字在 min 和 max 之间，不带单位",
                )
            if len(choice.label) > MAX_LABEL:
                yield Finding(
                    (*here, "choices", name, "label"),
                    "LABEL-LONG",
                    f"按钮上的字有 {len(choice.label)} 个，手机上会显示不全",
                    f"缩短到 {MAX_LABEL} 个字以内，别的话放进 hint 或 help",
                    severity="warning",
                )


def _same_words(here: Keys, question: Question) -> Iterator[Finding]:
    said: dict[str, tuple[str, str]] = {}
    for name, choice in question.choices.items():
        at: Keys = (*here, "choices", name)
        phrases = [("label", choice.label, (*at, "label"))]
        phrases += [("say", text, (*at, "say", n)) for n, text in enumerate(choice.say)]
        for part, text, keys in phrases:
            owner, first = said.setdefault(text.strip().lower(), (name, part))
            if owner == name:
                continue
            if part == first == "label":
                yield Finding(
                    keys,
                    "LABEL-TWICE",
                    f"选项 {owner} 和 {name} 的按钮都写“{text}”，分不出来",
                    "改其中一个按钮的字",
                )
            else:
                yield Finding(
                    keys,
                    "PHRASE-TWICE",
                    f"“{text}”也写在选项 {owner} 里，不知道该选哪一个",
                    "只留在一个选项里",
                )


def _joined_words(here: Keys, question: Question) -> Iterator[Finding]:
    """A full-width comma does not part the phrases of a list: they become one that nobody says."""
    for name, choice in question.choices.items():
        for number, text in enumerate(choice.say):
            if "，" in text or "、" in text:
                yield Finding(
                    (*here, "choices", name, "say", number),
                    "PHRASE-COMMA",
                    f"“{text}”里有中文的逗号或顿号，会被当成一整句话",
                    "几种说法之间用英文逗号 , 隔开",
                )


def _typable(view: FlowView, question: Question, value: str) -> bool:
    """Whether a value is one that could be typed at a question."""
    given = question.input
    if given is None:
        return False
    limits = given.number or given.money
    if limits is not None:
        form = r"-?\d+" if given.number else r"\d+(\.\d{1,2})?"
        return bool(re.fullmatch(form, value)) and _within(limits, Decimal(value))
    if given.month is not None:
        return re.fullmatch(r"\d{4}-\d{2}", value) is not None
    return value == OTHER_CITY or value in view.shelf.place_ids


def _within(limits: NumberInput | MoneyInput, value: Decimal) -> bool:
    low, high = sorted((Decimal(limits.min), Decimal(limits.max)))
    return low <= value <= high


def inputs(view: FlowView) -> Iterator[Finding]:
    """An input takes exactly one kind of value, within limits that make sense."""
    for node, question in view.flow.questions.items():
        given = question.input
        if given is None:
            continue
        keys: Keys = ("questions", node, "input")
        kinds = [kind for kind in ("number", "money", "month", "city") if getattr(given, kind)]
        if len(kinds) != 1:
            wrong = f"写了 {len(kinds)} 种" if kinds else "没有写是哪一种"
            yield Finding(
                keys,
                "INPUT-KIND",
                f"input 下面要写一种输入，这里{wrong}",
                "在 number（数字）、money（金额）、month（年月）、city（城市）里写一种",
                key=True,
                lacks=("number", "money", "month", "city"),
            )
            continue
        limits = given.number or given.money or given.month
        if limits is not None and limits.max is not None and str(limits.min) != str(limits.max):
            wrong_order = limits.min > limits.max  # type: ignore[operator]  # both sides are of one kind
            if wrong_order:
                yield Finding(
                    (*keys, kinds[0], "min"),
                    "INPUT-RANGE",
                    f"min 是 {limits.min}，比 max 的 {limits.max} 还大",
                    "把两个数对调，或者改正写错的那个",
                )
        if given.city is not None:
            yield from _offered(view, (*keys, "city", "offer"), given.city.offer)


def _offered(view: FlowView, keys: Keys, offer: tuple[str, ...]) -> Iterator[Finding]:
    for number, city in enumerate(offer):
        if city not in view.shelf.place_ids:
            yield Finding(
                (*keys, number),
                "PLACE-UNKNOWN",
                f"knowledge/parameters/ 里没有 {city} 这个城市",
                "写一个城市文件的名字，不带 .yaml；没有文件的城市不用写",
            )


def _shown(text: str) -> int:
    if "{" not in text:
        return len(text)
    taken = sum(len(slot.name) + 2 - _FILLED for slot in placeholders(text))
    return len(text) - taken


def lengths(view: FlowView) -> Iterator[Finding]:
    """A question is one short sentence; what an outcome shows at once fits one screen."""
    for node, question in view.flow.questions.items():
        if len(question.ask) > MAX_ASK:
            yield Finding(
                ("questions", node, "ask"),
                "ASK-LONG",
                f"问题有 {len(question.ask)} 个字，一眼看不完",
                f"缩短到 {MAX_ASK} 个字以内，说明放进 hint 或 why",
                severity="warning",
            )
    for node, outcome in view.flow.outcomes.items():
        if _shown(outcome.title) > MAX_TITLE:
            yield Finding(
                ("outcomes", node, "title"),
                "TITLE-LONG",
                f"结论的标题有 {_shown(outcome.title)} 个字，最多 {MAX_TITLE} 个",
                "标题只写一句结论，解释放进 say",
            )
        shown = _shown(outcome.title) + _shown(outcome.say) + sum(map(_shown, outcome.steps))
        shown += sum(len(contact.phone) + _shown(contact.say) for contact in outcome.contact)
        if shown > MAX_OUTCOME:
            yield Finding(
                ("outcomes", node),
                "OUTCOME-LONG",
                f"title、say、steps、contact 一共 {shown} 个字，最多 {MAX_OUTCOME} 个",
                "只留结论和马上要做的事，其余放进 why 或 materials",
                key=True,
            )
