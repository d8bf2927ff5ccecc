"""Rules on closures: of nothing, of roads nobody knows, in seasons that are none."""

import numpy as np
import shapely

from geo.checks.survey import Survey, missing_places
from geo.issues import Issue
from geo.roads.closure_words import month_day, plain_road, split_roads
from geo.roads.covering import AREAS, LINES, Flags, covered
from geo.row_issues import row_issues

_LINE_STRING = 1


def check_closure_says_nothing(survey: Survey) -> list[Issue]:
    """A closure names no road and has no shape, so it closes nothing. Error."""
    closures = survey.layer("closures")
    named = [bool(split_roads(text)) for text in closures["roads"]]
    return row_issues(
        "closure_says_nothing", "error", layer="closures", frame=closures,
        rows=missing_places(closures) & ~np.array(named, dtype=bool),
        params=lambda rows: {"closure": closures["name"].iloc[rows].tolist()},
    )  # fmt: skip


def check_closure_season_wrong(survey: Survey) -> list[Issue]:
    """A season lacks its first or its last day, or one is no day of a year. Error."""
    closures = survey.layer("closures")
    first, last = closures["season_first"], closures["season_last"]
    pairs = zip(first, last, strict=True)
    odd = [
        bool(begins or ends) and None in (month_day(begins), month_day(ends))
        for begins, ends in pairs
    ]
    return row_issues(
        "closure_season_wrong", "error", layer="closures", frame=closures,
        rows=np.array(odd, dtype=bool),
        params=lambda rows: {
            "closure": closures["name"].iloc[rows].tolist(),
            "first": [text[:20] or "—" for text in first.iloc[rows]],
            "last": [text[:20] or "—" for text in last.iloc[rows]],
        },
    )  # fmt: skip


def check_closure_road_unknown(survey: Survey) -> list[Issue]:
    """A closure names a road that is not among the roads. Warning, one per closure."""
    closures = survey.layer("closures")
    known = survey.rows_by_road
    unknown = [
        "、".join(r for r in split_roads(text) if plain_road(r) not in known)
        for text in closures["roads"]
    ]
    return row_issues(
        "closure_road_unknown", "warning", layer="closures", frame=closures,
        rows=np.array([bool(text) for text in unknown], dtype=bool),
        params=lambda rows: {
            "closure": closures["name"].iloc[rows].tolist(),
            "road": [unknown[row] for row in rows],
        },
    )  # fmt: skip


def check_closure_touches_nothing(survey: Survey) -> list[Issue]:
    """The area or line of a closure meets none of its roads. Warning."""
    closures = survey.layer("closures")
    lines = survey.layer("roads").geometry.to_numpy()
    usable = shapely.get_type_id(lines) == _LINE_STRING
    usable &= ~missing_places(survey.layer("roads"))
    shapes = closures.geometry.to_numpy()
    kinds = closures.geometry.geom_type.isin((*AREAS, *LINES)).to_numpy(dtype=bool)
    drawn = kinds & ~missing_places(closures)
    idle = np.zeros(len(closures), dtype=bool)
    for row in np.flatnonzero(drawn).tolist():
        named = split_roads(closures["roads"].iloc[row])
        among = usable & _rows_of(survey, named) if named else usable
        idle[row] = not len(covered(lines, shapes[row], among).rows)
    return row_issues(
        "closure_touches_nothing", "warning", layer="closures", frame=closures,
        rows=idle,
        params=lambda rows: {"closure": closures["name"].iloc[rows].tolist()},
    )  # fmt: skip


def _rows_of(survey: Survey, named: tuple[str, ...]) -> Flags:
    """Rows of the roads that bear one of the names; every row where none does.

    A name that is not known has a rule of its own.
    """
    found = [survey.rows_by_road.get(plain_road(road), []) for road in named]
    mask = np.zeros(len(survey.layer("roads")), dtype=bool)
    mask[[row for rows in found for row in rows]] = True
    return mask if mask.any() else np.ones_like(mask)
