"""Import is all or nothing, tells everything first, and can be undone."""

import hashlib
import os
import shutil

import geopandas as gpd
import pandas as pd
import pytest

from geo.answers import Answer, Answers
from geo.issues import errors
from planner.intake import import_files
from planner.merging import resolve
from planner.workspace import Workspace
from tests import toy
from tests.planner import files
from tests.planner.taking import DAY, SHENG, change, take

# Village 2's place, and one in the east county.
HERE, EAST = toy.at(5, 15), toy.at(30, 10)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "w.gpkg")


@pytest.fixture(scope="module")
def first_import(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    workspace = Workspace(folder / "w.gpkg")
    outcome = take(workspace, files.write(folder / "files"))
    assert outcome.committed, [issue.line("en") for issue in outcome.issues]
    return workspace


@pytest.fixture
def filled(first_import, workspace):
    shutil.copy2(first_import.path, workspace.path)
    return workspace


def row(code, name, place, poor="是"):
    return (code, name, poor, place.x, place.y)


def test_the_toy_region_goes_in_as_it_is(filled):
    for name, frame in toy.layers().items():
        found = filled.layer(name)
        key = found.columns[0]
        assert found[key].tolist() == sorted(frame[key])
        assert found["name"].tolist() == frame.sort_values(key)["name"].tolist()
    villages = filled.layer("villages")
    assert villages["trades"].tolist() == toy.villages()["trades"].tolist()
    assert villages["exit_year"].tolist()[2] == 2018
    there = toy.villages().geometry
    assert villages.geometry.geom_equals_exact(there, 1e-6).all()
    assert filled.layer("bases")["capacity"].isna().tolist() == [False, True]


def test_progress_goes_from_nothing_to_all(workspace, tmp_path):
    told = []
    paths = files.write(tmp_path / "files")
    import_files(workspace, paths, today=DAY, progress=lambda *step: told.append(step))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert {stage for _, stage in told} <= {"read", "check", "save"}


def test_sources_say_where_every_row_came_from(filled, tmp_path):
    found = {row["file"]: row for row in filled.sources()}
    assert set(found) == {
        "villages.csv", "bases.csv", "commissioners.csv",
        "counties.geojson", "townships.geojson",
    }  # fmt: skip
    villages = found["villages.csv"]
    (csv,) = [path for path in files.write(tmp_path) if path.name == "villages.csv"]
    assert villages["sha256"] == hashlib.sha256(csv.read_bytes()).hexdigest()
    assert (villages["layer"], villages["rows"]) == ("villages", 6)
    assert villages["imported"] == "2019-06-01"


def test_a_messy_file_stops_everything_and_everything_is_told(filled, tmp_path):
    before = filled.path.read_bytes()
    messy = files.write_villages(
        tmp_path / "messy.csv",
        [
            row("451022100203", "新村", toy.at(5, 12)),
            row("451022100203", "又一村", toy.at(5, 13)),
            ("45102210", "短码村", "是", HERE.x, HERE.y),
            row("451022100205", "远村", toy.at(900, 900)),
            ("451022100206", "怪村", "也许", "东边", HERE.y),
            row("451022100207", "<script>alert(1)</script>", HERE),
        ],
    )
    bases = files.write(tmp_path / "more", bases=toy.bases().assign(name="好基地"))
    bases = [path for path in bases if path.name == "bases.csv"]
    outcome = take(filled, [messy, *bases])
    assert not outcome.committed
    assert not outcome.importable
    stopping = errors(outcome.issues)
    assert len({issue.rule for issue in stopping}) >= 3
    assert {issue.row for issue in stopping} >= {4, 6}
    first_warning = [issue.severity for issue in outcome.issues].index
    if any(issue.severity == "warning" for issue in outcome.issues):
        assert first_warning("warning") == len(stopping)
    assert filled.path.read_bytes() == before
    assert "好基地" not in filled.layer("bases")["name"].tolist()
    assert not filled.can_undo


def test_the_mended_file_goes_in(filled, tmp_path):
    mended = files.write_villages(
        tmp_path / "messy.csv",
        [
            row("451022100203", "新村", toy.at(5, 12)),
            row("451022100204", "又一村", toy.at(5, 13)),
        ],
    )
    outcome = take(filled, [mended])
    assert outcome.committed
    assert change(outcome, "villages") == (2, 0, 0, 8)


def test_a_dry_run_tells_the_same_and_changes_nothing(workspace, tmp_path):
    paths = files.write(tmp_path / "files")
    told = take(workspace, paths, dry_run=True)
    assert told.importable
    assert not told.committed
    assert not workspace.exists
    assert list(tmp_path.iterdir()) == [tmp_path / "files"]
    done = take(workspace, paths)
    assert done.changes == told.changes
    assert done.issues == told.issues


def test_update_adds_and_changes_but_removes_nothing(filled, tmp_path):
    path = files.write_villages(
        tmp_path / "villages.csv",
        [
            row("451022100202", "东升新村", HERE),
            row("451022100203", "新村", toy.at(5, 12)),
        ],
    )
    outcome = take(filled, [path])
    assert change(outcome, "villages") == (1, 1, 0, 7)
    assert [one.layer for one in outcome.changes] == ["villages"]
    names = filled.layer("villages").set_index("village_code")["name"]
    assert names["451022100202"] == "东升新村"
    assert names[SHENG] == "前进村"
    assert len(filled.layer("counties")) == 2
    assert len(filled.sources()) == 6


def test_replace_takes_the_place_of_whole_layers_and_only_of_those(filled, tmp_path):
    path = files.write_villages(
        tmp_path / "villages.csv",
        [
            row("451022100202", "东升新村", HERE),
            row("451022100203", "新村", toy.at(5, 12)),
        ],
    )
    outcome = take(filled, [path], mode="replace")
    assert change(outcome, "villages") == (1, 1, 5, 2)
    assert len(filled.layer("villages")) == 2
    assert len(filled.layer("bases")) == 2


def test_the_same_files_again_change_nothing(filled, tmp_path):
    version = filled.data_version
    for mode in ("update", "replace"):
        outcome = take(filled, files.write(tmp_path / "again"), mode=mode)
        assert outcome.committed
        assert {(one.added, one.changed, one.removed) for one in outcome.changes} == {
            (0, 0, 0)
        }
        assert filled.data_version == version


def test_a_moved_place_is_a_change(filled, tmp_path):
    moved = toy.bases()
    moved.loc[0, "geometry"] = toy.at(5, 11)
    paths = [
        path
        for path in files.write(tmp_path / "moved", bases=moved)
        if path.name == "bases.csv"
    ]
    assert change(take(filled, paths), "bases") == (0, 1, 0, 2)


def test_an_import_can_be_undone(filled, tmp_path):
    before = filled.data_version
    path = files.write_villages(
        tmp_path / "v.csv", [row("451022100203", "新村", toy.at(5, 12))]
    )
    assert take(filled, [path]).committed
    assert filled.data_version != before
    filled.undo()
    assert filled.data_version == before
    assert len(filled.sources()) == 5


def test_a_question_stops_the_import_until_it_is_answered(workspace, tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    paths = [*files.write(tmp_path / "files"), path]
    outcome = take(workspace, paths)
    assert outcome.questions
    assert not outcome.committed
    assert not workspace.exists
    answers = Answers({"名单.csv": Answer(layer="-")})
    assert take(workspace, paths, answers=answers).committed


def test_nothing_to_import_is_not_a_change(workspace):
    outcome = take(workspace, [])
    assert (outcome.committed, outcome.importable, outcome.changes) == (
        False,
        False,
        (),
    )
    assert not workspace.exists


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 100, b"PK\x03\x04 cut short", "村代码,名称\n".encode()[:5]],
    ids=["empty", "zeros", "zip", "half"],
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "zip", "gpkg", "geojson", "shp"])
def test_a_wrong_file_is_told_and_nothing_happens(content, suffix, filled, tmp_path):
    before = filled.path.read_bytes()
    path = tmp_path / f"坏.{suffix}"
    path.write_bytes(content)
    outcome = take(filled, [path])
    assert not outcome.committed
    assert outcome.issues or outcome.questions
    assert filled.path.read_bytes() == before


