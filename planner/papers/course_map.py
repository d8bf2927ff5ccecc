"""A small map of one day's course for paper: lines and numbers, no tiles, no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely

from geo.export.paper import plain
from geo.travel import LonLat

# Kilometres of a degree of latitude, and of longitude at the equator.
_LAT_KM, _LON_KM = 110.57, 111.32
_EDGE, _FOOT, _INSET, _GAP = 7.0, 5.0, 34.0, 3.0  # millimetres
_LEAST_KM = 2.0
_BARS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)
_LONGEST_BAR = 40.0
_FINE = 0.15  # what a line may be off, millimetres
_ROUND = 2.6  # of the disc of a stop
_LETTER, _MOST_LETTERS = 2.9, 12
# Left, top, right, bottom.
Box = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered stop, or where a day begins or ends.

    Parameters
    ----------
    lon, lat
        Degrees.
    number
        What stands in its disc; empty for a square, where a day begins or ends.
    name
        What stands beside it.
    """

    lon: float
    lat: float
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to millimetres of the page."""

    lon: float
    lat: float
    scale: float
    x: float
    y: float

    def place(self, lonlat: LonLat) -> LonLat:
        east = (lonlat[:, 0] - self.lon) * _LON_KM * np.cos(np.radians(self.lat))
        north = (lonlat[:, 1] - self.lat) * _LAT_KM
        placed: LonLat = np.column_stack(
            [self.x + east * self.scale, self.y - north * self.scale]
        )
        return placed


def course_map(
    course: LonLat,
    marks: Sequence[Mark],
    *,
    outline: shapely.Geometry | None = None,
    size: tuple[float, float] = (186.0, 90.0),
    label: str,
    kilometres: str,
) -> str:
    """Draw a course with its stops, a scale, and where in its counties it is.

    Parameters
    ----------
    course
        Shape (n, 2), degrees, in the order travelled.
    marks
        Stops and ends; those without a place (NaN) are not drawn.
    outline
        The counties the course is in, degrees; None draws none.
    size
        Width and height, millimetres.
    label
        What the map shows, for those who cannot see it.
    kilometres
        Word after the figure of the scale.

    Returns
    -------
    str
        Inline SVG, everything in it escaped; empty where nothing has a place.
    """
    known = [mark for mark in marks if np.isfinite([mark.lon, mark.lat]).all()]
    course = course[np.isfinite(course).all(axis=1)]
    points = np.vstack([course, *([[mark.lon, mark.lat]] for mark in known)])
    if not len(points):
        return ""
    width, height = size
    wide = width - (_INSET + _GAP if outline is not None else 0.0)
    frame = _fitted(points, (0.0, 0.0, wide, height - _FOOT), _EDGE)
    parts = [_box(0, 0, wide, height)]
    if outline is not None:
        parts += _border(frame, outline, wide, height)
    parts.append(_line(frame.place(course)))
    parts += _drawn(frame, known, wide)
    parts += _scale(frame, height, kilometres)
    if outline is not None:
        box = wide + _GAP, 0.0, width, min(height, 1.2 * _INSET)
        parts += _whole(outline, frame, box, (wide, height))
    said = escape(plain(label), quote=True)
    return (
        f'<svg class="course" role="img" aria-label="{said}" viewBox="0 0 '
        f'{width:g} {height:g}" preserveAspectRatio="xMidYMid meet">'
        f"{''.join(parts)}</svg>"
    )


def _fitted(
    points: LonLat, box: tuple[float, float, float, float], edge: float
) -> _Frame:
    """Middle of the points in the middle of the box, as large as it takes."""
    low, high = points.min(axis=0), points.max(axis=0)
    lon, lat = (low + high) / 2
    spans = (high - low) * (_LON_KM * np.cos(np.radians(lat)), _LAT_KM)
    east, north = np.maximum(spans, _LEAST_KM)
    left, top, right, bottom = box
    scale = min((right - left - 2 * edge) / east, (bottom - top - 2 * edge) / north)
    middle = (left + right) / 2, (top + bottom) / 2
    return _Frame(float(lon), float(lat), float(scale), *middle)


def _box(x: float, y: float, wide: float, high: float) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="#fff"'
        ' stroke="#777" stroke-width=".2"/>'
    )


def _line(points: LonLat) -> str:
    """The course, a light edge under it so that it is seen where it crosses itself."""
    if len(points) < 2:
        return ""
    drawn = shapely.LineString(points).simplify(_FINE, preserve_topology=False)
    path = _path(shapely.get_coordinates(drawn))
    common = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return (
        f'<path d="{path}" {common} stroke="#fff" stroke-width="1.8"/>'
        f'<path d="{path}" {common} stroke="#1d5f9e" stroke-width=".9"/>'
    )


def _path(points: LonLat) -> str:
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points.tolist())


def _border(
    frame: _Frame, outline: shapely.Geometry, wide: float, high: float
) -> Iterator[str]:
    """County borders where they cross the map."""
    lines = shapely.transform(outline.boundary, frame.place)
    within = shapely.clip_by_rect(lines, 0, 0, wide, high).simplify(_FINE)
    for part in shapely.get_parts(within):
        if part.geom_type == "LineString":
            yield (
                f'<path d="{_path(shapely.get_coordinates(part))}" fill="none"'
                ' stroke="#999" stroke-width=".5" stroke-dasharray="3 1 .6 1"/>'
            )


def _drawn(frame: _Frame, marks: Sequence[Mark], wide: float) -> Iterator[str]:
    """Squares and discs, none on another; names where there is room for them."""
    taken: list[Box] = []
    spots = []
    for mark in marks:
        x, y = frame.place(np.array([[mark.lon, mark.lat]]))[0].tolist()
        while any(left < x < right and top < y < bottom
                  for left, top, right, bottom in taken):  # fmt: skip
            x += _ROUND
        side = 2 * _ROUND
        taken.append((x - side, y - side, x + side, y + side))
        spots.append((x, y))
    rooms: list[Box] = [
        (a + _ROUND, b + _ROUND, c - _ROUND, d - _ROUND) for a, b, c, d in taken
    ]
    for mark, (x, y) in zip(marks, spots, strict=True):
        name = _shown(mark.name)
        long = sum(_LETTER * (0.6 if letter.isascii() else 1) for letter in name)
        room = _room(x, y, long, wide, rooms)
        if name and room:
            rooms.append(room)
            left, top = room[:2]
            yield (
                f'<text x="{left:.1f}" y="{top + 2.8:.1f}" font-size="{_LETTER}"'
                ' stroke="#fff" stroke-width=".8" paint-order="stroke"'
                f' textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(name)}</text>"
            )
        yield _spot(mark, x, y)


def _room(x: float, y: float, long: float, wide: float, taken: Sequence[Box]) -> Box:
    """Room for a name right, left, above or below; empty where there is none."""
    off = _ROUND + 1
    middle = min(max(x - long / 2, 1.0), wide - long - 1)
    for left, top in (
        (x + off, y - 1.8), (x - off - long, y - 1.8),
        (middle, y - off - 3.4), (middle, y + off - 0.2),
    ):  # fmt: skip
        room = left, top, left + long, top + 3.6
        inside = left > 0 and top > 0 and room[2] < wide
        if inside and not any(_overlap(room, other) for other in taken):
            return room
    return ()


def _shown(name: str) -> str:
    text = plain(name).replace("\n", " ")
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2]
        and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip


def _spot(mark: Mark, x: float, y: float) -> str:
    if not mark.number:
        return (
            f'<rect x="{x - 1.7:.1f}" y="{y - 1.7:.1f}" width="3.4" height="3.4"'
            ' fill="#222" stroke="#fff" stroke-width=".4"/>'
        )
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_ROUND}" fill="#b3261e" stroke="#fff"'
        f' stroke-width=".4"/><text x="{x:.1f}" y="{y + 1.2:.1f}" font-size="3.4"'
        f' fill="#fff" text-anchor="middle">{escape(mark.number)}</text>'
    )


def _scale(frame: _Frame, high: float, kilometres: str) -> Iterator[str]:
    """A bar of a round length in the lower left corner, and where north is."""
    fits = [km for km in _BARS_KM if km * frame.scale <= _LONGEST_BAR]
    km = fits[-1] if fits else _BARS_KM[0]
    long, y = km * frame.scale, high - 2.5
    yield (
        f'<path d="M3,{y - 1.2:g} V{y:g} H{3 + long:.1f} V{y - 1.2:g}" fill="none"'
        ' stroke="#222" stroke-width=".4"/>'
        f'<text x="{4.5 + long:.1f}" y="{y:g}" font-size="2.8">{km:g} '
        f"{escape(plain(kilometres))}</text>"
        '<path d="M4.5,8 V2.5 M3.3,4.2 L4.5,2.5 L5.7,4.2" fill="none" stroke="#222"'
        ' stroke-width=".4"/><text x="4.5" y="11" font-size="2.8"'
        ' text-anchor="middle">N</text>'
    )


def _whole(
    outline: shapely.Geometry,
    frame: _Frame,
    box: tuple[float, float, float, float],
    shown: tuple[float, float],
) -> Iterator[str]:
    """The whole counties beside the map, and the piece of them that it shows."""
    left, top, right, bottom = box
    bounds = np.array(outline.bounds).reshape(2, 2)
    small = _fitted(bounds, box, 2.0)
    yield _box(left, top, right - left, bottom - top)
    shape = shapely.transform(outline, small.place).simplify(_FINE * 2)
    for ring in shapely.get_rings(shape):
        yield (
            f'<path d="{_path(shapely.get_coordinates(ring))}Z" fill="#eee"'
            ' stroke="#777" stroke-width=".3"/>'
        )
    share = small.scale / frame.scale
    x, y = small.place(np.array([[frame.lon, frame.lat]]))[0].tolist()
    half = tuple(max(length * share / 2, 0.8) for length in shown)
    corners = (
        max(x - half[0], left), max(y - half[1], top),
        min(x + half[0], right), min(y + half[1], bottom),
    )  # fmt: skip
    yield (
        f'<rect x="{corners[0]:.1f}" y="{corners[1]:.1f}"'
        f' width="{corners[2] - corners[0]:.1f}"'
        f' height="{corners[3] - corners[1]:.1f}"'
        ' fill="#1d5f9e" fill-opacity=".15" stroke="#1d5f9e" stroke-width=".4"/>'
    )
