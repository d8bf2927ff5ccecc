"""What streamlit-folium sends back is read for our features and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.maps.clicks import Selection, parse_click

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


@given(ANYTHING)
def test_whatever_a_browser_sends_is_no_traceback(output):
    found = parse_click(output)
    assert found is None or isinstance(found.code, str)
