"""Museum tours as records: what a plan would give, booked, and counted when over."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.frames import empty
from geo.schemas import LayerName
from geo.travel import StraightLine
from planner.new_rows import free_name, with_rows
from planner.programmes.loading import shipped_programmes
from planner.programmes.part_score import PartScore
from planner.programmes.scoring import SCORED_LAYERS, scoring_of
from planner.stays.answering import TourAnswer
from planner.stays.counties import TOUR_KIND
from planner.stays.months import day_before

Layers = Mapping[LayerName, gpd.GeoDataFrame]
# The row of the programmes that counts the tours.
ROW_ID = "cast.museum_tour"
_COUNTY = 6


@dataclass(frozen=True, slots=True)
class Booking:
    """The layers as they are when a plan is booked.

    Parameters
    ----------
    stays, events
        ``museum_stays`` and ``events``, whole, to be put in place as one change.
    booked, done
        Rows that are new in each: stays to come, and tours that are over.
    dropped
        Rows of stays that were only planned, and give way.
    """

    stays: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    booked: int
    done: int
    dropped: int

    @property
    def is_empty(self) -> bool:
        """Whether the records have it all already."""
        return not (self.booked or self.done or self.dropped)

    @property
    def frames(self) -> dict[LayerName, gpd.GeoDataFrame]:
        """Both layers, for :meth:`planner.workspace.Workspace.replace_layers`."""
        return {"museum_stays": self.stays, "events": self.events}


@dataclass(frozen=True, slots=True)
class Scored:
    """What a plan does to the row of the programmes that counts tours.

    Parameters
    ----------
    before, after
        Counties that have all their tours, today and at the end of the plan.
    owed
        Counties that owe them.
    today, end
        The days.
    """

    before: int
    after: int
    owed: int
    today: dt.date
    end: dt.date


def with_plan(
    layers: Layers, answer: TourAnswer, until: dt.date
) -> dict[LayerName, gpd.GeoDataFrame]:
    """Give the layers as they are when a plan has been carried out up to a day.

    Parameters
    ----------
    layers
        ``events`` among them.
    answer
        The plan; a stay counts as toured on the day it closes.
    until
        The day.
    """
    events = layers["events"]
    new = _events(answer.stays, events, until)
    return {**layers, "events": with_rows(events, new, "events")}


def book(layers: Layers, answer: TourAnswer, today: dt.date) -> Booking:
    """Enter a plan into the records: stays to come as booked, those over as done.

    Rows of the layer that are only planned, in these counties and months, are replaced.
    Every stay on record that is done and has no event yet gets one, so that it counts
    for the programmes. What is on record already is not entered again.

    Parameters
    ----------
    layers
        ``museum_stays`` and ``events``.
    answer
        The plan.
    today
        Stays that closed before it are over, and count for the programmes.
    """
    frame, question = layers["museum_stays"], answer.question
    choice, held = question.choice, question.held
    recorded = {one.record for one in held.values() if one.record}
    drafts = (
        (frame["state"] == "planned")
        & frame["unit_code"].str[:_COUNTY].isin(question.counties["county_code"])
        & (frame["since"] <= choice.end.isoformat())
        & (frame["until"] >= choice.start.isoformat())
    )
    table = pd.DataFrame(frame[~drafts].drop(columns="geometry"))
    over = table["until"] < today.isoformat()
    mine = table["stay_id"].isin(recorded)
    table["state"] = table["state"].where(~(over & mine), "done")
    names = set(table["stay_id"])
    there = set(
        zip(
            table["set_id"],
            table["unit_code"].str[:_COUNTY],
            table["since"],
            strict=True,
        )
    )
    rows = []
    for row in answer.stays.to_dict("records"):
        stay = answer.stay_of(row["stay_id"])
        told = held.get(stay) if stay is not None else None
        key = (row["set_id"], row["county_code"], row["opens"].isoformat())
        if (told is None or not told.record) and key not in there:
            rows.append(_stay(row, today, names))
    stays = with_rows(table, rows, "museum_stays")
    done = _done(stays, layers, answer)
    events = _events(done, layers["events"], day_before(today))
    return Booking(
        stays,
        with_rows(layers["events"], events, "events"),
        sum(row["state"] == "booked" for row in rows),
        len(events),
        int(drafts.sum()),
    )


def _done(stays: pd.DataFrame, layers: Layers, answer: TourAnswer) -> pd.DataFrame:
    """Stays on record that are done, as :func:`_events` takes them."""
    sets = layers.get("museum_sets", empty("museum_sets"))
    names = dict(zip(sets["set_id"], sets["name"], strict=True))
    names |= dict(
        zip(answer.question.sets["set_id"], answer.question.sets["name"], strict=True)
    )
    own = stays[
        (stays["state"] == "done") & (stays["since"] != "") & (stays["until"] != "")
    ]
    return pd.DataFrame(
        {
            "county_code": own["unit_code"].str[:_COUNTY],
            "set": [names.get(one, one) for one in own["set_id"]],
            "theme": own["theme"],
            "opens": [dt.date.fromisoformat(day) for day in own["since"]],
            "closes": [dt.date.fromisoformat(day) for day in own["until"]],
            "illustrative": own["illustrative"],
        }
    )


def scored(layers: Layers, answer: TourAnswer) -> Scored:
    """Count the counties with all tours of the programme, now and after the plan.

    Parameters
    ----------
    layers
        Those of :data:`planner.programmes.scoring.GROUND_LAYERS`, and ``events``.
    answer
        The plan.
    """
    today, end = answer.question.today, answer.question.choice.end
    before, owed = _met(layers, today)
    after, later = _met(with_plan(layers, answer, end), max(end, today))
    return Scored(before, after, max(owed, later), today, end)


def _met(layers: Layers, on: dt.date) -> tuple[int, int]:
    """Counties that have what the row asks, and those that owe it."""
    frames = {name: layers.get(name, empty(name)) for name in SCORED_LAYERS}
    programme = next(
        one for one in shipped_programmes() if ROW_ID in {row.id for row in one.rows}
    )
    row = next(row for row in programme.rows if row.id == ROW_ID)
    scoring = scoring_of(frames, travel=StraightLine(), on=on)
    score = PartScore(programme, row.parts[0], scoring)
    return round(score.value), round(score.whole)


def _events(
    stays: pd.DataFrame, events: gpd.GeoDataFrame, until: dt.date
) -> list[dict[str, object]]:
    """Rows for the stays that are over by a day and have no event yet."""
    known = events[events["kind"] == TOUR_KIND]
    days = list(zip(known["unit_code"].str[:_COUNTY], known["date"], strict=True))
    names = set(events["event_id"])
    rows = []
    for row in stays.to_dict("records"):
        opens, closes = row["opens"], row["closes"]
        first, last = opens.isoformat(), closes.isoformat()
        told = any(
            code == row["county_code"] and first <= day <= last for code, day in days
        )
        if closes <= until and not told:
            rows.append({
                "event_id": free_name(f"{row['county_code']}@{opens:%Y-%m}", names),
                "kind": TOUR_KIND,
                "date": closes.isoformat(),
                "unit_code": row["county_code"],
                "name": f"{row['set']} {row['theme']}".strip(),
                "illustrative": bool(row["illustrative"]),
            })  # fmt: skip
    return rows


def _stay(row: Mapping[Any, Any], today: dt.date, names: set[str]) -> dict[str, object]:
    opens, closes = row["opens"], row["closes"]
    return {
        "stay_id": free_name(f"{row['county_code']}@{opens:%Y-%m}", names),
        "set_id": row["set_id"],
        "unit_code": row["county_code"],
        "venue_id": row["venue_id"],
        "since": opens.isoformat(),
        "until": closes.isoformat(),
        "theme": row["theme"],
        "state": "done" if closes < today else "booked",
        "illustrative": bool(row["illustrative"]),
    }
