"""What the planner has set: every session key and query parameter, in one place.

Each setting is declared once with its default, how it is read from the address bar and
how it is written there. A link sent to a colleague restores them all; a value in it
that makes no sense falls back to the default and is named on the screen.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, get_args

import streamlit as st

from geo.schemas import BASE_KINDS, RECORD_LAYERS, term_group
from geo.words import LANGS, Lang
from planner.assignment import DEFAULT_GOALS
from planner.duties.calendar import STATUSES as DUTY_STATUSES
from planner.new_bases.choice import Aim, Least, Places, Weight
from planner.pairing.choice import KINDS as PAIR_KINDS
from planner.pairing.choice import Parties
from planner.papers.composing import KINDS as PAPER_KINDS
from planner.programmes.schema import LEVELS as PLACE_LEVELS
from planner.reasons import REASONS
from planner.roster.choice import LeastFit
from planner.rule import ProviderSet, Rule, VillageSet
from planner.travelling import RANGES, Method, TravelChoice
from ui.components import setting_text as read
from ui.components.advisory.settings import ADVISORY, ADVISORY_FORGET
from ui.components.advisory.settings import ADVISORY_VIEWS as ADVISORY_VIEWS
from ui.components.setting_text import KINDS as KINDS
from ui.components.setting_text import Pick as Pick
from ui.components.setting_text import Setting as Setting
from ui.components.tours.settings import TOUR_COLOURS as TOUR_COLOURS
from ui.components.tours.settings import TOUR_SECONDS as TOUR_SECONDS
from ui.components.tours.settings import TOUR_VIEWS as TOUR_VIEWS
from ui.components.tours.settings import TOURS, TOURS_FORGET
from ui.components.travel_settings import TRAVEL, travel_in

LEVELS = ("county", "township", "village")
SHOWN = ("villages", "others", "bases", "commissioners", "roads")
SHOWN_FIRST = ("villages", "bases", "commissioners", "roads")
SCORE_VIEWS = ("board", "indicator")
DUTY_LISTS = ("month", "year")
FILES = ("files", "papers")
UNITS = ("min", "km")
ENCODINGS = ("utf-8", "gbk")
METHODS = get_args(Method)
LIMIT, NEEDED = (1.0, 1000.0), (1.0, 9.0)
PARTS = (0.0, 99.0)
SNAP_KM = (0.1, RANGES["snap_limit_m"][1] / 1000)
COLOURS = ("reason", "minutes")
BASE_VIEWS = ("sites", "curve", "others", "kept")
ROSTER_VIEWS = ("posts", "people", "changes", "open", "ask", "goals", "keep")
PAIR_VIEWS = ("pairs", "loads", "open", "changes", "keep")
OUTING_VIEWS = (
    "calendar", "gantt", "visits", "missed", "changes", "compare", "done", "ask",
    "hand",
)  # fmt: skip
OUTING_SECONDS = (0.5, 600.0)
PAIR_ROOM, PAIR_LIMIT = (1.0, 999.0), (1.0, 1440.0)
COUNTS, MONEY = (0.0, 10_000.0), (0.0, 1e9)
_PREFIX, _WIDGET = "setting:", "widget:"
_BAD, _READY, _DESTINATION = "bad_settings", "settings_ready", "destination"
_PAGE, _TAB = "page_shown", "data_tab"


_GAP = ("gap",)
_PLAN = ("plan",)
_ROSTER = ("roster",)
_MAPS = ("gap", "roster")
_COUNTY = (*_MAPS, "plan", "pairing", "schedule", "tours", "advisory")
_PAIRING = ("pairing",)
_SCHEDULE = ("schedule",)
_RECORDS = ("records",)
_PROGRAMMES = ("programmes",)
_DUTIES = ("duties",)
_EXPORT = ("export",)
SETTINGS: Mapping[str, Setting] = {
    "lang": Setting("zh", read.choice(*LANGS)),
    "ws": Setting("", read.short),
    "villages": Setting("poor", read.choice(*get_args(VillageSet))),
    "providers": Setting("any", read.choice(*get_args(ProviderSet))),
    "kinds": Setting((), read.choices(*BASE_KINDS), ",".join),
    "limit": Setting(45.0, read.number(LIMIT), "{:g}".format),
    "unit": Setting("min", read.choice(*UNITS)),
    "needed": Setting(1, read.whole(NEEDED)),
    "trade": Setting(True, read.flag, read.written_flag),
    "capacity": Setting(True, read.flag, read.written_flag),
    "on": Setting(None, read.day, lambda day: day.isoformat() if day else ""),
    "method": Setting("roads", read.choice(*METHODS)),
    "profile": Setting("car", read.short),
    "walk": Setting(5.0, read.number(RANGES["walking_kmh"]), "{:g}".format),
    "near": Setting(3.0, read.number(SNAP_KM), "{:g}".format),
    "closures": Setting(True, read.flag, read.written_flag),
    "speed": Setting(30.0, read.number(RANGES["speed_kmh"]), "{:g}".format),
    "detour": Setting(1.4, read.number(RANGES["detour"]), "{:g}".format),
    "colour": Setting("reason", read.choice(*COLOURS), pages=_GAP),
    "level": Setting("county", read.choice(*LEVELS), pages=_GAP),
    "show": Setting(SHOWN_FIRST, read.choices(*SHOWN), ",".join, _GAP),
    "reasons": Setting((), read.choices(*REASONS[1:]), ",".join, _GAP),
    "county": Setting("", read.code, pages=_COUNTY),
    "pick": Setting(Pick(), read.pick, read.written_pick, _MAPS),
    "each_trade": Setting(False, read.flag, read.written_flag, _ROSTER),
    "least_fit": Setting("whole", read.choice(*get_args(LeastFit)), pages=_ROSTER),
    "goals": Setting(DEFAULT_GOALS, read.choices(*DEFAULT_GOALS), ",".join, _ROSTER),
    "roster_view": Setting("posts", read.choice(*ROSTER_VIEWS), pages=_ROSTER),
    "open_for": Setting("", read.choice("", *REASONS[1:]), pages=_ROSTER),
    # Village, kind of post, trades, base; pairs of post and person; ids of people.
    "must": Setting((), read.lists(4), read.written_lists, _ROSTER),
    "pins": Setting((), read.lists(2), read.written_lists, _ROSTER),
    "bans": Setting((), read.lists(2), read.written_lists, _ROSTER),
    "agreed": Setting((), read.lists(2), read.written_lists, _ROSTER),
    "gone": Setting((), read.ids, read.written_ids, _ROSTER),
    "freed": Setting((), read.ids, read.written_ids, _ROSTER),
    "ended": Setting((), read.ids, read.written_ids, _ROSTER),
    "aim": Setting("all", read.choice(*get_args(Aim)), pages=_PLAN),
    "least": Setting("number", read.choice(*get_args(Least)), pages=_PLAN),
    "most": Setting(3, read.optional(read.whole(COUNTS)), pages=_PLAN),
    "budget": Setting(None, read.optional(read.number(MONEY)), "{:g}".format, _PLAN),
    "places": Setting("villages", read.choice(*get_args(Places)), pages=_PLAN),
    "build": Setting("expert_station", read.choice(*BASE_KINDS), pages=_PLAN),
    "room": Setting(None, read.optional(read.whole(COUNTS)), pages=_PLAN),
    "cost": Setting(20.0, read.optional(read.number(MONEY)), "{:g}".format, _PLAN),
    "weight": Setting("villages", read.choice(*get_args(Weight)), pages=_PLAN),
    "county_kind": Setting("", read.choice("", *BASE_KINDS), pages=_PLAN),
    "pinned": Setting((), read.ids, read.written_ids, _PLAN),
    "banned": Setting((), read.ids, read.written_ids, _PLAN),
    # The whole plan as changed by hand; None for the one that was solved for.
    "own": Setting(None, read.ids, read.written_ids, _PLAN),
    "base_view": Setting("sites", read.choice(*BASE_VIEWS), pages=_PLAN),
    "curve_by": Setting("number", read.choice(*get_args(Least)), pages=_PLAN),
    "other": Setting(0, read.whole(PARTS), pages=_PLAN),
    "site": Setting("", read.short, pages=_PLAN),
    "pair_kind": Setting(PAIR_KINDS[0], read.choice(*PAIR_KINDS), pages=_PAIRING),
    "pair_view": Setting("pairs", read.choice(*PAIR_VIEWS), pages=_PAIRING),
    "pair_parties": Setting("experts", read.choice(*get_args(Parties)), pages=_PAIRING),
    "pair_roles": Setting(
        ("expert",), read.choices(*term_group("roles")), ",".join, _PAIRING
    ),
    "pair_needed": Setting(1, read.whole(NEEDED), pages=_PAIRING),
    "pair_room": Setting(None, read.optional(read.whole(PAIR_ROOM)), pages=_PAIRING),
    "pair_fit": Setting(
        None, read.optional(read.choice(*get_args(LeastFit))), pages=_PAIRING
    ),
    "pair_limit": Setting(
        None, read.optional(read.number(PAIR_LIMIT)), "{:g}".format, _PAIRING
    ),
    "pair_counties": Setting(0, read.whole(COUNTS), pages=_PAIRING),
    "pair_pins": Setting((), read.lists(2), read.written_lists, _PAIRING),
    "pair_bans": Setting((), read.lists(2), read.written_lists, _PAIRING),
    "pair_pick": Setting("", read.short, pages=_PAIRING),
    "outing_start": Setting(None, read.optional(read.day), read.written_day, _SCHEDULE),
    "outing_end": Setting(None, read.optional(read.day), read.written_day, _SCHEDULE),
    # Field and value of what is asked otherwise than by default.
    "outing_set": Setting((), read.lists(2), read.written_lists, _SCHEDULE),
    # Place, day, caravan; caravan and county or day.
    "outing_pins": Setting((), read.lists(3), read.written_lists, _SCHEDULE),
    "outing_lent": Setting((), read.lists(2), read.written_lists, _SCHEDULE),
    "outing_free": Setting((), read.lists(2), read.written_lists, _SCHEDULE),
    "outing_locked": Setting((), read.lists(2), read.written_lists, _SCHEDULE),
    "outing_view": Setting("calendar", read.choice(*OUTING_VIEWS), pages=_SCHEDULE),
    "outing_month": Setting(
        None, read.month, lambda day: f"{day:%Y-%m}" if day else "", _SCHEDULE
    ),
    "outing_day": Setting(None, read.optional(read.day), read.written_day, _SCHEDULE),
    "outing_van": Setting("", read.short, pages=_SCHEDULE),
    # A place, and the day of its visit; no day for one that is not made.
    "outing_pick": Setting((), read.lists(2), read.written_lists, _SCHEDULE),
    "outing_why": Setting("", read.short, pages=_SCHEDULE),
    "outing_seconds": Setting(
        20.0, read.number(OUTING_SECONDS), "{:g}".format, _SCHEDULE
    ),
    **TOURS,
    **ADVISORY,
    "mapno": Setting("", read.short, pages=("gap", "export")),
    "view": Setting("board", read.choice(*SCORE_VIEWS), pages=_PROGRAMMES),
    "row": Setting("", read.short, pages=_PROGRAMMES),
    "part": Setting(0, read.whole(PARTS), pages=_PROGRAMMES),
    "row_level": Setting("", read.choice("", *PLACE_LEVELS), pages=_PROGRAMMES),
    "row_unit": Setting("", read.short, pages=_PROGRAMMES),
    "row_pick": Setting("", read.short, pages=_PROGRAMMES),
    "month": Setting(
        None, read.month, lambda day: f"{day:%Y-%m}" if day else "", _DUTIES
    ),
    "duty_list": Setting("month", read.choice(*DUTY_LISTS), pages=_DUTIES),
    "duty": Setting("", lambda text: text[:200], pages=_DUTIES),
    "duty_programme": Setting("", read.short, pages=_DUTIES),
    "duty_unit": Setting("", read.code, pages=_DUTIES),
    "duty_status": Setting((), read.choices(*DUTY_STATUSES), ",".join, _DUTIES),
    "files": Setting("files", read.choice(*FILES), pages=_EXPORT),
    "paper": Setting("quarterly", read.choice(*PAPER_KINDS), pages=_EXPORT),
    "paper_place": Setting("", read.code, pages=_EXPORT),
    "paper_village": Setting("", read.code, pages=_EXPORT),
    "paper_period": Setting("", read.short, pages=_EXPORT),
    "records_layer": Setting(
        RECORD_LAYERS[0], read.choice(*RECORD_LAYERS), pages=_RECORDS
    ),
    "records_unit": Setting("", read.code, pages=_RECORDS),
    "records_kind": Setting("", read.short, pages=_RECORDS),
    "records_year": Setting("", read.code, pages=_RECORDS),
    "records_text": Setting("", read.short, pages=_RECORDS),
}


def restore() -> None:
    """Read the address bar, once in a session."""
    if st.session_state.get(_READY):
        return
    bad = []
    for name, setting in SETTINGS.items():
        value = setting.default
        text = st.query_params.get(name)
        # An empty list is written as an empty text, and means none of them.
        if text is not None:
            try:
                value = setting.read(text)
            except ValueError:
                bad.append(name)
        st.session_state[_PREFIX + name] = value
    st.session_state[_BAD] = tuple(bad)
    st.session_state[_READY] = True


def bad_settings() -> tuple[str, ...]:
    """Names of parameters in the link that made no sense; told once."""
    bad: tuple[str, ...] = st.session_state.get(_BAD, ())
    st.session_state[_BAD] = ()
    return bad


def show_page(name: str) -> None:
    """Note which page is drawn: its address holds what concerns it and no more."""
    st.session_state[_PAGE] = name
    if name != "data" and _DESTINATION not in st.session_state:
        st.session_state.pop(_TAB, None)


def publish() -> None:
    """Write what differs from the defaults into the address bar."""
    wanted = address(st.session_state.get(_PAGE, ""))
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def address(page: str) -> dict[str, str]:
    """Query parameters of a page; of every page for an empty name."""
    wanted = {}
    for name, setting in SETTINGS.items():
        if page and setting.pages and page not in setting.pages:
            continue
        value = get(name)
        if value != setting.default:
            wanted[name] = setting.write(value)
    return wanted


def get(name: str) -> Any:  # noqa: ANN401 - each setting has its own type
    """Value of a setting."""
    return st.session_state.get(_PREFIX + name, SETTINGS[name].default)


def put(**values: Any) -> None:  # noqa: ANN401 - each setting has its own type
    """Change settings; an unknown name is an error."""
    for name, value in values.items():
        if name not in SETTINGS:
            raise KeyError(name)
        st.session_state[_PREFIX + name] = value


def choose_workspace(name: str) -> None:
    """Turn to another workspace; what was picked in the last one goes."""
    if name == get("ws"):
        return
    put(ws=name, county="", reasons=(), pick=Pick(), records_unit="", records_text="")
    put(row_level="", row_unit="", row_pick="", duty="", duty_unit="")
    put(pinned=(), banned=(), own=None, site="", other=0, open_for="")
    put(must=(), pins=(), bans=(), agreed=(), gone=(), freed=(), ended=())
    put(pair_pins=(), pair_bans=(), pair_pick="")
    put(outing_pins=(), outing_lent=(), outing_free=(), outing_locked=())
    put(outing_month=None, outing_day=None, outing_van="", outing_why="")
    put(outing_pick=())
    forget = (*TOURS_FORGET, *ADVISORY_FORGET)
    put(**{name: SETTINGS[name].default for name in forget})


def widget(
    name: str,
    *,
    missing: Any = None,  # noqa: ANN401
    among: Collection[str] | None = None,
) -> dict[str, Any]:
    """Key and callback that tie a widget to a setting.

    Widgets forget their value when their page is left, so the setting is kept apart
    and put into the widget each time it is drawn.

    Parameters
    ----------
    name
        Setting.
    missing
        What the widget shows for None; chosen there, it is kept as None again.
    among
        What can be chosen; the widget shows nothing chosen for another value.
    """
    key = _WIDGET + name
    value = get(name)
    shown = missing if value is None else value
    if among is not None and value not in among:
        shown = None
    st.session_state[key] = list(shown) if isinstance(shown, tuple) else shown
    return {"key": key, "on_change": _take, "args": (name, missing)}


def _take(name: str, missing: Any) -> None:  # noqa: ANN401
    value = st.session_state[_WIDGET + name]
    default = SETTINGS[name].default
    if isinstance(value, list):
        value = tuple(value)
    # A number cleared in its box comes back as None: keep the last one.
    if value is None and default is not None:
        return
    if name == "unit":
        _convert_limit(value)
    if name == "ws":
        choose_workspace(value)
        return
    put(**{name: None if value == missing else value})


def _convert_limit(unit: str) -> None:
    """Keep the limit about the same when its unit changes, at the speed set."""
    if unit == get("unit"):
        return
    km_per_min = get("speed") / 60
    limit = get("limit") * (km_per_min if unit == "km" else 1 / km_per_min)
    put(limit=min(max(round(limit, 1), LIMIT[0]), LIMIT[1]))


def lang() -> Lang:
    """Language of the screen."""
    return "en" if get("lang") == "en" else "zh"


def rule(today: dt.date) -> Rule:
    """Rule as set, dated."""
    in_km = get("unit") == "km"
    return Rule(
        villages=get("villages"),
        providers=get("providers"),
        base_kinds=get("kinds") if get("providers") != "commissioners" else (),
        limit_min=None if in_km else get("limit"),
        limit_km=get("limit") if in_km else None,
        needed=get("needed"),
        match_trade=get("trade"),
        use_capacity=get("capacity"),
        on=get("on") or today,
    )


def travel() -> TravelChoice:
    """Way to measure travel as set."""
    return travel_in({name: get(name) for name in TRAVEL})


def go(page: str, tab: str = "") -> None:
    """Ask for another page; callbacks cannot turn the page themselves.

    Parameters
    ----------
    page
        Name of the page.
    tab
        Tab to open on the data page.
    """
    st.session_state[_DESTINATION] = page
    st.session_state[_TAB] = tab


def wanted_tab() -> str:
    """Tab that the data page was asked to open with, or empty."""
    tab: str = st.session_state.get(_TAB, "")
    return tab


def is_going() -> bool:
    """Whether another page has been asked for, which a fragment cannot turn to."""
    return bool(st.session_state.get(_DESTINATION))


def take_destination() -> str:
    """Page asked for since the last run, or empty."""
    wanted: str = st.session_state.pop(_DESTINATION, "")
    return wanted
