"""A question about museum tours as numbers: counties, sets, venues, months."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.schemas import NATION, LayerName
from geo.travel import Travel
from geo.words import Phrase
from planner.errors import WORDS, PlanInputError, Problem
from planner.problem import Flags
from planner.stays.choice import TourChoice
from planner.stays.counties import county_table, toured_in, weights
from planner.stays.held import Held, clashes_on_the_way, placed, standing, unplaced
from planner.stays.months import day_before, month_after, months_between
from planner.stays.museum_sets import (
    SET_COLUMNS,
    extra_id,
    ready_months,
    serving,
    set_table,
)
from planner.stays.venues import VENUE_COLUMNS, free_months, venue_table
from planner.stays.ways import idle_months, kilometres, with_venues
from planner.tours.fitting import broken
from planner.tours.problem import (
    NEVER,
    NO_THEME,
    Counties,
    MuseumSets,
    Stay,
    TourProblem,
    Venues,
)

TOUR_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "facts",
    "household_counts", "events", "seasons", "museum_sets", "museum_venues",
    "museum_stays",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TourQuestion:
    """What is asked of the museum sets, and what its numbers mean.

    Parameters
    ----------
    choice, today
        As asked, and when.
    problem
        The numbers; counties, sets and venues are the rows of the tables in order.
    counties
        Columns ``county_code``, ``name``, ``city`` (name, or code where none is
        known), ``poor_households``, ``last`` (last day of the latest stay before the
        plan, or None), ``late`` (that is longer ago than its share of the months, or
        there was none), ``owed``, ``shortest``, ``longest``, ``gap``, ``lon``,
        ``lat`` (of its venue or seat; NaN where unknown), ``illustrative``.
    sets
        Columns ``set_id``, ``name``, ``theme``, ``unit_code``, ``home`` (name of the
        unit), ``size``, ``turn_days``, ``extra`` (only asked what it would bring),
        ``illustrative``, ``lon``, ``lat``.
    venues
        Columns ``venue_id``, ``name``, ``county_code``, ``size``, ``in_term``,
        ``contact``, ``phone``, ``illustrative``, ``lon``, ``lat``. A booking of no
        known venue has a row of its own with an empty id.
    held
        Stays that stand before anything is planned.
    travel
        How ways were measured, by name.
    regions
        Codes of the counties that share sets with each other and with no others.
    roadless
        Names of places that no road leads to: their ways are straight lines.
    toured
        Days of tours in months of the plan that are over, by county, of which there is
        an event but no record of a stay. Each is one stay less that is owed.
    """

    choice: TourChoice
    today: dt.date
    problem: TourProblem
    counties: pd.DataFrame
    sets: pd.DataFrame
    venues: pd.DataFrame
    held: Mapping[Stay, Held]
    travel: Mapping[str, float | str]
    regions: tuple[tuple[str, ...], ...]
    roadless: tuple[str, ...] = ()
    toured: Mapping[str, tuple[dt.date, ...]] = field(default_factory=dict)


def ask_tours(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    choice: TourChoice,
    travel: Travel,
    *,
    today: dt.date,
) -> TourQuestion:
    """Put a question about museum tours into numbers.

    Parameters
    ----------
    layers
        :data:`TOUR_LAYERS` of a workspace.
    choice
        What is asked. Days before today are over in any case.
    travel
        How ways are measured.
    today
        Day on which poor counties and households are looked at.

    Raises
    ------
    PlanInputError
        If there are no counties or sets, or the choice names what is not there or pins
        what breaks a rule; all at once.
    """
    problems = list(_unknown(choice, layers))
    if problems:
        raise PlanInputError(problems)
    choice = _until_today(choice, today)
    stand = standing(layers, choice)
    toured = toured_in(layers, choice)
    sets = set_table(layers, choice, [one.set_id for one in stand])
    counties = county_table(
        layers, choice, today, [one.county for one in stand], toured
    )
    empty: list[Problem] = [
        (f"stays_empty_{name}", {})
        for name, frame in (("counties", counties), ("sets", sets))
        if frame.empty
    ]
    if empty:
        raise PlanInputError(empty)
    codes = counties["county_code"].tolist()
    venues = venue_table(layers, codes)
    none = venues.loc[venues["size"] <= 0, "name"].tolist()
    if none:
        raise PlanInputError([("stays_bad_size", {"names": ", ".join(none)})])
    free = free_months(venues, layers, choice)
    venues, free = _with_nameless(venues, free, unplaced(stand, venues))
    counties = with_venues(counties, venues)
    held = placed(stand, codes, sets, venues, free)
    lonlat = np.vstack(
        [frame[["lon", "lat"]].to_numpy(float) for frame in (counties, sets)]
    )
    homeless = sets.loc[sets["lon"].isna(), "name"].tolist()
    if homeless:
        raise PlanInputError([("stays_homeless", {"names": ", ".join(homeless)})])
    km, joined = kilometres(lonlat, travel)
    problem = _problem(choice, (counties, sets, venues), free, km, tuple(sorted(held)))
    names = counties["name"].tolist(), sets["name"].tolist()
    bad = list(_bad_pins(problem, held, *names, choice))
    bad += clashes_on_the_way(held, *names, problem.idle)
    if bad:
        raise PlanInputError(bad)
    places = [*counties["name"], *sets["home"]]
    return TourQuestion(
        choice, today, problem, counties.drop(columns="last_theme"),
        sets[[*SET_COLUMNS]], venues[[*VENUE_COLUMNS]], held, travel.settings,
        _regions(problem, codes),
        tuple(dict.fromkeys(places[at] for at in np.flatnonzero(~joined))), toured,
    )  # fmt: skip


def _until_today(choice: TourChoice, today: dt.date) -> TourChoice:
    """The choice with all that is over by now, where that touches its months."""
    past = day_before(today)
    if past < choice.start or (choice.done_until and choice.done_until >= past):
        return choice
    return replace(choice, done_until=past)


def _problem(
    choice: TourChoice,
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    free: Flags,
    km: np.ndarray,
    booked: tuple[Stay, ...],
) -> TourProblem:
    """Put the tables into numbers."""
    counties, sets, venues = tables
    codes = counties["county_code"].tolist()
    themes = {"": NO_THEME}
    if choice.themes:
        for theme in (*sets["theme"], *counties["last_theme"]):
            themes.setdefault(theme.strip().casefold(), len(themes) - 1)

    def numbered(told: "pd.Series[str]") -> np.ndarray:
        return np.array(
            [themes.get(text.strip().casefold(), NO_THEME) for text in told],
            dtype=np.int64,
        )

    def whole(name: str) -> np.ndarray:
        found: np.ndarray = counties[name].to_numpy(dtype=np.int64)
        return found

    last = [
        months_between(choice.start, day) if day else NEVER for day in counties["last"]
    ]
    row_of = {code: row for row, code in enumerate(codes)}
    return TourProblem(
        months=choice.months,
        counties=Counties(
            owed=whole("owed"),
            shortest=whole("shortest"),
            longest=whole("longest"),
            gap=whole("gap"),
            last=np.array(last, dtype=np.int64),
            last_theme=numbered(counties["last_theme"]),
            weight=weights(counties),
        ),
        venues=Venues(
            county=np.array(
                [row_of[code] for code in venues["county_code"]], dtype=np.int64
            ),
            size=venues["size"].to_numpy(dtype=np.float64),
            free=free,
        ),
        sets=MuseumSets(
            size=sets["size"].to_numpy(dtype=np.float64),
            theme=numbered(sets["theme"]),
            ready=ready_months(sets, choice),
            home=len(codes) + np.arange(len(sets)),
            serves=serving(sets, codes, choice),
        ),
        km=km,
        idle=idle_months(km, choice),
        booked=booked,
        done=choice.done,
        km_cost=float(choice.km_cost),
        move_cost=float(choice.move_cost),
    )


def _bad_pins(
    problem: TourProblem,
    held: Mapping[Stay, Held],
    counties: list[str],
    sets: list[str],
    choice: TourChoice,
) -> Iterator[Problem]:
    """Pins that no plan can hold; of those in months that are over nothing is asked."""
    for stay, why in held.items():
        if why.record or not why.pinned or stay.first < choice.done:
            continue
        others = [one for one in held if one != stay]
        against = broken(problem, others, stay)
        own = sum(one.county == stay.county for one in held)
        if own < problem.counties.owed[stay.county]:
            # What is planned beside it may bring another theme between.
            against = tuple(why for why in against if why != "theme")
        if against:
            yield "stays_pin_broken", {
                "county": counties[stay.county], "set": sets[stay.set],
                "first": f"{month_after(choice.start, stay.first):%Y-%m}",
                "months": stay.months, "why": _said(against),
            }  # fmt: skip


def _said(codes: Iterable[str]) -> Phrase:
    """Words of rules, in both languages."""
    entries = [WORDS.entry(f"stays_why_{code}") for code in codes]
    return Phrase(
        "、".join(entry["zh"] for entry in entries),
        ", ".join(entry["en"] for entry in entries),
    )


def _with_nameless(
    venues: pd.DataFrame, free: Flags, counties: list[str]
) -> tuple[pd.DataFrame, Flags]:
    """Add a venue without a name, never free, where a stay stands but none is known."""
    if not counties:
        return venues, free
    blank = dict.fromkeys(venues.columns, "")
    rows = [
        blank | {
            "county_code": code, "unit_code": code, "size": np.inf, "in_term": False,
            "illustrative": False, "lon": np.nan, "lat": np.nan,
        }
        for code in counties
    ]  # fmt: skip
    more = np.zeros((len(rows), free.shape[1]), dtype=bool)
    frames = [frame for frame in (venues, pd.DataFrame(rows)) if len(frame)]
    return pd.concat(frames, ignore_index=True), np.vstack([free, more])


def _regions(problem: TourProblem, codes: list[str]) -> tuple[tuple[str, ...], ...]:
    """Counties that share sets; one that no set serves is a region of its own."""
    serves = problem.sets.serves.astype(np.int64)
    count, of = connected_components(csr_array(serves.T @ serves), directed=False)
    return tuple(
        tuple(codes[at] for at in np.flatnonzero(of == region))
        for region in range(count)
    )


def _unknown(choice: TourChoice, layers: Mapping[LayerName, gpd.GeoDataFrame]
) -> Iterator[Problem]:  # fmt: skip
    """Names in the choice that no row bears."""
    counties = set(layers["counties"]["county_code"])
    sets = set(layers["museum_sets"]["set_id"])
    sets |= {extra_id(name) for name, _, _ in choice.extra_sets}
    venues = layers["museum_venues"]
    named = [rule[0] for rule in choice.by_county]
    named += [pin[0] for pin in choice.pins]
    named += [code for code, _ in choice.bans] + list(choice.locked)
    asked = {pin[1] for pin in choice.pins} | {one for _, one in choice.bans}
    at = {pin[4] for pin in choice.pins if pin[4]}
    for key, unknown in (
        ("county", set(named) - counties),
        ("set", asked - sets),
        ("venue", at - set(venues["venue_id"])),
    ):
        if unknown:
            yield f"stays_unknown_{key}", {"names": ", ".join(sorted(unknown))}
    within = tuple(counties)
    for name, unit, _ in choice.extra_sets:
        if unit != NATION and not any(code.startswith(unit[:6]) for code in within):
            yield "stays_extra_nowhere", {"name": name, "unit": unit}
