"""A real server on a free port and a real Chromium that may ask nobody else."""

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Request,
    expect,
)

from tests import desk

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
# Streamlit looks for its server below a page's own path before it looks at the root.
PROBES = ("/_stcore/health", "/_stcore/host-config")
PATIENCE_MS = 30_000
# Some pages draw for as long as they work; their buttons are clicked all the same.
SETTLE_MS = 5_000
STILL_MS = 150
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Watch:
    """What went wrong while a page was open."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def pytest_collection_modifyitems(items):
    """Everything in this folder drives the browser.

    A click can still meet a page that is being drawn anew: a journey that fails is
    begun again, twice at most, and told as a rerun.
    """
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the server looks for workspaces."""
    return tmp_path_factory.mktemp("served") / "workspaces"


@pytest.fixture
def workspaces(folder) -> Path:
    """The folder with the toy region as its one workspace, fresh for each test."""
    shutil.rmtree(folder, ignore_errors=True)
    desk.make_workspace(folder)
    return folder


@pytest.fixture(scope="session")
def server(folder) -> Iterator[str]:
    """Address of the app."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder.parent / "server.log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "streamlit_app.py",
            "--server.port",
            str(port),
            "--server.address",
            "127.0.0.1",
        ],
        cwd=ROOT,
        env={**os.environ, "COVERAGE_WORKSPACES": str(folder)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the server stopped; see server.log"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="session")
def office(browser, server) -> Iterator[BrowserContext]:
    """One for all tests, so that Streamlit's own files are fetched once."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True
    )
    yield context
    context.close()


# Whether the app has had nothing to do for a while: a click is told to it a moment
# after it was made, and it tells a moment later that it works.
_STILL = """async ([still, most]) => {
  const app = () => document.querySelector("[data-test-script-state]");
  const end = performance.now() + most;
  let since = performance.now();
  while (performance.now() < end) {
    const busy = app() && app().dataset.testScriptState !== "notRunning";
    if (busy) since = performance.now();
    if (performance.now() - since >= still) return;
    await new Promise(done => setTimeout(done, 20));
  }
}"""


@pytest.fixture(scope="session", autouse=True)
def clicks_wait_for_the_page() -> Iterator[None]:
    """A click on what is just being drawn anew is lost; a planner clicks again."""
    click = Locator.click

    def settled_click(self: Locator, **options: Any) -> None:
        self.wait_for(state="attached")
        self.page.evaluate(_STILL, [STILL_MS, SETTLE_MS])
        click(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", settled_click)
        yield


@pytest.fixture
def page(office, server, workspaces, folder, request) -> Iterator[Page]:
    """An office screen; asks of any other host find nobody and fail the test."""
    page = office.new_page()
    page.context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin",
        {"origin": server, "storageTypes": "cookies,local_storage"},
    )
    page.set_default_timeout(PATIENCE_MS)
    watch = Watch()

    # Listened to and not routed, which would switch the browser's cache off.
    def note(asked: Request) -> None:
        if not asked.url.startswith((server, "data:", "blob:")):
            watch.outside.append(asked.url)

    office.on("request", note)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            watch.errors.append(f"{message.text} {message.location}")
            if message.type == "error"
            and not message.location.get("url", "").endswith(PROBES)
            else None
        ),
    )
    yield page
    if request.node.stash.get(_FAILED, False):
        ARTEFACTS.mkdir(exist_ok=True)
        stamp = dt.datetime.now(tz=dt.UTC).strftime("%Y%m%dT%H%M%S")
        page.screenshot(path=ARTEFACTS / f"{request.node.name}-{stamp}.png")
        shutil.copy(folder.parent / "server.log", ARTEFACTS)
    office.remove_listener("request", note)
    for opened in office.pages:
        opened.close()
    assert watch.outside == []
    assert watch.errors == []
