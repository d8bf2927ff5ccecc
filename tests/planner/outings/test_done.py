"""A plan against the records of what was done."""

import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.outings.done import (
    STATES,
    against_done,
    done_by_month,
    done_text,
    not_planned,
    state_label,
)

TODAY = dt.date(2027, 6, 15)
A, B = "451022100201", "451022100202"
PLACES = pd.DataFrame(
    [(A, "甲村", A), (B, "乙村", B), ("s1", "中心小学", "451022100"),
     ("m1", "平马圩", "451022101")],
    columns=["place_id", "name", "unit_code"],
)  # fmt: skip


def planned(*rows):
    """Visits from pairs of place and day of 2027."""
    days = [(place, dt.date.fromisoformat(f"2027-{day}")) for place, day in rows]
    return pd.DataFrame(days, columns=["place_id", "date"])


def recorded(*rows):
    """Events from unit, day and sometimes a name."""
    told = [(f"e{n}", unit, f"2027-{day}", " ".join(name))
            for n, (unit, day, *name) in enumerate(rows, 1)]  # fmt: skip
    frame = pd.DataFrame(told, columns=["event_id", "unit_code", "date", "name"])
    return frame.assign(kind="caravan_visit")


def states(visits, events, **given):
    table = against_done(visits, events, TODAY, places=PLACES, **given)
    days = [None if day is None else f"{day:%m-%d}" for day in table["done_on"]]
    return list(zip(table["state"], days, strict=True))


def test_each_state_by_hand():
    visits = planned((A, "03-01"), (A, "09-01"), (B, "04-01"), (B, "06-15"),
                     ("s1", "05-10"))  # fmt: skip
    events = recorded(
        (A, "03-01"), (B, "03-20"), ("451022100", "05-10"), ("451024", "05-11"),
        (A, "02-01"),
    )  # fmt: skip
    assert states(visits, events) == [
        ("done", "03-01"), ("ahead", None), ("done_otherwise", "03-20"),
        ("ahead", None), ("done", "05-10"),
    ]  # fmt: skip
    rest = not_planned(visits, events, places=PLACES)
    assert rest[["event_id", "place_id"]].to_numpy().tolist() == [["e5", A], ["e4", ""]]
    late = planned((A, "06-14"))
    assert states(late, recorded()) == [("late", None)]


def test_records_serve_the_nearest_visit_they_lie_beside():
    visits = planned((A, "03-01"), (A, "05-01"), (A, "07-01"))
    # Between the first two; both are open for it, and the second is nearer.
    assert states(visits, recorded((A, "04-10")))[1] == ("done_otherwise", "04-10")
    # Two records there serve two visits, one that is beyond another visit does not.
    both = states(visits, recorded((A, "04-10"), (A, "04-12")))
    assert [day for _, day in both] == ["04-10", "04-12", None]
    assert states(visits, recorded((A, "05-01"), (A, "04-30")))[1] == ("done", "05-01")


def test_other_places_go_by_name_or_by_the_only_one_of_a_unit():
    visits = planned(("s1", "03-01"), ("m1", "03-02"))
    named = recorded((A, "03-01", "中心小学"), ("451022101", "03-02", "赶圩"))
    # The school is in the township of the village that the record names.
    assert [state for state, _ in states(visits, named)] == ["done", "done"]
    elsewhere = recorded(("451024200201", "03-01", "中心小学"))
    assert [state for state, _ in states(visits, elsewhere)] == ["late", "late"]


def test_a_record_of_a_whole_county_has_to_name_the_place():
    county = pd.DataFrame(
        [("k1", "科技馆", "451022")], columns=["place_id", "name", "unit_code"]
    )
    visits = planned(("k1", "03-01"))
    for name, state in (("", "late"), ("县里", "late"), ("科技馆", "done")):
        events = recorded(("451022", "03-01", name))
        table = against_done(visits, events, TODAY, places=county)
        assert table["state"].tolist() == [state]


def test_other_kinds_and_other_years_do_not_count():
    visits = planned((A, "03-01"))
    other = recorded((A, "03-01")).assign(kind="village_visit")
    assert states(visits, other) == [("late", None)]
    span = dt.date(2027, 3, 1), dt.date(2027, 12, 31)
    early = recorded((A, "02-27"))
    assert states(visits, early) == [("done_otherwise", "02-27")]
    assert states(visits, early, span=span) == [("late", None)]
    assert not_planned(visits, early, places=PLACES, span=span).empty


def test_months_are_summed_and_told():
    visits = planned((A, "03-01"), (B, "03-02"), (A, "09-01"))
    events = recorded((A, "03-01"), ("451024", "05-11"))
    table = against_done(visits, events, TODAY, places=PLACES)
    rest = not_planned(visits, events, places=PLACES)
    months = done_by_month(table, rest).set_index("month")
    assert months.loc["2027-03"].to_dict() == {
        "planned": 2, "done": 1, "done_otherwise": 0, "late": 1, "ahead": 0,
        "unplanned": 0,
    }  # fmt: skip
    assert months["unplanned"].to_dict() == {
        "2027-03": 0, "2027-05": 1, "2027-09": 0,
    }  # fmt: skip
    text = done_text(table, rest, TODAY, "zh")
    for part in ("2027-06-15", "计划服务 3 次", "逾期没有记录 1 次", "计划外服务 1 次"):
        assert part in text
    assert "3 visits planned" in done_text(table, rest, TODAY, "en")
    assert {state_label(state, "zh") for state in STATES} == {
        "已完成", "改期完成", "逾期无记录", "未到期",
    }  # fmt: skip


def test_nothing_planned_and_nothing_done():
    table = against_done(planned(), recorded(), TODAY, places=PLACES)
    assert list(table.columns) == ["place_id", "date", "state", "done_on"]
    assert done_by_month(table, not_planned(planned(), recorded(), places=PLACES)).empty


DAY = st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31)).map("{:%m-%d}".format)
UNIT = st.sampled_from([A, B, "451022100", "451022"])


@given(
    st.lists(st.tuples(st.sampled_from([A, B, "s1"]), DAY), unique=True, max_size=12),
    st.lists(st.tuples(UNIT, DAY), max_size=12),
)
def test_every_visit_has_one_state_and_every_record_serves_one_at_most(visits, events):
    asked, done = planned(*visits), recorded(*events)
    table = against_done(asked, done, TODAY, places=PLACES)
    rest = not_planned(asked, done, places=PLACES)
    assert len(table) == len(visits)
    assert table["state"].isin(STATES).all()
    used = table.dropna(subset="done_on")
    assert len(used) + len(rest) == len(events)
    place_of = {A: A, B: B, "451022100": "s1"}
    have = Counter((place_of.get(unit), f"2027-{day}") for unit, day in events)
    taken = Counter(
        (place, str(day))
        for place, day in zip(used["place_id"], used["done_on"], strict=True)
    )
    assert not taken - have
    # A record of the planned day is never given to another day.
    for place, day, state in zip(
        table["place_id"], table["date"], table["state"], strict=True
    ):
        assert (state == "done") == ((place, str(day)) in have)


def test_a_record_without_a_readable_day_is_left_to_the_import():
    events = recorded((A, "03-01")).assign(date="")
    assert states(planned((A, "03-01")), events) == [("late", None)]
    with pytest.raises(KeyError):
        state_label("never", "zh")
