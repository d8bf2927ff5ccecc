"""Speed profiles, speed limits, slopes and grids of heights."""

import copy
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo.roads.profiles
from geo.errors import DataError
from geo.roads.elevation import Elevation, read_elevation
from geo.roads.maxspeeds import limit_of
from geo.roads.profiles import (
    load_profiles,
    parse_profiles,
    seconds,
    speed_issues,
    speeds_kmh,
)
from geo.roads.slopes import factor, slowed
from tests.geo.toy_roads import at, profile, segments

SHIPPED = tomllib.loads(
    Path(geo.roads.profiles.__file__).with_name("profiles.toml").read_text("utf-8")
)
WORDS = {"walk": 5.0, "urban": 50.0}


def one(**attributes):
    return segments([at(0), at(1000)], [(0, 1, attributes)])


def test_the_shipped_profiles_are_sound():
    profiles = load_profiles()
    assert list(profiles) == ["car", "caravan", "motorcycle", "walking"]
    assert [each.label("zh") for each in profiles.values()] == [
        "小汽车",
        "科普大篷车",
        "摩托车",
        "步行",
    ]
    car, walking = profiles["car"], profiles["walking"]
    assert car.speeds["unclassified"].source == "jtg"
    assert "motorway" in car.speeds
    assert "motorway" not in walking.speeds
    # A caravan is never faster than a car.
    for road, speed in profiles["caravan"].speeds.items():
        assert speed.kmh <= car.speeds[road].kmh


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("", math.inf),
        ("none", math.inf),
        ("不限", math.inf),
        ("50", 50),
        ("62.5", 62.5),
        (" ５０ ", 50),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("40 km/h", 40),
        ("40公里/小时", 40),
        ("walk", 5),
        ("CN:urban", 50),
        ("urban", 50),
        ("80;60", 60),
        ("90;30;none", 30),
    ],
)
def test_speed_limits_that_are_understood(text, kmh):
    assert limit_of(text, WORDS) == (pytest.approx(kmh), "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("-20", "maxspeed_not_positive"),
        ("0", "maxspeed_not_positive"),
        ("0 mph", "maxspeed_not_positive"),
        ("fast", "maxspeed_unknown"),
        ("1e5", "maxspeed_unknown"),
        ("nan", "maxspeed_unknown"),
        ("inf", "maxspeed_unknown"),
        ("50 furlongs", "maxspeed_unknown"),
        ("CN:nowhere", "maxspeed_unknown"),
        ("９" * 400, "maxspeed_unknown"),
    ],
)
def test_speed_limits_that_are_none(text, rule):
    assert limit_of(text, WORDS) == (math.inf, rule)


def test_of_several_limits_the_good_one_counts_and_the_bad_one_is_told():
    assert limit_of("40;-1", WORDS) == (40, "maxspeed_not_positive")


@given(st.text(max_size=30))
def test_no_text_is_a_limit_that_is_not_positive(text):
    kmh, rule = limit_of(text, WORDS)
    assert kmh > 0
    assert rule in ("", "maxspeed_unknown", "maxspeed_not_positive")


def test_issues_tell_each_bad_limit_once():
    roads = segments(
        [at(0), at(1000)],
        [
            (0, 1, {"maxspeed": "-5", "name": "一路"}),
            (0, 1, {"maxspeed": "-5"}),
            (0, 1, {"maxspeed": "fast", "ref": "X1"}),
            (0, 1, {"maxspeed": "walk"}),
        ],
    )
    issues = speed_issues(roads, profile())
    assert [
        (each.rule, each.params["count"], each.params["road"]) for each in issues
    ] == [
        ("maxspeed_not_positive", 2, "一路"),
        ("maxspeed_unknown", 1, "X1"),
    ]
    assert all(each.line("zh") and each.line("en") for each in issues)


