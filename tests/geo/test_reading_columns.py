"""Headings met in the field, and which declared columns they become."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.reading import columns, evidence
from geo.reading.columns import map_columns
from geo.reading.headings import heading_row, is_known, normal
from geo.reading.recognise import recognise
from geo.reading.tables import RawTable, with_rows
from geo.words import LANGS

VILLAGES = ["220802001001", "220802001002", "220802002001"]


def table(columns, *, name="数据", geometry=None):
    frame = pd.DataFrame(columns)
    if geometry is not None:
        frame = gpd.GeoDataFrame(frame, geometry=geometry, crs=4490)
    rows = range(1, len(frame) + 1)
    return RawTable(name, name, with_rows(frame, name, rows))


def squares(count):
    return [shapely.box(122 + n, 45, 122.5 + n, 45.5) for n in range(count)]


def points(count):
    return [shapely.Point(122 + n, 45) for n in range(count)]


def mapped(columns, layer="villages", **options):
    found = map_columns(table(columns), layer, **options)
    for issue in found.issues:
        assert all(issue.line(lang) for lang in LANGS)
    for question in found.questions:
        assert all(question.text(lang) for lang in LANGS)
    return found


JILIN = {
    "xzqdm": ["220802"] * 3, "id": [1, 2, 3], "code": VILLAGES, "name": list("甲乙丙"),
    "pcode": ["220802001000", "220802001000", "220802002000"], "level": [5] * 3,
    "x": [122.1, 122.2, 122.3], "y": [45.1, 45.2, 45.3], "市名": ["白城市"] * 3,
    "市代码": ["2208"] * 3, "县区名": ["洮北区"] * 3, "县区代": ["220802"] * 3,
    "县区代_": ["220802000000"] * 3, "县区码": [220802] * 3,
    "乡镇名": ["平台镇", "平台镇", "岭下镇"],
    "乡镇码": ["220802001", "220802001", "220802002"],
}  # fmt: skip
GUANGXI = {
    "OBJECTID": [1, 2, 3], "name": list("甲乙丙"), "code": VILLAGES,
    "XZQDM": VILLAGES, "XZQMC": list("甲乙丙"),
}  # fmt: skip
JIANGXI = {
    "BSM": [1, 2, 3], "XZQDM": VILLAGES, "XZQMC": list("甲乙丙"),
    "SHAPE_Leng": [0.1] * 3, "SHAPE_Area": [0.2] * 3,
}  # fmt: skip
SHAANXI = {"BSM": VILLAGES, "XZQMC": list("甲乙丙")}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            JILIN,
            {"village_code": "code", "name": "name", "township_code": "pcode",
             "township_name": "乡镇名", "county_code": "县区代",
             "county_name": "县区名", "lon": "x", "lat": "y"},
        ),
        (GUANGXI, {"village_code": "code", "name": "name"}),
        (JIANGXI, {"village_code": "XZQDM", "name": "XZQMC"}),
        (SHAANXI, {"village_code": "BSM", "name": "XZQMC"}),
    ],
)  # fmt: skip
def test_provincial_field_lists_map_by_themselves(fields, expected):
    shapes = squares(3)
    raw = table(fields, name="village", geometry=shapes)
    assert recognise(raw).layer == "villages"
    assert recognise(raw).questions == ()
    found = mapped(fields)
    assert dict(found.columns) == expected
    assert (found.issues, found.questions) == ((), ())


@pytest.mark.parametrize("fields", [JILIN, GUANGXI, JIANGXI, SHAANXI])
def test_provincial_layers_are_recognised_without_a_telling_name(fields):
    found = recognise(table(fields, geometry=points(3)))
    assert (found.layer, found.questions) == ("villages", ())


def test_the_same_heading_means_the_level_its_codes_are_of():
    for codes, layer, key in (
        (["451002", "451003"], "counties", "county_code"),
        (["451002000000", "451003000000"], "counties", "county_code"),
        (["451002001", "451002002"], "townships", "township_code"),
        (["451002001001", "451002001002"], "villages", "village_code"),
    ):
        fields = {"XZQDM": codes, "XZQMC": ["甲", "乙"]}
        raw = table(fields, geometry=squares(2))
        assert recognise(raw).layer == layer
        assert mapped(fields, layer).columns[key] == "XZQDM"


@pytest.mark.parametrize(
    "heading",
    ["村代码", " 村代码 ", "村代码（12位）", "村代码*", "VILLAGE_CODE", "Village Code",
     "vill_code", "行政村代码", "【村代码】村代码"],
)  # fmt: skip
def test_spelling_habits_do_not_show(heading):
    found = mapped({heading: VILLAGES, "名称": list("甲乙丙")})
    assert found.columns["village_code"] == heading


@pytest.mark.parametrize(
    "heading", ["经度", "经度（度）", "经度/°", "ＬＯＮ", "Longitude"]
)
def test_units_and_width_of_coordinates_do_not_show(heading):
    found = mapped({"村代码": VILLAGES, "名称": list("甲乙丙"), heading: [1.0] * 3})
    assert found.columns["lon"] == heading


def test_two_columns_that_differ_are_asked_about():
    other = ["220802001009", "220802001008", "220802001007"]
    fields = {"code": VILLAGES, "XZQDM": other, "name": list("甲乙丙")}
    found = mapped(fields)
    (question,) = found.questions
    assert (question.topic, question.column) == ("column", "village_code")
    assert question.options == ("code", "XZQDM")
    assert question.guess == found.columns["village_code"] == "code"
    answered = mapped(fields, chosen={"village_code": "XZQDM"})
    assert answered.columns["village_code"] == "XZQDM"
    assert answered.questions == ()


def test_a_declared_heading_wins_over_an_alias_and_says_so():
    fields = {"village_code": VILLAGES, "name": list("甲乙丙"), "XZQMC": list("子丑寅")}
    found = mapped(fields)
    assert found.columns["name"] == "name"
    assert [issue.rule for issue in found.issues] == ["column_spare"]


def test_a_blank_copy_does_not_compete():
    fields = {"村代码": [""] * 3, "code": VILLAGES, "名称": list("甲乙丙")}
    found = mapped(fields)
    assert found.columns["village_code"] == "code"
    assert found.questions == ()


def test_a_required_column_found_by_its_values_is_asked_for():
    fields = {"F1": VILLAGES, "F2": ["甲村", "乙村", "丙村"], "户数": [3, 4, 5]}
    found = mapped(fields)
    asked = {question.column: question for question in found.questions}
    assert asked["village_code"].options == ("F1",)
    assert asked["name"].guess == "F2"
    assert found.columns["village_code"] == "F1"
    assert found.columns["households"] == "户数"


def test_a_required_column_nobody_can_find_is_an_error():
    found = mapped({"户数": [3, 4], "村名": ["甲", "乙"]})
    (issue,) = found.issues
    assert (issue.rule, issue.severity) == ("column_missing", "error")
    assert issue.params["column_zh"] == "村代码"


def test_kinds_trades_and_coordinates_are_found_by_their_values():
    fields = {
        "编号": ["B1", "B2"], "名称": ["甲", "乙"], "种别": ["示范基地", "星创天地"],
        "东": [106.5, 106.6], "北": [23.5, 23.6],
    }  # fmt: skip
    asked = {q.column: q.options for q in mapped(fields, "bases").questions}
    assert asked == {"kind": ("种别",), "lon": ("东",), "lat": ("北",)}


def test_unknown_columns_are_named_and_bookkeeping_is_not():
    fields = {
        "村代码": VILLAGES, "名称": list("甲乙丙"), "OBJECTID": [1, 2, 3],
        "SHAPE_Leng": [1.0] * 3, "序号": [1, 2, 3], "村支书": list("子丑寅"),
        "空列": [""] * 3, "会计": list("丙丁戊"),
    }  # fmt: skip
    found = mapped(fields)
    (issue,) = found.issues
    assert issue.rule == "column_ignored"
    assert issue.params == {"headings": "村支书、会计", "count": 2}


def test_answers_about_columns_are_checked_and_may_leave_one_out():
    fields = {"村代码": VILLAGES, "名称": list("甲乙丙"), "户数": [1, 2, 3]}
    left = mapped(fields, chosen={"households": "-"})
    assert "households" not in left.columns
    wrong = mapped(fields, chosen={"households": "没有"})
    assert [issue.rule for issue in wrong.issues] == ["answer_without_column"]


def test_shapes_stand_in_for_required_coordinates():
    fields = {"编号": ["1"], "名称": ["甲"], "类型": ["示范基地"]}
    with_shapes = map_columns(table(fields, geometry=points(1)), "bases")
    assert with_shapes.issues == ()
    missing = {issue.params["column_en"] for issue in mapped(fields, "bases").issues}
    assert missing == {"Longitude", "Latitude"}


ONE = {"编号": ["1"]}
PLACE = {"经度": [1], "纬度": [2]}


@pytest.mark.parametrize(
    ("name", "fields", "layer"),
    [
        ("基地", ONE | PLACE | {"名称": ["甲"], "类型": ["示范基地"]}, "bases"),
        ("数据", ONE | PLACE | {"名称": ["甲"], "基地类型": ["星创天地"]}, "bases"),
        ("科技特派员", ONE | {"姓名": ["甲"], "专业": ["茶叶"]}, "commissioners"),
        (
            "Sheet1",
            {"特派员编号": ["1"], "姓名": ["甲"], "产业": ["茶叶"]},
            "commissioners",
        ),
        (
            "Sheet1",
            {"村代码": VILLAGES, "村名": list("甲乙丙"), "贫困村": ["是"] * 3},
            "villages",
        ),
        (
            "Sheet1",
            {"乡镇代码": ["220802001", "220802002"], "乡镇名称": ["甲", "乙"]},
            "townships",
        ),
        ("Sheet1", {"县代码": ["220802", "220821"], "县名": ["甲", "乙"]}, "counties"),
        ("village_areas", {"village_code": VILLAGES}, "village_areas"),
    ],
)
def test_layers_are_recognised(name, fields, layer):
    found = recognise(table(fields, name=name))
    assert (found.layer, found.questions) == (layer, ())


def test_village_outlines_with_names_are_asked_about():
    fields = {"村代码": VILLAGES, "村名": list("甲乙丙")}
    found = recognise(table(fields, name="村界", geometry=squares(3)))
    assert found.layer == "village_areas"
    assert found.questions[0].options[:2] == ("village_areas", "villages")


def test_bare_outlines_are_village_areas():
    found = recognise(table({"村代码": VILLAGES}, geometry=squares(3)))
    assert (found.layer, found.questions) == ("village_areas", ())


def test_a_village_list_is_not_taken_for_its_townships():
    fields = {"乡镇代码": ["220802001"] * 3, "村代码": VILLAGES, "名称": list("甲乙丙"),
              "县代码": ["220802"] * 3}  # fmt: skip
    assert recognise(table(fields)).layer == "villages"


def test_a_table_of_anything_is_asked_about():
    found = recognise(table({"品名": ["化肥"], "单价": [3]}))
    assert found.layer is None
    (question,) = found.questions
    assert question.topic == "layer"
    assert question.options[-1] == "-"
    assert {*question.options} >= {"villages", "bases"}
    assert "不导入" in question.text("zh")
    assert "leave out" in question.text("en")


def test_headings_are_found_below_titles():
    rows = [
        ["百色市贫困村名单", "", ""],
        ["单位：户", "2019年", ""],
        ["村代码", "村名", "户数"],
    ]
    assert heading_row(rows) == 2
    assert heading_row([["", ""], ["甲", "乙"]]) == 1
    assert heading_row([["", ""], ["甲"]]) == 1
    assert heading_row([]) == 0


def test_normal_form_never_vanishes():
    assert normal("（经度）") == "经度"
    assert normal("县区代_") == "县区代"
    assert is_known("Shape_Leng")
    assert not is_known("村支书")


def test_a_table_is_looked_at_once(monkeypatch):
    """Looking is two thirds of a small import, so what was seen is passed along."""
    seen = []
    look = columns.code_level
    monkeypatch.setattr(
        columns, "code_level", lambda cells: seen.append(cells.name) or look(cells)
    )
    fields = {"村代码": VILLAGES, "名称": list("甲乙丙")}
    raw = table(fields)
    found = recognise(raw)
    passed = map_columns(raw, "villages", evidence=found.evidence)
    assert seen == ["村代码", "名称"]
    assert passed == map_columns(raw, "villages")


@pytest.mark.parametrize("rows", [0, 1, 999, 1_000, 1_001, 1_999, 5_500])
def test_at_most_a_thousand_cells_are_looked_at(rows):
    cells = pd.Series([str(at) for at in range(rows)], dtype="str")
    found = evidence.sample(cells)
    assert min(rows, 500) <= len(found) <= 1_000
    assert found.is_unique


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        (["451002001001", "451002001002"], 12),
        (["４５１００２", "４５１００３"], 6),
        (["5E+11", "4.51E+11"], 12),
        (["'451002001", "451 002 002"], 9),
        ([451002.0, 451003.0], 6),
        (["甲", "乙"], evidence.NO_CODE),
        (["1", "99"], evidence.NO_CODE),
        (["", None], evidence.EMPTY),
    ],
)
def test_the_level_of_codes_however_they_are_written(cells, level):
    assert evidence.code_level(pd.Series(cells)) == level
