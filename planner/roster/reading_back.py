"""A roster that comes back as a file: posts left open, and rows that are not there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geo.ingest import Ingest
from geo.issues import Issue
from geo.schemas import SOURCE_FILE, SOURCE_ROW, LayerName
from planner.merging import Mode

Frames = Mapping[LayerName, gpd.GeoDataFrame]
_LAYER: LayerName = "assignments"
_NUMBER = "assignment_id"


def read_back(
    found: Ingest, old: Frames, *, today: dt.date, mode: Mode
) -> tuple[Ingest, dict[LayerName, list[str]], list[Issue]]:
    """Take rows without a person as posts left open, and tell what is not in the file.

    A row of a known number whose person was taken out ends the day before, or is taken
    out where it has not begun by then; one of a new number is left out. Rows of the
    roster in force that a file with others of them does not have stay as they are.

    Parameters
    ----------
    found
        What was read.
    old
        Layers of the workspace.
    today
        First day on which posts are open.
    mode
        How the rows are to be put to the old ones.

    Returns
    -------
    found, gone, issues
        What is to be put in, the numbers of rows to be taken out, and a warning for
        each post left open and for the rows that stay.
    """
    if found.questions or _LAYER not in found.layers:
        return found, {}, []
    fresh, before = found.layers[_LAYER], old[_LAYER]
    left_out = _left_out(fresh, before, today) if mode == "update" else []
    made_up = fresh[SOURCE_FILE] + ":" + fresh[SOURCE_ROW].astype("str")
    empty = (fresh["commissioner_id"] == "") & (fresh["village_code"] != "")
    empty &= fresh[_NUMBER] != made_up
    if not empty.any():
        return found, {}, left_out
    kept, gone = _ended(fresh[empty], before, today)
    frame = pd.concat([fresh[~empty], kept], ignore_index=True)
    places = fresh.loc[empty, [SOURCE_FILE, SOURCE_ROW]]
    rows = set(places.itertuples(index=False, name=None))
    issues = [one for one in found.issues if not _is_about_person(one, rows)]
    told = _told(fresh[empty], kept, gone, today)
    again = replace(found, layers={**found.layers, _LAYER: frame}, issues=tuple(issues))
    return again, {_LAYER: gone}, [*told, *left_out]


def _ended(
    rows: gpd.GeoDataFrame, before: gpd.GeoDataFrame, today: dt.date
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Known rows as they end, and the numbers of those that never began.

    All but the end is as it was known, never as the file says or leaves out.
    """
    last = (today - dt.timedelta(days=1)).isoformat()
    known = before[before[_NUMBER].isin(rows[_NUMBER])]
    begun = known["since"] <= last
    ended = known[begun].copy()
    given = rows.drop_duplicates(_NUMBER).set_index(_NUMBER).loc[ended[_NUMBER]]
    ended["until"] = [
        min(filter(None, (was, said, last)))
        for was, said in zip(ended["until"], given["until"], strict=True)
    ]
    # It is this file that the rows now come from.
    for name in (SOURCE_FILE, SOURCE_ROW):
        ended[name] = given[name].to_numpy()
    return ended, known.loc[~begun, _NUMBER].tolist()


def _told(
    rows: gpd.GeoDataFrame, ended: gpd.GeoDataFrame, gone: list[str], today: dt.date
) -> list[Issue]:
    """Tell of each row without a person whether it ends, goes, or is left out."""
    last = dict(zip(ended[_NUMBER], ended["until"], strict=True))
    told = []
    for row in rows.to_dict("records"):
        number = str(row[_NUMBER])
        what = "ended" if number in last else "gone" if number in gone else "new"
        told.append(
            Issue(
                f"assignment_emptied_{what}", "warning", _LAYER, str(row[SOURCE_FILE]),
                int(row[SOURCE_ROW]), number,
                {"code": row["village_code"], "day": today.isoformat(),
                 "last": last.get(number, "")},
            )
        )  # fmt: skip
    return told


def _left_out(
    fresh: gpd.GeoDataFrame, before: gpd.GeoDataFrame, today: dt.date
) -> list[Issue]:
    """Tell how many rows in force are not in a file that has some of them."""
    day = today.isoformat()
    lasting = before[(before["until"] == "") | (before["until"] >= day)]
    there = lasting[_NUMBER].isin(fresh[_NUMBER])
    if not there.any() or there.all():
        return []
    count = int((~there).sum())
    return [Issue("assignment_left_out", "warning", _LAYER, params={"count": count})]


def _is_about_person(issue: Issue, rows: set[tuple[object, object]]) -> bool:
    """Whether an issue is that a row has no person: it lacks nothing else."""
    lacks = issue.rule == "required_missing" and issue.layer == _LAYER
    return lacks and (issue.source, issue.row) in rows
