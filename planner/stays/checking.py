"""A plan of tours held to the records themselves, not to what was made of them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName
from planner.verify_options import Violation

if TYPE_CHECKING:
    from planner.stays.answering import TourAnswer

Layers = Mapping[LayerName, gpd.GeoDataFrame]


def record_violations(layers: Layers, answer: "TourAnswer") -> list[Violation]:
    """Find new stays that the rows of the layers do not allow.

    Shares no code with what puts the question: venues and sets that are not free on
    every day of the months, venues that are too small or elsewhere, stays too soon
    after a tour of which there is an event, and months that are over.

    Parameters
    ----------
    layers
        ``museum_sets``, ``museum_venues`` and ``events``.
    answer
        The plan. Stays that stand by a record, or since before, are not looked at.
    """
    return list(_each(layers, answer))


def _each(layers: Layers, answer: "TourAnswer") -> Iterator[Violation]:
    sets = _by_id(layers["museum_sets"], "set_id")
    venues = _by_id(layers["museum_venues"], "venue_id")
    events = layers["events"]
    tours = events[(events["kind"] == "museum_tour") & (events["date"] != "")]
    held, choice = answer.question.held, answer.question.choice
    gaps = {rule[0]: rule[4] for rule in choice.by_county}
    for row in answer.stays.to_dict("records"):
        stay = answer.stay_of(row["stay_id"])
        why = held.get(stay) if stay is not None else None
        if why is not None and not why.pinned:
            continue
        name, days = f"stay {row['stay_id']}", _days_of(row)
        if why is None and days[0] < answer.question.today:
            yield Violation("record_over", name, f"begins {days[0]}")
        one, venue = sets.get(row["set_id"]), venues.get(row["venue_id"])
        if one is not None:
            yield from _free(one, days, name, "record_set")
        if venue is not None:
            yield from _free(venue, days, name, "record_venue")
            if venue["unit_code"][:6] != row["county_code"]:
                yield Violation("record_venue", name, f"in {venue['unit_code']}")
            sizes = [each["size"] for each in (venue, one) if each is not None]
            if pd.notna(sizes).all() and sizes[0] < sizes[-1]:
                yield Violation("record_size", name, f"{venue['size']} m²")
        own = tours.loc[tours["unit_code"].str[:6] == row["county_code"], "date"]
        gap = gaps.get(row["county_code"], choice.gap_months)
        for day in map(dt.date.fromisoformat, own):
            between = (days[0].year - day.year) * 12 + days[0].month - day.month - 1
            if day < days[0] and between < gap:
                yield Violation("record_gap", name, f"{between} months after {day}")


def _by_id(frame: pd.DataFrame, key: str) -> dict[str, dict[Any, Any]]:
    return {str(row[key]): row for row in pd.DataFrame(frame).to_dict("records")}


def _days_of(row: Mapping[Any, Any]) -> list[dt.date]:
    """Every day of the months of a stay."""
    months = pd.period_range(row["first"], periods=int(row["months"]), freq="M")
    last = months[-1].end_time.date()
    return [day.date() for day in pd.date_range(row["first"], last)]


def _free(
    record: Mapping[Any, Any], days: list[dt.date], name: str, promise: str
) -> Iterator[Violation]:
    """Days on which a set or venue is not there, or taken."""
    since, until = record["since"] or "0001-01-01", record["until"] or "9999-12-31"
    open_on = _spans(record.get("free", "")) or [(since, until)]
    off = _spans(record["days_off"])
    for day in days:
        text = day.isoformat()
        there = since <= text <= until and any(a <= text <= b for a, b in open_on)
        if not there or any(a <= text <= b for a, b in off):
            yield Violation(promise, name, f"not free on {text}")
            return


def _spans(text: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in str(text).split(";") if part.strip()]
    cut = [part.partition("/") for part in parts]
    return [(first.strip(), (last or first).strip()) for first, _, last in cut]