@pytest.mark.parametrize(
    ("attributes", "kmh"),
    [
        ({}, 30),
        ({"highway": "primary"}, 60),
        ({"highway": "footway"}, 0),
        ({"highway": "made up"}, 0),
        ({"maxspeed": "20"}, 20),
        ({"maxspeed": "120"}, 30),
        ({"maxspeed": "walk"}, 5),
        ({"maxspeed": "-20"}, 30),
        ({"surface": "mud"}, 15),
        ({"surface": "asphalt"}, 30),
        ({"surface": "mud", "maxspeed": "10"}, 10),
        ({"access": "private"}, 0),
        ({"access": "yes"}, 30),
        ({"access": "private;motor_vehicle=yes"}, 30),
        ({"access": "yes;motor_vehicle=no;motorcar=yes"}, 30),
        ({"access": "yes;vehicle=no"}, 0),
        ({"access": "foot=no"}, 30),
        ({"access": "agricultural;forestry"}, 0),
        ({"access": "private;destination"}, 30),
    ],
)
def test_the_speed_of_a_car(attributes, kmh):
    assert speeds_kmh(one(**attributes), load_profiles()["car"]).tolist() == [kmh]


def test_on_foot_private_for_cars_is_no_matter():
    walking = load_profiles()["walking"]
    assert speeds_kmh(one(access="motor_vehicle=no"), walking).tolist() == [5]
    assert speeds_kmh(one(access="no;foot=yes"), walking).tolist() == [5]


@pytest.mark.parametrize(
    ("oneway", "forward", "backward"),
    [(0, 100, 100), (1, 100, math.inf), (-1, math.inf, 100)],
)
def test_seconds_both_ways(oneway, forward, backward):
    ahead, back = seconds(one(oneway=oneway), profile())
    assert ahead == pytest.approx([forward], abs=1e-3)
    assert back == pytest.approx([backward], abs=1e-3)
    free = seconds(one(oneway=oneway), profile(oneway=False))
    assert np.array(free) == pytest.approx(np.full((2, 1), 100), abs=1e-3)


def broken(change):
    tables = copy.deepcopy(SHIPPED)
    change(tables)
    with pytest.raises(DataError) as caught:
        parse_profiles(tables, source="我的.toml")
    assert all(issue.line("zh") and issue.line("en") for issue in caught.value.issues)
    return [(issue.rule, issue.params.get("where")) for issue in caught.value.issues]


@pytest.mark.parametrize("value", [0, -30, math.nan, math.inf, 201, True, "30", None])
def test_a_speed_must_be_one(value):
    def change(tables):
        tables["car"]["speeds"]["primary"]["kmh"] = value

    assert broken(change) == [("profile_speed_wrong", "car.speeds.primary")]


def test_everything_wrong_is_told_at_once():
    def change(tables):
        tables["car"]["colour"] = "red"
        del tables["car"]["modes"]
        tables["car"]["slope"] = "steep"
        tables["caravan"]["speeds"]["primary"] = 30
        tables["walking"]["surfaces"]["mud"]["source"] = "hearsay"
        tables["walking"]["surfaces"]["grass"] = {"kmh": 3, "source": ["law"]}
        tables["motorcycle"] = 7

    assert broken(change) == [
        ("profile_part_unknown", "car.colour"),
        ("profile_part_missing", "car.modes"),
        ("profile_part_wrong", "car.slope"),
        ("profile_part_wrong", "caravan.speeds.primary"),
        ("profile_part_wrong", "motorcycle"),
        ("profile_source_unknown", "walking.surfaces.mud"),
        ("profile_source_unknown", "walking.surfaces.grass"),
    ]


def test_a_file_without_profiles():
    with pytest.raises(DataError, match="no speed profile"):
        parse_profiles({"sources": {}})


