"""The rooms of the house: every module is listed, and imports only what lies below it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS: tuple[tuple[str, ...], ...] = (
    # know nothing of ours
    (
        "bot.findings",
        "bot.numerals",
        "bot.personal",
        "bot.privacy",
        "bot.problems",
    ),
    # how the process is set up and what it logs
    (
        "bot.logs",
        "bot.settings",
    ),
    # what authors wrote: models, loader, checks
    (
        "bot.content.audit",
        "bot.content.catalogue",
        "bot.content.compiled",
        "bot.content.content",
        "bot.content.disk",
        "bot.content.expressions",
        "bot.content.files",
        "bot.content.flow",
        "bot.content.functions",
        "bot.content.gather",
        "bot.content.guards",
        "bot.content.knowledge",
        "bot.content.leaves",
        "bot.content.loader",
        "bot.content.matching",
        "bot.content.mistakes",
        "bot.content.names",
        "bot.content.nodes",
        "bot.content.rules",
        "bot.content.rules.comparisons",
        "bot.content.rules.computing",
        "bot.content.rules.coverage",
        "bot.content.rules.domains",
        "bot.content.rules.finding",
        "bot.content.rules.graph",
        "bot.content.rules.idle",
        "bot.content.rules.knowledge",
        "bot.content.rules.outcomes",
        "bot.content.rules.overlaps",
        "bot.content.rules.places",
        "bot.content.rules.references",
        "bot.content.rules.rows",
        "bot.content.rules.sharing",
        "bot.content.rules.targets",
        "bot.content.rules.wording",
        "bot.content.shape",
        "bot.content.slips",
        "bot.content.syntax",
        "bot.content.telling",
        "bot.content.yaml",
    ),
    # the heart: conversations, arithmetic, free text
    (
        "bot.calculators.account",
        "bot.calculators.accrual",
        "bot.calculators.amounts",
        "bot.calculators.arguments",
        "bot.calculators.medical",
        "bot.calculators.months",
        "bot.calculators.pension",
        "bot.calculators.person",
        "bot.calculators.registry",
        "bot.calculators.retirement",
        "bot.calculators.rows",
        "bot.calculators.survivor",
        "bot.calculators.waiting",
        "bot.calculators.working",
        "bot.dialogue.about",
        "bot.dialogue.aloud",
        "bot.dialogue.buttons",
        "bot.dialogue.card",
        "bot.dialogue.choosing",
        "bot.dialogue.codes",
        "bot.dialogue.commands",
        "bot.dialogue.correcting",
        "bot.dialogue.deciding",
        "bot.dialogue.engine",
        "bot.dialogue.feedback",
        "bot.dialogue.finding",
        "bot.dialogue.forwarding",
        "bot.dialogue.given",
        "bot.dialogue.guide",
        "bot.dialogue.horizon",
        "bot.dialogue.human",
        "bot.dialogue.inputs",
        "bot.dialogue.machine",
        "bot.dialogue.moves",
        "bot.dialogue.offering",
        "bot.dialogue.phrases",
        "bot.dialogue.picturing",
        "bot.dialogue.pressing",
        "bot.dialogue.representatives",
        "bot.dialogue.respond",
        "bot.dialogue.returning",
        "bot.dialogue.scene",
        "bot.dialogue.session",
        "bot.dialogue.show",
        "bot.dialogue.styling",
        "bot.dialogue.supposing",
        "bot.dialogue.topics",
        "bot.dialogue.traditional",
        "bot.dialogue.typing_in",
        "bot.dialogue.wording",
        "bot.facts.cities",
        "bot.facts.figures",
        "bot.facts.measures",
        "bot.facts.people",
        "bot.facts.stated",
        "bot.facts.states",
        "bot.faq.alerts",
        "bot.faq.astray",
        "bot.faq.calibration",
        "bot.faq.compiled",
        "bot.faq.concepts",
        "bot.faq.decide",
        "bot.faq.explaining",
        "bot.faq.following",
        "bot.faq.index",
        "bot.faq.lexicon",
        "bot.faq.lines",
        "bot.faq.matcher",
        "bot.faq.naming",
        "bot.faq.narrow",
        "bot.faq.normalise",
        "bot.faq.patterns",
        "bot.faq.reading",
        "bot.faq.reducing",
        "bot.faq.scoring",
        "bot.faq.similar",
        "bot.faq.sounds",
        "bot.faq.text",
        "bot.faq.ways",
        "bot.faq.wide",
        "bot.faq.wording",
    ),
    # what is drawn
    (
        "bot.drawing.chart",
        "bot.drawing.fonts",
        "bot.drawing.lines",
        "bot.drawing.paper",
        "bot.drawing.picture",
        "bot.drawing.sections",
        "bot.drawing.way",
    ),
    # what must not be lost
    (
        "bot.store.bell",
        "bot.store.case",
        "bot.store.counts",
        "bot.store.database",
        "bot.store.deliveries",
        "bot.store.errors",
        "bot.store.limits",
        "bot.store.looking",
        "bot.store.moving",
        "bot.store.opening",
        "bot.store.portable",
        "bot.store.plans",
        "bot.store.postgres.address",
        "bot.store.postgres.clock",
        "bot.store.postgres.cases",
        "bot.store.postgres.deliveries",
        "bot.store.postgres.due",
        "bot.store.postgres.groups",
        "bot.store.postgres.looking",
        "bot.store.postgres.moving",
        "bot.store.postgres.rates",
        "bot.store.postgres.schema",
        "bot.store.postgres.server",
        "bot.store.postgres.store",
        "bot.store.postgres.thread",
        "bot.store.postgres.transaction",
        "bot.store.postgres.turns",
        "bot.store.postgres.upkeep",
        "bot.store.postgres.watch",
        "bot.store.queues",
        "bot.store.relay",
        "bot.store.reports",
        "bot.store.rules",
        "bot.store.schema",
        "bot.store.sqlite",
        "bot.store.store",
        "bot.store.turns",
        "bot.store.upkeep",
        "bot.store.writer",
    ),
    # assembly
    ("bot.app",),
    # how it is said
    (
        "bot.channels.telegram.alerts",
        "bot.channels.telegram.asides",
        "bot.channels.telegram.backlog",
        "bot.channels.telegram.delivery",
        "bot.channels.telegram.checkup",
        "bot.channels.telegram.crowding",
        "bot.channels.telegram.desk",
        "bot.channels.telegram.effects",
        "bot.channels.telegram.health",
        "bot.channels.telegram.measures",
        "bot.channels.telegram.metrics",
        "bot.channels.telegram.operators",
        "bot.channels.telegram.pace",
        "bot.channels.telegram.patience",
        "bot.channels.telegram.polling",
        "bot.channels.telegram.posting",
        "bot.channels.telegram.posts",
        "bot.channels.telegram.process",
        "bot.channels.telegram.profile",
        "bot.channels.telegram.public",
        "bot.channels.telegram.reception",
        "bot.channels.telegram.relay",
        "bot.channels.telegram.render",
        "bot.channels.telegram.request",
        "bot.channels.telegram.running",
        "bot.channels.telegram.sending",
        "bot.channels.telegram.sentences",
        "bot.channels.telegram.serve",
        "bot.channels.telegram.server",
        "bot.channels.telegram.tracing",
        "bot.channels.telegram.turns",
        "bot.channels.telegram.updates",
        "bot.channels.telegram.webhook",
        "bot.channels.counting",
        "bot.channels.exporting",
        "bot.channels.figures",
        "bot.channels.terminal",
    ),
    # what authors run
    (
        "bot.authoring.ask",
        "bot.authoring.calc",
        "bot.authoring.calibrate",
        "bot.authoring.card",
        "bot.authoring.cases",
        "bot.authoring.clusters",
        "bot.authoring.check",
        "bot.authoring.diff",
        "bot.authoring.diff_flows",
        "bot.authoring.diff_people",
        "bot.authoring.diff_texts",
        "bot.authoring.diff_told",
        "bot.authoring.diff_values",
        "bot.authoring.drafting",
        "bot.authoring.edges",
        "bot.authoring.flow_graph",
        "bot.authoring.flow_tests",
        "bot.authoring.graph",
        "bot.authoring.graph_boxes",
        "bot.authoring.graph_page",
        "bot.authoring.graph_svg",
        "bot.authoring.layout",
        "bot.authoring.leading",
        "bot.authoring.miss_drafts",
        "bot.authoring.limits",
        "bot.authoring.misses",
        "bot.authoring.new",
        "bot.authoring.ordering",
        "bot.authoring.paths",
        "bot.authoring.play",
        "bot.authoring.proof",
        "bot.authoring.proving",
        "bot.authoring.review",
        "bot.authoring.revisions",
        "bot.authoring.scaffolds",
        "bot.authoring.schema",
        "bot.authoring.schema_words",
        "bot.authoring.sheet",
        "bot.authoring.sheet_faq",
        "bot.authoring.sheet_flow",
        "bot.authoring.sheet_page",
        "bot.authoring.sheet_parts",
        "bot.authoring.sheet_ways",
        "bot.authoring.silent",
        "bot.authoring.situations",
        "bot.authoring.stats",
        "bot.authoring.studio.asking",
        "bot.authoring.studio.asking_panel",
        "bot.authoring.studio.calculating",
        "bot.authoring.studio.calculating_panel",
        "bot.authoring.studio.chat_panel",
        "bot.authoring.studio.conversation",
        "bot.authoring.studio.coverage",
        "bot.authoring.studio.coverage_panel",
        "bot.authoring.studio.diff_panel",
        "bot.authoring.studio.excerpts",
        "bot.authoring.studio.flows_panel",
        "bot.authoring.studio.graph_panel",
        "bot.authoring.studio.health",
        "bot.authoring.studio.hub",
        "bot.authoring.studio.marking",
        "bot.authoring.studio.page",
        "bot.authoring.studio.problems_panel",
        "bot.authoring.studio.reaching",
        "bot.authoring.studio.serve",
        "bot.authoring.studio.sheet_panel",
        "bot.authoring.studio.traffic",
        "bot.authoring.studio.workspace",
        "bot.authoring.understand",
    ),
    # what operators run
    (
        "bot.operating.backup",
        "bot.operating.checks",
        "bot.operating.doctor",
    ),
    # the command line
    (
        "bot.__main__",
        "bot.cli",
    ),
)
DOORS = {
    "transitions": {"bot.dialogue.machine"},
    "jieba": {"bot.faq.text"},
    "opencc": {"bot.dialogue.traditional"},
    "yaml": {"bot.content.yaml", "bot.content.syntax", "bot.content.mistakes"},
    "asyncpg": {"bot.store.postgres"},
    "sqlite3": {"bot.store"},
    "telegram": {"bot.channels.telegram"},
    "aiohttp": {"bot.channels.telegram"},
    "PIL": {"bot.drawing"},
    "nicegui": {
        "bot.authoring.studio.asking_panel",
        "bot.authoring.studio.calculating_panel",
        "bot.authoring.studio.chat_panel",
        "bot.authoring.studio.coverage_panel",
        "bot.authoring.studio.diff_panel",
        "bot.authoring.studio.flows_panel",
        "bot.authoring.studio.graph_panel",
        "bot.authoring.studio.hub",
        "bot.authoring.studio.page",
        "bot.authoring.studio.problems_panel",
        "bot.authoring.studio.serve",
        "bot.authoring.studio.sheet_panel",
    },
    "starlette": {"bot.authoring.studio.serve"},
    "prometheus_client": {"bot.channels.telegram.metrics"},
    "prompt_toolkit": {"bot.channels.terminal"},
}
MOST_LINES = 300


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if path.name != "__init__.py" or path.read_text(encoding="utf-8").strip():
            found[name] = path
    return found


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = _modules()


def _ours(name: str) -> str | None:
    """The module of ours an import refers to."""
    return name if name in MODULES else name.rpartition(".")[0] if name.startswith("bot.") else None


def test_every_module_has_its_room() -> None:
    listed = [name for layer in LAYERS for name in layer]
    assert sorted(listed) == sorted(MODULES)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_downward(name: str) -> None:
    """Within a layer, modules of one room may import each other; rooms may not."""
    level = {n: i for i, layer in enumerate(LAYERS) for n in layer}
    for imported in map(_ours, _imports(MODULES[name])):
        if imported is None or imported not in level:
            continue
        same = imported.split(".")[:2] == name.split(".")[:2] or "." not in name[4:]
        assert level[imported] < level[name] or (level[imported] == level[name] and same), imported


def test_no_imports_go_in_circles() -> None:
    graph = {n: {i for i in map(_ours, _imports(p)) if i in MODULES} for n, p in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        if name not in done:
            for imported in graph[name]:
                visit(imported, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("name", MODULES)
def test_each_library_has_one_door(name: str) -> None:
    for imported in _imports(MODULES[name]):
        doors = DOORS.get(imported.partition(".")[0])
        assert doors is None or any(name == d or name.startswith(d + ".") for d in doors), imported


@pytest.mark.parametrize("name", MODULES)
def test_modules_stay_small(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "name", [n for n in MODULES if n.startswith(("bot.content", "bot.dialogue", "bot.calculators"))]
)
def test_the_heart_never_awaits(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef | ast.Await)]
