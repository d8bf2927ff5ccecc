"""The illustrative records: whole, harmless, remade alike, and enough for every row."""

import csv
import datetime as dt
import json
import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from geo.issues import errors
from geo.schemas import BASE_KINDS, LAYERS, term_group
from geo.schemas import RECORD_LAYERS as EVERY_RECORD_LAYER
from planner.demo import build_demo_workspace
from planner.programmes.loading import shipped_programmes
from planner.programmes.score import score_workspace
from scripts import build_demo
from scripts.build_demo import REGIONS
from scripts.demo_setting import LAST, weekday, workday
from scripts.demo_spread import favoured

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = dt.date(2026, 11, 22)
PLACES = {"baise": "4510", "baicheng": "2208"}
# The roster is for the planner to make.
RECORD_LAYERS = tuple(name for name in EVERY_RECORD_LAYER if name != "assignments")
# What is still to come.
PLANNED = {"visit_places", "seasons", "museum_stays"}
NAMED = (
    "events", "trainings", "groups", "outputs", "caravans", "visit_places", "seasons",
    "museum_sets", "museum_venues", "partners",
)  # fmt: skip
# Least and most candidate sites.
SITES = {"baise": (60, 120), "baicheng": (25, 40)}
REMOTE = {
    "baise": {"451026", "451028", "451029", "451030", "451031"},
    "baicheng": {"220822"},
}
# Rows of places elsewhere: they owe nothing in either region.
NAMED_ELSEWHERE = {
    "most.designated", "most.area", "most.innovation_centre",
    "most.park_village_household",
}  # fmt: skip
# What the network's own gaps make import say, with or without records.
KNOWN_WARNINGS = {
    "name_twice_in_county", "commissioner_without_place", "date_in_future",
    "road_network_in_parts", "villages_without_place",
}  # fmt: skip
SHORT = {"short", "open"}
IDLE = {"nobody", "elsewhere", "needs_data"}
LARGEST = 600_000

region = pytest.mark.parametrize("name", PLACES)


@cache
def table(name: str, layer: str) -> pd.DataFrame:
    """A committed file of records with the declared column names, all as text."""
    path = DATA / "demo" / name / f"{layer}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    names = {column.zh: column.name for column in LAYERS[layer].columns}
    return pd.DataFrame(rows, columns=[names[title] for title in heading])


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Workspace and outcome of each region, imported once."""
    root = tmp_path_factory.mktemp("demo")
    return {
        name: build_demo_workspace(name, root / f"{name}.gpkg", today=TODAY)
        for name in PLACES
    }


class Scores(dict):
    """Scores by region; told in a word, as a failed test prints what it was given."""

    __repr__ = object.__repr__


@pytest.fixture(scope="module")
def scores(imported):
    """Score of each region on the demo's day."""
    return Scores(
        (name, score_workspace(workspace, on=TODAY))
        for name, (workspace, _) in imported.items()
    )


def programmes_of(name: str):
    return [one for one in shipped_programmes() if one.place in {"00", PLACES[name]}]


# Files


@region
@pytest.mark.parametrize("layer", RECORD_LAYERS)
def test_each_layer_of_records_has_its_columns_and_says_illustrative(name, layer):
    frame = table(name, layer)
    assert list(frame.columns) == [column.name for column in LAYERS[layer].columns]
    assert len(frame) > (1 if layer == "museum_sets" else 3)
    assert (frame["illustrative"] == "是").all()
    assert frame[LAYERS[layer].key].is_unique
    path = DATA / "demo" / name / f"{layer}.csv"
    assert path.stat().st_size < LARGEST
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_records_made_anew_without_the_sources_are_the_committed_ones(
    tmp_path, monkeypatch
):
    for part in ("boundaries", "demo"):
        shutil.copytree(DATA / part, tmp_path / part)
    for name in PLACES:
        for layer in (*RECORD_LAYERS, "candidate_sites"):
            (tmp_path / "demo" / name / f"{layer}.csv").unlink()
    monkeypatch.setenv("PATH", "")  # nothing to fetch the register with
    monkeypatch.setattr(
        "sys.argv", ["build_demo", "--records-only", "--out", str(tmp_path)]
    )
    build_demo.main()
    for part in ("boundaries", "demo"):
        for path in sorted((DATA / part).rglob("*.*")):
            made = tmp_path / path.relative_to(DATA)
            assert made.read_bytes() == path.read_bytes(), path.name


@region
@pytest.mark.parametrize("layer", [n for n in RECORD_LAYERS if n not in PLANNED])
def test_nothing_recorded_lies_after_the_last_day(name, layer):
    frame = table(name, layer)
    dates = [column.name for column in LAYERS[layer].columns if column.kind == "date"]
    for column in set(dates) - {"ends_on"}:
        days = frame.loc[frame[column] != "", column].map(dt.date.fromisoformat)
        assert (days <= LAST).all(), column
        assert (days >= dt.date(2016, 1, 1)).all(), column
    assert LAST < TODAY


