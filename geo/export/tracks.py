"""Ways of days out for navigators and map programs: GPX 1.1 and KML 2.2."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from geo.export.fields import clean_text
from geo.export.files import replacing
from geo.travel import LonLat

_GPX = "http://www.topografix.com/GPX/1/1"
_KML = "http://www.opengis.net/kml/2.2"
_CREATOR = "coverage-planner"
_DECIMALS = 6  # about ten centimetres


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place on the way.

    Parameters
    ----------
    lon, lat
        Degrees.
    name, text
        One line, and what more there is to say.
    time
        When one is there, with its time zone; None where that is not said.
    """

    lon: float
    lat: float
    name: str
    text: str = ""
    time: dt.datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One day's way.

    Parameters
    ----------
    name, text
        One line, and what more there is to say.
    lonlat
        Shape (n, 2), degrees in :data:`geo.crs.STORAGE_CRS`, in the order travelled.
    waypoints
        Places on it, in order.
    """

    name: str
    text: str
    lonlat: LonLat
    waypoints: tuple[Waypoint, ...] = ()


def write_gpx(tracks: Sequence[Track], path: Path, *, name: str) -> Path:
    """Write tracks and their waypoints as GPX 1.1, as navigators read it.

    Parameters
    ----------
    tracks
        In order. CGCS2000 is taken as the WGS84 the format asks for.
    path
        Target; replaced once the new file is whole.
    name
        Of the whole file.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    root = ET.Element("gpx", {"version": "1.1", "creator": _CREATOR, "xmlns": _GPX})
    _add(ET.SubElement(root, "metadata"), "name", name)
    # The schema wants every waypoint before the first track.
    for track in tracks:
        for place in track.waypoints:
            at = {"lat": _degrees(place.lat), "lon": _degrees(place.lon)}
            point = ET.SubElement(root, "wpt", at)
            if place.time is not None:
                _add(point, "time", _utc(place.time))
            _add(point, "name", place.name)
            _add(point, "desc", place.text)
            _add(point, "type", track.name)
    for track in tracks:
        drawn = ET.SubElement(root, "trk")
        _add(drawn, "name", track.name)
        _add(drawn, "desc", track.text)
        piece = ET.SubElement(drawn, "trkseg")
        for lon, lat in track.lonlat.tolist():
            ET.SubElement(piece, "trkpt", {"lat": _degrees(lat), "lon": _degrees(lon)})
    return _write(root, path, ".gpx")


def write_kml(tracks: Sequence[Track], path: Path, *, name: str) -> Path:
    """Write a folder for each track, with its way and its waypoints, as KML 2.2.

    Parameters
    ----------
    tracks, path, name
        As for :func:`write_gpx`.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    root = ET.Element("kml", {"xmlns": _KML})
    whole = ET.SubElement(root, "Document")
    _add(whole, "name", name)
    for track in tracks:
        folder = ET.SubElement(whole, "Folder")
        _add(folder, "name", track.name)
        _add(folder, "description", track.text)
        if len(track.lonlat):
            way = ET.SubElement(folder, "Placemark")
            _add(way, "name", track.name)
            line = ET.SubElement(way, "LineString")
            _add(line, "tessellate", "1")
            pairs = (f"{_degrees(x)},{_degrees(y)}" for x, y in track.lonlat.tolist())
            _add(line, "coordinates", " ".join(pairs))
        for place in track.waypoints:
            mark = ET.SubElement(folder, "Placemark")
            _add(mark, "name", place.name)
            _add(mark, "description", place.text)
            if place.time is not None:
                _add(ET.SubElement(mark, "TimeStamp"), "when", _utc(place.time))
            at = f"{_degrees(place.lon)},{_degrees(place.lat)}"
            _add(ET.SubElement(mark, "Point"), "coordinates", at)
    return _write(root, path, ".kml")


def _add(parent: ET.Element, tag: str, text: str) -> None:
    """Add an element with a text; none where there is nothing to say."""
    if text:
        ET.SubElement(parent, tag).text = clean_text(text)


def _degrees(value: float) -> str:
    return f"{value:.{_DECIMALS}f}"


def _utc(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(root: ET.Element, path: Path, suffix: str) -> Path:
    ET.indent(root)
    with replacing(path, suffix=suffix) as part:
        ET.ElementTree(root).write(part, encoding="utf-8", xml_declaration=True)
    return path
