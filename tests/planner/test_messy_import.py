"""A county office's first evening: three files with most known traps, mended."""

import datetime as dt
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest

from geo.answers import EVERY, Answer, Answers
from geo.crs import STORAGE_CRS, gauss_krueger
from geo.datum import wgs84_to_gcj02
from geo.issues import errors
from planner.intake import import_files
from planner.report import report_workspace
from planner.rule import Rule
from planner.workspace import Workspace

TODAY = dt.date(2026, 11, 21)
DATA = Path(__file__).parents[2] / "data" / "boundaries" / "baise"
HOSTILE = ("<script>alert(1)</script>", '=HYPERLINK("http://x","y")')


def counties_zip(folder):
    """GBK values under a .cpg that says UTF-8, degrees under a projected .prj."""
    frame = gpd.read_file(DATA / "counties.geojson").set_crs(
        STORAGE_CRS, allow_override=True
    )
    frame = frame.rename(columns={"county_code": "XZQDM", "name": "XZQMC"})
    columns = [c for c in frame.columns if c in ("XZQDM", "XZQMC", "geometry")]
    if "XZQDM" not in columns:
        frame = frame.rename(columns={"县代码": "XZQDM", "名称": "XZQMC"})
    path = folder / "xj.shp"
    frame[["XZQDM", "XZQMC", "geometry"]].to_file(path, encoding="gbk")
    path.with_suffix(".cpg").write_text("UTF-8")
    path.with_suffix(".prj").write_text(gauss_krueger([106.5]).to_wkt("WKT1_ESRI"))
    target = folder / "县界.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in folder.glob("xj.*"):
            archive.write(part, f"县界/{part.name}")
    for part in folder.glob("xj.*"):
        part.unlink()
    return target


def villages_frame():
    """The real register of 百色, columns named as a provincial layer has them."""
    frame = pd.read_csv(DATA / "villages.csv", dtype=str, encoding="utf-8-sig")
    frame = frame[["村代码", "名称", "是否贫困村", "产业", "经度", "纬度"]].rename(
        columns={"村代码": "XZQDM", "名称": "XZQMC", "经度": "x", "纬度": "y"}
    )
    placed = frame["x"].notna()
    lon, lat = wgs84_to_gcj02(
        frame.loc[placed, "x"].astype(float).to_numpy(),
        frame.loc[placed, "y"].astype(float).to_numpy(),
    )
    frame.loc[placed, "x"] = np.char.mod("%.6f", lon)
    frame.loc[placed, "y"] = np.char.mod("%.6f", lat)
    frame.loc[[5, 6], "XZQMC"] = HOSTILE
    return frame


def write_villages(frame, path):
    frame.to_csv(path, index=False, encoding="gb18030")
    return path


def spoil(frame):
    """Break eight rows, each in its own way."""
    spoilt = frame.copy()
    spoilt.loc[10, "XZQDM"] = spoilt.loc[11, "XZQDM"]  # one code twice
    spoilt.loc[20, "XZQDM"] = "4.51002E+11"  # Excel lost the digits
    spoilt.loc[30, ["x", "y"]] = spoilt.loc[30, ["y", "x"]].to_numpy()
    spoilt.loc[40, "是否贫困村"] = "大概"
    spoilt.loc[50, "产业"] = "茶业"  # 茶叶
    spoilt.loc[60, ["x", "y"]] = ["nan", "nan"]
    spoilt.loc[70, "XZQMC"] = np.nan
    return spoilt


def bases_xlsx(path, rows):
    book = openpyxl.Workbook()
    book.active.title = "基地"
    book.active.append(
        ["编号", "基地名称", "类型", "容量", "启用日期", "关闭日期", "经度", "纬度"]
    )
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


GOOD_BASES = [
    ["B1", "城东服务站", "专家服务站", 30, "2019-03-01", None, 106.62, 23.90],
    ["B2", "田林茶叶基地", "示范基地", 20, "2019年3月1日", None, 106.23, 24.29],
    ["B3", "靖西e站", "乡村e站", 15, "2020/1/1", "2030.12.31", 106.42, 23.13],
]
BAD_BASES = [
    ["B1", "城东服务站", "专家服务站", "三十个", "2019-03-01", None, 106.62, 23.90],
    ["B2", "田林茶叶基地", "示范基低", 20, "2021-03-01", "2019-03-01", 106.23, 24.29],
    ["B3", "靖西e站", "乡村e站", 15, "2020/1/1", "2030.12.31", None, None],
]


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "来件"
    folder.mkdir()
    return [
        counties_zip(folder),
        write_villages(spoil(villages_frame()), folder / "行政村.csv"),
        bases_xlsx(folder / "基地.xlsx", BAD_BASES),
    ]


def rules(outcome):
    return {issue.rule for issue in outcome.issues}


def test_messy_files_are_imported_after_their_listed_mends_and_not_before(
    files, tmp_path
):
    """Nothing goes in until the last listed error is mended; then all of it does."""
    workspace = Workspace(tmp_path / "office.gpkg")
    first = import_files(workspace, files, today=TODAY)
    assert not first.committed
    assert not workspace.exists
    for lang in ("zh", "en"):
        assert all(issue.line(lang) for issue in first.issues)
    broken = {
        (issue.source.split("/")[0].split("[")[0]) for issue in errors(first.issues)
    }
    assert {"行政村.csv", "基地.xlsx"} <= broken

    write_villages(villages_frame(), files[1])
    bases_xlsx(files[2], GOOD_BASES)
    second = import_files(workspace, files, today=TODAY)
    assert not second.committed
    assert not workspace.exists
    assert "datum_shift_suspected" in rules(second)

    answers = Answers({"行政村.csv": Answer(datum="gcj02")})
    third = import_files(workspace, files, answers=answers, today=TODAY)
    assert [issue.line("en") for issue in errors(third.issues)] == []
    assert third.questions == ()
    assert third.committed

    villages = workspace.layer("villages")
    assert len(villages) == 1899
    assert set(HOSTILE) <= set(villages["name"])
    truth = pd.read_csv(DATA / "villages.csv", dtype=str, encoding="utf-8-sig")
    truth = truth.set_index("村代码").loc[villages["village_code"]]
    placed = truth["经度"].notna().to_numpy()
    off = np.abs(
        villages.geometry.x.to_numpy()[placed] - truth["经度"][placed].astype(float)
    )
    assert off.max() < 1e-5
    assert len(workspace.layer("counties")) == 12
    report = report_workspace(workspace, Rule(), today=TODAY)
    assert report.summary()["poor_villages"] == int((truth["是否贫困村"] == "是").sum())


def test_every_spoilt_row_is_named_at_once(files, tmp_path):
    """One report names each broken row with its own rule, in both files."""
    outcome = import_files(
        Workspace(tmp_path / "w.gpkg"), files, today=TODAY, dry_run=True
    )
    named = {(issue.rule, issue.row) for issue in outcome.issues}
    rows = {row for _, row in named}
    # Rows as the spreadsheet shows them: the heading is row 1.
    assert {22, 42, 52, 72} <= rows
    assert ("code_lost_digits", 22) in named
    assert ("required_missing", 72) in named


def test_one_answer_can_speak_for_every_file(files, tmp_path):
    """The same datum may be declared for all files at once."""
    write_villages(villages_frame(), files[1])
    bases_xlsx(files[2], GOOD_BASES)
    answers = Answers({EVERY: Answer(datum="gcj02")})
    outcome = import_files(
        Workspace(tmp_path / "w.gpkg"), files, answers=answers, today=TODAY
    )
    # The counties were not shifted: declaring so is a lie that the overlay catches.
    assert not outcome.committed
