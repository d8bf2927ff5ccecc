"""Import: files in, frames of declared layers out, with every problem and question.

Nothing here raises for bad input: whatever is wrong is in the result.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.answers import LEAVE_OUT, Answers
from geo.answers import Answer as Answer
from geo.answers import Question as Question
from geo.codes import city_of, county_of, township_of
from geo.crs import STORAGE_CRS
from geo.errors import DataError
from geo.frames import conform, empty
from geo.issues import Issue
from geo.reading.columns import ColumnMap, map_columns
from geo.reading.files import DEFAULT_READ_LIMITS, ReadLimits, ShareRead, read_tables
from geo.reading.placing import Placed, place, points_of
from geo.reading.recognise import Recognised, recognise
from geo.reading.tables import RawTable
from geo.reading.values import Positions, Trouble, convert
from geo.roads.lines import in_parts
from geo.row_issues import row_issues
from geo.schemas import LAYERS, SOURCE_FILE, SOURCE_ROW, LayerName
from geo.shapes import are_polygons

# Called with files done, those in part too, files in all, and the name of the next.
Progress = Callable[[float, int, str], None]
Frames = dict[LayerName, gpd.GeoDataFrame]
_Codes = Callable[[pd.Series], pd.Series]
_PARENTS: Mapping[LayerName, tuple[tuple[str, _Codes], ...]] = {
    "villages": (("township_code", township_of), ("county_code", county_of)),
    "townships": (("county_code", county_of),),
    "counties": (("city_code", city_of),),
}
# Beside the records; their rows need not have a number of their own.
_NUMBERED_BY_ROW: frozenset[LayerName] = frozenset(
    {"roads", "closures", "candidate_sites"}
)


@dataclass(frozen=True, slots=True)
class Ingest:
    """What was read.

    Parameters
    ----------
    layers
        Frames as :func:`geo.frames.conform` makes them, only of layers that were met.
        While a question is open its guess, if any, has been used.
    issues
        Everything wrong or worth knowing; errors must keep the data out.
    questions
        What must be answered before the data may be used.
    """

    layers: Mapping[LayerName, gpd.GeoDataFrame] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()


def ingest(
    paths: Iterable[Path | str],
    *,
    answers: Answers | None = None,
    progress: Progress | None = None,
    limits: ReadLimits = DEFAULT_READ_LIMITS,
) -> Ingest:
    """Read files into declared layers.

    Parameters
    ----------
    paths
        Files of any supported kind; layers met in several files are joined end to
        end in this order.
    answers
        What the planner has settled about them.
    progress
        Told before each file, while a large one is read, and once at the end.
    limits
        What is too large to read.
    """
    answers = Answers() if answers is None else answers
    files = [Path(path) for path in paths]
    parts: dict[LayerName, list[gpd.GeoDataFrame]] = {}
    issues: list[Issue] = []
    questions: list[Question] = []
    for done, path in enumerate(files):
        if progress is not None:
            progress(done, len(files), path.name)
        try:
            told = None if progress is None else _share_of(progress, done, files)
            tables = read_tables(path, limits=limits, progress=told)
        except DataError as error:
            issues += error.issues
            continue
        for table in tables:
            found = _read_table(table, answers.about(table.source))
            for layer, frame in found.layers.items():
                parts.setdefault(layer, []).append(frame)
            issues += found.issues
            questions += found.questions
    if progress is not None:
        progress(len(files), len(files), "")
    layers = {name: _joined(parts[name], name) for name in LAYERS if name in parts}
    return Ingest(layers, tuple(issues), tuple(questions))


def _share_of(progress: Progress, done: int, files: list[Path]) -> ShareRead:
    """Tell the progress within a file as a part of all."""
    name = files[done].name
    return lambda share: progress(done + share, len(files), name)


def _read_table(table: RawTable, answer: Answer) -> Ingest:
    if answer.layer == LEAVE_OUT:
        return Ingest()
    seen = Recognised(answer.layer) if answer.layer else recognise(table)
    layer, questions = seen.layer, seen.questions
    if table.frame.empty and (layer is None or questions):
        # Whatever it was meant to be, there is nothing in it to ask about.
        none = Issue("no_rows", "warning", source=table.source)
        return Ingest(issues=(*table.issues, none))
    if layer is None:
        return Ingest(issues=table.issues, questions=questions)
    mapped = map_columns(table, layer, chosen=answer.columns, evidence=seen.evidence)
    if table.frame.empty:
        none = Issue("no_rows", "warning", layer, table.source)
        said = (*table.issues, *mapped.issues, none)
        return Ingest({layer: empty(layer)}, said)
    layers, placed, issues = _layers(table, mapped, answer)
    return Ingest(
        layers,
        (*table.issues, *mapped.issues, *placed.issues, *issues),
        (*questions, *mapped.questions, *placed.questions),
    )


def _layers(
    table: RawTable, mapped: ColumnMap, answer: Answer
) -> tuple[Frames, Placed, list[Issue]]:
    """Convert the cells, find the places, and shape the result."""
    layer = mapped.layer
    data, troubles = _converted(table, mapped)
    table, dropped = _without_shapes(table, layer)
    shapes, half = _shapes(table, data)
    placed = place(table, shapes, answer=answer)
    frame = gpd.GeoDataFrame(
        _with_parents(pd.DataFrame(data), layer),
        geometry=placed.shapes,
        crs=STORAGE_CRS,
    )
    plain = conform(frame, layer)
    issues = [*dropped, *_cell_issues(troubles, mapped, plain)]
    for trouble in (*troubles.get("lon", ()), *troubles.get("lat", ())):
        half[trouble.rows] = False
    rules = (
        ("half_a_place", half),
        ("shape_not_finite", placed.not_finite),
        ("coordinates_out_of_range", placed.out_of_range),
    )
    for rule, rows in rules:
        issues += row_issues(rule, "error", layer=layer, frame=plain, rows=rows)
    frames, wrong = _by_shape(plain, layer)
    return frames, placed, [*issues, *wrong]


def _without_shapes(
    table: RawTable, layer: LayerName
) -> tuple[RawTable, tuple[Issue, ...]]:
    """Leave out the shapes of a layer that is never drawn, and say so."""
    if not LAYERS[layer].is_table or table.geometry is None:
        return table, ()
    count = int(table.geometry.notna().sum())
    frame = pd.DataFrame(table.frame.drop(columns=table.geometry.name))
    params: dict[str, object] = {"count": count}
    said = Issue("shapes_not_kept", "warning", layer, table.source, params=params)
    return replace(table, frame=frame), (said,) if count else ()


def _converted(
    table: RawTable, mapped: ColumnMap
) -> tuple[dict[str, "pd.Series[Any]"], dict[str, tuple[Trouble, ...]]]:
    """Columns of the declared kinds, and the troubles of each."""
    data: dict[str, pd.Series[Any]] = {}
    troubles: dict[str, tuple[Trouble, ...]] = {}
    has_shapes = table.geometry is not None
    for column in LAYERS[mapped.layer].columns:
        heading = mapped.columns.get(column.name)
        # The shapes say where a row is; coordinate columns beside them are copies.
        if heading is None or (has_shapes and not column.stored):
            continue
        found = convert(table.frame[heading], column)
        data[column.name], troubles[column.name] = found.data, found.troubles
    for name in (SOURCE_FILE, SOURCE_ROW):
        data[name] = table.frame[name]
    return data, troubles


def _shapes(
    table: RawTable, data: Mapping[str, "pd.Series[Any]"]
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Shapes as the file has them, and the rows with one coordinate of two."""
    rows = len(table.frame)
    if table.geometry is not None:
        shapes = np.array(table.geometry.to_numpy(), dtype=object)
        return shapes, np.zeros(rows, dtype=bool)
    if "lon" in data and "lat" in data:
        return points_of(data["lon"], data["lat"])
    return np.full(rows, None, dtype=object), np.zeros(rows, dtype=bool)


