"""Maps of the page of roads, kept while they stay true, and areas drawn on them."""

import copy
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import folium
import pandas as pd
import shapely

from geo.roads.closures import Closure
from geo.words import Lang
from planner.critical import CriticalRoad
from planner.journeys import Stops
from planner.report import CoverageReport
from planner.rule import Rule
from planner.travelling import TravelChoice
from ui.components import data, road_data
from ui.maps.closure_map import closure_map
from ui.maps.journey_map import journey_map
from ui.maps.roads import RoadsDrawn, roads_drawn

HEIGHT = 440
_MOST_SOURCES = 3


def of_closures(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    closure: Closure | None,
    lang: Lang,
    *,
    changed: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> folium.Map:
    """Draw roads to click, what is closed, and what one more closure would change.

    Parameters
    ----------
    path, rule, choice
        What is shown.
    closure
        One more closure; None for none.
    lang
        Language.
    changed
        Villages that change; see :class:`planner.comparison.Comparison`.
    places
        Journeys of the places, where there are no villages.
    """

    def make() -> folium.Map:
        drawn = _roads(path, rule, choice, closure)
        closures = [
            (one.name, one.area)
            for one in road_data.every_closure(path)
            if one.area is not None and one.holds(road_data.day_of(rule))
        ]
        if closure is not None and closure.area is not None:
            closures.append((closure.name, closure.area))
        return closure_map(
            _report(path, rule, choice), drawn, lang=lang, closures=closures,
            changed=changed, places=places,
            bases=None if places is None else road_data.stops_of(path, "bases"),
            limit_min=_limit(rule),
            sources=_sources(path),
        )  # fmt: skip

    key = (rule, choice, road_data.told(closure), places is None, lang)
    return _kept(path, ("closure map", *key), make)


def of_critical(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    critical: Sequence[CriticalRoad],
    lang: Lang,
) -> folium.Map:
    """Draw the critical roads, numbered."""
    return _kept(
        path,
        ("critical map", rule, choice, lang),
        lambda: closure_map(
            _report(path, rule, choice), _roads(path, rule, choice, None), lang=lang,
            critical=critical, draw_tool=False, sources=_sources(path),
        ),
    )  # fmt: skip


def of_journeys(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    table: pd.DataFrame,
    bases: Stops,
    lang: Lang,
    *,
    asked: Hashable,
    village: bool,
) -> folium.Map:
    """Draw places by their minutes.

    Parameters
    ----------
    path, rule, choice
        What is shown.
    table, bases
        Journeys, and where they lead.
    lang
        Language.
    asked
        What the journeys depend on besides.
    village
        Whether the places are villages.
    """
    return _kept(
        path,
        ("journey map", rule, choice, asked, lang),
        lambda: journey_map(
            table, bases, _roads(path, rule, choice, None), lang=lang,
            kind="village" if village else "place", limit_min=_limit(rule),
            report=_report(path, rule, choice), sources=_sources(path),
        ),
    )  # fmt: skip


def polygon(corners: Sequence[tuple[float, float]] | None) -> shapely.Geometry | None:
    """Area of the corners drawn; None where they enclose nothing."""
    if corners is None:
        return None
    area = shapely.make_valid(shapely.Polygon(corners))
    parts = [
        part for part in shapely.get_parts(area).tolist() if part.geom_type == "Polygon"
    ]
    found = shapely.union_all(parts)
    return None if found.is_empty else found


def _kept(
    path: Path, asked: tuple[Hashable, ...], make: Callable[[], folium.Map]
) -> folium.Map:
    # streamlit-folium changes the map it is given, so each caller gets a copy.
    return copy.deepcopy(data.kept_of(path, asked, make))


def _roads(
    path: Path, rule: Rule, choice: TravelChoice, closure: Closure | None
) -> RoadsDrawn:
    found = data.roads(path)
    assert found is not None  # noqa: S101 - asked for where there are roads
    more = () if closure is None else (closure,)
    return roads_drawn(found.travel(choice, on=road_data.day_of(rule), besides=more))


def _report(path: Path, rule: Rule, choice: TravelChoice) -> CoverageReport | None:
    """The verdict, for its counties; None where there are none."""
    frames, _ = data.layers(path)
    if frames["villages"].empty or frames["counties"].empty:
        return None
    return road_data.report(path, rule, choice)


def _limit(rule: Rule) -> float:
    """Limit around which minutes are coloured; of kilometres, at 30 km/h."""
    if rule.limit_min is not None:
        return rule.limit_min
    return max(float(rule.limit_km or 0) * 2, 1.0)


def _sources(path: Path) -> list[str]:
    names = [str(row.get("file", "")) for row in data.sources(path)]
    return list(dict.fromkeys(name for name in names if name))[:_MOST_SOURCES]
