"""How advisory groups stand: what each did and owes.

When each thing is due is as the programme ``advisory`` says: windows of the year for
plans, briefings, summaries, evaluations and the ledger itself, a half year for joint
sessions, the year for service on site and from afar. What is done once (talks, the
agreement) is due by the end of the year in which the group was formed, a certificate
by the end of the year in which its member joined: our settings. Nothing is
owed for a window that was over before the group was formed.
"""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from planner.advising.counties import programme
from planner.advising.names import Names
from planner.advising.standing import COUNTY, groups_in_force, members_in_force
from planner.pairing.parties import in_force
from planner.programmes.ground import ground_of
from planner.programmes.sets import Sets

Layers = Mapping[LayerName, gpd.GeoDataFrame]
# What is kept account of, in the order of the ledger.
Item = Literal[
    "certificates", "talks", "agreement", "plan", "briefing", "joint_session",
    "onsite_service", "remote_guidance", "summary", "evaluation", "ledger",
]  # fmt: skip
ITEMS: tuple[Item, ...] = get_args(Item)
# What offices above the county enter, with the level of the unit that owes it.
OfficeItem = Literal[
    "application_city", "application_province", "list", "pool", "report", "ledger",
    "evaluation",
]  # fmt: skip
State = Literal["met", "due", "late", "none"]
DUTIES: Mapping[str, str] = {
    "talks": "advisory.matching.talks",
    "plan": "advisory.agreement.plan",
    "briefing": "advisory.agreement.briefing",
    "summary": "advisory.agreement.summary",
    "evaluation": "advisory.ledger.evaluation",
    "ledger": "advisory.ledger",
    "application": "advisory.application",
    "application_city": "advisory.application.city",
    "application_province": "advisory.application.province",
    "list": "advisory.application.list",
    "pool": "advisory.matching.pool",
    "report": "advisory.agreement.report",
}
EVENTS = ("joint_session", "onsite_service", "remote_guidance")
_OFFICES: tuple[tuple[str, tuple[OfficeItem, ...]], ...] = (
    ("city", ("application_city", "ledger")),
    ("province", ("application_province", "report", "ledger")),
    ("nation", ("list", "pool", "evaluation")),
)
_ONCE = frozenset(("talks", "application_city", "application_province", "pool"))
_DEEP = "deep_cooperation"
_HALF = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """How one thing stands: its state, the day it was done, the last day in time.

    What was done after its last day is met, with ``on`` after ``by``.
    """

    state: State
    on: dt.date | None
    by: dt.date | None


def is_late_done(state: str, on: Any, by: Any) -> bool:  # noqa: ANN401
    """Whether a thing was done after its last day; days of a table may be missing."""
    days = isinstance(on, dt.date) and isinstance(by, dt.date)
    return state == "met" and days and on > by


def ledger(layers: Layers, today: dt.date) -> pd.DataFrame:
    """Account of every advisory group in force.

    Parameters
    ----------
    layers
        ``counties``, ``townships``, ``villages``, ``bases``, ``commissioners``,
        ``groups``, ``people``, ``experts``, ``agreements``, ``events``,
        ``duties_done`` and ``facts``.
    today
        The day.

    Returns
    -------
    pandas.DataFrame
        One row per group: ``group_id``, ``county_code``, ``county``, ``name``,
        ``since`` (ISO, may be empty), ``leader``, ``members``, ``certified`` (how
        many), and for each :data:`Item` ``ITEM_state`` (``"met"``; ``"due"``: still in
        time; ``"late"``; ``"none"``: not owed), ``ITEM_on`` (day of the record that
        meets it, else None) and ``ITEM_by`` (last day in time, None where not owed);
        ``onsite_days`` (days on site this year), ``illustrative``.
    """
    formed = groups_in_force(layers, today).drop_duplicates("county_code")
    members, names = members_in_force(layers, today), Names(layers)
    deep = _deep(layers, today)
    rows = []
    for group in formed.to_dict("records"):
        code = str(group["county_code"])
        own = members[members["county_code"] == code]
        since = _day(group["since"]) or programme().starts
        told = {
            "certificates": _certificates(own, since, today),
            "agreement": _agreement(
                layers, code, since, today, owed=deep.get(code, True)
            ),
        }
        for item in ITEMS:
            if item in EVENTS:
                told[item] = _event(layers, code, item, since, today)
            elif item in DUTIES:
                told[item] = _duty(layers, code, item, since, today)
        on_site = _events_of(layers, code, "onsite_service")
        leader = own.loc[own["role"] == "leader", "name"].tolist()
        rows.append(
            {
                "group_id": group["group_id"],
                "county_code": code,
                "county": names.of(code),
                "name": group["name"],
                "since": group["since"],
                "leader": leader[0] if leader else "",
                "members": len(own),
                "certified": int(_certified(own, today).sum()),
                **{
                    f"{item}_{part}": getattr(told[item], part)
                    for item in ITEMS
                    for part in ("state", "on", "by")
                },
                "onsite_days": len(
                    {day for day in on_site if day.year == today.year and day <= today}
                ),
                "illustrative": bool(group["illustrative"]),
            }
        )
    return pd.DataFrame(rows, columns=_columns())


def offices(layers: Layers, today: dt.date) -> pd.DataFrame:
    """Account of what city, province and nation owe beside the groups.

    Returns
    -------
    pandas.DataFrame
        One row per unit of the workspace and thing: ``unit_code``, ``unit``, ``item``
        (:data:`OfficeItem`), ``state``, ``on``, ``by``, as for :func:`ledger`.
    """
    units, names = ground_of(layers).units, Names(layers)
    rows = []
    for level, items in _OFFICES:
        for code in units.codes[level].astype(str).tolist():  # type: ignore[index]
            for item in items:
                found = _duty(layers, code, item, programme().starts, today)
                rows.append(
                    {
                        "unit_code": code,
                        "unit": names.of(code),
                        "item": item,
                        "state": found.state,
                        "on": found.on,
                        "by": found.by,
                    }
                )
    columns = ["unit_code", "unit", "item", "state", "on", "by"]
    return pd.DataFrame(rows, columns=columns)