@pytest.mark.parametrize("content", [b"[car", b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read(tmp_path, content):
    file = tmp_path / "profiles.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_profiles(file)
    assert [issue.rule for issue in caught.value.issues] == ["profiles_unreadable"]


def test_the_digest_changes_with_a_speed_and_not_with_a_name():
    assert profile().digest == profile(zh="别名").digest
    assert profile().digest != profile(oneway=False).digest


def test_tobler_by_hand():
    """Down a 5 % slope is fastest: 6 km/h beside 5.04 on the level."""
    grades = np.array([0.0, -0.05, 0.05, -0.15])
    kmh = 6 * np.exp(-3.5 * 0.05) / factor(grades, "tobler")
    assert kmh == pytest.approx([5.0367, 6, 4.2281, 4.2281], abs=1e-3)


def test_a_vehicle_by_hand():
    grades = np.array([0.0, 0.03, -0.03, 0.07, -0.07, 0.4])
    assert factor(grades, "vehicle") == pytest.approx([1, 1, 1, 1.25, 1.25, 2.5])


def ramp(per_metre):
    """Heights that rise to the east; a cell is some 100 m."""
    metres = np.arange(30) * 0.001 * 101_800
    return Elevation(np.tile(metres * per_metre, (20, 1)), 106.59, 23.91, 0.001)


def test_uphill_is_slower_than_downhill_on_foot():
    ahead, back = slowed(one(), ramp(0.1), "tobler")
    assert ahead == pytest.approx(factor(np.array([0.1]), "tobler"), rel=0.01)
    assert back == pytest.approx(factor(np.array([-0.1]), "tobler"), rel=0.01)
    assert ahead > back
    walked = seconds(one(), profile(slope="tobler"), ramp(0.1))
    assert walked[0] == pytest.approx(100 * ahead, abs=1e-3)


@pytest.mark.parametrize("kind", ["tunnel", "bridge"])
def test_tunnels_and_bridges_run_straight(kind):
    valley = ramp(0.1)
    # The road runs from metre 1,018 of the grid to 2,018: down, then up again.
    middle = np.abs(valley.heights - 1518 * 0.1)
    grid = Elevation(middle, valley.west, valley.north, valley.step)
    assert slowed(one(**{kind: True}), grid, "vehicle")[0] == pytest.approx(
        [1], abs=0.02
    )
    assert slowed(one(), grid, "vehicle")[0] > 1.3


def test_unknown_heights_count_as_level():
    nowhere = Elevation(np.full((3, 3), np.nan), 106.5, 24.0, 0.1)
    for elevation in (nowhere, Elevation(np.zeros((2, 2)), 0.0, 0.0, 1.0)):
        ahead, back = slowed(one(), elevation, "tobler")
        assert (ahead.tolist(), back.tolist()) == ([1.0], [1.0])


def test_heights_between_cells():
    grid = Elevation(np.array([[0.0, 10.0], [20.0, 30.0]]), 100.0, 30.0, 1.0)
    places = np.array([[100, 30], [101, 29], [100.5, 29.5], [100, 29.25], [99.9, 30]])
    assert grid.at(places)[:4] == pytest.approx([0, 30, 15, 15])
    assert np.isnan(grid.at(places)[4])


ASC = """ncols 2
nrows 2
xllcorner 99.5
yllcorner 28.5
cellsize 1
NODATA_value -1
0 10
20 -1
"""


def test_an_ascii_grid(tmp_path):
    file = tmp_path / "heights.asc"
    file.write_text(ASC)
    grid = read_elevation(file)
    assert (grid.west, grid.north, grid.step) == (100, 30, 1)
    assert grid.heights[0].tolist() == [0, 10]
    assert np.isnan(grid.heights[1, 1])
    file.write_text(
        ASC.replace("xllcorner 99.5", "xllcenter 100").replace(
            "yllcorner 28.5", "yllcenter 29"
        )
    )
    assert read_elevation(file).digest == grid.digest


def test_an_npz_grid(tmp_path):
    file = tmp_path / "heights.npz"
    np.savez(file, heights=np.zeros((2, 3)), west=100.0, north=30.0, step=0.5)
    assert read_elevation(file).heights.shape == (2, 3)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.tif", "II*", "elevation_format"),
        ("a.asc", "", "elevation_broken"),
        ("a.asc", ASC.replace("20 -1\n", ""), "elevation_broken"),
        ("a.asc", ASC.replace("20", "twenty"), "elevation_broken"),
        ("a.asc", ASC.replace("ncols 2", "ncols 99999999"), "elevation_too_large"),
        ("a.asc", ASC.replace("ncols 2", "ncols nan"), "elevation_too_large"),
        ("a.asc", ASC.replace("99.5", "500000"), "elevation_not_degrees"),
        ("a.asc", ASC.replace("cellsize 1", "cellsize -1"), "elevation_not_degrees"),
        ("a.asc", "高程", "elevation_broken"),
        ("a.npz", "PK", "elevation_broken"),
    ],
)
def test_grids_that_are_refused(tmp_path, name, content, rule):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_elevation(file)
    assert [issue.rule for issue in caught.value.issues] == [rule]
    assert caught.value.issues[0].line("zh")


def test_a_grid_that_is_not_there(tmp_path):
    with pytest.raises(DataError):
        read_elevation(tmp_path / "none.asc")
