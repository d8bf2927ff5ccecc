"""Rules on records: of units nobody has, in the future, or entered twice.

A layer of records may hold millions of rows, so each different code or text is looked
at once and the rows are only counted.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.checks.groups import firsts_of, members_of
from geo.checks.survey import BoolArray, Survey
from geo.checks.units import label_of
from geo.issues import Issue
from geo.reading.cells import Bad, folded, understood
from geo.row_issues import IntArray, row_issues
from geo.schemas import (
    LAYERS,
    RECORD_LAYERS,
    SOURCE_FILE,
    SOURCE_ROW,
    ColumnKind,
    LayerName,
    split_list,
    term_group,
)
from geo.terms import TERMS

# Records, and the bases, which belong to a unit too.
WITH_UNITS: tuple[LayerName, ...] = (*RECORD_LAYERS, "bases")
# Those that come from anywhere, by their nature.
_FROM_ANYWHERE: frozenset[LayerName] = frozenset({"museum_sets", "experts", "partners"})
# What cannot have happened yet.
_DAYS: tuple[tuple[LayerName, str], ...] = (
    ("events", "date"),
    ("trainings", "date"),
    ("outputs", "date"),
    ("duties_done", "done_on"),
    ("agreements", "signed_on"),
)
# Two rows that agree in the first columns tell of one thing; where all those of the
# second tuple are empty, only rows that agree in everything do.
_SAME: Mapping[LayerName, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "events": (("kind", "date", "unit_code", "name", "people"), ("name", "people")),
    "trainings": (("kind", "date", "unit_code", "name", "persons"), ()),
    "people": (("name", "role", "unit_code", "organisation", "since"), ()),
    "groups": (("name", "kind", "unit_code", "since"), ()),
    "outputs": (("name", "kind", "unit_code", "date"), ()),
    "agreements": (
        ("kind", "unit_code", "partner", "signed_on", "person_id", "base_id"),
        (),
    ),
    "duties_done": (("duty", "unit_code", "period", "done_on"), ()),
    "household_counts": (("unit_code", "year"), ()),
    "caravans": (("name", "unit_code", "since"), ()),
    "visit_places": (("name", "kind", "unit_code", "since", "until"), ()),
    "seasons": (("name", "kind", "unit_code", "since"), ()),
    "museum_sets": (("name", "unit_code", "since"), ()),
    "museum_venues": (("name", "unit_code", "since", "until"), ()),
    "museum_stays": (("set_id", "unit_code", "since"), ()),
    "partners": (("name", "kind", "unit_code", "since"), ()),
}
_NAMES_OF_PEOPLE: tuple[tuple[LayerName, str], ...] = (
    ("events", "people"),
    ("agreements", "person_id"),
)
_NAMES_OF_BASES: tuple[tuple[LayerName, str], ...] = (
    ("events", "base_id"),
    ("people", "base_id"),
    ("agreements", "base_id"),
    ("assignments", "base_id"),
)
# Attributes of the declared list that are neither yes nor no.
_VALUES: Mapping[str, ColumnKind] = {"area": "text", "exited": "year"}


def check_record_unit_unknown(survey: Survey) -> list[Issue]:
    """A record names a village or township that its known county does not have. Error.

    Old codes whose successor is there pass, and so do units of other counties, which
    have a rule of their own.
    """
    issues: list[Issue] = []
    for name in WITH_UNITS:
        units = survey.layer(name)[LAYERS[name].unit]
        unknown = survey.known_units.unknown(units)
        issues += row_issues(
            "record_unit_unknown", "error", layer=name, frame=survey.layer(name),
            rows=unknown,
            params=lambda rows, units=units: {  # type: ignore[misc]
                "code": units.iloc[rows].tolist(),
                "county": [code[:6] for code in units.iloc[rows]],
            },
        )  # fmt: skip
    return issues


def check_record_outside(survey: Survey) -> list[Issue]:
    """Records are of a county that is not among the counties. Warning, one for each."""
    issues: list[Issue] = []
    for name in (name for name in WITH_UNITS if name not in _FROM_ANYWHERE):
        units = survey.layer(name)[LAYERS[name].unit]
        outside = survey.known_units.outside(units)
        members = members_of(units.str[:6], pd.Series(outside))
        issues += row_issues(
            "record_outside", "warning", layer=name, frame=survey.layer(name),
            rows=firsts_of(members),
            params=lambda rows, units=units, members=members: {  # type: ignore[misc]
                "code": [code[:6] for code in units.iloc[rows]],
                "count": [len(group) for group in members[: len(rows)]],
            },
        )  # fmt: skip
    return issues


def check_record_date_in_future(survey: Survey) -> list[Issue]:
    """A record of something done, counted or signed is dated after today. Error."""
    issues: list[Issue] = []
    for name, column in _DAYS:
        late = survey.layer(name)[column] > survey.today.isoformat()
        issues += _late(survey, name, column, late.to_numpy(dtype=bool))
    year = survey.layer("household_counts")["year"] > survey.today.year
    late_years = year.fillna(False).to_numpy(dtype=bool)
    return issues + _late(survey, "household_counts", "year", late_years)


def check_record_counted_twice(survey: Survey) -> list[Issue]:
    """Two rows with different keys tell of the same thing, mostly in two files. Error.

    Alike are kind, day, unit and who or what it was; household counts of one unit and
    year are alike whatever they count.
    """
    issues: list[Issue] = []
    for name in _SAME:
        frame = survey.layer(name)
        number = _alike(frame, name)
        issues += _repeats(survey, "record_counted_twice", name, number)
    return issues


def check_fact_twice(survey: Survey) -> list[Issue]:
    """One attribute of one unit is given in two rows. Error."""
    facts = survey.layer("facts")
    number = _numbers(facts, ("unit_code", "attribute"))
    return _repeats(survey, "fact_twice", "facts", number)


def check_fact_value_unreadable(survey: Survey) -> list[Issue]:
    """A declared attribute has a value that is none: not yes or no, no year. Error."""
    facts = survey.layer("facts")
    pairs = facts[["attribute", "value"]].drop_duplicates()
    declared = term_group("attributes")
    bad = {
        (attribute, value)
        for attribute, value in pairs.itertuples(index=False)
        if attribute in declared
        and _VALUES.get(attribute) != "text"
        and _is_bad(value, _VALUES.get(attribute, "bool"))
    }
    rows = [
        pair in bad for pair in zip(facts["attribute"], facts["value"], strict=True)
    ]

    def params(shown: IntArray) -> Mapping[str, Sequence[object]]:
        some = facts.iloc[shown]
        kinds = [_VALUES.get(attribute, "bool") for attribute in some["attribute"]]
        return {
            "attribute": [label_of(declared[code]) for code in some["attribute"]],
            "value": some["value"].tolist(),
            "wanted": [TERMS[f"value_{kind}"] for kind in kinds],
        }

    return row_issues(
        "fact_value_unreadable", "error", layer="facts", frame=facts,
        rows=np.array(rows, dtype=bool), params=params,
    )  # fmt: skip


def check_record_person_unknown(survey: Survey) -> list[Issue]:
    """A record names a person that no layer has. Warning, one for each person."""
    known = {
        *survey.layer("people")["person_id"],
        *survey.layer("commissioners")["commissioner_id"],
    }
    return _unknown_names(survey, "record_person_unknown", _NAMES_OF_PEOPLE, known)


def check_record_base_unknown(survey: Survey) -> list[Issue]:
    """A record names a base that is not among the bases. Warning, one for each base."""
    known = set(survey.layer("bases")["base_id"])
    return _unknown_names(survey, "record_base_unknown", _NAMES_OF_BASES, known)


def _late(survey: Survey, name: LayerName, column: str, rows: BoolArray) -> list[Issue]:
    frame, declared = survey.layer(name), LAYERS[name].column(column)
    return row_issues(
        "record_date_in_future", "error", layer=name, frame=frame, rows=rows,
        params=lambda shown: {
            "column": [label_of(declared)] * len(shown),
            "value": frame[column].iloc[shown].tolist(),
        },
    )  # fmt: skip


def _alike(frame: pd.DataFrame, name: LayerName) -> IntArray:
    """Number of what each row tells of: rows with one number tell of the same."""
    columns, telling = _SAME[name]
    number = _numbers(frame, columns)
    if not telling:
        return number
    silent = np.logical_and.reduce([(frame[each] == "").to_numpy() for each in telling])
    if silent.any():
        own = {LAYERS[name].key, "note", "illustrative"}
        rest = [c.name for c in LAYERS[name].stored_columns if c.name not in own]
        number[silent] = number.max() + 1 + _numbers(frame[silent], rest)
        number = _in_order(number)
    return number


def _numbers(frame: pd.DataFrame, columns: Sequence[str]) -> IntArray:
    """Number each different row of some columns."""
    number = np.zeros(len(frame), dtype=np.intp)
    for column in columns:
        codes, unique = pd.factorize(frame[column], use_na_sentinel=False)
        number = number * (len(unique) + 1) + codes
        # Numbered again, so that the product of many columns stays a whole number.
        number = _in_order(number)
    return number


def _in_order(number: IntArray) -> IntArray:
    """Number from 0 in order of first appearance."""
    return pd.factorize(number)[0].astype(np.intp)


def _repeats(
    survey: Survey, rule: str, name: LayerName, number: IntArray
) -> list[Issue]:
    """Rows with a number that an earlier row of another key has, told with that row."""
    frame = survey.layer(name)
    rows = np.flatnonzero(pd.Series(number).duplicated())
    # Numbers run from 0 in order of first appearance.
    _, first = np.unique(number, return_index=True)
    before = first[number[rows]]
    keys = frame[LAYERS[name].key]
    other = keys.iloc[rows].to_numpy() != keys.iloc[before].to_numpy()
    rows, before = rows[other], before[other]

    def params(shown: IntArray) -> Mapping[str, Sequence[object]]:
        one = frame.iloc[before[: len(shown)]]
        return {
            "first_key": one[LAYERS[name].key].tolist(),
            "first_source": [source or "—" for source in one[SOURCE_FILE]],
            "first_row": [int(row) for row in one[SOURCE_ROW].fillna(0)],
            "code": frame["unit_code"].iloc[shown].tolist(),
        }

    return row_issues(rule, "error", layer=name, frame=frame, rows=rows, params=params)


def _unknown_names(
    survey: Survey,
    rule: str,
    columns: Sequence[tuple[LayerName, str]],
    known: set[str],
) -> list[Issue]:
    issues: list[Issue] = []
    for name, column in columns:
        cells = survey.layer(name)[column]
        position, unique = pd.factorize(cells)
        counts = np.bincount(position, minlength=len(unique))
        _, first = np.unique(position, return_index=True)
        found: dict[str, tuple[int, int]] = {}
        for at, text in enumerate(unique):
            for one in split_list(text):
                if one not in known:
                    row, count = found.get(one, (int(first[at]), 0))
                    found[one] = (row, count + int(counts[at]))
        issues += row_issues(
            rule, "warning", layer=name, frame=survey.layer(name),
            rows=np.array([row for row, _ in found.values()], dtype=np.intp),
            params=lambda shown, found=found: {  # type: ignore[misc]
                "value": list(found)[: len(shown)],
                "count": [count for _, count in found.values()][: len(shown)],
            },
        )  # fmt: skip
    return issues


def _is_bad(value: str, kind: ColumnKind) -> bool:
    return isinstance(understood(folded(value), kind), Bad)
