"""Road networks kept on disk."""

import pandas as pd
import pytest

from geo.frames import empty
from geo.roads.kept import kept_segments
from geo.roads.lines import to_lines
from tests import toy
from tests.geo.toy_roads import at, segments

NETWORK = segments(
    [at(0), at(1000), at(1000, 1000)],
    [(0, 1, {"name": "一路", "oneway": 1}), (1, 2, {"bridge": True})],
)


def lines():
    return to_lines(NETWORK, source="toy.graphml")


def never():
    pytest.fail("read again")


def test_a_kept_network_is_the_same_network(tmp_path):
    made = kept_segments(lines, key="a", folder=tmp_path)
    again = kept_segments(never, key="a", folder=tmp_path)
    assert again.content_hash == made.content_hash
    assert made.content_hash == kept_segments(lines, key="", folder=None).content_hash


def test_other_lines_are_read(tmp_path):
    kept_segments(lines, key="a", folder=tmp_path)
    asked = []
    kept_segments(lambda: asked.append(1) or lines(), key="b", folder=tmp_path)
    assert asked == [1]


@pytest.mark.parametrize("part", ["edges", "nodes"])
def test_a_broken_file_is_made_anew(tmp_path, part):
    made = kept_segments(lines, key="a", folder=tmp_path)
    file = next(tmp_path.glob(f"{part}-*"))
    file.write_bytes(file.read_bytes()[:100])
    again = kept_segments(lines, key="a", folder=tmp_path)
    assert again.content_hash == made.content_hash
    kept_segments(never, key="a", folder=tmp_path)


def test_a_few_networks_are_kept(tmp_path):
    for key in "abcdefg":
        kept_segments(lines, key=key, folder=tmp_path)
    assert len(list(tmp_path.glob("edges-*"))) == 4
    assert len(list(tmp_path.glob("nodes-*"))) == 4


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    made = kept_segments(lines, key="a", folder=tmp_path / "file" / "roads")
    assert len(made.edges) == 2


def test_another_table_in_its_place_is_not_taken_for_a_network(tmp_path):
    made = kept_segments(lines, key="a", folder=tmp_path)
    nodes, edges = next(tmp_path.glob("nodes-*")), next(tmp_path.glob("edges-*"))
    made.nodes.iloc[:1].to_feather(nodes)
    again = kept_segments(lines, key="a", folder=tmp_path)
    assert again.content_hash == made.content_hash
    made.nodes.to_feather(edges)
    again = kept_segments(lines, key="a", folder=tmp_path)
    assert again.content_hash == made.content_hash
    nodes.unlink()
    again = kept_segments(lines, key="a", folder=tmp_path)
    assert again.content_hash == made.content_hash
    assert not list(tmp_path.glob(".keeping-*"))


def test_a_layer_without_roads_is_kept_too(tmp_path):
    for _ in range(2):
        made = kept_segments(lambda: empty("roads"), key="a", folder=tmp_path)
        assert made.edges.empty
        assert made.nodes.empty


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_table, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_feather", full)
    found = kept_segments(toy.roads, key="a", folder=tmp_path)
    assert len(found.edges)
    assert not list(tmp_path.iterdir())
