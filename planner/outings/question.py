"""A year of caravan visits as numbers, county by county."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geo.schemas import LayerName
from geo.travel import LonLat, Travel
from planner.caravans import CaravanProblem
from planner.errors import PlanInputError, Problem
from planner.outings.choice import OutingChoice
from planner.outings.fleet import in_use, serving, together
from planner.outings.numbers import problem_of
from planner.outings.pinning import bad_pins
from planner.outings.places import owed_places
from planner.rule import Rule

OUTING_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "caravans",
    "visit_places", "seasons",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Counties that share caravans, planned by themselves.

    Parameters
    ----------
    problem
        The numbers; tasks are `places`, caravans are `caravans`, in order.
    places, caravans
        Row of each task among the places of the question, of each caravan in
        ``caravans``.
    lonlat, names
        Of the homes, the places visited, then the hosts; degrees, shape (n, 2).
    """

    problem: CaravanProblem
    places: tuple[int, ...]
    caravans: tuple[int, ...]
    lonlat: LonLat
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutingQuestion:
    """What is asked of the caravans, and what its numbers mean.

    Parameters
    ----------
    rule, choice
        Which villages on which day, and everything else.
    parts
        Independent problems.
    places, caravans
        Who is owed visits (:func:`planner.outings.places.owed_places`), and the
        caravans that are there on some day of the plan.
    without
        Rows of places that no caravan may serve.
    travel
        How ways were measured, by name.
    """

    rule: Rule
    choice: OutingChoice
    parts: tuple[Part, ...]
    places: gpd.GeoDataFrame
    caravans: gpd.GeoDataFrame
    without: tuple[int, ...]
    travel: Mapping[str, float | str]


def ask_outings(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    rule: Rule,
    choice: OutingChoice,
    travel: Travel,
) -> OutingQuestion:
    """Put a question about the caravans' year into numbers.

    Parameters
    ----------
    layers
        :data:`OUTING_LAYERS` of a workspace.
    rule
        Which villages are owed visits; its limit and providers are not asked.
    choice
        Everything else.
    travel
        How ways are measured.

    Raises
    ------
    PlanInputError
        If there are no villages or caravans, or the choice names what is not there.
    """
    villages, caravans = layers["villages"], in_use(layers["caravans"], choice)
    empty: list[Problem] = [
        (f"outing_empty_{name}", {})
        for name, frame in (("villages", villages), ("caravans", caravans))
        if frame.empty
    ]
    if empty:
        raise PlanInputError(empty)
    rule = rule.dated(choice.start)
    places = owed_places(layers, rule, choice)
    known = {*layers["counties"]["county_code"], *places["county_code"]}
    serves = serving(caravans, sorted(known), choice)
    unknown = list(_unknown(choice, layers, caravans))
    problems = unknown or list(bad_pins(choice, places, caravans, serves))
    if problems:
        raise PlanInputError(problems)
    counties = places["county_code"].to_numpy(dtype=object)
    parts = []
    for vans in together(serves):
        own = [serves[van] for van in vans]
        rows = np.flatnonzero(np.isin(counties, sorted(set().union(*own))))
        if len(rows):
            problem, lonlat, names = problem_of(
                layers, places.iloc[rows], caravans.iloc[vans], own, choice, travel
            )
            kept = tuple(map(int, rows))
            parts.append(Part(problem, kept, tuple(vans), lonlat, names))
    planned = {row for part in parts for row in part.places}
    without = tuple(row for row in range(len(places)) if row not in planned)
    return OutingQuestion(
        rule, choice, tuple(parts), places, caravans, without, travel.settings
    )


def locked_days(question: OutingQuestion, part: Part) -> tuple[tuple[int, int], ...]:
    """Caravan and day, by positions, of the locked days of a part."""
    choice, names = question.choice, question.caravans["caravan_id"]
    vans = {names.iloc[row]: van for van, row in enumerate(part.caravans)}
    return tuple(
        (vans[name], (day - choice.start).days)
        for name, day in choice.locked
        if name in vans and choice.start <= day <= choice.end
    )


def _unknown(
    choice: OutingChoice,
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    caravans: gpd.GeoDataFrame,
) -> Iterator[Problem]:
    """Names in the choice that no row bears."""
    known = set(layers["villages"]["village_code"])
    known |= set(layers["visit_places"]["place_id"])
    vans = set(caravans["caravan_id"])
    named = [van for van, _ in (*choice.lent, *choice.free_days, *choice.locked)]
    named += [van for _, _, van in choice.pins if van]
    lent_to = {code for _, code in choice.lent}
    pinned = {name for name, _, _ in choice.pins}
    for key, unknown in (
        ("outing_unknown_caravan", set(named) - vans),
        ("outing_unknown_county", lent_to - set(layers["counties"]["county_code"])),
        ("outing_unknown_village", pinned - known),
    ):
        if unknown:
            yield key, {"names": ", ".join(sorted(unknown))}
