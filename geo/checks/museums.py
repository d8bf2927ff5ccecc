"""Rules on museum tours: sets in two places at once, stays that cannot be, venues."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from geo.checks.groups import firsts_of, members_of
from geo.checks.survey import Survey
from geo.checks.units import label_of
from geo.issues import Issue
from geo.row_issues import IntArray, row_issues
from geo.schemas import LAYERS, SOURCE_FILE, SOURCE_ROW, LayerName

_COUNTY = 6
# The gap that is asked for between two stays of a county, where nothing else is.
_HALF_A_YEAR = 184
_SIZED: tuple[LayerName, ...] = ("museum_sets", "museum_venues")
# A set and the first day in a county: rows alike in them have a rule of their own.
_ONE_STAY = ["set_id", "unit_code", "since"]
Pairs = list[tuple[int, int]]


def check_museum_unit_wrong(survey: Survey) -> list[Issue]:
    """A stay is in no county, or a venue in something wider than one. Error."""
    issues: list[Issue] = []
    for name, most in (("museum_stays", _COUNTY), ("museum_venues", 12)):
        layer: LayerName = name  # type: ignore[assignment]
        frame = survey.layer(layer)
        level = frame["unit_code"].str.len()
        wrong = (level > 0) & ((level < _COUNTY) | (level > most))
        issues += row_issues(
            "museum_unit_wrong", "error", layer=layer, frame=frame,
            rows=wrong.to_numpy(dtype=bool),
            params=lambda rows, frame=frame: {  # type: ignore[misc]
                "code": frame["unit_code"].iloc[rows].tolist()
            },
        )  # fmt: skip
    return issues


def check_museum_size_not_positive(survey: Survey) -> list[Issue]:
    """A set needs, or a venue has, no square metre at all. Error."""
    issues: list[Issue] = []
    for name in _SIZED:
        frame, declared = survey.layer(name), LAYERS[name].column("size")
        none = (frame["size"] <= 0).fillna(value=False)
        issues += row_issues(
            "museum_size_not_positive", "error", layer=name, frame=frame,
            rows=none.to_numpy(dtype=bool),
            params=lambda rows, frame=frame, declared=declared: {  # type: ignore[misc]
                "name": frame["name"].iloc[rows].tolist(),
                "column": [label_of(declared)] * len(rows),
                "value": [f"{float(size):g}" for size in frame["size"].iloc[rows]],
            },
        )  # fmt: skip
    return issues


def check_museum_set_unknown(survey: Survey) -> list[Issue]:
    """A stay is of a set that is not among the sets. Error, one for each set."""
    known = survey.layer("museum_sets")["set_id"]
    return _unknown(survey, "museum_set_unknown", "error", "set_id", known)


def check_museum_venue_unknown(survey: Survey) -> list[Issue]:
    """A stay is at a venue that is not among the venues. Warning, one for each venue.

    It stays where it is booked; nothing is held against its size and its days.
    """
    known = survey.layer("museum_venues")["venue_id"]
    return _unknown(survey, "museum_venue_unknown", "warning", "venue_id", known)


def check_museum_venue_elsewhere(survey: Survey) -> list[Issue]:
    """A stay is at a venue of another county. Error."""
    stays, venues = survey.layer("museum_stays"), survey.layer("museum_venues")
    county = dict(zip(venues["venue_id"], venues["unit_code"].str[:6], strict=True))
    there = [county.get(venue, "") for venue in stays["venue_id"]]
    own = stays["unit_code"].str[:6].tolist()
    wrong = [bool(one) and one != other for one, other in zip(there, own, strict=True)]
    return row_issues(
        "museum_venue_elsewhere", "error", layer="museum_stays", frame=stays,
        rows=np.array(wrong, dtype=bool),
        params=lambda rows: {
            "venue": stays["venue_id"].iloc[rows].tolist(),
            "county": [there[row] for row in rows],
            "code": stays["unit_code"].iloc[rows].tolist(),
        },
    )  # fmt: skip


def check_museum_stay_long(survey: Survey) -> list[Issue]:
    """A stay lasts over half a year, longer than the gap to the next one. Warning."""
    stays = survey.layer("museum_stays")
    since, until = (
        pd.to_datetime(stays[name], errors="coerce") for name in ("since", "until")
    )
    days = (until - since).dt.days + 1
    return row_issues(
        "museum_stay_long", "warning", layer="museum_stays", frame=stays,
        rows=(days > _HALF_A_YEAR).to_numpy(dtype=bool),
        params=lambda rows: {
            "code": stays["unit_code"].iloc[rows].tolist(),
            "first": stays["since"].iloc[rows].tolist(),
            "last": stays["until"].iloc[rows].tolist(),
            "days": [int(each) for each in days.iloc[rows]],
        },
    )  # fmt: skip


def check_museum_set_twice(survey: Survey) -> list[Issue]:
    """One set is in two counties at once. Error."""
    stays = survey.layer("museum_stays")
    unit = stays["unit_code"].tolist()
    pairs = _overlapping(stays, "set_id", lambda a, b: unit[a] != unit[b])
    return _told_twice(survey, "museum_set_twice", pairs)


def check_museum_county_twice(survey: Survey) -> list[Issue]:
    """Two stays of one county overlap, and are not both of the past. Error.

    One set cannot come again while it is there, in the past either.
    """
    stays = survey.layer("museum_stays")
    sets, done = stays["set_id"].tolist(), (stays["state"] == "done").tolist()
    again = stays.duplicated(_ONE_STAY, keep=False).tolist()
    since = stays["since"].tolist()

    def is_wrong(a: int, b: int) -> bool:
        one = again[a] and sets[a] == sets[b] and since[a] == since[b]
        return not one and (sets[a] == sets[b] or not (done[a] and done[b]))

    pairs = _overlapping(stays, "unit_code", is_wrong)
    return _told_twice(survey, "museum_county_twice", pairs)


def _unknown(
    survey: Survey, rule: str, severity: str, column: str, known: "pd.Series[str]"
) -> list[Issue]:
    stays = survey.layer("museum_stays")
    named = stays[column]
    members = members_of(named, (named != "") & ~named.isin(known))
    return row_issues(
        rule, severity, layer="museum_stays", frame=stays,  # type: ignore[arg-type]
        rows=firsts_of(members),
        params=lambda rows: {
            "value": named.iloc[rows].tolist(),
            "count": [len(group) for group in members[: len(rows)]],
        },
    )  # fmt: skip


def _overlapping(
    stays: pd.DataFrame, by: str, is_wrong: Callable[[int, int], bool]
) -> Pairs:
    """Positions of an earlier stay and of one that overlaps it, by the second's.

    Of stays with reversed days, or with one key, other rules speak.
    """
    whole = (stays[by] != "") & (stays["since"] != "") & (stays["until"] != "")
    whole &= stays["since"] <= stays["until"]
    shared = stays[whole & stays[by].duplicated(keep=False)]
    at = pd.Series(np.arange(len(stays)), index=stays.index)
    pairs: Pairs = []
    for _, group in shared.assign(at=at).groupby(by, sort=False):
        told = group.sort_values(["since", "at"])[["at", "stay_id", "since", "until"]]
        pairs += _running(told.itertuples(index=False), is_wrong)
    return sorted(pairs, key=lambda pair: pair[1])


def _running(
    rows: Iterator[tuple[int, str, str, str]], is_wrong: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Give each stay with the first of those that still run when it begins."""
    running: list[tuple[int, str, str]] = []
    for at, key, since, until in rows:
        running = [one for one in running if one[2] >= since]
        for first, other, _ in running:
            if other != key and is_wrong(first, at):
                yield first, at
                break
        running.append((at, key, until))


def _told_twice(survey: Survey, rule: str, pairs: Pairs) -> list[Issue]:
    stays = survey.layer("museum_stays")

    def params(rows: IntArray) -> Mapping[str, Sequence[object]]:
        one = stays.iloc[[first for first, _ in pairs[: len(rows)]]]
        shown = stays.iloc[rows]
        return {
            "set": shown["set_id"].tolist(),
            "code": shown["unit_code"].tolist(),
            "first": shown["since"].tolist(),
            "last": shown["until"].tolist(),
            "other_set": one["set_id"].tolist(),
            "other_code": one["unit_code"].tolist(),
            "first_key": one["stay_id"].tolist(),
            "first_source": [source or "—" for source in one[SOURCE_FILE]],
            "first_row": [int(row) for row in one[SOURCE_ROW].fillna(0)],
        }

    return row_issues(
        rule, "error", layer="museum_stays", frame=stays,
        rows=np.array([again for _, again in pairs], dtype=np.intp), params=params,
    )  # fmt: skip
