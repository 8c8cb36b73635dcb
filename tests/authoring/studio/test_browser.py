"""The studio in a real browser: an author opens a flow, clicks, edits, breaks and mends a file."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.cli import CONTENT_ROOT, main
from tests.authoring.studio.folder import copied, edit

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
)  # fmt: skip
FLOW = "where-to-query"

expect.set_options(timeout=20_000)  # a machine may be busy with other tests
no_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@contextmanager
def studio(root: Path) -> Iterator[str]:
    """The real command over a folder of content; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bot", "studio", "--content", str(root), "--no-open",
               "--port", str(port), "--flow", FLOW]  # fmt: skip
    # NiceGUI does otherwise where it takes itself to be tested
    own = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    with subprocess.Popen(
        command, cwd=CONTENT_ROOT, env=own, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert "http://127.0.0.1" in process.stdout.readline()
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("studio") / "content")


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with studio(root) as found:
        yield found


@pytest.fixture
def page(address: str, tmp_path: Path) -> Iterator[Page]:
    """The studio in a window, every address asked for noted: none may be elsewhere."""
    asked: list[str] = []
    with sync_playwright() as play:
        window = play.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=BROWSER,
            args=list(FLAGS),
            viewport={"width": 1440, "height": 900},
        )
        shown = window.pages[0]
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(address)
        yield shown
        window.close()
    assert asked
    assert not [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def lit(page: Page) -> str:
    """The id of the node that is lit."""
    return page.locator(".studio-graph .lit").get_attribute("id") or ""


@no_browser
def test_an_author_walks_edits_breaks_and_mends_a_flow(page: Page, root: Path) -> None:
    chat = page.locator(".studio-chat")
    expect(page.locator(".studio-graph .lit")).to_have_count(1)
    first = lit(page)
    chat.locator(".live .q-btn").first.click()
    expect(page.locator(f".studio-graph .passed[id='{first}']")).to_have_count(1)
    expect(page.locator(".studio-graph .lit")).to_have_count(1)
    assert lit(page) != first
    opens = page.locator(".studio-opens")
    assert f"/flows/{FLOW}.yaml:" in (opens.get_attribute("href") or "")

    path = root / f"flows/{FLOW}.yaml"
    here = chat.locator(".live .text-weight-bold").last.inner_text()
    saved = time.perf_counter()
    edit(path, f": {here}\n", f": 刚改的{here}\n")
    shows = "words => document.querySelector('.studio-chat').innerText.includes(words)"
    page.wait_for_function(shows, arg=f"刚改的{here}", polling=20)
    print(f"save to refresh: {time.perf_counter() - saved:.2f} s")

    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("start: ", "start: nowhere_", 1), encoding="utf-8")
    expect(page.locator(".studio-banner")).to_be_visible()
    expect(chat.get_by_text(f"刚改的{here}").first).to_be_visible()
    page.locator(".studio-banner .q-btn").click()
    line = good[: good.index("start: ")].count("\n") + 1
    problems = page.locator(".studio-problems")
    expect(problems.get_by_text(f"flows/{FLOW}.yaml")).to_be_visible()
    place = problems.get_by_role("link", name=f"第 {line} 行").first
    assert (place.get_attribute("href") or "").startswith(f"vscode://file{path}:{line}:")

    path.write_text(good, encoding="utf-8")
    expect(problems.get_by_text("没有问题")).to_be_visible()
    expect(page.locator(".studio-banner")).to_have_count(0)


def test_a_page_of_another_name_is_told_nothing(address: str) -> None:
    port = int(address.rstrip("/").rpartition(":")[2])
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/", headers={"Host": "elsewhere.example"})
        assert connection.getresponse().status == 400


def test_a_port_that_is_taken_is_said_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["studio", "--no-open", "--port", str(port)]) == 1
    assert f"port {port} cannot be used" in capsys.readouterr().err


@no_browser
def test_a_node_that_is_clicked_is_where_the_conversation_starts(page: Page) -> None:
    page.locator("[data-flow=medical-balance-zero]").click()
    expect(
        page.locator(".studio-chat").get_by_text("从头开始走“医保余额为什么是 0”")
    ).to_be_visible()
    page.locator(".studio-search input").fill("居民医保没有个人账户")
    page.get_by_role("option").first.click()
    found = page.locator(".studio-graph .found")
    expect(found).to_have_count(1)
    found.click()
    expect(page.locator(".studio-graph .lit.found")).to_have_count(1)
    chat = page.locator(".studio-chat")
    expect(chat.get_by_text("已替您填好到这里的回答")).to_be_visible()
    page.locator(".studio-input input").fill("上一步")
    page.locator(".studio-input input").press("Enter")
    expect(page.locator(".studio-graph .lit.found")).to_have_count(0)
    expect(page.locator(".studio-graph .lit")).to_have_count(1)
