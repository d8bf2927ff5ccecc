"""What the planner has set: every session key and query parameter, in one place.

Each setting is declared once with its default, how it is read from the address bar and
how it is written there. A link sent to a colleague restores them all; a value in it
that makes no sense falls back to the default and is named on the screen.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import quote, unquote

import streamlit as st

from geo.schemas import BASE_KINDS, RECORD_LAYERS
from geo.words import LANGS, Lang
from planner.assignment import DEFAULT_GOALS
from planner.duties.calendar import STATUSES as DUTY_STATUSES
from planner.duties.days import FIRST_YEAR, LAST_YEAR
from planner.new_bases.choice import Aim, Least, Places, Weight
from planner.papers.composing import KINDS as PAPER_KINDS
from planner.programmes.schema import LEVELS as PLACE_LEVELS
from planner.reasons import REASONS
from planner.roster.choice import LeastFit
from planner.rule import ProviderSet, Rule, VillageSet
from planner.travelling import RANGES, Method, TravelChoice

LEVELS = ("county", "township", "village")
SHOWN = ("villages", "others", "bases", "commissioners", "roads")
SHOWN_FIRST = ("villages", "bases", "commissioners", "roads")
SCORE_VIEWS = ("board", "indicator")
DUTY_LISTS = ("month", "year")
FILES = ("files", "papers")
KINDS = ("village", "township", "county", "base", "commissioner")
UNITS = ("min", "km")
ENCODINGS = ("utf-8", "gbk")
METHODS = get_args(Method)
LIMIT, NEEDED = (1.0, 1000.0), (1.0, 9.0)
PARTS = (0.0, 99.0)
SNAP_KM = (0.1, RANGES["snap_limit_m"][1] / 1000)
COLOURS = ("reason", "minutes")
BASE_VIEWS = ("sites", "curve", "others", "kept")
ROSTER_VIEWS = ("posts", "people", "changes", "open", "ask", "goals", "keep")
COUNTS, MONEY = (0.0, 10_000.0), (0.0, 1e9)
_PREFIX, _WIDGET = "setting:", "widget:"
_BAD, _READY, _DESTINATION = "bad_settings", "settings_ready", "destination"
_PAGE, _TAB = "page_shown", "data_tab"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: default, and its way from and to a query parameter.

    ``read`` raises ValueError for text that means nothing; ``pages`` are those in
    whose address it stands, none for every page.
    """

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """The one thing selected everywhere; ``kind`` from :data:`KINDS`, or empty."""

    kind: str = ""
    code: str = ""


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def _choices(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    one = _choice(*allowed)

    def read(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part) for part in text.split(",") if part))

    return read


