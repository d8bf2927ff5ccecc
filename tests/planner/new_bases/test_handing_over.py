"""Files of a plan: every new base with its reason, every village with its base."""

import json
import zipfile
from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pytest

from planner.new_bases import handing_over as files
from planner.new_bases.choice import BaseChoice
from tests import toy
from tests.planner.new_bases.asking import KIND, answer, sites

ONE = BaseChoice(kind=KIND, aim="most", number=1)


@pytest.fixture(scope="module")
def both():
    """Two bases that cover all five villages."""
    return answer()


def test_numbers_follow_the_order_of_the_table(both):
    table = files.site_table(both, "zh")
    assert table["number"].tolist() == [1, 2]
    assert table["villages"].is_monotonic_decreasing


def test_the_reason_says_what_would_be_lost():
    (row,) = files.site_table(answer(ONE), "zh").to_dict("records")
    assert (
        row["why"]
        == "覆盖 4 个村，其中 4 个在本方案中只有它够得着；从方案里去掉它就少 4 个"
    )


def test_a_base_beside_another_is_not_needed():
    """Two at one place: neither is lost, and the second serves nobody."""
    twice = sites(("a", (15, 5), {}), ("b", (15, 5.01), {}))
    choice = replace(ONE, number=2, places="listed", pinned=("a", "b"))
    found = answer(choice, candidate_sites=twice)
    reasons = files.site_table(found, "en")["why"].tolist()
    assert any("none would be lost" in one for one in reasons)
    assert files.why_here({"villages": 0, "only": 0}, found, "en").startswith(
        "Serves no"
    )


def test_where_all_are_served_the_farthest_is_told():
    found = answer(replace(ONE, aim="farthest"))
    (row,) = files.site_table(found, "zh").to_dict("records")
    assert row["why"] == f"为 5 个村就近服务，最远 {row['travel']:.0f} 分钟"


def test_villages_are_at_their_places_with_their_base(both):
    table = files.village_table(both)
    known = toy.villages().set_index("village_code").geometry
    assert all(
        row["geometry"].equals(known[row["village_code"]])
        for row in table.to_dict("records")
    )
    assert set(table["site_name"]) == set(both.sites["name"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_holds_plan_bases_and_villages(both, tmp_path, lang):
    book = openpyxl.load_workbook(
        files.plan_workbook(both, tmp_path / "plan.xlsx", lang=lang).path
    )
    facts, new, served, *_ = book.worksheets
    assert new.max_row == 1 + len(both.opened)
    assert served.max_row == 1 + len(both.villages)
    assert 40 in [cell.value for cell in facts["B"]]


def test_headings_of_the_workbook_hold_their_units(both, tmp_path):
    path = files.plan_workbook(both, tmp_path / "plan.xlsx").path
    _, new, served, *_ = openpyxl.load_workbook(path).worksheets
    first, row = ([cell.value for cell in line] for line in new["1:2"])
    for name, value in (
        ("费用（万元）", float),
        ("最远（分钟）", float),
        ("仅它覆盖（村）", int),
    ):
        assert isinstance(row[first.index(name)], int | value)
    assert "县" in first
    assert "路程（分钟）" in [cell.value for cell in served[1]]
    assert "县" in [cell.value for cell in served[1]]


@pytest.mark.parametrize(
    ("status", "by_hand", "said"),
    [
        ("optimal", False, "已证明最优"),
        ("feasible", False, "与理论界限相差 50.0 %"),
        ("optimal", True, "由人选定"),
    ],
)
def test_how_good_it_is_goes_with_every_file(both, status, by_hand, said):
    plan = replace(both.plan, status=status, objective=2.0, bound=1.0)
    notes = files.plan_notes(replace(both, plan=plan), "zh", by_hand=by_hand)
    assert any(said in one for one in notes)


def test_the_zip_holds_both_shapefiles(both, tmp_path):
    written = files.plan_shapefiles(both, tmp_path / "plan.zip")
    names = zipfile.ZipFile(written.path).namelist()
    assert {f"{one}.shp" for one in (files.SITES, files.VILLAGES)} < set(names)
    found = gpd.read_file(f"{written.path}!{files.SITES}.shp")
    assert found["NUMBER"].tolist() == [1, 2]
    assert found["WHY"].tolist() == files.site_table(both, "zh")["why"].tolist()


def test_geojson_of_bases_and_villages(both, tmp_path):
    new = json.loads(
        files.sites_geojson(both, tmp_path / "n.geojson").read_text("utf-8")
    )
    served = json.loads(
        files.served_geojson(both, tmp_path / "v.geojson").read_text("utf-8")
    )
    assert len(new["features"]) == len(both.opened)
    assert len(served["features"]) == len(both.villages)
    at = [one["geometry"]["coordinates"] for one in new["features"]]
    places = np.column_stack((both.sites.geometry.x, both.sites.geometry.y))
    np.testing.assert_allclose(at, places, atol=1e-6)
