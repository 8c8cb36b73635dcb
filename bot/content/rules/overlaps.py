"""Rules of one list that hold in the same situation, so that only their order decides."""

from collections.abc import Iterator

from bot.content.rules import domains
from bot.content.rules.coverage import Rules, Situation, listed_rules, possible, told
from bot.content.rules.finding import Finding, FlowView


def overlaps(view: FlowView) -> Iterator[Finding]:
    """Of two rules that can hold together, one says more than the other: it stands first.

    Then it is an exception to the other. Where neither says more, an author who exchanges the
    two changes what people are told, and nobody sees that. What is calculated cannot be tried
    here, so conditions over it are left out.
    """
    for listed in listed_rules(view):
        if listed.size() <= domains.MAX_SITUATIONS and len(listed.rules) > 1:
            yield from _overlaps(view, listed)


def _overlaps(view: FlowView, listed: Rules) -> Iterator[Finding]:
    held = list(_held(view, listed))
    for second in range(1, len(listed.rules)):
        for first in range(second):
            alike = listed.rules[first].goto == listed.rules[second].goto
            if alike or _exception(held, first, second):
                continue
            example = next(
                (s for s, rules in held if {first, second} <= rules
                 and listed.first(s) == first and possible(view, listed, s)),
                None,
            )  # fmt: skip
            if example is not None:
                yield _overlap(view, listed, (first, second), example)
                break


def _overlap(
    view: FlowView, listed: Rules, numbers: tuple[int, int], example: Situation
) -> Finding:
    first, second = numbers
    return Finding(
        (*listed.keys, second),
        "RULES-OVERLAP",
        f"第 {first + 1} 条和第 {second + 1} 条规则都管这种情形：{told(view, example)}。"
        f"现在按先后去了 {listed.rules[first].goto}",
        "写明白：给其中一条加上条件，让它们不重叠",
        severity="warning",
    )


def _held(view: FlowView, listed: Rules) -> Iterator[tuple[Situation, frozenset[int]]]:
    """Each situation with the rules whose conditions hold in it."""
    numbered = [
        (number, guard)
        for number, guard in enumerate(listed.guards)
        if guard is not None and not guard.slots() & view.flow.compute.keys()
    ]
    for situation in listed.situations():
        yield situation, frozenset(n for n, guard in numbered if guard.test(situation))


def _exception(held: list[tuple[Situation, frozenset[int]]], first: int, second: int) -> bool:
    """Whether the first only holds where the second does."""
    return all(second in rules for _, rules in held if first in rules)