def test_a_file_that_is_not_there_is_told(workspace, tmp_path):
    outcome = take(workspace, [tmp_path / "没有.csv"])
    assert errors(outcome.issues)
    assert not workspace.exists


@pytest.mark.skipif(os.name == "nt", reason="file names are text on Windows")
def test_a_file_name_in_another_encoding_is_read(workspace, tmp_path):
    """An old archive unpacked on Linux leaves names that are not UTF-8."""
    name = os.fsencode(tmp_path) + "/村名册.csv".encode("gb18030")
    path = tmp_path / os.fsdecode(name)
    path.write_text(f"村代码,名称,经度,纬度\n{SHENG},前进村,107,23.6\n", "utf-8")
    assert take(workspace, [path]).committed
    (row,) = workspace.sources()
    assert row["file"] == "村名册.csv"
    assert len(row["sha256"]) == 64


def test_county_and_township_are_filled_in_and_stored(workspace, tmp_path):
    # A development zone's village in the east county, and two bases without a code.
    zone = (
        toy.villages()
        .iloc[[5]]
        .assign(village_code="220871400201", township_code="220871400", county_code="")
    )
    zone["geometry"] = EAST
    bases = toy.bases().assign(county_code="")
    paths = files.write(tmp_path / "files", villages=zone, bases=bases)
    outcome = take(workspace, paths)
    assert outcome.committed, [issue.line("en") for issue in outcome.issues]
    villages = workspace.layer("villages")
    assert villages["county_code"].tolist() == [toy.EAST]
    assert villages["township_code"].tolist() == ["451024100"]
    assert workspace.layer("bases")["county_code"].tolist() == [toy.WEST, toy.EAST]


