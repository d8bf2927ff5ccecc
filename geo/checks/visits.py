"""Rules on places to visit, and on figures that no plan can be made from."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.checks.survey import BoolArray, Survey, missing_places
from geo.checks.units import label_of
from geo.day_texts import DayTextError, hours_in, market_in, weekdays_in
from geo.issues import Issue
from geo.row_issues import IntArray, row_issues
from geo.schemas import LAYERS, LayerName

_COUNTY, _VILLAGE = 6, 12
# Least and most of what a row, or the planner's question, may ask.
VISIT_LIMITS: Mapping[str, tuple[float, float]] = {
    "visits": (1, 52),
    "gap_days": (1, 366),
    "minutes": (10, 600),
    "value": (0, 1e9),
    "hours_day": (1, 16),
    "hours_week": (1, 100),
    "turn_days": (0, 20),
    "seats": (1, 16),
}
LIMITED: tuple[LayerName, ...] = (
    "visit_places", "caravans", "museum_sets", "applications",
)  # fmt: skip


def check_visit_unit_too_wide(survey: Survey) -> list[Issue]:
    """A place to visit is of a city, a province or the nation, too wide. Error."""
    places = survey.layer("visit_places")
    level = places["unit_code"].str.len()
    return row_issues(
        "visit_unit_too_wide", "error", layer="visit_places", frame=places,
        rows=((level > 0) & (level < _COUNTY)).to_numpy(dtype=bool),
        params=lambda rows: _text(places, rows, "name", "unit_code"),
    )  # fmt: skip


def check_visit_number_taken(survey: Survey) -> list[Issue]:
    """A place to visit has the code of a village for its number. Error.

    Villages are owed visits under their codes, so two places would bear one name.
    """
    places = survey.layer("visit_places")
    taken = places["place_id"].isin(survey.layer("villages")["village_code"])
    return row_issues(
        "visit_number_taken", "error", layer="visit_places", frame=places,
        rows=taken.to_numpy(dtype=bool),
        params=lambda rows: _text(places, rows, "name"),
    )  # fmt: skip


def check_visit_figure_odd(survey: Survey) -> list[Issue]:
    """Visits, days, hours of work or members that no plan can be made from. Error."""
    return [
        issue
        for layer in LIMITED
        for name, limits in VISIT_LIMITS.items()
        if name in survey.layer(layer)
        for issue in _beyond(survey, layer, name, *limits)
    ]


def check_visit_without_place(survey: Survey) -> list[Issue]:
    """A place to visit is only said to be in a township or county. Warning.

    It is taken to stand in the middle of it.
    """
    places = survey.layer("visit_places")
    vague = missing_places(places) & (places["unit_code"].str.len() < _VILLAGE)
    return row_issues(
        "visit_without_place", "warning", layer="visit_places", frame=places,
        rows=np.asarray(vague, dtype=bool),
        params=lambda rows: _text(places, rows, "name", "unit_code"),
    )  # fmt: skip


def check_visit_never_open(survey: Survey) -> list[Issue]:
    """A place is open for less than a visit, or on no day of the week. Warning."""
    places = survey.layer("visit_places")
    told = zip(
        places["hours"], places["weekdays"], places["market"], places["minutes"],
        strict=True,
    )  # fmt: skip
    return row_issues(
        "visit_never_open", "warning", layer="visit_places", frame=places,
        rows=np.array([_is_never(*row) for row in told], dtype=bool),
        params=lambda rows: _text(places, rows, "name"),
    )  # fmt: skip


def check_visit_without_value(survey: Survey) -> list[Issue]:
    """An optional visit does not say what it is worth. Warning.

    It counts as any other.
    """
    places = survey.layer("visit_places")
    silent = places["optional"] & places["value"].isna()
    return row_issues(
        "visit_without_value", "warning", layer="visit_places", frame=places,
        rows=silent.to_numpy(dtype=bool),
        params=lambda rows: _text(places, rows, "name"),
    )  # fmt: skip


def _beyond(
    survey: Survey, name: LayerName, column: str, least: float, most: float
) -> list[Issue]:
    frame, declared = survey.layer(name), LAYERS[name].column(column)
    figures = frame[column].astype("Float64")
    low = figures < least
    if declared.kind == "int":
        # Below nought has a rule of its own.
        low &= figures >= 0
    odd: BoolArray = (low | (figures > most)).fillna(False).to_numpy(dtype=bool)

    def params(rows: IntArray) -> Mapping[str, Sequence[object]]:
        return {
            "column": [label_of(declared)] * len(rows),
            "value": [f"{figure:g}" for figure in figures.iloc[rows]],
            "least": [f"{least:g}"] * len(rows),
            "most": [f"{most:g}"] * len(rows),
        }

    return row_issues(
        "visit_figure_odd", "error", layer=name, frame=frame, rows=odd, params=params
    )


def _is_never(hours: str, weekdays: str, market: str, minutes: object) -> bool:
    """Whether no visit fits; what cannot be read has been told when it was read."""
    try:
        windows, days, held = hours_in(hours), weekdays_in(weekdays), market_in(market)
    except DayTextError:
        return False
    longest = max((closes - opens for opens, closes in windows), default=24 * 60)
    short = isinstance(minutes, int | np.integer) and longest < minutes
    on = {*held.days} if held is not None and held.cycle == "week" else {*days}
    return bool(short or (days and not on & {*days}))


def _text(frame: pd.DataFrame, rows: IntArray, *names: str) -> dict[str, list[object]]:
    return {name: frame[name].iloc[rows].tolist() for name in names}