def _with_parents(frame: pd.DataFrame, layer: LayerName) -> pd.DataFrame:
    """Fill blank codes of the levels above from the key's first digits.

    A road, closure, candidate site or record without a number is numbered by file and
    row, so that it can be named.
    """
    key = LAYERS[layer].key
    filled = frame.copy()
    if layer in _NUMBERED_BY_ROW or LAYERS[layer].record:
        place = frame[SOURCE_FILE] + ":" + frame[SOURCE_ROW].astype("str")
        given = frame.get(key)
        filled[key] = place if given is None else given.where(given != "", place)
        return filled
    if key not in frame or layer not in _PARENTS:
        return filled
    for name, of in _PARENTS[layer]:
        above = of(frame[key])
        given = frame.get(name)
        filled[name] = above if given is None else given.where(given != "", above)
    return filled


def _cell_issues(
    troubles: Mapping[str, tuple[Trouble, ...]],
    mapped: ColumnMap,
    frame: gpd.GeoDataFrame,
) -> Iterator[Issue]:
    for name, some in troubles.items():
        for trouble in some:
            yield from row_issues(
                trouble.rule,
                trouble.severity,
                layer=mapped.layer,
                frame=frame,
                rows=trouble.rows,
                params=_with_column(trouble, mapped.columns[name]),
            )


