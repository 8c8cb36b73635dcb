"""Beginnings that `shebao new` writes, and what editors are told about content."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.authoring import schema, schema_words
from bot.authoring.cases import Case
from bot.authoring.check import checked
from bot.authoring.new import RefusedError, Wish, begun, write
from bot.authoring.scaffolds import scalar
from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT, main
from bot.content import flow, knowledge, yaml
from bot.content.content import Content
from bot.content.loader import load
from tests.content import samples
from tests.shipped import TODAY, guide

HAN = re.compile("[一-鿿]")
REMINDERS = {"TEXT-DRAFT", "SOURCE-UNUSED"}
WISHES = (
    Wish("flow", "medical-refund"),
    Wish("flow", "a-b-9", "怎么退钱：一步步看", ("LAW 3", "RULE")),
    Wish("entry", "refund-time", "窗口 #几号 能退钱？", ("LAW",)),
    Wish("entry", "refund-how", None, ("LAW 2",), file="medical"),
    Wish("city", "luoyang", "洛阳"),
    Wish("source", "LY-2024", "关于“退费”的通知: 试行"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return samples.copy(tmp_path)


def content_of(root: Path) -> Content:
    loaded = load(root, samples.FUNCTIONS, samples.TODAY)
    assert loaded.content is not None, "\n".join(map(str, loaded.problems))
    return loaded.content


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.kind} {wish.id}")
def test_a_beginning_passes_the_check_and_is_listed_as_unfinished(root: Path, wish: Wish) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    written = begun(root, content_of(root), wish, samples.TODAY)
    assert before == {path: path.read_bytes() for path in root.rglob("*.yaml")}
    write(root, written)
    problems = samples.check(root).problems
    assert {problem.code for problem in problems} <= REMINDERS, "\n".join(map(str, problems))
    content = content_of(root)
    kept: dict[str, Mapping[str, Any]] = {
        "flow": content.flows,
        "entry": content.entries,
        "city": content.places,
        "source": content.sources,
    }
    name = {"entry": "question", "city": "name"}.get(wish.kind, "title")
    title = getattr(kept[wish.kind][wish.id], name)
    assert wish.title is None or title == wish.title
    for path, raw in before.items():
        lost = set(raw.decode().splitlines()) - set(path.read_text(encoding="utf-8").splitlines())
        assert not lost, path


def test_each_mark_is_a_reminder_at_its_place(root: Path) -> None:
    written = begun(root, content_of(root), Wish("flow", "medical-refund"), samples.TODAY)
    write(root, written)
    text = written.files["flows/medical-refund.yaml"]
    wanted = {n for n, line in enumerate(text.splitlines(), 1) if "〔待写" in line}
    found = [p for p in samples.check(root).problems if p.code == "TEXT-DRAFT"]
    assert {problem.line for problem in found} == wanted
    assert {problem.severity for problem in found} == {"warning"}
    filled = re.sub("〔待写：[^〕]*〕", lambda m: f"好{text.count(m[0])}", text)
    (root / "flows/medical-refund.yaml").write_text(filled, encoding="utf-8")
    assert not [p for p in samples.check(root).problems if p.code == "TEXT-DRAFT"]


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish("flow", "example"), "编号 example 已经有了"),
        (Wish("entry", "arrival-time", cite=("LAW",)), "编号 arrival-time 已经有了"),
        (Wish("city", "wuhan", "武汉"), "编号 wuhan 已经有了"),
        (Wish("source", "LAW", "法"), "编号 LAW 已经有了"),
        (Wish("flow", "Medical Refund"), "不能作编号"),
        (Wish("source", "law"), "不能作编号"),
        (Wish("entry", "new-one"), "条目要有依据"),
        (Wish("entry", "new-one", cite=("LWA 3",)), "没有编号 LWA 的依据"),
        (Wish("city", "luoyang"), "城市要有中文名"),
        (Wish("source", "LY"), "依据要有全称"),
        (Wish("flow", "new-one", section="nowhere"), "菜单里没有栏目 nowhere"),
        (Wish("flow", "new-one", title="长" * 25), "标题太长"),
    ],
)
def test_what_cannot_be_begun_is_refused_in_chinese(root: Path, wish: Wish, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        begun(root, content_of(root), wish, samples.TODAY)


def test_a_file_that_is_there_is_never_written_over(root: Path) -> None:
    mine = root / "flows/medical-refund.test.yaml"
    mine.write_text("我的: {expect: done}\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"flows/medical-refund.test.yaml 已经有了"):
        begun(root, content_of(root), Wish("flow", "medical-refund"), samples.TODAY)


def test_beginnings_fit_into_the_shipped_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("flows", "knowledge"):
        shutil.copytree(CONTENT_ROOT / folder, tmp_path / folder)
    start = ["--content", str(tmp_path), "new"]
    assert main([*start, "flow", "medical-refund"]) == 0
    assert "shebao check" in capsys.readouterr().out
    assert main([*start, "entry", "refund-time", "--cite", "SIL 14，GBF21-14"]) == 0
    assert main([*start, "city", "luoyang", "--title", "洛阳"]) == 0
    assert main([*start, "source", "LY-2024", "--title", "洛阳的办法"]) == 0
    problems = checked(tmp_path, FUNCTIONS, TODAY).problems
    assert not [problem for problem in problems if problem.severity == "error"]
    assert {problem.code for problem in problems} <= {*REMINDERS, "PHRASE-ASTRAY"}
    capsys.readouterr()
    assert main(["--content", str(tmp_path), "test", "medical-refund", "--full"]) == 0
    assert main([*start, "flow", "medical-refund"]) == 1
    assert "已经有了" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["好", "a: b", "#一", "- 一", "“一”", "是 ", "一 #二", "[一]", "yes"]
)
def test_titles_are_read_as_they_were_given(text: str) -> None:
    read = yaml.read("x.yaml", f"title: {scalar(text)}\n".encode())
    assert (read.data, read.problems) == ({"title": text}, [])


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every key an author may write, in every schema."""
    for kind, made in schema.schemas().items():
        for name, definition in made["$defs"].items():
            for field, value in definition["properties"].items():
                yield kind, f"{name}.{field}", value


