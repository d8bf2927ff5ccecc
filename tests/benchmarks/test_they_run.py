"""Every benchmark runs on a tiny question and prints the figures it promises."""

import json
import sys

import geopandas as gpd
import pytest
from shapely import box

from benchmarks import advisory, assign, join, score, siting, travel

_COUNTIES = ("451002", "451022", "220802")


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """Three counties of two townships with ten villages each."""
    lines = ["code,name,streetCode,provinceCode,cityCode,areaCode"]
    for county in _COUNTIES:
        for number in range(20):
            town = f"{county}1{number // 10:02d}"
            codes = (town, county[:2], county[:4], county)
            lines.append(f"{town}{200 + number},村{number},{','.join(codes)}")
    path = tmp_path_factory.mktemp("register") / "villages.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def three_counties(monkeypatch):
    """Square counties, in the place of the polygons that `make sources` brings."""
    table = {
        "district_adcode": [int(county) for county in _COUNTIES],
        "district_name": ["甲县", "乙县", "丙县"],
        "city_adcode": [int(county[:4] + "00") for county in _COUNTIES],
        "city_name": ["甲市", "甲市", "丙市"],
    }
    squares = [box(106 + at, 23, 106.5 + at, 23.5) for at in range(3)]
    found = gpd.GeoDataFrame(table, geometry=squares, crs="EPSG:4326")
    monkeypatch.setattr(join, "districts", lambda: found)


@pytest.fixture
def run(monkeypatch, capsys):
    def figures(benchmark, *arguments):
        words = [str(word) for word in (*arguments, "--json")]
        monkeypatch.setattr(sys, "argv", ["benchmark", *words])
        assert benchmark.main() == 0
        return json.loads(capsys.readouterr().out)

    return figures


def test_join(run, register):
    told = run(join, "--register", register, "--bases", 5, "--repeat", 1)
    assert told["villages"] == 60
    assert {"sjoin_seconds", "total_seconds", "ratio", "peak_mb"} <= told.keys()
    assert 0 < told["asked"] < 60


def test_score(run, register):
    told = run(score, "--register", register, "--share", 0.0005)
    assert told["records"] == pytest.approx(1000, abs=5)
    assert told["rows"] > 0
    assert told["cells"] > 0
    assert {"rows_seconds", "levels_seconds", "change_seconds"} <= told.keys()
    assert {"pandas_over_ours", "total_seconds", "peak_mb"} <= told.keys()


def test_travel(run):
    told = run(
        travel,
        *("--synthetic-nodes", 400, "--sites", 20, "--providers", 3),
        *("--repeat", 1, "--pandana-most-nodes", 0),
    )
    assert told["worst_gap_s"] <= 1
    assert {"prepare_seconds", "matrix_seconds", "raw_scipy_seconds"} <= told.keys()
    assert {"networkx_over_ours", "peak_mb", "load"} <= told.keys()


@pytest.mark.parametrize(
    ("model", "more"),
    [
        ("lscp", ()),
        ("mclp", ("--p", 3)),
        ("p_median", ("--p", 5)),
        ("p_center", ("--p", 5)),
    ],
)
def test_siting(run, model, more):
    told = run(
        siting,
        *("--model", model, "--synthetic", 200, 40, "--radius", 200_000),
        *("--time-limit", 2, *more),
    )
    assert told["violations"] == 0
    assert told["model"] == model
    assert told["gap"] >= 0
    assert {"instance", "p", "objective", "bound", "status"} <= told.keys()
    assert {"seconds", "peak_mb"} <= told.keys()


def test_siting_by_county(monkeypatch, capsys, register):
    # With a capacity even few villages are worth a process of their own.
    words = ["--model", "lscp", "--country", "--capacity", "4", "--json"]
    assert siting.main([*words, "--register", str(register)]) == 0
    alone, several = map(json.loads, capsys.readouterr().out.splitlines())
    assert alone["workers"] == 1
    assert several["workers"] == 2
    assert several["child_peak_mb"] > 0 == alone["child_peak_mb"]
    for told in (alone, several):
        assert told["violations"] == 0
        assert told["same_plan"]
        assert told["gap"] == 0
        assert told["counties"] <= len(_COUNTIES)


def test_assign(run):
    told = run(assign, "--people", 30, "--villages", 30, "--repeat", 1)
    assert told["violations"] == []
    assert {"status", "seconds", "peak_mb", "replan"} <= told.keys()
    assert len(told["peers"]) == 2


def test_advisory(run):
    told = run(advisory, "--counties", 20, "--experts", 300)
    assert told["pairs"] > 1000
    for side in ("counties", "experts"):
        assert told[side]["violations"] == told[side]["unstable_pairs"] == 0
        assert {"match_seconds", "check_seconds", "favours"} <= told[side].keys()
        assert told[side]["first_come"]["unstable_pairs"] > 0
        assert told[side]["ratio"]["full_groups"] > 0
