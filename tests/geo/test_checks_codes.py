"""Numbers and names in what the rules on codes say; what they let pass."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest

from geo.checks import run_checks
from geo.crs import STORAGE_CRS
from geo.issues import Issue
from tests import toy
from tests.geo.checking import check_changed

TODAY = dt.date(2020, 6, 30)


def check(**changed: gpd.GeoDataFrame) -> list[Issue]:
    return check_changed(toy.layers(), changed, TODAY)


def with_cells(frame: gpd.GeoDataFrame, **columns: dict) -> gpd.GeoDataFrame:
    """Frame with some cells written: column -> {row: value}."""
    for column, cells in columns.items():
        for row, value in cells.items():
            frame.loc[row, column] = value
    return frame


def test_each_repeat_names_the_first_row_of_its_key() -> None:
    bases = pd.concat([toy.bases()] * 3, ignore_index=True)
    bases["source_row"] = range(2, 8)
    issues = check(bases=bases)
    assert [(i.rule, i.key, i.row, i.params["first_row"]) for i in issues] == [
        ("duplicate_code", "b1", 4, 2),
        ("duplicate_code", "b2", 5, 3),
        ("duplicate_code", "b1", 6, 2),
        ("duplicate_code", "b2", 7, 3),
    ]
    assert issues[0].source == "bases.csv"


def test_empty_keys_are_not_duplicates_of_each_other() -> None:
    bases = with_cells(toy.bases(), base_id={0: "", 1: ""})
    assert check(bases=bases) == []


def test_a_county_in_three_rows_is_told_for_each_row_after_the_first() -> None:
    """Once with the same ring from another start, once with another shape."""
    counties = toy.counties()
    ring = list(counties.geometry[0].exterior.coords)[:-1]
    turned = type(counties.geometry[0])([*ring[3:], *ring[:3]])
    extra = counties.iloc[[0, 0]].set_geometry(
        gpd.GeoSeries([turned, toy.rectangle(0, 20, 20, 40)], [0, 0], crs=STORAGE_CRS)
    )
    issues = check(counties=pd.concat([counties, extra], ignore_index=True))
    assert [issue.rule for issue in issues] == ["county_twice", "duplicate_across"]
    assert {issue.params["first_row"] for issue in issues} == {2}


def test_a_county_twice_without_a_shape_is_the_same_county_twice() -> None:
    counties = toy.counties()
    counties = pd.concat([counties, counties.iloc[[1]]], ignore_index=True)
    shapes = [counties.geometry[0], None, None]
    counties = counties.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
    rules = [issue.rule for issue in check(counties=counties)]
    assert rules == ["empty_geometry", "empty_geometry", "county_twice"]


def test_one_name_in_two_counties_is_fine_and_in_one_is_told_once() -> None:
    across = with_cells(toy.villages(), name={4: "前进村"})
    assert check(villages=across) == []
    within = with_cells(toy.villages(), name={1: "前进村", 3: "前进村", 4: "前进村"})
    (issue,) = check(villages=within)
    assert issue.params["count"] == 3
    assert issue.row == 2
    assert "451022100201, 451022100202, 451022101202" in issue.text("en")


def test_empty_names_are_not_alike() -> None:
    assert check(villages=with_cells(toy.villages(), name={0: "", 1: ""})) == []


def test_a_stated_county_is_held_against_the_code_too() -> None:
    villages = with_cells(toy.villages(), county_code={0: toy.EAST})
    rules = {issue.rule: issue for issue in check(villages=villages)}
    # The stated code decides the county, so the place disagrees as well.
    assert set(rules) == {"code_prefix_disagrees", "village_outside_county"}
    assert rules["code_prefix_disagrees"].severity == "error"
    assert rules["code_prefix_disagrees"].params["stated"] == toy.EAST
    townships = with_cells(toy.townships(), county_code={2: toy.WEST})
    (issue,) = check(townships=townships)
    assert (issue.rule, issue.layer, issue.key) == (
        "code_prefix_disagrees", "townships", "451024100",
    )  # fmt: skip


def test_old_beside_new_and_zone_beside_host_are_no_contradiction() -> None:
    villages = with_cells(
        toy.villages(),
        village_code={0: "451071100201"},
        township_code={0: ""},
        county_code={0: toy.WEST},
    )
    assert check(villages=villages) == []
    old = with_cells(
        toy.villages().iloc[:1],
        village_code={0: "450127100201"},
        township_code={0: "450127100"},
        county_code={0: "450181"},
    )
    rules = [issue.rule for issue in run_checks({"villages": old}, today=TODAY)]
    assert rules == ["old_code_with_successor"]


def test_unknown_codes_are_told_once_each_with_their_villages_counted() -> None:
    codes = ["459999100001", "459999100002", "458888100001"]
    villages = with_cells(
        toy.villages(),
        village_code=dict(enumerate(codes)),
        township_code=dict.fromkeys(range(3), ""),
        county_code=dict.fromkeys(range(3), ""),
    )
    issues = check(villages=villages)
    found = [(i.rule, i.params["code"], i.params["count"], i.row) for i in issues]
    assert found == [
        ("unknown_county", "459999", 2, 2),
        ("unknown_county", "458888", 1, 4),
    ]


def test_zone_villages_name_every_host() -> None:
    """Two of the zone's villages lie in the west, one in the east, one nowhere."""
    villages = with_cells(
        toy.villages(),
        village_code={n: f"45107110000{n}" for n in (0, 1, 4, 5)},
        township_code=dict.fromkeys((0, 1, 4, 5), ""),
        county_code=dict.fromkeys((0, 1, 4, 5), ""),
    )
    shapes = [*villages.geometry.iloc[:5], toy.at(60, 10)]
    villages = villages.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
    hosted, homeless = check(villages=villages)
    assert hosted.params == {"code": "451071", "count": 3, "host": "田东县, 德保县"}
    assert "田东县, 德保县" in hosted.text("zh")
    assert (homeless.rule, homeless.params["count"], homeless.row) == (
        "development_zone_without_host", 1, 7,
    )  # fmt: skip


