"""What the map plays and what the Gantt draws, without a browser."""

import json
from dataclasses import replace

import pytest

from tests.ui.tours.made_up import (
    HOSTILE,
    START,
    code,
    gantt,
    months,
    name,
    option,
    stays,
    view,
)
from ui.components.tours.gantt import Event, parse_event
from ui.components.tours.gantt_data import Bar, SetRow, gantt_data
from ui.maps.tour_file import tour_html
from ui.maps.tour_map import TourPlayer, set_signs, tour_map
from ui.maps.tour_view import state_of

# From the second month for two, and from the seventh.
TWICE = ((1, 3), (6, 8))


@pytest.mark.parametrize(
    ("found", "owed", "expected"),
    [
        (TWICE, 2, "coming now now part part part now now done done"),
        (TWICE[:1], 2, "coming now now part part part part part part part"),
        (TWICE[:1], 1, "coming now now done done done done done done done"),
        ((), 1, " ".join(["never"] * 10)),
        ((), 0, " ".join(["none"] * 10)),
        (((-2, 1),), 2, "now part part part part part part part part part"),
    ],
)
def test_the_state_of_a_county_month_by_month(found, owed, expected):
    assert " ".join(state_of(found, at, owed) for at in range(10)) == expected


def test_a_set_is_at_home_shown_and_faint_between_its_stays():
    told = view(3, 1, 24, stays=stays(3, 1, 24).iloc[[0, 2]])
    own = [(leg["from"], leg["stands"]) for leg in told.legs("s0")]
    first, then = (
        ((row["first"].year - 2027) * 12 + row["first"].month - 1, row["months"])
        for row in told.stays.to_dict("records")
    )
    # The first begins at once, so that it is never seen at home.
    assert own == [
        (first[0], True),
        (sum(first), False),
        (then[0], True),
        (sum(then), False),
    ]
    assert set_signs(3) == ["A", "B", "C"]
    assert set_signs(30)[-1] == "30"


def test_a_county_without_place_or_shape_is_left_out():
    told = view(3, 1, 24)
    told.counties.loc[0, ["lon", "lat"]] = float("nan")
    told.layer.loc[0, "geometry"] = None
    places = {tuple(leg["at"]) for leg in told.legs("s0") if leg["at"]}
    # Home, and the two that have one.
    assert len(places) == 3
    assert "nan" not in TourPlayer(told).data.lower()


def test_a_county_nobody_asks_for_is_named():
    told = view(3, 1, 24)
    told = replace(told, counties=told.counties[told.counties["name"] != name(1)])
    assert told.around["name"].tolist() == [name(1)]
    texts = [one["text"] for one in json.loads(tour_map(told).data)["labels"]]
    assert texts == [name(0), name(2), name(1)]


def test_the_file_opens_alone_and_shows_names_as_text():
    told = view(3, 2, 24)
    told.stays["venue"] = HOSTILE
    page = tour_html(told, title=HOSTILE)
    assert "<img" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<tr>") == len(told.stays) + 1


def test_the_gantt_is_plain_values_with_stretches_of_one_reason():
    shut = SetRow("s0", "A", closed=frozenset(months(24)[3:5]))
    options = [
        option("s0", at, at == 4, "+3 km" if at == 4 else "满") for at in range(9)
    ]
    told = gantt(4, 1, 24, rows=[shut], picked=code(0), options=options)
    data = gantt_data(told, "zh")
    json.dumps(data)
    (row,) = data["rows"]
    spans = [(one["at"], one["span"], one["fits"]) for one in row["options"]]
    assert spans == [(0, 4, False), (4, 1, True), (5, 4, False)]
    assert [(one["at"], one["span"]) for one in row["closed"]] == [(3, 2)]
    assert {entry["look"] for entry in data["legend"]} == {"out", "shut", "fits"}
    # A bar that would end after the last month is cut there.
    late = Bar("k", "s0", months(24)[22], 3, "x", "x", "#000000")
    cut = gantt_data(gantt(1, 1, 24, bars=[late]), "zh")["rows"][0]["bars"][0]
    assert (cut["at"], cut["months"]) == (22, 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"type": "pick", "key": "a/1"}, Event("pick", "a/1")),
        ({"type": "pick"}, Event("pick")),
        ({"type": "month", "first": "2027-01-01"}, Event("month", first=START)),
        (
            {"type": "move", "key": "a", "set_id": "s", "first": "2027-01-01"},
            Event("move", "a", "s", START),
        ),
        ({"type": "move", "key": "a", "set_id": "s", "first": "x"}, None),
        ({"type": "move", "key": 3, "set_id": "s", "first": "2027-01-01"}, None),
        ({"type": "other"}, None),
        ("pick", None),
    ],
)
def test_what_is_no_event_of_ours_is_nothing(value, expected):
    assert parse_event(value) == expected
