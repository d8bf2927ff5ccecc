"""Rules on the roster: who is unknown, there twice, out of term, or has too much.

A span without a first day has long begun, one without a last day has no end.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from geo.checks.groups import firsts_of, members_of
from geo.checks.survey import Survey
from geo.issues import Issue
from geo.row_issues import IntArray, row_issues
from geo.schemas import DEFAULT_POST, SOURCE_FILE, SOURCE_ROW

# Before and after every day there is; ISO dates compare as text.
_EVER, _NEVER = "", "9999-12-31"


def check_assignment_person_unknown(survey: Survey) -> list[Issue]:
    """A service is of somebody who is no commissioner. Warning, one for each person."""
    roster = survey.layer("assignments")
    known = survey.layer("commissioners")["commissioner_id"]
    person = roster["commissioner_id"]
    members = members_of(person, (person != "") & ~person.isin(known))
    return row_issues(
        "assignment_person_unknown", "warning", layer="assignments", frame=roster,
        rows=firsts_of(members),
        params=lambda rows: {
            "value": person.iloc[rows].tolist(),
            "count": [len(group) for group in members[: len(rows)]],
        },
    )  # fmt: skip


def check_assignment_twice(survey: Survey) -> list[Issue]:
    """One person is at one village and post twice in overlapping time. Error."""
    roster = survey.layer("assignments")
    pairs = _overlapping(roster)
    before = [first for first, _ in pairs]

    def first(rows: IntArray, column: str) -> list[object]:
        return list(roster[column].iloc[before[: len(rows)]])

    return row_issues(
        "assignment_twice", "error", layer="assignments", frame=roster,
        rows=np.array([again for _, again in pairs], dtype=np.intp),
        params=lambda rows: {
            "person": roster["commissioner_id"].iloc[rows].tolist(),
            "code": roster["village_code"].iloc[rows].tolist(),
            "first_key": first(rows, "assignment_id"),
            "first_source": [source or "—" for source in first(rows, SOURCE_FILE)],
            "first_row": [
                0 if row is pd.NA else row for row in first(rows, SOURCE_ROW)
            ],
        },
    )  # fmt: skip


def check_assignment_out_of_term(survey: Survey) -> list[Issue]:
    """A service lies, in part or whole, outside the commissioner's term. Warning.

    One without a first or last day is taken to run on the day of the check.
    """
    roster, today = survey.layer("assignments"), survey.today.isoformat()
    terms = _of_persons(survey, "starts", "ends")
    since, until = roster["since"], roster["until"]
    last = until.where(until != "", since.where(since > today, today))
    first = since.where(since != "", last.where(last < today, today))
    starts, ends = (_of_each(roster, terms[name]) for name in ("starts", "ends"))
    out = (first < starts) | ((ends != "") & (last > ends))
    return row_issues(
        "assignment_out_of_term", "warning", layer="assignments", frame=roster,
        rows=out.to_numpy(dtype=bool),
        params=lambda rows: {
            "person": roster["commissioner_id"].iloc[rows].tolist(),
            "first": [day or "…" for day in since.iloc[rows]],
            "last": [day or "…" for day in until.iloc[rows]],
            "starts": [day or "…" for day in starts.iloc[rows]],
            "ends": [day or "…" for day in ends.iloc[rows]],
        },
    )  # fmt: skip


def check_assignment_over_capacity(survey: Survey) -> list[Issue]:
    """A commissioner serves more villages at a time than they can. Warning, one each.

    Told at the last of the rows on the first day on which there are most.
    """
    roster = survey.layer("assignments")
    capacity = _of_persons(survey, "capacity")["capacity"].dropna()
    most = {str(person): int(each) for person, each in capacity.items()}
    found = list(_overloads(roster, most, survey.today))
    return row_issues(
        "assignment_over_capacity", "warning", layer="assignments", frame=roster,
        rows=np.array([row for row, _, _ in found], dtype=np.intp),
        params=lambda rows: {
            "person": roster["commissioner_id"].iloc[rows].tolist(),
            "day": [day for _, day, _ in found[: len(rows)]],
            "count": [count for _, _, count in found[: len(rows)]],
            "capacity": [most[one] for one in roster["commissioner_id"].iloc[rows]],
        },
    )  # fmt: skip


def _of_persons(survey: Survey, *columns: str) -> pd.DataFrame:
    """Columns of the commissioners by id; of an id given twice the first row."""
    people = pd.DataFrame(survey.layer("commissioners"))
    once = people.drop_duplicates("commissioner_id").set_index("commissioner_id")
    return once[list(columns)]


def _of_each(roster: pd.DataFrame, texts: "pd.Series[str]") -> "pd.Series[str]":
    """Text of the person of each row; empty for somebody unknown."""
    known = texts.to_dict()
    found = [known.get(person, "") for person in roster["commissioner_id"]]
    return pd.Series(found, index=roster.index, dtype="str")


def _spans(roster: pd.DataFrame) -> pd.DataFrame:
    """Rows as they stand in time, those whose days are reversed left out."""
    table = pd.DataFrame(
        {
            "at": np.arange(len(roster)),
            "key": roster["assignment_id"].to_numpy(),
            "person": roster["commissioner_id"].to_numpy(),
            "village": roster["village_code"].to_numpy(),
            "post": roster["post"].replace("", DEFAULT_POST).to_numpy(),
            "first": roster["since"].replace("", _EVER).to_numpy(),
            "last": roster["until"].replace("", _NEVER).to_numpy(),
        }
    )
    whole = (table["person"] != "") & (table["village"] != "")
    return table[whole & (table["first"] <= table["last"])]


def _overlapping(roster: pd.DataFrame) -> list[tuple[int, int]]:
    """Positions of an earlier row and of one that overlaps it, in order of the second.

    Rows with one key have a rule of their own.
    """
    spans, columns = _spans(roster), ["person", "village", "post"]
    repeated = spans[spans.duplicated(columns, keep=False)]
    pairs: list[tuple[int, int]] = []
    for _, group in repeated.groupby(columns, sort=False):
        seen: list[tuple[int, str, str, str]] = []
        rows = group[["at", "key", "first", "last"]].itertuples(index=False)
        for at, key, first, last in rows:
            before = next(
                (one for one, other, begins, ends in seen
                 if begins <= last and first <= ends and other != key),
                None,
            )  # fmt: skip
            if before is not None:
                pairs.append((before, at))
            seen.append((at, key, first, last))
    return sorted(pairs, key=lambda pair: pair[1])


def _overloads(
    roster: pd.DataFrame, capacity: Mapping[str, int], today: dt.date
) -> Iterator[tuple[int, str, int]]:
    """Last row, day and villages of each person's fullest day, where too many."""
    for person, group in _spans(roster).groupby("person", sort=False):
        most = capacity.get(str(person))
        if most is None or group["village"].nunique() <= most:
            continue
        # Most are there on a day on which one begins.
        days = sorted(set(group["first"]))
        held = {
            day: group[(group["first"] <= day) & (day <= group["last"])] for day in days
        }
        day = max(days, key=lambda one: held[one]["village"].nunique())
        count = int(held[day]["village"].nunique())
        if count > most:
            # Where all have long begun, any day until the first of them ends.
            told = day or min(today.isoformat(), held[day]["last"].min())
            yield int(held[day]["at"].max()), told, count
