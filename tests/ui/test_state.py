"""Settings: one declaration each, a link restores them, nonsense falls back."""

import datetime as dt

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from geo.schemas import BASE_KINDS, RECORD_LAYERS, term_group
from planner.advising.choice import COUNTY_ORDER, EXPERT_ORDER, REVIEWS
from planner.assignment import DEFAULT_GOALS
from planner.pairing.choice import KINDS as PAIR_KINDS
from planner.reasons import REASONS
from planner.rule import Rule
from ui.components import state
from ui.components.state import SETTINGS, Pick

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """A session and an address bar of our own."""
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Address())
    return st.session_state


class Address(dict):
    """The address bar as Streamlit offers it."""

    def to_dict(self):
        return dict(self)

    def from_dict(self, values):
        self.clear()
        self.update(values)


IDS = some.lists(some.text(min_size=1, max_size=80), unique=True, max_size=5).map(tuple)
CELL = some.text(max_size=80)
PAIRS = some.lists(some.tuples(CELL, CELL), max_size=5).map(tuple)
FIVES = some.lists(some.tuples(*[CELL] * 5), max_size=5).map(tuple)
MONTHS = some.dates(dt.date(2001, 1, 1), dt.date(2098, 12, 31)).map(
    lambda day: day.replace(day=1)
)
VALUES = {
    "lang": some.sampled_from(["zh", "en"]),
    "ws": some.text(min_size=1, max_size=80),
    "villages": some.sampled_from(["poor", "not_exited", "owed", "all"]),
    "providers": some.sampled_from(["any", "bases", "commissioners"]),
    "kinds": some.lists(some.sampled_from(list(BASE_KINDS)), unique=True).map(tuple),
    "limit": some.integers(10, 10_000).map(lambda tenths: tenths / 10),
    "unit": some.sampled_from(["min", "km"]),
    "needed": some.integers(1, 9),
    "trade": some.booleans(),
    "capacity": some.booleans(),
    "on": some.dates(),
    "method": some.sampled_from(state.METHODS),
    "profile": some.text(min_size=1, max_size=80),
    "walk": some.integers(2, 20).map(lambda halves: halves / 2),
    "near": some.integers(1, 1000).map(lambda tenths: tenths / 10),
    "closures": some.booleans(),
    "colour": some.sampled_from(state.COLOURS),
    "speed": some.integers(5, 120).map(float),
    "detour": some.integers(100, 300).map(lambda percent: percent / 100),
    "level": some.sampled_from(state.LEVELS),
    "show": some.lists(some.sampled_from(state.SHOWN), unique=True).map(tuple),
    "reasons": some.lists(some.sampled_from(REASONS[1:]), unique=True).map(tuple),
    "county": some.from_regex("[0-9]{6}", fullmatch=True),
    "pick": some.builds(
        Pick, some.sampled_from(state.KINDS), some.text(min_size=1, max_size=80)
    ),
    "aim": some.sampled_from(["all", "most", "mean", "farthest"]),
    "least": some.sampled_from(["number", "cost"]),
    "most": some.integers(0, 10_000),
    "budget": some.one_of(some.none(), some.integers(0, 99_999).map(float)),
    "places": some.sampled_from(["listed", "villages"]),
    "build": some.sampled_from(list(BASE_KINDS)),
    "room": some.one_of(some.none(), some.integers(1, 10_000)),
    "cost": some.integers(0, 99_999).map(float),
    "weight": some.sampled_from(["villages", "poor_households", "households"]),
    "county_kind": some.sampled_from(["", *BASE_KINDS]),
    "pinned": IDS,
    "banned": IDS,
    "own": some.one_of(some.none(), IDS),
    "base_view": some.sampled_from(state.BASE_VIEWS),
    "curve_by": some.sampled_from(["number", "cost"]),
    "other": some.integers(0, 99),
    "site": some.text(min_size=1, max_size=80),
    "each_trade": some.booleans(),
    "least_fit": some.sampled_from(["whole", "part", "other"]),
    "goals": some.permutations(DEFAULT_GOALS).map(tuple),
    "roster_view": some.sampled_from(state.ROSTER_VIEWS),
    "open_for": some.sampled_from(["", *REASONS[1:]]),
    "must": some.lists(some.tuples(CELL, CELL, CELL, CELL), max_size=5).map(tuple),
    "pins": PAIRS,
    "bans": PAIRS,
    "agreed": PAIRS,
    "gone": IDS,
    "freed": IDS,
    "ended": IDS,
    "pair_kind": some.sampled_from(PAIR_KINDS),
    "pair_view": some.sampled_from(state.PAIR_VIEWS),
    "pair_parties": some.sampled_from(["experts", "organisations", "both"]),
    "pair_roles": some.lists(
        some.sampled_from(list(term_group("roles"))), unique=True
    ).map(tuple),
    "pair_needed": some.integers(1, 9),
    "pair_room": some.one_of(some.none(), some.integers(1, 999)),
    "pair_fit": some.sampled_from([None, "whole", "part", "other"]),
    "pair_limit": some.one_of(some.none(), some.integers(1, 1440).map(float)),
    "pair_counties": some.integers(0, 10_000),
    "pair_pins": PAIRS,
    "pair_bans": PAIRS,
    "pair_pick": some.text(min_size=1, max_size=80),
    "outing_start": some.one_of(some.none(), some.dates()),
    "outing_end": some.one_of(some.none(), some.dates()),
    "outing_set": PAIRS,
    "outing_pins": some.lists(some.tuples(CELL, CELL, CELL), max_size=5).map(tuple),
    "outing_lent": PAIRS,
    "outing_free": PAIRS,
    "outing_locked": PAIRS,
    "outing_view": some.sampled_from(state.OUTING_VIEWS),
    "outing_month": some.one_of(some.none(), MONTHS),
    "outing_day": some.one_of(some.none(), some.dates()),
    "outing_van": some.text(min_size=1, max_size=80),
    "outing_pick": PAIRS,
    "outing_why": some.text(min_size=1, max_size=80),
    "outing_seconds": some.integers(1, 600).map(float),
    **dict.fromkeys(("tour_start", "tour_month"), some.one_of(some.none(), MONTHS)),
    **dict.fromkeys(("tour_set", "tour_bans"), PAIRS),
    **dict.fromkeys(("tour_by_county", "tour_pins"), FIVES),
    "tour_extra": some.lists(some.tuples(CELL, CELL, CELL), max_size=5).map(tuple),
    "tour_locked": IDS,
    "tour_view": some.sampled_from(state.TOUR_VIEWS),
    "tour_colour": some.sampled_from(state.TOUR_COLOURS),
    "tour_pick": some.text(min_size=1, max_size=80),
    "tour_why": some.text(min_size=1, max_size=80),
    "tour_seconds": some.integers(1, 1800).map(float),
    **dict.fromkeys(
        ("advisory_members", "advisory_fewest", "advisory_most"), some.integers(1, 16)
    ),
    **dict.fromkeys(
        (
            "advisory_home_least",
            "advisory_home_most",
            "advisory_partner_least",
            "advisory_partner_most",
        ),
        some.integers(0, 8),
    ),
    "advisory_proposing": some.sampled_from(["counties", "experts"]),
    "advisory_review": some.sampled_from(REVIEWS),
    "advisory_in_turn": some.booleans(),
    "advisory_county_order": some.permutations(COUNTY_ORDER).map(tuple),
    "advisory_expert_order": some.permutations(EXPERT_ORDER).map(tuple),
    "advisory_declined": some.lists(some.tuples(CELL, CELL, CELL), max_size=5).map(
        tuple
    ),
    **dict.fromkeys(("advisory_pins", "advisory_bans", "advisory_quota"), PAIRS),
    "advisory_view": some.sampled_from(state.ADVISORY_VIEWS),
    **dict.fromkeys(
        ("advisory_batch", "advisory_member", "advisory_wait", "advisory_why"),
        some.text(min_size=1, max_size=80),
    ),
    "mapno": some.text(min_size=1, max_size=80),
    "view": some.sampled_from(state.SCORE_VIEWS),
    "row": some.text(min_size=1, max_size=80),
    "part": some.integers(0, 99),
    "row_level": some.sampled_from(["", *state.PLACE_LEVELS]),
    "row_unit": some.text(min_size=1, max_size=80),
    "row_pick": some.text(min_size=1, max_size=80),
    "month": MONTHS,
    "duty_list": some.sampled_from(state.DUTY_LISTS),
    "duty": some.text(min_size=1, max_size=200),
    "duty_programme": some.text(min_size=1, max_size=80),
    "duty_unit": some.from_regex("[0-9]{4,6}", fullmatch=True),
    "duty_status": some.lists(some.sampled_from(state.DUTY_STATUSES), unique=True).map(
        tuple
    ),
    "files": some.sampled_from(state.FILES),
    "paper": some.sampled_from(state.PAPER_KINDS),
    "paper_place": some.from_regex("[0-9]{4,6}", fullmatch=True),
    "paper_village": some.from_regex("[0-9]{12}", fullmatch=True),
    "paper_period": some.from_regex("20[0-9]{2}Q[1-4]", fullmatch=True),
    "records_layer": some.sampled_from(RECORD_LAYERS),
    "records_unit": some.from_regex("[0-9]{6}", fullmatch=True),
    "records_kind": some.text(min_size=1, max_size=80),
    "records_year": some.from_regex("20[0-9]{2}", fullmatch=True),
    "records_text": some.text(min_size=1, max_size=80),
}


