"""Heights go in with the other files, stay beside the workspace, and come out again."""

import numpy as np
import pytest

from geo.roads.elevation import Elevation
from planner.errors import PlanInputError
from planner.heights import (
    drop_heights,
    heights_path,
    heights_version,
    prepare,
    put,
    read_heights,
)
from planner.intake import import_files
from planner.workspace import Workspace
from tests import toy
from tests.planner import files, roads
from tests.planner.problems import DAY


def grid(path, *, west=106.0, south=22.5, cells=4, step=1.0, height=500):
    """Write a square ASCII grid, a hill of 100 m in every second cell."""
    rows = [
        " ".join(str(height + 100 * ((row + column) % 2)) for column in range(cells))
        for row in range(cells)
    ]
    head = [
        f"ncols {cells}", f"nrows {cells}", f"xllcorner {west}", f"yllcorner {south}",
        f"cellsize {step}", "NODATA_value -9999",
    ]  # fmt: skip
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="ascii")
    return path


@pytest.fixture
def workspace(tmp_path):
    return roads.workspace_of(tmp_path / "w")


def take(workspace, paths, **options):
    outcome = import_files(workspace, paths, today=DAY, **options)
    for lang in ("zh", "en"):
        assert all(issue.line(lang) for issue in outcome.issues)
    return outcome


def rules(outcome):
    return [(issue.rule, issue.severity) for issue in outcome.issues]


def test_heights_are_kept_beside_the_workspace(workspace, tmp_path):
    before = workspace.data_version
    outcome = take(workspace, [grid(tmp_path / "高程.asc")])
    assert (outcome.committed, outcome.heights) == (True, "高程.asc")
    assert (outcome.changes, outcome.issues) == ((), ())
    found = read_heights(workspace)
    assert found.heights.shape == (4, 4)
    assert (found.west, found.north, found.step) == (106.5, 26.0, 1.0)
    assert found.heights.max() == 600
    assert workspace.data_version == before
    assert [path.name for path in tmp_path.glob("w/*.part")] == []


def test_new_heights_take_the_place_of_the_old(workspace, tmp_path):
    take(workspace, [grid(tmp_path / "a.asc")])
    first = heights_version(workspace)
    take(workspace, [grid(tmp_path / "b.asc", height=900)])
    assert read_heights(workspace).heights.max() == 1000
    assert heights_version(workspace) != first != ""


def test_heights_are_taken_out(workspace, tmp_path):
    take(workspace, [grid(tmp_path / "a.asc")])
    assert drop_heights(workspace)
    assert read_heights(workspace) is None
    assert heights_version(workspace) == ""
    assert not drop_heights(workspace)


def test_a_dry_run_keeps_nothing(workspace, tmp_path):
    outcome = take(workspace, [grid(tmp_path / "a.asc")], dry_run=True)
    assert outcome.importable
    assert not heights_path(workspace).exists()


def test_heights_go_in_with_the_other_files_or_not_at_all(workspace, tmp_path):
    asc = grid(tmp_path / "a.asc")
    bad = files.write_villages(tmp_path / "bad.csv", [("12", "短", "是", 107, 23.6)])
    assert not take(workspace, [bad, asc]).committed
    assert not heights_path(workspace).exists()
    good = files.write_villages(
        tmp_path / "good.csv", [("451022100203", "新村", "是", 107.05, 23.6)]
    )
    outcome = take(workspace, [good, asc])
    assert outcome.committed, [issue.line("en") for issue in outcome.issues]
    assert [change.layer for change in outcome.changes] == ["villages"]
    assert heights_path(workspace).exists()


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("a.tif", "II*\0 and so on", "elevation_format"),
        ("n23.hgt", "\0\0", "elevation_format"),
        ("a.asc", "ncols 2\n", "elevation_broken"),
        ("a.asc", "", "elevation_broken"),
        ("a.npz", "PK", "elevation_broken"),
    ],
)
def test_a_grid_that_cannot_be_read_stops_everything(
    workspace, tmp_path, name, text, rule
):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    outcome = take(workspace, [path, tmp_path / "missing.csv"])
    assert not outcome.committed
    assert {found for found, _ in rules(outcome)} == {rule, "file_missing"}
    assert not heights_path(workspace).exists()


def test_a_grid_in_metres_is_refused(workspace, tmp_path):
    path = grid(tmp_path / "a.asc", west=36_000_000, south=2_500_000, step=30)
    assert rules(take(workspace, [path])) == [("elevation_not_degrees", "error")]


def test_a_grid_somewhere_else_is_refused(workspace, tmp_path):
    path = grid(tmp_path / "a.asc", west=10, south=40)
    assert rules(take(workspace, [path])) == [("heights_off_the_roads", "error")]


def test_a_grid_of_some_roads_is_told(workspace, tmp_path):
    # East of the first county seat only.
    path = grid(tmp_path / "a.asc", west=107.06, south=22.5, step=0.5, cells=6)
    outcome = take(workspace, [path])
    assert outcome.committed
    assert rules(outcome) == [("heights_of_some_roads", "warning")]


def test_two_grids_are_one_too_many(workspace, tmp_path):
    paths = [grid(tmp_path / f"{name}.asc") for name in "ab"]
    assert rules(take(workspace, paths)) == [("heights_twice", "error")]


def test_a_grid_that_is_not_there(workspace, tmp_path):
    outcome = take(workspace, [tmp_path / "none.asc"])
    assert rules(outcome) == [("file_missing", "error")]


def test_heights_before_roads_are_kept_for_later(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace(toy.layers(), [])
    outcome = take(workspace, [grid(tmp_path / "a.asc")])
    assert outcome.committed
    assert rules(outcome) == [("heights_without_roads", "warning")]


def test_a_broken_file_says_how_to_mend_it(workspace):
    heights_path(workspace).write_bytes(b"PK\x03\x04")
    with pytest.raises(PlanInputError, match="no-heights"):
        read_heights(workspace)


def test_unknown_heights_stay_unknown(workspace):
    holed = np.array([[500.0, np.nan], [500.0, 8_848.86]])
    put(prepare(Elevation(holed, 106.0, 24.0, 1.0), workspace), workspace)
    found = read_heights(workspace).heights
    assert np.isnan(found[0, 1])
    assert found[1, 1] == pytest.approx(8_848.86, abs=0.001)