def test_an_old_code_is_told_with_the_new_one() -> None:
    villages = toy.villages()
    for column in ("village_code", "township_code", "county_code"):
        villages[column] = villages[column].str.replace(
            f"^{toy.WEST}", "450127", regex=True
        )
    (issue,) = run_checks({"villages": villages}, today=TODAY)
    assert issue.severity == "warning"
    params = {key: issue.params[key] for key in ("old", "new", "count")}
    assert params == {"old": "450127", "new": "450181", "count": 4}
    assert "450181" in issue.mend("zh")


@pytest.mark.parametrize(
    ("county", "decides"),
    [
        ("450127", "现按旧代码归属"),
        ("450181", "现按新代码归属"),
        ("451002", "以新代码为准"),
    ],
)
def test_the_code_that_decides_is_the_one_of_the_county_layer(
    county: str, decides: str
) -> None:
    """As the join has it: a village goes by the old code while its county does."""
    villages, counties = toy.villages(), toy.counties()
    for column in ("village_code", "township_code", "county_code"):
        old = villages[column].str.replace(f"^{toy.WEST}", "450127", regex=True)
        villages[column] = old
    counties["county_code"] = counties["county_code"].replace(toy.WEST, county)
    counties["city_code"] = counties["county_code"].str[:4]
    issues = run_checks({"villages": villages, "counties": counties}, today=TODAY)
    told = {i.layer: i for i in issues if i.rule == "old_code_with_successor"}
    assert decides in told["villages"].text("zh")
    assert "counties" in told or county != "450127"


def test_a_place_under_both_codes_is_an_error_and_other_old_ones_a_warning() -> None:
    villages = with_cells(
        toy.villages(),
        village_code={0: "450127100201", 1: "450181100201", 2: "450127100999"},
        township_code=dict.fromkeys(range(3), ""),
        county_code=dict.fromkeys(range(3), ""),
    )
    issues = run_checks({"villages": villages}, today=TODAY)
    assert [(i.rule, i.severity, i.row) for i in issues] == [
        ("old_and_new_code", "error", 2),
        ("old_code_with_successor", "warning", 4),
    ]


@pytest.mark.parametrize("code", ["", "4510", "x" * 12, "９" * 12, "-1", "1e11"])
def test_codes_that_are_none_are_left_to_the_readers(code: str) -> None:
    """The reader says what is wrong with them; here they must only do no harm."""
    villages = with_cells(
        toy.villages(),
        village_code={0: code},
        township_code={0: ""},
        county_code={0: ""},
    )
    assert check(villages=villages) == []