@region
def test_people_and_organisations_are_plainly_invented(name):
    people = table(name, "people")
    assert people["name"].str.fullmatch(".某.").all()
    assert people["name"].is_unique
    commissioners = DATA / "demo" / name / "commissioners.csv"
    known = commissioners.read_text("utf-8-sig")
    assert not any(person in known for person in people["name"])
    assert people["organisation"].str.startswith("示意").all()
    for layer in NAMED:
        names = table(name, layer)["name"]
        assert names[names != ""].str.startswith("示意").all(), layer
    bases = {line["名称"] for line in _rows(name, "bases")}
    partners = table(name, "agreements")["partner"]
    assert all(one.startswith("示意") or one in bases for one in partners)
    assert table(name, "duties_done")["owner"].str.startswith("示意").all()


@region
def test_places_to_visit_ring_nobody_and_cover_every_county(name):
    visits, vans = table(name, "visit_places"), table(name, "caravans")
    for frame in (visits, vans):
        assert frame["phone"].str.fullmatch(r"000-0000\d{4}").all()
        assert frame["phone"].is_unique
    assert visits["contact"].str.startswith("示意").all()
    assert vans["driver"].str.startswith("示意").all()
    kinds = visits.groupby(visits["unit_code"].str[:6])["kind"].value_counts()
    assert set(kinds.index.get_level_values(0)) == set(REGIONS[name]["counties"])
    wanted = {"集市": 2, "学校": 2, "村": 1, "其他": 1}
    assert all(wanted[kind] == count for (_, kind), count in kinds.items())


def _rows(name: str, layer: str) -> list[dict[str, str]]:
    path = DATA / "demo" / name / f"{layer}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@region
def test_the_manifest_counts_the_records(name):
    files = json.loads((DATA / "demo" / "manifest.json").read_text("utf-8"))["files"]
    for layer in RECORD_LAYERS:
        assert files[f"{name}/{layer}.csv"]["rows"] == len(table(name, layer)), layer


# Candidate sites


@region
def test_candidate_sites_are_invented_and_some_are_upgrades_of_open_stations(name):
    sites = table(name, "candidate_sites")
    columns = [column.name for column in LAYERS["candidate_sites"].columns]
    assert list(sites.columns) == columns
    least, most = SITES[name]
    assert least <= len(sites) <= most
    assert (sites["illustrative"] == "是").all()
    assert sites["note"].str.startswith("示意：").all()
    assert sites["cost"].astype(float).between(8, 40).all()
    assert (sites["choice"] == "").all()
    assert set(sites["kind"]) <= {"", *(kind.zh for kind in BASE_KINDS.values())}
    assert set(sites["county_code"]) == set(REGIONS[name]["counties"])
    stations = {
        base["基地编号"]: (base["经度"], base["纬度"])
        for base in _rows(name, "bases")
        if base["类型"] == "信息站" and not base["关闭日期"]
    }
    upgrades = sites[sites["base_id"] != ""].set_index("base_id")
    places = zip(upgrades["lon"], upgrades["lat"], strict=True)
    assert dict(zip(upgrades.index, places, strict=True)) == stations
    new = sites[sites["base_id"] == ""]
    assert not new.duplicated(["lon", "lat"]).any()


@region
def test_candidate_sites_are_imported_without_a_word(imported, name):
    workspace, outcome = imported[name]
    assert not [one for one in outcome.issues if one.layer == "candidate_sites"]
    sites = workspace.layer("candidate_sites")
    assert (
        sites["site_id"].tolist() == table(name, "candidate_sites")["site_id"].tolist()
    )
    assert sites.geometry.notna().all()
    assert workspace.layer("assignments").empty


# Import


@region
def test_records_are_imported_without_a_word(imported, name):
    workspace, outcome = imported[name]
    assert outcome.committed
    assert not errors(outcome.issues)
    assert {issue.rule for issue in outcome.issues} <= KNOWN_WARNINGS
    assert not [issue for issue in outcome.issues if issue.layer in RECORD_LAYERS]
    layers = workspace.layers(RECORD_LAYERS)
    for layer in RECORD_LAYERS:
        assert len(layers[layer]) == len(table(name, layer)), layer
        assert layers[layer]["illustrative"].all(), layer


# What the programmes read


@region
def test_every_kind_of_record_that_a_programme_reads_is_there(name):
    parts = [part for p in programmes_of(name) for row in p.rows for part in row.parts]
    for part in parts:
        # Where several tables add up, one of them will do.
        for of in [one for one in part.of if len(part.of) == 1]:
            if of.layer not in RECORD_LAYERS:
                continue
            frame = table(name, of.layer)
            column = {"people": "role", "duties_done": "duty"}.get(of.layer, "kind")
            terms = LAYERS[of.layer].column(column).terms if of.kinds else ""
            for kind in of.kinds:
                label = term_group(terms)[kind].zh if terms else kind
                assert (frame[column] == label).any(), f"{of.layer} {kind}"
        if part.kind == "duty":
            assert (table(name, "duties_done")["duty"] == part.duty).any(), part.duty