def test_resolving_keeps_rows_and_leaves_what_it_was_given():
    layers = toy.layers()
    people = layers["commissioners"].assign(county_code="")
    people.loc[0, "geometry"] = None
    layers["commissioners"] = people
    layers["candidate_sites"] = toy.candidate_sites().assign(county_code="")
    found = resolve(layers)
    assert found["candidate_sites"]["county_code"].tolist() == [toy.WEST, toy.EAST]
    codes = found["commissioners"]["county_code"].tolist()
    assert codes == ["", toy.WEST, toy.EAST]
    assert people["county_code"].tolist() == ["", "", ""]
    assert {name: len(frame) for name, frame in found.items()} == {
        name: len(frame) for name, frame in layers.items()
    }


def test_the_unit_of_a_base_is_found_by_place(workspace, tmp_path):
    """The village area, else the township, else the county; what is stated stays."""
    bases = pd.concat([toy.bases()] * 2, ignore_index=True)
    bases["base_id"] = ["in_area", "in_township", "stated", "in_county"]
    bases["unit_code"] = ["", "", "451022", ""]
    places = [toy.at(4, 4), toy.at(25, 5), toy.at(4, 4), toy.at(25, 5)]
    layers = toy.layers() | {
        "village_areas": toy.village_areas().iloc[:1],
        "bases": bases.set_geometry(gpd.GeoSeries(places, crs=bases.crs)),
    }
    found = resolve(layers)["bases"].set_index("base_id")["unit_code"]
    assert found["in_area"] == "451022100201"
    assert found["in_township"] == "451024100"
    assert found["stated"] == "451022"
    layers["townships"] = toy.townships().iloc[:2]
    found = resolve(layers)["bases"].set_index("base_id")["unit_code"]
    assert found["in_county"] == toy.EAST
    assert bases["unit_code"].tolist() == ["", "", "451022", ""]