def test_every_setting_has_values_to_be_tried_with():
    assert VALUES.keys() == SETTINGS.keys()


@given(some.fixed_dictionaries(VALUES))
def test_a_link_restores_every_setting(values):
    """Whatever is set in one session is set in the colleague's that opens its link."""
    st.session_state.clear()
    state.put(**values)
    state.publish()
    link = st.query_params.to_dict()
    st.session_state.clear()
    st.query_params.from_dict(link)
    state.restore()
    assert {name: state.get(name) for name in SETTINGS} == values
    assert state.bad_settings() == ()


@given(some.dictionaries(some.sampled_from(list(SETTINGS)), some.text(max_size=200)))
def test_no_link_breaks_the_rule(texts):
    """Any text in the address bar leaves settings that a rule can be made of."""
    st.session_state.clear()
    st.query_params.from_dict(texts)
    state.restore()
    assert isinstance(state.rule(TODAY), Rule)
    assert state.travel().detour >= 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lang", "fr"),
        ("villages", "rich"),
        ("limit", "inf"),
        ("limit", "nan"),
        ("limit", "-3"),
        ("needed", "0"),
        ("on", "2026-13-01"),
        ("kinds", "park,casino"),
        ("show", "everything"),
        ("county", "45<script>"),
        ("pick", "village"),
        ("pick", "galaxy:1"),
        ("speed", "fast"),
        ("method", "boat"),
        ("near", "0"),
        ("walk", "nan"),
    ],
)
def test_a_part_that_makes_no_sense_is_the_default_and_named_once(name, text):
    st.query_params.from_dict({name: text})
    state.restore()
    assert state.get(name) == SETTINGS[name].default
    assert state.bad_settings() == (name,)
    assert state.bad_settings() == ()