@region
def test_duties_done_are_those_of_the_programmes(name):
    known = {
        duty
        for programme in programmes_of(name)
        for row in programme.rows
        for part in row.parts
        for duty in (part.duty, *(kind for of in part.of for kind in of.kinds))
    }
    assert set(table(name, "duties_done")["duty"]) <= known


@region
def test_every_row_has_a_live_value(scores, name):
    rows = scores[name].rows
    mine = {row.id for p in programmes_of(name) for row in p.rows}
    found = {row: rows[row].status for row in mine}
    asleep = {row for row, status in found.items() if status == "nobody"}
    assert asleep == NAMED_ELSEWHERE
    assert "needs_data" not in found.values()
    # Plain values: a failed comparison of scores would print whole layers.
    states = {
        (row, part.part.zh): (part.status, part.target > 0)
        for row in mine - asleep
        for part in rows[row].parts
    }
    assert not [key for key, (status, _) in states.items() if status in IDLE]
    assert all(owed for _, owed in states.values())


@region
def test_some_rows_are_met_and_many_fall_short(scores, name):
    mine = {row.id for p in programmes_of(name) for row in p.rows} - NAMED_ELSEWHERE
    found = [scores[name].rows[row].status for row in mine]
    assert found.count("met") >= 5
    assert sum(status in SHORT for status in found) > len(found) / 2


@region
def test_remote_counties_fall_short_more_often(scores, name):
    heat = scores[name].heat("county").loc[list(REGIONS[name]["counties"])]
    short = heat.isin(SHORT).sum(axis=1)
    far = short.index.isin(REMOTE[name])
    assert short[far].mean() > 1.2 * short[~far].mean()


@region
def test_five_years_can_be_compared(scores, name):
    """Households with a skill grow every year, and no year is without a count."""
    rows = scores[name].rows
    values = [value for _, value, _ in rows["cast.household_skill"].parts[0].trend]
    assert len(values) == 5
    assert values == sorted(values)
    assert values[0] > 0


def short_of(part) -> set[str]:
    """Codes of the units that fall short in a part of a row."""
    return set(part.short().index)


def test_what_the_readme_says_of_baise(scores):
    rows = scores["baise"].rows
    visits = rows["baise.outreach"].parts[0]
    found = (visits.value, visits.target)
    assert found == (10, 12)
    done = table("baise", "duties_done")
    third = done[(done["duty"] == "baise.report") & (done["period"] == "2026Q3")]
    counties = set(REGIONS["baise"]["counties"])
    assert counties - set(third["unit_code"]) == {"451029", "451030"}
    short = {
        row: [short_of(part) for part in rows[row].parts]
        for row in ("cast.caravan", "baise.expert_group", "baise.jingxi")
    }
    assert short["cast.caravan"][0] == {"451029", "451030"}
    assert short["baise.expert_group"][2] == {"honey"}
    assert [len(units) for units in short["baise.jingxi"]] == [0, 0, 1, 1]
    eligible = short_of(rows["advisory.eligible"].parts[0])
    assert eligible == {"451024"}
    groups = [short_of(part) for part in rows["advisory.group"].parts]
    assert groups[:2] == [{"451030"}, {"451030", "451082"}]


def test_what_the_readme_says_of_baicheng(scores):
    rows = scores["baicheng"].rows
    caravans = short_of(rows["cast.caravan"].parts[0])
    assert caravans == {"220822"}
    groups = [short_of(part) for part in rows["advisory.group"].parts]
    assert (groups[0], groups[3]) == ({"220822"}, {"220822", "220882"})
    events = table("baicheng", "events")
    matching = events[events["kind"] == "成果对接会"]
    assert (matching["date"] >= "2026").sum() == 2
    online = rows["baicheng.network"].value
    assert online == 349


# Helpers


def test_office_days_are_weekdays_of_the_season():
    assert workday(2026, 0.0) == "2026-02-13"  # 15 February 2026 is a Sunday
    assert workday(2026, 0.999) == "2026-11-13"
    assert workday(2016, 0.0) == "2016-04-25"
    assert weekday(dt.date(2026, 11, 20)) == dt.date(2026, 11, 20)


def test_well_tended_units_are_favoured():
    units = pd.DataFrame({"care": [0.0, 1.0, 1.0, 0.0]}, index=list("abcd"))

    class Even:
        def random(self, count):
            return pd.Series([0.5] * count).to_numpy()

    assert favoured(units, 0.5, Even()) == ["b", "c"]