def _with_column(
    trouble: Trouble, heading: str
) -> Callable[[Positions], Mapping[str, Any]]:
    """Parameters of a trouble with the column's heading, as the user named it."""

    def params(rows: Positions) -> Mapping[str, Any]:
        return {"column": [heading] * len(rows), **trouble.params(rows)}

    return params


def _by_shape(frame: gpd.GeoDataFrame, layer: LayerName) -> tuple[Frames, list[Issue]]:
    """Split villages drawn as areas; refuse shapes the layer cannot have."""
    shapes = frame.geometry.to_numpy()
    kinds = shapely.get_type_id(shapes)
    areas = are_polygons(shapes)
    allowed = LAYERS[layer].geometry
    points = np.isin(kinds, (0, 4))
    lines = np.isin(kinds, (1, 5))
    wrong = (kinds >= 0) & ~areas & ~points & ~lines
    wrong |= points & ("Point" not in allowed)
    wrong |= lines & ("LineString" not in allowed)
    wrong |= areas & (allowed == ("LineString",))
    areas &= ~wrong
    issues = row_issues(
        "shape_not_allowed", "error", layer=layer, frame=frame, rows=wrong
    )
    shapes = np.array(shapes, dtype=object)
    shapes[wrong] = None
    shapes[points & ~wrong] = _single_points(shapes[points & ~wrong])
    frames: Frames = {}
    if layer == "villages" and areas.any():
        whole = frame[areas].reset_index(drop=True)
        frames["village_areas"] = conform(whole, "village_areas")
    if areas.any() and (layer == "villages" or "Polygon" not in allowed):
        shapes[areas] = _inside(shapes[areas])
    if areas.any() and "Polygon" not in allowed:
        issues += row_issues(
            "area_taken_as_point", "warning", layer=layer, frame=frame, rows=areas
        )
    placed = frame.set_geometry(
        gpd.GeoSeries(shapes, index=frame.index, crs=STORAGE_CRS)
    )
    frames[layer] = in_parts(placed) if layer == "roads" else placed
    return frames, issues


def _single_points(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """First point of multipoints, as shapefiles of single points often are."""
    many = shapely.get_type_id(shapes) == 4
    single = shapes.copy()
    single[many] = shapely.get_geometry(shapes[many], 0)
    return single


def _inside(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Points surely inside areas; crossed outlines are mended for this only."""
    sound = shapely.is_valid(shapes)
    mended = shapes.copy()
    mended[~sound] = shapely.make_valid(shapes[~sound])
    points: NDArray[np.object_] = shapely.point_on_surface(mended)
    points[shapely.is_empty(points)] = None
    return points


def _joined(parts: list[gpd.GeoDataFrame], layer: LayerName) -> gpd.GeoDataFrame:
    """Parts end to end; empty ones give nothing but the columns."""
    filled = [part for part in parts if len(part)] or parts[:1]
    whole = pd.concat(filled, ignore_index=True)
    if layer != "places":
        return whole
    # Extracts of neighbours both hold the places along their border.
    repeats = whole.duplicated([column.name for column in LAYERS[layer].stored_columns])
    return whole[~repeats].reset_index(drop=True)
