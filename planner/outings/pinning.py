"""Pins that no plan can hold, told before anything is planned."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np

from geo.travel import Indices
from planner.caravans.problem import Table
from planner.errors import Problem
from planner.outings.choice import OutingChoice
from planner.outings.fleet import may_serve, serving, vans_of
from planner.outings.numbers import visit_spans
from planner.problem import Flags

# Place, day and caravan by position; -1 for any caravan.
Pin = tuple[int, int, int]


def bad_pins(
    choice: OutingChoice,
    places: gpd.GeoDataFrame,
    caravans: gpd.GeoDataFrame,
    serves: Sequence[set[str]],
) -> Iterator[Problem]:
    """Tell pins of what is owed nothing, of caravans that may not come, of bad days.

    Parameters
    ----------
    choice
        What is asked; days outside it and unknown names are told elsewhere.
    places, caravans, serves
        Who is owed visits, the caravans, and the counties each of these serves.
    """
    row_of = {name: row for row, name in enumerate(places["place_id"])}
    van_of = {name: row for row, name in enumerate(caravans["caravan_id"])}
    idle = sorted({name for name, _, _ in choice.pins if name not in row_of})
    if idle:
        yield "outing_pin_not_owed", {"names": ", ".join(idle)}
    allowed = may_serve(places, caravans, serves)
    held: list[Pin] = []
    for name, day, van in choice.pins:
        if name not in row_of:
            continue
        row, at = row_of[name], van_of.get(van, -1)
        if at >= 0 and not allowed[row, at]:
            key = refused(choice, places, caravans.iloc[[at]], row)
            told = {"place": _called(places, row), "day": day, "van": van}
            yield f"outing_pin_{key}", told
        else:
            held.append((row, (day - choice.start).days, at))
    days = {(day - choice.start).days: day for _, day, _ in choice.pins}
    for key, pins in clashes(
        held,
        places["visits"].to_numpy(dtype=np.int64),
        visit_spans(places, choice),
        places["gap_days"].to_numpy(dtype=np.int64),
        allowed,
        vans_of(caravans, choice).works,
    ):
        when = ", ".join(str(days[day]) for _, day, _ in pins)
        place = _called(places, pins[0][0])
        yield f"outing_pin_{key}", {"place": place, "days": when}


def _called(places: gpd.GeoDataFrame, row: int) -> str:
    name, code = places["name"].iloc[row], places["place_id"].iloc[row]
    return f"{name} ({code})"


def refused(
    choice: OutingChoice, places: gpd.GeoDataFrame, caravan: gpd.GeoDataFrame, row: int
) -> str:
    """Say why a caravan that may not come to a place may not.

    Parameters
    ----------
    choice
        What is asked.
    places, caravan, row
        Who is owed visits, the one row of the caravan (none if it is not known), and
        the row of the place.

    Returns
    -------
    str
        ``"no_topics"``: it serves the county, but does not carry what the place wants;
        ``"other_part"``: it does not serve the county.
    """
    county = str(places["county_code"].iloc[row])
    serves = serving(caravan, [county], choice)
    return "no_topics" if any(county in one for one in serves) else "other_part"


def clashes(
    pins: Sequence[Pin],
    times: Indices,
    spans: tuple[Table, Table],
    gap_days: Indices,
    allowed: Flags,
    works: Flags,
) -> Iterator[tuple[str, list[Pin]]]:
    """Find pins whose days contradict the place, the caravans or each other.

    Parameters
    ----------
    pins
        By position.
    times, spans, gap_days
        Visits owed, shape (c,); first and last day of each, shape (c, r); fewest days
        between two, shape (c,).
    allowed, works
        Which caravans may come, shape (c, v); on which days they go out, shape (v, d).

    Yields
    ------
    what, pins
        ``"not_then"``: no visit is owed on the day; ``"together"``: several in the time
        of one visit; ``"close"``: fewer days apart than the gap; ``"off"``: no caravan
        goes out that day; and the pins of one place this holds for.
    """
    for place in sorted({pin[0] for pin in pins}):
        own = sorted(pin for pin in pins if pin[0] == place)
        first, last = (span[place, : times[place]] for span in spans)
        visits: dict[int, list[Pin]] = {}
        for pin in own:
            _, day, van = pin
            within = np.flatnonzero((first <= day) & (day <= last))
            if not len(within):
                yield "not_then", [pin]
            else:
                visits.setdefault(int(within[0]), []).append(pin)
            crews = [van] if van >= 0 else np.flatnonzero(allowed[place])
            if len(crews) and not works[crews, day].any():
                yield "off", [pin]
        yield from (("together", some) for some in visits.values() if len(some) > 1)
        for before, after in pairwise(visits.values()):
            if after[0][1] - before[-1][1] < gap_days[place]:
                yield "close", [before[-1], after[0]]