def test_the_address_bar_is_read_once():
    """A later change in the session is not undone by the address bar."""
    st.query_params.from_dict({"limit": "30"})
    state.restore()
    state.put(limit=20.0)
    state.restore()
    assert state.get("limit") == 20.0


def test_defaults_are_not_written():
    state.restore()
    state.publish()
    assert st.query_params.to_dict() == {}


def test_an_unknown_setting_is_refused():
    with pytest.raises(KeyError, match="color"):
        state.put(color="red")


def test_rule_in_kilometres_has_no_minutes():
    state.put(unit="km", limit=12.5)
    rule = state.rule(TODAY)
    assert (rule.limit_km, rule.limit_min, rule.on) == (12.5, None, TODAY)


def test_base_kinds_are_set_aside_where_only_commissioners_serve():
    state.put(kinds=("park",), providers="commissioners")
    assert state.rule(TODAY).base_kinds == ()


def test_a_widget_shows_its_setting_and_gives_it_back():
    wired = state.widget("limit")
    st.session_state[wired["key"]] = 30.0
    wired["on_change"](*wired["args"])
    assert state.get("limit") == 30.0


def test_a_number_cleared_in_its_box_keeps_the_last_one():
    wired = state.widget("limit")
    st.session_state[wired["key"]] = None
    wired["on_change"](*wired["args"])
    assert state.get("limit") == 45.0


def test_the_missing_day_is_shown_as_today_and_kept_as_missing():
    """A link sent today asks for tomorrow when it is opened tomorrow."""
    wired = state.widget("on", missing=TODAY)
    assert st.session_state[wired["key"]] == TODAY
    wired["on_change"](*wired["args"])
    assert state.get("on") is None
    st.session_state[wired["key"]] = dt.date(2020, 1, 1)
    wired["on_change"](*wired["args"])
    assert state.get("on") == dt.date(2020, 1, 1)


def test_the_limit_stays_about_the_same_when_its_unit_changes():
    """45 minutes at 30 km/h are 22.5 km, and back."""
    for unit, limit in (("km", 22.5), ("min", 45.0)):
        wired = state.widget("unit")
        st.session_state[wired["key"]] = unit
        wired["on_change"](*wired["args"])
        assert (state.get("unit"), state.get("limit")) == (unit, limit)


def test_a_destination_is_taken_once():
    state.go("gap")
    assert state.take_destination() == "gap"
    assert state.take_destination() == ""
