"""Leaflet and jQuery come from installed packages, and from nowhere else."""

import re

import folium
import pytest

from ui.maps import assets


@pytest.fixture
def own_links(monkeypatch):
    """Folium's own settings come back after the test."""
    monkeypatch.setattr(folium.Map, "default_js", folium.Map.default_js)
    monkeypatch.setattr(folium.Map, "default_css", folium.Map.default_css)


def test_files_are_installed_and_are_what_their_names_say():
    files = assets.files()
    assert set(files) > {"leaflet.js", "leaflet.css", "jquery.min.js"}
    assert "Leaflet 1.9" in files["leaflet.js"].read_text("utf-8")[:200]
    assert "jQuery" in files["jquery.min.js"].read_text("utf-8")[:200]


def test_install_copies_files_and_pictures(tmp_path):
    folder = tmp_path / "static"
    assets.install_static(folder)
    copied = {p.relative_to(folder).as_posix() for p in folder.rglob("*.*")}
    assert copied == set(assets.files())
    assert "images/layers.png" in copied


def test_install_mends_a_damaged_file_and_leaves_a_good_one(tmp_path):
    assets.install_static(tmp_path)
    good, bad = tmp_path / "leaflet.css", tmp_path / "leaflet.js"
    before = good.stat().st_mtime_ns
    whole = bad.read_bytes()
    bad.write_bytes(b"x" * len(whole))
    assets.install_static(tmp_path)
    assert bad.read_bytes() == whole
    assert good.stat().st_mtime_ns == before


def test_links_are_local_and_hold_under_any_base_path():
    scripts, styles = assets.links()
    # From /plan/component/streamlit_folium.st_folium/index.html to /plan/app/static.
    assert [url for _, url in scripts] == [
        "../../app/static/leaflet.js",
        "../../app/static/jquery.min.js",
    ]
    assert [url for _, url in styles] == ["../../app/static/leaflet.css"]


def test_absolute_prefix_is_kept():
    scripts, _ = assets.links("/plan/app/static/")
    assert scripts[0] == ("leaflet", "/plan/app/static/leaflet.js")


def test_use_static_leaves_folium_no_outside_address(own_links):
    assets.use_static()
    page = folium.Map(tiles=None).get_root().render()
    assert "../../app/static/leaflet.js" in page
    assert "https://" not in page


def test_inline_leaves_no_link_of_ours():
    page = assets.inline(
        '<link rel="stylesheet" href="../../app/static/leaflet.css"/>'
        '<script src="/app/static/leaflet.js"></script>'
        '<script src="jquery.min.js"></script>'
    )
    assert "src=" not in re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    assert 'rel="stylesheet"' not in page
    assert page.count("</script>") == 2
    assert "Leaflet 1.9" in page


def test_inline_writes_pictures_into_the_style():
    page = assets.inline('<link rel="stylesheet" href="leaflet.css"/>')
    assert "url(images/" not in page
    assert "url(data:image/png;base64,iVBOR" in page


def test_inline_leaves_other_links_alone():
    page = '<script src="other.js"></script><link rel="icon" href="icon.png">'
    assert assets.inline(page) == page


def test_inline_keeps_backslashes_of_the_scripts():
    source = assets.files()["leaflet.js"].read_text("utf-8")
    page = assets.inline('<script src="leaflet.js"></script>')
    assert source in page
