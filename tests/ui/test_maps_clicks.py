"""What streamlit-folium sends back is read for our features and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.maps.clicks import Selection, parse_click, parse_drawn, parse_road

# As sent by streamlit-folium 0.27.4 from the real app.
VILLAGE = {
    "last_active_drawing": {
        "type": "Feature",
        "properties": {
            "kind": "village",
            "code": "451026101201",
            "name": "平孟村委会",
            "lines": ["那坡县 平孟镇", "未覆盖：可达范围内没有服务点", "示意数据"],
            "fill": "#d7191c",
        },
        "geometry": {"type": "Point", "coordinates": [105.90892, 23.00463]},
    }
}
COUNTY = {
    "last_clicked": {"lat": 23.9, "lng": 106.4},
    "last_object_clicked": {"lat": 23.9, "lng": 106.4},
    "last_object_clicked_tooltip": "右江区已覆盖 23 / 27（85.2%）",
    "last_active_drawing": {
        "type": "Feature",
        "properties": {"kind": "county", "code": "451002", "name": "右江区"},
        "geometry": {"type": "Polygon", "coordinates": []},
    },
    "zoom": 8.1,
}


def test_click_on_a_village():
    assert parse_click(VILLAGE) == Selection("village", "451026101201")


def test_click_on_a_county_with_everything_returned():
    assert parse_click(COUNTY) == Selection("county", "451002")


@pytest.mark.parametrize("kind", ["village", "county", "township", "base"])
def test_every_kind_of_feature_can_be_selected(kind):
    feature = {"properties": {"kind": kind, "code": "x"}}
    found = parse_click({"last_active_drawing": feature})
    assert found == Selection(kind, "x")


@pytest.mark.parametrize(
    "output",
    [
        None,
        {},
        {"last_active_drawing": None},
        {"last_active_drawing": {"properties": None}},
        {"last_active_drawing": {"properties": {}}},
        {"last_active_drawing": {"properties": {"kind": "village"}}},
        {"last_active_drawing": {"properties": {"kind": "village", "code": ""}}},
        {"last_active_drawing": {"properties": {"kind": "village", "code": 451}}},
        {"last_active_drawing": {"properties": {"kind": "road", "code": "1"}}},
        {"last_active_drawing": {"properties": {"kind": ["village"], "code": "1"}}},
        {"last_object_clicked": {"lat": 1, "lng": 2}},
    ],
)
def test_nothing_of_ours_is_no_selection(output):
    assert parse_click(output) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["last_active_drawing", "properties", "kind", "code"]),
            inner,
        )
    ),
)
CORNER = st.lists(st.floats() | st.integers() | st.none(), max_size=3)
RINGS = st.lists(st.lists(CORNER | st.text(max_size=2), max_size=6), max_size=2)
AREAS = st.fixed_dictionaries(
    {"type": st.just("Polygon"), "coordinates": RINGS | ANYTHING}
)


@given(ANYTHING)
def test_whatever_a_browser_sends_is_no_traceback(output):
    found = parse_click(output)
    assert found is None or isinstance(found.code, str)


@given(ANYTHING | AREAS.map(lambda area: drawn(area)))
def test_whatever_comes_as_an_area_or_a_road_is_no_traceback(output):
    found = parse_drawn(output)
    assert found is None or 3 <= len(found) <= 500
    assert isinstance(parse_road(output), str)


def drawn(geometry, kind="drawn"):
    feature = {"type": "Feature", "properties": {"kind": kind}, "geometry": geometry}
    return {"last_active_drawing": feature}


def polygon(*corners):
    return {"type": "Polygon", "coordinates": [[list(one) for one in corners]]}


SQUARE = [(106.5, 23.8), (106.7, 23.8), (106.7, 24.0), (106.5, 24.0)]


def test_an_area_drawn_comes_as_its_corners():
    """As sent by streamlit-folium: the first corner comes again at the end."""
    assert parse_drawn(drawn(polygon(*SQUARE, SQUARE[0]))) == SQUARE
    assert parse_drawn(drawn(polygon(*SQUARE))) == SQUARE
    assert parse_click(drawn(polygon(*SQUARE))) is None
    assert parse_road(drawn(polygon(*SQUARE))) == ""


@pytest.mark.parametrize(
    "output",
    [
        None,
        VILLAGE,
        COUNTY,
        drawn(polygon(*SQUARE), kind="county"),
        drawn(None),
        drawn({"type": "Point", "coordinates": [1, 2]}),
        drawn({"type": "Polygon", "coordinates": []}),
        drawn({"type": "Polygon", "coordinates": [None]}),
        drawn(polygon()),
        drawn(polygon(*SQUARE[:2])),
        drawn(polygon(SQUARE[0], SQUARE[0], SQUARE[0], SQUARE[1])),
        drawn(polygon(*SQUARE[:3], (float("nan"), 1))),
        drawn(polygon(*SQUARE[:3], (float("inf"), 1))),
        drawn(polygon(*SQUARE[:3], (181, 1))),
        drawn(polygon(*SQUARE[:3], (100, -91))),
        drawn(polygon(*SQUARE[:3], (10**400, 1))),
        drawn(polygon(*SQUARE[:3], (True, 1))),
        drawn(polygon(*SQUARE[:3], ("106", "23"))),
        drawn(polygon(*SQUARE[:3], (106,))),
        drawn(polygon(*[(i / 10, i % 7) for i in range(502)])),
    ],
)
def test_what_is_no_area_is_none(output):
    assert parse_drawn(output) is None


def test_up_to_five_hundred_corners_are_taken():
    corners = [(i / 10, i % 7) for i in range(500)]
    assert len(parse_drawn(drawn(polygon(*corners, corners[0])))) == 500


def test_click_on_a_road():
    feature = {"properties": {"kind": "road", "code": "BSR00001", "name": "国道"}}
    assert parse_road({"last_active_drawing": feature}) == "BSR00001"
    assert parse_click({"last_active_drawing": feature}) is None
    assert parse_road(VILLAGE) == parse_road(None) == parse_road({}) == ""
    numbered = {"properties": {"kind": "road", "code": 7}}
    assert parse_road({"last_active_drawing": numbered}) == ""


def test_click_on_a_place():
    feature = {"properties": {"kind": "place", "code": "node/1"}}
    found = parse_click({"last_active_drawing": feature})
    assert found == Selection("place", "node/1")
