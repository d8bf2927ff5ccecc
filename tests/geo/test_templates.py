"""Templates: empty as they are, complete when filled."""

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from geo.ingest import ingest
from geo.schemas import BASE_KINDS, LAYERS, RECORD_LAYERS, TRADES, term_group
from geo.templates import allowed_values, write_templates

# No table can hold a line.
TABLES = [layer for layer in LAYERS if layer != "roads"]
FILLED = {
    "counties": {"county_code": "451002", "name": "右江区"},
    "townships": {"township_code": "451002001", "name": "百城街道"},
    "villages": {"village_code": "451002001001", "name": "那坡村", "is_poor": "是"},
    "village_areas": {"village_code": "451002001001"},
    "bases": {
        "base_id": "B1", "name": "基地", "kind": "示范基地", "lon": "106.6",
        "lat": "23.9", "opened": "2019-03-01",
    },
    "commissioners": {"commissioner_id": "C1", "name": "甲", "trades": "茶叶；羊"},
    "closures": {"closure_id": "F1", "name": "塌方", "roads": "G323；X804"},
    "places": {"place_id": "D1", "name": "渡口", "lon": "106.6", "lat": "23.9"},
    "candidate_sites": {
        "site_id": "S1", "name": "候选点", "cost": "12.5", "choice": "必选",
        "lon": "106.6", "lat": "23.9",
    },
    "events": {
        "event_id": "E1", "kind": "入村服务", "date": "2019-03-01",
        "unit_code": "451002001001",
    },
    "trainings": {
        "training_id": "T1", "kind": "电视培训", "date": "2019-03-01",
        "unit_code": "451002", "persons": "40",
    },
    "people": {
        "person_id": "P1", "name": "甲", "role": "第一书记",
        "unit_code": "451002001001",
    },
    "groups": {
        "group_id": "G1", "name": "茶叶专家组", "kind": "产业技术专家组",
        "unit_code": "451002",
    },
    "outputs": {
        "output_id": "O1", "name": "桂茶2号", "kind": "新品种",
        "unit_code": "451002001", "date": "2019-03-01",
    },
    "agreements": {
        "agreement_id": "A1", "kind": "东西协作", "unit_code": "451002",
        "partner": "某大学", "signed_on": "2019-03-01",
    },
    "duties_done": {
        "record_id": "R1", "duty": "baise.report", "unit_code": "4510",
        "done_on": "2019-03-01",
    },
    "household_counts": {
        "count_id": "H1", "unit_code": "451002001001", "year": "2019",
    },
    "facts": {
        "fact_id": "F1", "unit_code": "451002", "attribute": "贫困县", "value": "是",
    },
    "caravans": {"caravan_id": "V1", "name": "大篷车1号", "unit_code": "451002"},
    "visit_places": {
        "place_id": "X1", "name": "一小", "kind": "学校", "unit_code": "451002001001",
        "hours": "8:30-11:30", "weekdays": "周一、周三", "market": "农历三六九",
    },
    "seasons": {
        "season_id": "N1", "name": "春季学期", "kind": "学期", "unit_code": "451002",
        "since": "2027-03-01", "until": "2027-07-10",
    },
    "assignments": {
        "assignment_id": "A1", "commissioner_id": "C1", "village_code": "451002001001",
        "post": "第一书记", "pinned": "是",
    },
    "museum_sets": {
        "set_id": "K1", "name": "一号", "unit_code": "4510", "serves": "4510；452200",
        "days_off": "2027年7月1日至8月31日",
    },
    "museum_venues": {
        "venue_id": "M1", "name": "一中体育馆", "unit_code": "451002", "in_term": "是",
        "free": "2027-07-01/2027-08-31",
    },
    "museum_stays": {
        "stay_id": "Q1", "set_id": "K1", "unit_code": "451002", "state": "已预订",
        "since": "2027-03-01", "until": "2027-05-20",
    },
    "experts": {
        "expert_id": "Z1", "name": "黄某", "tier": "国家级", "home_unit": "11",
        "trades": "茶叶", "accepts": "4510、45",
    },
    "applications": {
        "application_id": "W1", "unit_code": "451002", "needs": "茶叶",
        "proposed": "Z2、Z3", "state": "省级已审",
    },
    "partners": {
        "partner_id": "Y1", "name": "示意区", "kind": "县区", "unit_code": "440305",
        "serves": "451002",
    },
}  # fmt: skip


def fill(path, row):
    """Write one row below what the template holds."""
    layer = LAYERS[path.stem]
    values = {layer.column(name).zh: value for name, value in row.items()}
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            headings = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow([values.get(h, "") for h in headings])
        return
    book = openpyxl.load_workbook(path)
    book[layer.zh].append([values.get(cell.value) for cell in book[layer.zh][1]])
    book.save(path)


@pytest.fixture(scope="module")
def templates(tmp_path_factory):
    """A template of every layer and format, by file name; to be copied."""
    paths = write_templates(tmp_path_factory.mktemp("templates"))
    return {path.name: path for path in paths}


