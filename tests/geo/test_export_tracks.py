"""Tracks for navigators and map programs."""

import datetime as dt
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from geo.errors import DataError
from geo.export.tracks import Track, Waypoint, write_gpx, write_kml

NAME = '<b>&"\x0b]]>村'
TRACK = Track(
    NAME,
    "两行\n说明",
    np.array([[107.0, 23.5], [107.1, 23.6]]),
    (
        Waypoint(107.05, 23.55, "一村", NAME,
                 dt.datetime(2026, 3, 4, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))),
        Waypoint(107.06, 23.56, "二村"),
    ),
)  # fmt: skip
BARE = Track("空", "", np.empty((0, 2)))
SPACES = {
    write_gpx: "{http://www.topografix.com/GPX/1/1}",
    write_kml: "{http://www.opengis.net/kml/2.2}",
}


def read(write, tmp_path, *tracks):
    path = write(tracks, tmp_path / "t.xml", name=NAME)
    return ET.parse(path).getroot()


def texts(root, write, tag):
    return [one.text for one in root.iter(f"{SPACES[write]}{tag}")]


@pytest.mark.parametrize("write", SPACES)
def test_names_come_back_without_the_characters_no_file_can_hold(write, tmp_path):
    root = read(write, tmp_path, TRACK)
    clean = NAME.replace("\x0b", "")
    assert texts(root, write, "name").count(clean) >= 2
    described = "desc" if write is write_gpx else "description"
    assert {"两行\n说明", clean} <= set(texts(root, write, described))


def test_gpx_puts_waypoints_before_tracks_as_its_schema_asks(tmp_path):
    root = read(write_gpx, tmp_path, TRACK, BARE)
    order = [one.tag.split("}")[1] for one in root]
    assert order == ["metadata", "wpt", "wpt", "trk", "trk"]
    assert [one.tag.split("}")[1] for one in root[1]] == [
        "time", "name", "desc", "type"
    ]  # fmt: skip
    assert texts(root, write_gpx, "time") == ["2026-03-04T00:00:00Z"]
    points = [one.attrib for one in root.iter(f"{SPACES[write_gpx]}trkpt")]
    assert points[1] == {"lat": "23.600000", "lon": "107.100000"}


def test_kml_puts_longitude_first_and_draws_no_empty_line(tmp_path):
    root = read(write_kml, tmp_path, TRACK, BARE)
    assert texts(root, write_kml, "coordinates") == [
        "107.000000,23.500000 107.100000,23.600000",
        "107.050000,23.550000", "107.060000,23.560000",
    ]  # fmt: skip
    assert texts(root, write_kml, "when") == ["2026-03-04T00:00:00Z"]
    assert len(texts(root, write_kml, "Folder")) == 2


@pytest.mark.parametrize("write", SPACES)
def test_a_folder_that_is_not_there_is_told(write, tmp_path):
    with pytest.raises(DataError):
        write([TRACK], tmp_path / "none" / "t.xml", name="x")
