"""The whole app without a browser, on a folder of toy workspaces."""

from functools import cache
from pathlib import Path

import folium
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from planner.workspace import Workspace
from ui.components import data, shell

APP = Path(__file__).parents[2] / "streamlit_app.py"
FOLIUM_LINKS = {
    name: getattr(folium.Map, name) for name in ("default_js", "default_css")
}
# Modules that save, adopt or undo.
SAVING = {
    "test_advisory_keep", "test_advisory_steps", "test_bases_kept", "test_duties_page",
    "test_outing_edits", "test_outing_page", "test_pages_data", "test_pairing_page",
    "test_records_page", "test_records_page_forms", "test_road_page_closures",
    "test_roster_page", "test_tour_page",
}  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def components_found_once():
    """Installed components do not change; looking for them takes longer than a page."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_not_disturbed():
    """A page is waited for; to ask a thousand times a second slows it down."""
    ask = local_script_runner.require_widgets_deltas

    def wait(runner, timeout=3):
        runner._script_thread.join(timeout)
        # Tells of one that takes too long.
        if not runner.script_stopped():
            ask(runner, 0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(scope="session")
def layers_kept():
    """Layers read so far, by name and version."""
    return {}


@pytest.fixture(autouse=True)
def layers_read_once(request, monkeypatch, layers_kept):
    """Rows of one version are the same in every workspace; read them only once.

    Not where pages save and undo: those must read what the file itself holds.
    """
    if request.module.__name__.rpartition(".")[-1] in SAVING:
        return
    read = Workspace.layer

    def layer(workspace, name):
        version = workspace.layer_versions().get(name)
        if version is None:
            return read(workspace, name)
        if (name, version) not in layers_kept:
            layers_kept[name, version] = read(workspace, name)
        return layers_kept[name, version].copy()

    monkeypatch.setattr(Workspace, "layer", layer)


@pytest.fixture(autouse=True)
def folium_as_it_comes():
    """The app points every map at its own files; other tests look at folium's."""
    yield
    for name, links in FOLIUM_LINKS.items():
        setattr(folium.Map, name, links)


@pytest.fixture
def workspaces(tmp_path, monkeypatch) -> Path:
    """An empty folder in which the app looks for workspaces."""
    folder = tmp_path / "workspaces"
    folder.mkdir()
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def app(workspaces):
    """Open a page with query parameters; caches are those of this test alone."""
    st.cache_data.clear()
    st.cache_resource.clear()

    def open_page(page: str = "overview", **params: str) -> AppTest:
        at = AppTest.from_file(APP, default_timeout=60)
        for name, value in params.items():
            at.query_params[name] = value
        if page != "overview":
            at.switch_page(shell.PAGES[page])
        at.run()
        assert not at.exception
        return at

    return open_page