def test_one_file_per_layer_and_format(tmp_path):
    paths = write_templates(tmp_path / "new")
    assert [path.name for path in paths] == [
        f"{layer}.{suffix}" for layer in TABLES for suffix in ("xlsx", "csv")
    ]
    only = write_templates(tmp_path, formats=("csv",))
    assert {path.suffix for path in only} == {".csv"}


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_untouched_template_is_empty_and_says_so(tmp_path, suffix):
    paths = write_templates(tmp_path, formats=(suffix,))
    found = ingest(paths)
    assert found.questions == ()
    assert [(i.rule, i.layer, i.source) for i in found.issues] == [
        ("no_rows", layer, f"{layer}.{suffix}") for layer in TABLES
    ]
    assert {name: len(frame) for name, frame in found.layers.items()} == dict.fromkeys(
        TABLES, 0
    )


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("layer", TABLES)
def test_a_filled_template_needs_no_questions(templates, tmp_path, layer, suffix):
    path = Path(shutil.copy2(templates[f"{layer}.{suffix}"], tmp_path))
    fill(path, FILLED[layer])
    found = ingest([path])
    assert (found.issues, found.questions) == ((), ())
    frame = found.layers[layer]
    key = LAYERS[layer].key
    assert frame[key].tolist() == [FILLED[layer][key]]
    assert frame["source_row"].tolist() == [3 if suffix == "csv" else 2]


def test_a_template_renamed_by_its_user_is_still_known(tmp_path):
    """All but bare areas, which without a shape are only a list of codes."""
    paths = write_templates(tmp_path, formats=("csv",))
    for number, path in enumerate(paths):
        fill(path, FILLED[path.stem])
        if path.stem != "village_areas":
            path.rename(tmp_path / f"表{number}.csv")
    found = ingest(sorted(tmp_path.glob("表*.csv")))
    assert found.questions == ()
    assert set(found.layers) == set(TABLES) - {"village_areas"}


def test_codes_are_text_and_choices_are_offered(tmp_path):
    write_templates(tmp_path, formats=("xlsx",))
    sheet = openpyxl.load_workbook(tmp_path / "bases.xlsx")["基地"]
    headings = {cell.value: cell for cell in sheet[1]}
    for heading in ("县代码", "基地编号", "启用日期"):
        letter = headings[heading].column_letter
        assert sheet.column_dimensions[letter].number_format == "@"
    (rule,) = sheet.data_validations.dataValidation
    assert headings["类型"].column_letter in str(rule.sqref)
    assert "星创天地" in rule.formula1
    # Excel refuses a workbook whose inline list is longer.
    assert len(rule.formula1) <= 257


def test_open_lists_are_offered_and_may_be_left(tmp_path):
    """Excel refuses long lists inside a rule, so they stand on a sheet of their own."""
    write_templates(tmp_path, formats=("xlsx",))
    for name in RECORD_LAYERS:
        layer = LAYERS[name]
        book = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
        sheet = book[layer.zh]
        terms = [column for column in layer.columns if column.kind == "term"]
        assert ("填写说明 Lists" in book.sheetnames) == bool(terms)
        rules = {str(r.sqref): r for r in sheet.data_validations.dataValidation}
        for column in terms:
            (cell,) = [cell for cell in sheet[1] if cell.value == column.zh]
            rule = rules[f"{cell.column_letter}2:{cell.column_letter}10000"]
            assert not rule.showErrorMessage
            assert "Lists'!$" in rule.formula1
            listed = book["填写说明 Lists"][cell.column_letter]
            names = [each.value for each in listed if each.value][1:]
            assert names == [term.zh for term in term_group(column.terms).values()]
            assert rule.formula1.endswith(f"${len(names) + 1}")


def test_codes_of_units_are_text(tmp_path):
    write_templates(tmp_path, formats=("xlsx",))
    sheet = openpyxl.load_workbook(tmp_path / "events.xlsx")["活动"]
    (cell,) = [cell for cell in sheet[1] if cell.value == "所在地代码"]
    assert sheet.column_dimensions[cell.column_letter].number_format == "@"


def test_every_heading_has_its_help_and_every_column_its_note(tmp_path):
    for path in write_templates(tmp_path, formats=("xlsx",)):
        layer = LAYERS[path.stem]
        book = openpyxl.load_workbook(path)
        for cell in book[layer.zh][1]:
            assert cell.comment is not None
        notes = [row[0].value for row in book["填写说明 Notes"].iter_rows()]
        wanted = [c.zh for c in layer.columns if c.name != "illustrative"]
        assert notes[-len(wanted) :] == wanted


def test_allowed_values_are_the_declared_lists():
    bases = LAYERS["bases"]
    assert len(allowed_values(bases.column("kind"), "zh")) == len(BASE_KINDS)
    assert len(allowed_values(bases.column("trades"), "en")) == len(TRADES)
    assert allowed_values(LAYERS["villages"].column("is_poor"), "en") == ("yes", "no")
    assert allowed_values(bases.column("name"), "zh") == ()


def test_csv_templates_open_in_excel_as_utf8(tmp_path):
    write_templates(tmp_path, formats=("csv",))
    assert (tmp_path / "villages.csv").read_bytes().startswith(b"\xef\xbb\xbf")
