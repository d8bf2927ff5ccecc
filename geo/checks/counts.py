"""Rules on counts: negative, more of a part than of the whole, sums that differ."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.checks.survey import Survey
from geo.checks.units import label_of
from geo.issues import Issue
from geo.row_issues import IntArray, row_issues
from geo.schemas import LAYERS, RECORD_LAYERS, Column, LayerName

# A part, and the whole that it cannot exceed.
_PARTS: tuple[tuple[LayerName, str, str], ...] = (
    ("trainings", "poor_persons", "persons"),
    ("household_counts", "skilled", "with_labour"),
    ("household_counts", "in_project", "with_labour"),
)
COUNTED = ("with_labour", "skilled", "in_project", "lifted")
_TOWNSHIP, _COUNTY, _VILLAGE = 9, 6, 12


def check_counts_contradict(survey: Survey) -> list[Issue]:
    """More skilled or in a project than with labour, more poor than trained. Error."""
    return [issue for pair in _PARTS for issue in _contradicting(survey, *pair)]


def check_count_negative(survey: Survey) -> list[Issue]:
    """A count in a record is below nought. Error."""
    return [
        issue
        for name in RECORD_LAYERS
        for column in LAYERS[name].stored_columns
        if column.kind == "int"
        for issue in _negative(survey, name, column)
    ]


def check_total_contradicts_parts(survey: Survey) -> list[Issue]:
    """The stated total of a township or county and its villages differ. Error.

    A larger sum of the villages always contradicts; a smaller one only where every poor
    village of the unit is counted in that year.
    """
    counts = survey.layer("household_counts")
    level = counts["unit_code"].str.len()
    parts = counts[level == _VILLAGE]
    issues: list[Issue] = []
    for digits in (_TOWNSHIP, _COUNTY):
        totals = np.flatnonzero(level == digits)
        if not len(totals) or parts.empty:
            continue
        for column in COUNTED:
            issues += _differing(survey, counts, totals, parts, digits, column)
    return issues


def _contradicting(
    survey: Survey, name: LayerName, part: str, whole: str
) -> list[Issue]:
    frame, column = survey.layer(name), LAYERS[name].column
    more = (frame[part] > frame[whole]).fillna(False).to_numpy(dtype=bool)
    return row_issues(
        "counts_contradict", "error", layer=name, frame=frame, rows=more,
        params=lambda rows: {
            "part": [label_of(column(part))] * len(rows),
            "of_part": _whole_numbers(frame[part].iloc[rows]),
            "whole": [label_of(column(whole))] * len(rows),
            "of_whole": _whole_numbers(frame[whole].iloc[rows]),
        },
    )  # fmt: skip


def _negative(survey: Survey, name: LayerName, column: Column) -> list[Issue]:
    frame = survey.layer(name)
    below = (frame[column.name] < 0).fillna(False).to_numpy(dtype=bool)
    return row_issues(
        "count_negative", "error", layer=name, frame=frame, rows=below,
        params=lambda rows: {
            "column": [label_of(column)] * len(rows),
            "value": _whole_numbers(frame[column.name].iloc[rows]),
        },
    )  # fmt: skip


def _differing(
    survey: Survey,
    counts: pd.DataFrame,
    totals: IntArray,
    parts: pd.DataFrame,
    digits: int,
    column: str,
) -> list[Issue]:
    """Totals of one level whose villages add up to something else in one column."""
    given = parts[parts[column].notna()].drop_duplicates(["unit_code", "year"])
    above = given["unit_code"].str[:digits]
    found = given.groupby([above, given["year"]])[column].agg(["sum", "count"])
    stated = counts.iloc[totals]
    wanted = pd.MultiIndex.from_frame(stated[["unit_code", "year"]])
    of_each = found.reindex(wanted)
    total = stated[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    added = of_each["sum"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    poor = _poor_villages(survey, digits)
    counted = _poor_counted(given, poor, above)
    number = stated["unit_code"].map(poor.groupby(poor).size()).fillna(0).to_numpy()
    complete = counted.reindex(wanted).fillna(0).to_numpy() >= number
    wrong = (added > total) | ((added < total) & complete & (number > 0))
    rows = totals[wrong]
    where = {row: at for at, row in enumerate(totals)}

    def params(shown: IntArray) -> Mapping[str, Sequence[object]]:
        at = [where[row] for row in shown]
        label = label_of(LAYERS["household_counts"].column(column))
        return {
            "column": [label] * len(shown),
            "total": [int(total[each]) for each in at],
            "sum": [int(added[each]) for each in at],
            "count": [int(each) for each in of_each["count"].iloc[at]],
            "year": _whole_numbers(counts["year"].iloc[shown]),
        }

    return row_issues(
        "total_contradicts_parts", "error", layer="household_counts", frame=counts,
        rows=rows, params=params,
    )  # fmt: skip


def _poor_villages(survey: Survey, digits: int) -> "pd.Series[str]":
    """Unit above each poor village, by the village's code."""
    villages = survey.layer("villages")
    codes = villages["village_code"][villages["is_poor"]]
    return pd.Series(codes.str[:digits].to_numpy(), index=codes.to_numpy(), dtype="str")


def _poor_counted(
    given: pd.DataFrame, poor: "pd.Series[str]", above: "pd.Series[str]"
) -> "pd.Series[int]":
    """How many poor villages of each unit are counted in each year."""
    of_poor = given["unit_code"].isin(poor.index)
    return given[of_poor].groupby([above[of_poor], given["year"][of_poor]]).size()


def _whole_numbers(values: pd.Series) -> list[int]:
    return [int(value) for value in values]
