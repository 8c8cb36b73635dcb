"""Outcomes: each rests on a source, says its reason, and offers what exists."""

from collections.abc import Iterator

from bot.content.flow import Offer, Outcome, source_of
from bot.content.leaves import Keys
from bot.content.names import did_you_mean
from bot.content.rules.finding import Finding, FlowView, Library


def unknown_sources(library: Library, keys: Keys, cite: tuple[str, ...]) -> Iterator[Finding]:
    """Citations whose source is not in `knowledge/sources.yaml`."""
    if not library.sources_complete:
        return
    for number, citation in enumerate(cite):
        source = source_of(citation)
        if "，" in citation:
            yield Finding(
                (*keys, number),
                "CITE-FORM",
                f"“{citation}”里用了中文逗号",
                "几条依据之间用英文逗号和空格隔开",
            )
        elif source not in library.sources:
            yield Finding(
                (*keys, number),
                "SOURCE-UNKNOWN",
                f"knowledge/sources.yaml 里没有 {source}",
                did_you_mean(source, library.sources, "检查编号；新的依据先写进 sources.yaml"),
            )


def citations(view: FlowView) -> Iterator[Finding]:
    """An outcome about policy cites a source that is listed."""
    for node, outcome in view.flow.outcomes.items():
        here: Keys = ("outcomes", node)
        if outcome.policy and not outcome.cite:
            yield Finding(
                here,
                "CITE-MISSING",
                f"结论 {node} 没有写依据",
                "加一行 cite: [来源编号]；里面确实没有政策内容，就写 policy: false",
                key=True,
                lacks=("cite", "policy"),
            )
        yield from unknown_sources(view.shelf, (*here, "cite"), outcome.cite)


def reasons(view: FlowView) -> Iterator[Finding]:
    """Where some outcomes of a flow have a reason code, all have one."""
    outcomes = view.flow.outcomes
    having = [node for node, outcome in outcomes.items() if outcome.reason]
    if not having or len(having) == len(outcomes):
        return
    for node, outcome in outcomes.items():
        if outcome.reason is None:
            yield Finding(
                ("outcomes", node),
                "REASON-MISSING",
                f"别的结论有原因代码，{node} 没有",
                "加一行 reason: …，写原因代码，如 R1",
                key=True,
                lacks=("reason",),
            )


def offers(view: FlowView) -> Iterator[Finding]:
    """A button under an outcome does one thing, to something that exists."""
    for node, outcome in view.flow.outcomes.items():
        for name, offer in outcome.next.items():
            keys: Keys = ("outcomes", node, "next", name)
            kinds = [k for k in ("goto", "flow", "entry") if getattr(offer, k) is not None]
            if len(kinds) != 1:
                yield Finding(
                    keys,
                    "OFFER-KIND",
                    f"按钮 {name} 要写一个去处，这里写了 {len(kinds)} 个",
                    "goto（本流程的节点）、flow（另一个流程）、entry（一个条目）里写一个",
                    key=True,
                    lacks=("goto", "flow", "entry"),
                )
                continue
            yield from _unknown_offer(view.shelf, keys, offer)
        yield from _same_offers(node, outcome)


def _unknown_offer(library: Library, keys: Keys, offer: Offer) -> Iterator[Finding]:
    if offer.flow is not None and offer.flow not in library.flow_ids:
        yield Finding(
            (*keys, "flow"),
            "FLOW-UNKNOWN",
            f"没有叫 {offer.flow} 的流程",
            did_you_mean(offer.flow, library.flow_ids, "写 flows/ 里一个文件的名字，不带 .yaml"),
        )
    known = {**library.entries, **library.signposts}
    if offer.entry is not None and offer.entry not in known and library.entries_complete:
        yield Finding(
            (*keys, "entry"),
            "ENTRY-UNKNOWN",
            f"没有叫 {offer.entry} 的条目",
            did_you_mean(offer.entry, known, "写 knowledge/entries/ 里一个条目的编号"),
        )


def _same_offers(node: str, outcome: Outcome) -> Iterator[Finding]:
    labels: dict[str, str] = {}
    for name, offer in outcome.next.items():
        first = labels.setdefault(offer.label, name)
        if first != name:
            yield Finding(
                ("outcomes", node, "next", name, "label"),
                "LABEL-TWICE",
                f"按钮 {first} 和 {name} 都写“{offer.label}”，分不出来",
                "改其中一个按钮的字",
            )