def test_editors_tell_every_key_in_chinese_with_an_example_of_the_whole() -> None:
    silent = [
        key for _, key, value in fields() if not re.search("[一-鿿]", value.get("description", ""))
    ]
    assert not silent
    named = {key for _, key, _ in fields()}
    assert set(schema_words.FIELDS) <= named
    for made in schema.schemas().values():
        for definition in made["$defs"].values():
            assert HAN.search(definition["description"])
            assert definition["examples"]


@pytest.mark.parametrize("name", schema_words.KINDS)
def test_examples_use_keys_that_there_are(name: str) -> None:
    model = getattr(flow, name, None) or getattr(knowledge, name, None) or Case
    assert set(schema_words.KINDS[name].example) <= set(model.__struct_fields__)


def test_shipped_schemas_are_those_of_the_models() -> None:
    folder = CONTENT_ROOT / schema.SHIPPED
    made = {f"{name}.schema.json": schema.written(one) for name, one in schema.schemas().items()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert kept == made, f"shebao schema -o {schema.SHIPPED}"


def test_every_shipped_file_names_its_schema() -> None:
    paths = [*CONTENT_ROOT.glob("flows/*.yaml"), *CONTENT_ROOT.glob("knowledge/**/*.yaml")]
    told = 0
    for path in paths:
        line = schema.modeline(path.relative_to(CONTENT_ROOT).as_posix())
        if line is not None:
            assert path.read_text(encoding="utf-8").startswith(line + "\n"), path
            there = (path.parent / line.partition("=")[2]).resolve()
            assert there.is_file(), there
            told += 1
    assert told > len(guide().content.flows) * 2
