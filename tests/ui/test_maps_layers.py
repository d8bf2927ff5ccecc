"""What goes into the page stays data, and the map asks nobody."""

import json
import re
import string
from pathlib import Path

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from geo.words import LANGS, placeholders
from ui.maps import layers as layers_module
from ui.maps.layers import SCRIPTS, Drawing, draw, latlon, layer, script_json
from ui.maps.styles import CASINGS, LINE_PANES, PANES, STYLES
from ui.text import WORDS, say

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "<!-- <script>",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{# note #}",
    "{{{{%",
    "'); alert(1); //",
    "\u2028\u2029\\u003c\\",
    "&lt;b&gt;",
]
SNIPPETS = st.sampled_from(["<", ">", "{", "%", "#", "}", "</script>", "\\", "'", '"'])
TEXTS = st.lists(SNIPPETS | st.text(max_size=3)).map("".join)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_survives_as_text(text):
    made = script_json({"name": text})
    assert json.loads(made) == {"name": text}
    assert not re.search(r"[<>&'\u2028\u2029]|\{[{%#]", made)


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS) | st.dictionaries(TEXTS, TEXTS)))
def test_json_says_the_same_after_jinja_has_rendered_it(value):
    made = script_json(value)
    assert json.loads(made) == value
    assert json.loads(Template(made).render()) == value
    assert "<" not in made


def test_not_a_number_is_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        script_json({"x": float("nan")})


def test_latlon_swaps():
    assert latlon((106.6, 23.9)) == [23.9, 106.6]


def drawing(name="甲村"):
    point = {"type": "Point", "coordinates": [106.6, 23.9]}
    properties = {"kind": "village", "code": "1", "name": name, "lines": []}
    feature = {"type": "Feature", "geometry": point, "properties": properties}
    return draw(
        lang="zh",
        bounds=(106.0, 23.0, 107.0, 24.0),
        layers=[layer("covered", [feature])],
        labels=[{"level": "county", "text": name, "at": [106.5, 23.5]}],
        legend=[],
        attribution="资料",
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_do_not_break_the_page_of_folium(text):
    page = drawing(text).to_map().get_root().render()
    data, _ = json.JSONDecoder().raw_decode(page.split("})(map_coverage, ")[1])
    assert data["layers"][0]["data"]["features"][0]["properties"]["name"] == text
    assert data["labels"][0]["text"] == text


def test_bounds_and_labels_are_turned_for_leaflet():
    data = json.loads(drawing().data)
    assert data["bounds"] == [[23.0, 106.0], [24.0, 107.0]]
    assert data["labels"][0]["at"] == [23.5, 106.5]


def test_page_names_no_outside_address():
    page = drawing().to_map().get_root().render()
    assert "../../app/static/leaflet.js" in page
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", page))
    # A name of a language of drawing, which nobody opens.
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_folium_at_large_keeps_its_own_links():
    drawing().to_map()
    assert folium.Map.default_js[0][1].startswith("http")


def test_same_drawing_same_page_and_every_map_is_new():
    kept = drawing()
    first, second = kept.to_map(), kept.to_map()
    assert first is not second
    assert first.get_root().render() == second.get_root().render()


def test_digest_tells_drawings_apart_that_differ_after_an_underscore():
    one, other = Drawing('{"a":"x_full"}'), Drawing('{"a":"x_trade"}')
    assert one.digest != other.digest


def test_code_and_style_hold_no_template_marks():
    for name in (*SCRIPTS, "drawing.css", "standalone.css"):
        text = (Path(layers_module.__file__).parent / name).read_text("utf-8")
        assert not re.search(r"\{[{%#]", text), name


def test_script_never_writes_html():
    folder = Path(layers_module.__file__).parent
    code = "".join((folder / name).read_text("utf-8") for name in SCRIPTS)
    # Once, to turn text into escaped text.
    assert code.count("innerHTML") == 1
    assert "data.attribution).innerHTML" in code
    assert "insertAdjacentHTML" not in code


def test_every_style_that_is_drawn_says_how_large():
    for name, style in STYLES.items():
        if name == "idle":  # Only changes the colours of another.
            continue
        assert ("radius" in style) or ("weight" in style)
    for name in ("covered", "uncovered", "not_asked", "provider"):
        assert STYLES[name]["radius"] > 0


def test_every_line_lies_in_a_pane_under_symbols():
    assert set(LINE_PANES.values()) <= set(PANES)
    assert set(LINE_PANES) | set(CASINGS) <= set(STYLES)
    assert all(400 < place < 440 for place in PANES.values())


WRITTEN = "\n".join(
    path.read_text("utf-8")
    for path in sorted(Path(layers_module.__file__).parent.glob("*.py"))
)
OURS = [key for key in WORDS.keys() if key.startswith("atlas_")]  # noqa: SIM118


def test_every_word_is_used():
    families = ("share", "legend", "boundary", "group", "set", "by", "trade", "card")
    families += ("capacity", "column", "zoom", "close", "label", "whole")
    families += ("band", "road", "route", "change", "draw")
    unused = [
        key
        for key in OURS
        if f'"{key}"' not in WRITTEN and key.split("_")[1] not in families
    ]
    assert unused == []


def test_words_are_said_in_both_languages_with_the_same_blanks():
    assert OURS
    for key in OURS:
        entry = WORDS.entry(key)
        assert placeholders(entry["zh"]) == placeholders(entry["en"]), key
        assert not set(entry["en"]) - set(string.printable) - set("–·"), key
        filled = dict.fromkeys(placeholders(entry["zh"]), 1)
        assert all(say(key, lang, **filled) for lang in LANGS), key
