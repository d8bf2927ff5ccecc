"""What is put on a map beside its layers, whoever named the workspace."""

import folium
import pytest

from ui.components.map_view import keep_view
from ui.maps.layers import script_json

NAMES = (
    "百色|451021",
    "{{7*7}}",
    "{% for a in b %}",
    "{# x",
    "</script><script>alert(1)",
    "a'b\"c",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_view_is_kept_under_its_name_whatever_it_is(name):
    page = keep_view(folium.Map(tiles=None), name).get_root().render()
    assert f", {script_json(name)});" in page
    assert "<script>alert" not in page
