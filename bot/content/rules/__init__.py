"""Everything checked across the parts of content. A new check is a new function in a tuple."""

from collections.abc import Callable, Iterator

from bot.content.rules import (
    comparisons,
    computing,
    coverage,
    idle,
    knowledge,
    outcomes,
    overlaps,
    places,
    references,
    rows,
    sharing,
    targets,
    wording,
)
from bot.content.rules.finding import Finding, FlowView, Library

FLOW_RULES: tuple[Callable[[FlowView], Iterator[Finding]], ...] = (
    targets.unknown_targets,
    targets.same_id_twice,
    targets.dead_ends,
    targets.ways,
    targets.calls,
    references.guard_slots,
    references.placeholders,
    comparisons.comparisons,
    computing.computations,
    computing.unused,
    coverage.coverage,
    overlaps.overlaps,
    idle.idle_questions,
    wording.choices,
    wording.inputs,
    wording.lengths,
    outcomes.citations,
    outcomes.reasons,
    outcomes.offers,
)
"""What holds for each flow."""

LIBRARY_RULES: tuple[Callable[[Library], Iterator[tuple[str, Finding]]], ...] = (
    knowledge.ids_twice,
    knowledge.phrasings,
    knowledge.unfilled,
    sharing.shared_phrases,
    knowledge.links,
    knowledge.entry_citations,
    knowledge.unused_sources,
    knowledge.signposts,
    knowledge.menu,
    places.rows,
    rows.idle_rows,
    rows.ages,
    places.names,
    places.reviews,
    places.overdue,
)
"""What holds for everything together."""