def _columns() -> list[str]:
    first = ["group_id", "county_code", "county", "name", "since", "leader", "members",
             "certified"]  # fmt: skip
    parts = [f"{item}_{part}" for item in ITEMS for part in ("state", "on", "by")]
    return [*first, *parts, "onsite_days", "illustrative"]


def _standing(
    days: list[dt.date], opens: dt.date, by: dt.date, since: dt.date, today: dt.date
) -> Standing:
    """How something stands of which the first record in its time meets it."""
    done = min((day for day in days if opens <= day <= today), default=None)
    if done is not None:
        return Standing("met", done, by)
    if since > by:
        return Standing("none", None, None)
    return Standing("due" if today <= by else "late", None, by)


def _duty(
    layers: Layers, code: str, item: str, since: dt.date, today: dt.date
) -> Standing:
    """A duty of the records ``duties_done``, in its window of this year or once."""
    done = layers["duties_done"]
    own = done[(done["duty"] == DUTIES[item]) & (done["unit_code"] == code)]
    if item in _ONCE:
        days = [day for day in map(_day, own["done_on"]) if day]
        return _standing(days, programme().starts, _year_end(since), since, today)
    opens, by = _window(item, today)
    days = []
    for text, period in zip(own["done_on"], own["period"], strict=True):
        day = _day(text)
        # A record may name its time, and then counts for it whenever it was made.
        named = str(period)[:4]
        if day and (named == str(by.year) or not named):
            days.append(max(day, opens) if named and day <= today else day)
    return _standing(days, opens, by, since, today)


@cache
def _schedule(duty: str) -> tuple[str, str]:
    """First and last day (``MM-DD``) of the yearly window of a duty."""
    for row in programme().rows:
        for part in row.parts:
            if part.duty == duty and part.schedule and part.schedule.windows:
                return part.schedule.windows[0]
    raise KeyError(duty)


def _window(item: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The window of a duty in this year; over the turn of the year, the last opened."""
    first, last = _schedule(DUTIES[item])
    opens = dt.date.fromisoformat(f"{today.year}-{first}")
    by = dt.date.fromisoformat(f"{today.year}-{last}")
    if by < opens:
        # A paper not written by its end stays late until the next window opens.
        if today < opens:
            opens = opens.replace(year=today.year - 1)
        else:
            by = by.replace(year=today.year + 1)
    return opens, by


def _event(
    layers: Layers, code: str, item: str, since: dt.date, today: dt.date
) -> Standing:
    """Sessions of this half year, service of this year."""
    opens, by = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    if item == "joint_session":
        first = today.month <= _HALF
        opens = opens if first else dt.date(today.year, _HALF + 1, 1)
        by = dt.date(today.year, _HALF, 30) if first else by
    return _standing(_events_of(layers, code, item), opens, by, since, today)


def _events_of(layers: Layers, code: str, kind: str) -> list[dt.date]:
    """Days of a kind of event in a county, its villages and townships among it."""
    events = layers["events"]
    own = (events["kind"] == kind) & (events["unit_code"].str[:COUNTY] == code)
    return [day for day in map(_day, events.loc[own, "date"]) if day]


def _certified(own: pd.DataFrame, today: dt.date) -> "pd.Series[bool]":
    certified: pd.Series[bool] = (own["certified"] != "") & (
        own["certified"] <= today.isoformat()
    )
    return certified


def _certificates(own: pd.DataFrame, since: dt.date, today: dt.date) -> Standing:
    """Met once every member holds one; those who joined first owe theirs first."""
    if own.empty:
        return _standing([], since, _year_end(since), since, today)
    joined = [max(_day(day) or since, since) for day in own["since"]]
    due = np.array([_year_end(day) for day in joined], dtype=object)
    held = _certified(own, today).to_numpy(dtype=bool)
    if not held.all():
        by = min(due[~held])
        return Standing("due" if today <= by else "late", None, by)
    given = list(zip(map(dt.date.fromisoformat, own["certified"]), due, strict=True))
    late = [(on, by) for on, by in given if on > by]
    return Standing("met", *max(late or given))


def _agreement(
    layers: Layers, code: str, since: dt.date, today: dt.date, *, owed: bool
) -> Standing:
    """Signed and in force; owed where deeper cooperation is wanted."""
    papers = layers["agreements"]
    own = papers[
        (papers["kind"] == "advisory")
        & (papers["unit_code"].str[:COUNTY] == code)
        & (papers["signed_on"] != "")
        & in_force(papers["signed_on"], papers["ends_on"], today)
    ]
    if len(own):
        return Standing("met", _day(own["signed_on"].max()), _year_end(since))
    if not owed:
        return Standing("none", None, None)
    return _standing([], since, _year_end(since), since, today)


def _deep(layers: Layers, on: dt.date) -> dict[str, bool]:
    """Which counties want deeper cooperation, by code."""
    ground, own = ground_of(layers), programme()
    values = Sets(ground, own.sets, own.attributes, on).attribute(own.attributes[_DEEP])
    codes = ground.units.codes["county"].astype(str)
    return dict(zip(codes.tolist(), values[0].astype(bool).tolist(), strict=True))


def _year_end(since: dt.date) -> dt.date:
    return dt.date(since.year, 12, calendar.monthrange(since.year, 12)[1])


def _day(text: object) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None
