"""Rows a plan adds to layers of records."""

from geo.frames import empty
from planner.new_rows import free_name, with_rows


def test_a_name_is_given_once():
    taken = {"a", "a (2)"}
    assert [free_name(name, taken) for name in ("a", "b", "b")] == [
        "a (3)", "b", "b (2)"
    ]  # fmt: skip
    assert len(taken) == 5


def test_rows_are_added_behind_those_there_are():
    first = with_rows(empty("events"), [{"event_id": "e1", "kind": "fair"}], "events")
    found = with_rows(first, [{"event_id": "e2"}, {"event_id": "e3"}], "events")
    assert found["event_id"].tolist() == ["e1", "e2", "e3"]
    assert found["kind"].tolist() == ["fair", "", ""]
    assert found.index.tolist() == [0, 1, 2]
    assert found.dtypes.equals(empty("events").dtypes)
    assert first["event_id"].tolist() == ["e1"]


def test_no_rows_leave_a_layer_as_it_is():
    assert with_rows(empty("events"), [], "events").empty
