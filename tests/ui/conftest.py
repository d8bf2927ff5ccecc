"""The whole app without a browser, on a folder of toy workspaces."""

from functools import cache
from pathlib import Path

import folium
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from planner.workspace import Workspace
from ui.components import data, shell

APP = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture(scope="session", autouse=True)
def components_found_once():
    """Installed components do not change; looking for them takes longer than a page."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def layers_read_once():
    """Rows of one version are the same in every workspace; read them only once."""
    kept, read = {}, Workspace.layer

    def layer(workspace, name):
        version = workspace.layer_versions().get(name)
        if version is None:
            return read(workspace, name)
        if (name, version) not in kept:
            kept[name, version] = read(workspace, name)
        return kept[name, version].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "layer", layer)
        yield


@pytest.fixture
def workspaces(tmp_path, monkeypatch) -> Path:
    """An empty folder in which the app looks for workspaces."""
    folder = tmp_path / "workspaces"
    folder.mkdir()
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def app(workspaces, monkeypatch):
    """Open a page with query parameters; caches are those of this test alone."""
    st.cache_data.clear()
    st.cache_resource.clear()
    # The app points every map at its own files; other tests look at folium's.
    for name in ("default_js", "default_css"):
        monkeypatch.setattr(folium.Map, name, getattr(folium.Map, name))

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
