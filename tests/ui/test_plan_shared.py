"""What the pages of a plan share, where it needs no page."""

import datetime as dt

import pytest

from planner.errors import PlanInputError
from planner.outings.choice import OutingChoice
from planner.plans import KeptPlan
from planner.travelling import TravelChoice
from ui.components import data
from ui.components.messages import first_of
from ui.components.outings.asked import FIELDS
from ui.components.own_component import day_of, text_of
from ui.components.plan_files import written
from ui.components.plan_running import over_until
from ui.components.plan_sent import read_sent, sent_key
from ui.components.plan_shown import stale
from ui.components.travel_settings import TRAVEL, travel_in, travel_values

PLAN = KeptPlan("tours_draft", "draft", "2026-11-22", "a/b/c", {}, {}, {})
LAYERS = ("counties", "roads", "closures")
START = dt.date(2027, 1, 1)


def nothing_differs():
    return {"travel": False, "choice": False}


def senseless():
    raise PlanInputError([("rule_one_limit", {})])


def test_travel_and_its_settings_say_the_same():
    travel = TravelChoice(method="straight_line", snap_limit_m=2500, detour=1.7)
    values = travel_values(travel)
    assert set(values) == set(TRAVEL)
    assert values["near"] == 2.5
    assert travel_in(values) == travel


@pytest.mark.parametrize(
    ("version", "differ", "found"),
    [
        ("a/b/c", nothing_differs, ()),
        ("a/B/C", nothing_differs, ("roads",)),
        ("A/B/c", nothing_differs, ("data",)),
        ("a/b/c", lambda: {"travel": True, "choice": False}, ("travel",)),
        ("a/B/c", senseless, ("roads", "choice")),
    ],
)
def test_what_has_changed_since_a_plan_was_made(version, differ, found):
    assert stale(PLAN, LAYERS, version, differ) == found


@pytest.mark.parametrize(
    ("today", "was", "until"),
    [
        (START, PLAN, None),
        (dt.date(2027, 1, 2), PLAN, START),
        (dt.date(2027, 1, 2), None, None),
    ],
)
def test_only_what_is_over_of_a_plan_there_is_stays(monkeypatch, today, was, until):
    monkeypatch.setattr(data, "today", lambda: today)
    assert over_until(START, was) == until


def test_work_of_one_page_is_not_that_of_another():
    data.going_on("tours")["here"] = "planning"
    assert data.going_on("tours") == {"here": "planning"}
    assert data.going_on("outings") == {}
    data.going_on("tours").clear()


def test_a_wrong_field_is_named_as_on_the_page():
    given = {"start": "2027-01-01", "end": "2027-12-31", "visits": 0}
    with pytest.raises(PlanInputError) as caught:
        FIELDS.made(OutingChoice.from_settings, given)
    named = [params.get("name") for _, params in caught.value.problems]
    assert named == [FIELDS.label("visits", "zh")]


def test_a_file_that_is_sent_is_read_under_a_name_of_ours():
    read = read_sent(
        "../../x.CSV", b"1", lambda path: (path.name, path.read_bytes())
    )  # fmt: skip
    assert read == ("back.csv", b"1")
    assert read_sent("x", b"", lambda path: path.name) == "back.xlsx"
    assert sent_key("x", b"1") != sent_key("x", b"2")


def test_files_are_kept_when_their_folder_is_gone():
    def write(folder):
        for name in ("a.txt", "b.txt"):
            (folder / name).write_text(name)
            yield folder / name

    assert written(write) == {"a.txt": b"a.txt", "b.txt": b"b.txt"}


def test_of_many_lines_the_first_are_told_and_how_many_more():
    lines = [str(at) for at in range(23)]
    assert first_of(lines[:20], "zh") == lines[:20]
    *first, more = first_of(lines, "zh")
    assert first == lines[:20]
    assert "3" in more


@pytest.mark.parametrize("value", [None, 3, "tomorrow", ["2027-01-01"]])
def test_what_a_browser_sends_may_be_no_day(value):
    assert day_of(value) is None


def test_what_a_browser_sends_is_read():
    assert day_of("2027-01-01") == START
    assert (text_of("v1"), text_of(7)) == ("v1", "")