def _number(bounds: tuple[float, float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text)
        if not (math.isfinite(value) and bounds[0] <= value <= bounds[1]):
            raise ValueError(text)
        return value

    return read


def _code(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ValueError(text)
    return text


def _pick(text: str) -> Pick:
    kind, _, code = text.partition(":")
    if kind not in KINDS or not code:
        raise ValueError(text)
    return Pick(kind, code[:80])


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _month(text: str) -> dt.date:
    """First day of a month, of the years whose days off can be worked out."""
    day = dt.date.fromisoformat(f"{text}-01")
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError(text)
    return day


def _flag(text: str) -> bool:
    return _choice("1", "0")(text) == "1"


def _short(text: str) -> str:
    return text[:80]


def _count(text: str) -> int | None:
    return int(_number(COUNTS)(text)) if text else None


def _money(text: str) -> float | None:
    return _number(MONEY)(text) if text else None


def _ids(text: str) -> tuple[str, ...]:
    """Ids of sites; anybody's texts, so that each is quoted."""
    return tuple(dict.fromkeys(unquote(one)[:80] for one in text.split(",") if one))


def _written_ids(ids: tuple[str, ...] | None) -> str:
    return ",".join(quote(one, safe="") for one in ids or ())


def _lists(size: int) -> Callable[[str], tuple[tuple[str, ...], ...]]:
    """Rows of so many texts each; anybody's texts, so that each is quoted."""

    def read(text: str) -> tuple[tuple[str, ...], ...]:
        parts = [row.split(":") for row in text.split(",") if row]
        if any(len(row) != size for row in parts):
            raise ValueError(text)
        return tuple(tuple(unquote(cell)[:80] for cell in row) for row in parts)

    return read


def _written_lists(rows: tuple[tuple[str, ...], ...]) -> str:
    return ",".join(":".join(quote(cell, safe="") for cell in row) for row in rows)


_GAP = ("gap",)
_PLAN = ("plan",)
_ROSTER = ("roster",)
_MAPS = ("gap", "roster")
_RECORDS = ("records",)
_PROGRAMMES = ("programmes",)
_DUTIES = ("duties",)
_EXPORT = ("export",)
SETTINGS: Mapping[str, Setting] = {
    "lang": Setting("zh", _choice(*LANGS)),
    "ws": Setting("", _short),
    "villages": Setting("poor", _choice(*get_args(VillageSet))),
    "providers": Setting("any", _choice(*get_args(ProviderSet))),
    "kinds": Setting((), _choices(*BASE_KINDS), ",".join),
    "limit": Setting(45.0, _number(LIMIT), "{:g}".format),
    "unit": Setting("min", _choice(*UNITS)),
    "needed": Setting(1, lambda text: int(_number(NEEDED)(text))),
    "trade": Setting(True, _flag, lambda on: "1" if on else "0"),
    "capacity": Setting(True, _flag, lambda on: "1" if on else "0"),
    "on": Setting(None, _day, lambda day: day.isoformat() if day else ""),
    "method": Setting("roads", _choice(*METHODS)),
    "profile": Setting("car", _short),
    "walk": Setting(5.0, _number(RANGES["walking_kmh"]), "{:g}".format),
    "near": Setting(3.0, _number(SNAP_KM), "{:g}".format),
    "closures": Setting(True, _flag, lambda on: "1" if on else "0"),
    "speed": Setting(30.0, _number(RANGES["speed_kmh"]), "{:g}".format),
    "detour": Setting(1.4, _number(RANGES["detour"]), "{:g}".format),
    "colour": Setting("reason", _choice(*COLOURS), pages=_GAP),
    "level": Setting("county", _choice(*LEVELS), pages=_GAP),
    "show": Setting(SHOWN_FIRST, _choices(*SHOWN), ",".join, _GAP),
    "reasons": Setting((), _choices(*REASONS[1:]), ",".join, _GAP),
    "county": Setting("", _code, pages=_MAPS),
    "pick": Setting(
        Pick(), _pick, lambda it: f"{it.kind}:{it.code}" if it.kind else "", _MAPS
    ),
    "each_trade": Setting(False, _flag, lambda on: "1" if on else "0", _ROSTER),
    "least_fit": Setting("whole", _choice(*get_args(LeastFit)), pages=_ROSTER),
    "goals": Setting(DEFAULT_GOALS, _choices(*DEFAULT_GOALS), ",".join, _ROSTER),
    "roster_view": Setting("posts", _choice(*ROSTER_VIEWS), pages=_ROSTER),
    "open_for": Setting("", _choice("", *REASONS[1:]), pages=_ROSTER),
    # Village, kind of post, trades, base; pairs of post and person; ids of people.
    "must": Setting((), _lists(4), _written_lists, _ROSTER),
    "pins": Setting((), _lists(2), _written_lists, _ROSTER),
    "bans": Setting((), _lists(2), _written_lists, _ROSTER),
    "agreed": Setting((), _lists(2), _written_lists, _ROSTER),
    "gone": Setting((), _ids, _written_ids, _ROSTER),
    "freed": Setting((), _ids, _written_ids, _ROSTER),
    "aim": Setting("all", _choice(*get_args(Aim)), pages=_PLAN),
    "least": Setting("number", _choice(*get_args(Least)), pages=_PLAN),
    "most": Setting(3, _count, pages=_PLAN),
    "budget": Setting(None, _money, "{:g}".format, _PLAN),
    "places": Setting("villages", _choice(*get_args(Places)), pages=_PLAN),
    "build": Setting("expert_station", _choice(*BASE_KINDS), pages=_PLAN),
    "room": Setting(None, _count, pages=_PLAN),
    "cost": Setting(20.0, _money, "{:g}".format, _PLAN),
    "weight": Setting("villages", _choice(*get_args(Weight)), pages=_PLAN),
    "county_kind": Setting("", _choice("", *BASE_KINDS), pages=_PLAN),
    "pinned": Setting((), _ids, _written_ids, _PLAN),
    "banned": Setting((), _ids, _written_ids, _PLAN),
    # The whole plan as changed by hand; None for the one that was solved for.
    "own": Setting(None, _ids, _written_ids, _PLAN),
    "base_view": Setting("sites", _choice(*BASE_VIEWS), pages=_PLAN),
    "curve_by": Setting("number", _choice(*get_args(Least)), pages=_PLAN),
    "other": Setting(0, lambda text: int(_number(PARTS)(text)), pages=_PLAN),
    "site": Setting("", _short, pages=_PLAN),
    "mapno": Setting("", _short, pages=("gap", "export")),
    "view": Setting("board", _choice(*SCORE_VIEWS), pages=_PROGRAMMES),
    "row": Setting("", _short, pages=_PROGRAMMES),
    "part": Setting(0, lambda text: int(_number(PARTS)(text)), pages=_PROGRAMMES),
    "row_level": Setting("", _choice("", *PLACE_LEVELS), pages=_PROGRAMMES),
    "row_unit": Setting("", _short, pages=_PROGRAMMES),
    "row_pick": Setting("", _short, pages=_PROGRAMMES),
    "month": Setting(None, _month, lambda day: f"{day:%Y-%m}" if day else "", _DUTIES),
    "duty_list": Setting("month", _choice(*DUTY_LISTS), pages=_DUTIES),
    "duty": Setting("", lambda text: text[:200], pages=_DUTIES),
    "duty_programme": Setting("", _short, pages=_DUTIES),
    "duty_unit": Setting("", _code, pages=_DUTIES),
    "duty_status": Setting((), _choices(*DUTY_STATUSES), ",".join, _DUTIES),
    "files": Setting("files", _choice(*FILES), pages=_EXPORT),
    "paper": Setting("quarterly", _choice(*PAPER_KINDS), pages=_EXPORT),
    "paper_place": Setting("", _code, pages=_EXPORT),
    "paper_village": Setting("", _code, pages=_EXPORT),
    "paper_period": Setting("", _short, pages=_EXPORT),
    "records_layer": Setting(RECORD_LAYERS[0], _choice(*RECORD_LAYERS), pages=_RECORDS),
    "records_unit": Setting("", _code, pages=_RECORDS),
    "records_kind": Setting("", _short, pages=_RECORDS),
    "records_year": Setting("", _code, pages=_RECORDS),
    "records_text": Setting("", _short, pages=_RECORDS),
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
    put(must=(), pins=(), bans=(), agreed=(), gone=(), freed=())


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
    return TravelChoice(
        method=get("method"),
        profile=get("profile"),
        walking_kmh=get("walk"),
        snap_limit_m=get("near") * 1000,
        closures=get("closures"),
        speed_kmh=get("speed"),
        detour=get("detour"),
    )


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
