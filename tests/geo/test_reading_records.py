"""Tables of records as offices keep them: which layer, which column, which term."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.answers import Answer, Answers
from geo.ingest import ingest
from geo.reading.headings import matches
from geo.reading.values import convert
from geo.schemas import LAYERS, RECORD_LAYERS, term_group

TERM_COLUMNS = [
    (name, column)
    for name in RECORD_LAYERS
    for column in LAYERS[name].columns
    if column.kind == "term"
]
UNIT = LAYERS["events"].column("unit_code")
KIND = LAYERS["outputs"].column("kind")


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def take(path, text, answers=None):
    return ingest([write(path, text)], answers=answers)


def series(*cells):
    return pd.Series(cells, dtype="str")


PLACED = {
    "caravans", "visit_places", "museum_sets", "museum_venues", "partners",
}  # fmt: skip


def test_the_layers_of_records_say_so():
    assert set(RECORD_LAYERS) == {
        "events", "trainings", "people", "groups", "outputs", "agreements",
        "duties_done", "household_counts", "facts", "caravans", "visit_places",
        "seasons", "assignments", "museum_sets", "museum_venues", "museum_stays",
        "experts", "applications", "partners",
    }  # fmt: skip
    for name in RECORD_LAYERS:
        assert not LAYERS[name].column(LAYERS[name].key).required
        assert LAYERS[name].column("illustrative").kind == "bool"
        assert LAYERS[name].column(LAYERS[name].unit).required
        assert LAYERS[name].is_table == (name not in PLACED)
    assert not any(LAYERS[name].record for name in ("bases", "closures", "villages"))


@pytest.mark.parametrize("name", RECORD_LAYERS)
def test_a_heading_of_records_stands_for_one_column(name):
    for column in LAYERS[name].columns:
        for heading in (column.name, column.zh, column.en, column.shp, *column.aliases):
            found = [each for each, _ in matches(name, heading)] if heading else []
            assert found in ([], [column.name]), heading


@pytest.mark.parametrize(("name", "column"), TERM_COLUMNS)
def test_terms_are_read_by_code_chinese_and_english(name, column):
    for code, term in term_group(column.terms).items():
        cells = series(code, term.zh, term.en, f" {term.zh} ", *term.aliases)
        found = convert(cells, column)
        assert set(found.data) == {code}, term
        assert found.troubles == () or not sum(len(t.rows) for t in found.troubles)


def test_quotes_and_brackets_in_terms_may_be_written_as_one_likes():
    role, tier = (LAYERS["people"].column(each) for each in ("role", "tier"))
    cells = series("“三区”科技人才", '"三区"科技人才', "三区科技人才")
    assert set(convert(cells, role).data) == {"three_regions"}
    cells = series("省级（自治区级）", "省级(自治区级)", "自治区级", "省级")
    assert set(convert(cells, tier).data) == {"province"}


def test_other_texts_are_kept_and_told_once_each():
    found = convert(series("小专利", "新品种", "小专利", "", "另类", "小专利"), KIND)
    assert found.data.tolist() == ["小专利", "variety", "小专利", "", "另类", "小专利"]
    unknown, missing = found.troubles
    assert (unknown.rule, unknown.severity) == ("term_unknown", "warning")
    assert unknown.rows.tolist() == [0, 4]
    params = unknown.params(unknown.rows)
    assert params["value"] == ["小专利", "另类"]
    assert (missing.rule, missing.rows.tolist()) == ("required_missing", [3])


def test_units_of_every_level():
    cells = series(
        "451022100201", "451022100", "451022", "4510", "45", "00", "全国",
        " 451022.0 ", "４５１０２２", "'451022", "4.51022100201E+11",
        "451022000000", "451022100000", "451022000", "451000", "450000",
        "441900", "441900000000",
    )  # fmt: skip
    found = convert(cells, UNIT)
    assert found.data.tolist() == [
        "451022100201", "451022100", "451022", "4510", "45", "00", "00",
        "451022", "451022", "451022", "451022100201",
        "451022", "451022100", "451022", "4510", "45",
        "441900", "441900",
    ]  # fmt: skip
    assert [trouble.rows.tolist() for trouble in found.troubles] == [[]] * 4


def test_units_a_spreadsheet_has_spoilt_are_told():
    cells = series("5E+11", "田东县", "45102", "0", "=A1", "", "451022", "田东县")
    found = convert(cells, UNIT)
    assert found.data.tolist() == ["", "", "", "", "", "", "451022", ""]
    told = {trouble.rule: trouble.rows.tolist() for trouble in found.troubles}
    assert told == {
        "unit_lost_digits": [0], "unit_malformed": [1, 2, 3, 7],
        "formula_without_value": [4], "required_missing": [5],
    }  # fmt: skip
    malformed = next(t for t in found.troubles if t.rule == "unit_malformed")
    assert malformed.params(malformed.rows)["value"] == [
        "田东县",
        "45102",
        "0",
        "田东县",
    ]


def test_units_of_a_column_of_numbers():
    cells = pd.Series([451022, 45, pd.NA], dtype="Int64")
    assert convert(cells, UNIT).data.tolist() == ["451022", "45", ""]


@given(st.lists(st.one_of(st.text(max_size=14), st.from_regex(r"[0-9.E+]{1,14}"))))
def test_a_unit_is_read_as_a_code_or_told(cells):
    found = convert(pd.Series(cells, dtype="str"), UNIT)
    told = {row for trouble in found.troubles for row in trouble.rows.tolist()}
    for row, code in enumerate(found.data):
        assert (code == "") == (row in told)
        assert code == "" or code == "00" or len(code) in (2, 4, 6, 9, 12)
    again = convert(found.data, UNIT)
    assert again.data.tolist() == found.data.tolist()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12)))
def test_a_term_is_read_as_a_code_or_kept_and_told_once(cells):
    found = convert(pd.Series(cells, dtype="str"), KIND)
    kept = [cell for cell in found.data if cell and cell not in term_group(KIND.terms)]
    told = [t for t in found.troubles if t.rule == "term_unknown"]
    rows = told[0].rows.tolist() if told else []
    assert {found.data[row] for row in rows} == set(kept)
    assert convert(found.data, KIND).data.tolist() == found.data.tolist()


TABLES = {
    "events": (
        "序号,服务时间,服务方式,村代码,服务专家,服务内容,受益人数,备注\n"
        "1,2026-03-01,入村服务,451022100201,c1、c2,修剪,20,\n",
        {"kind": "village_visit", "people": "c1;c2", "attendance": 20},
    ),
    "trainings": (
        "培训时间,培训类别,县代码,培训内容,期数,参训人次,其中贫困人口\n"
        "2026年3月1日,农民实用技术培训,451022,茶叶,2,80,30\n",
        {"kind": "farmer", "sessions": 2, "persons": 80, "poor_persons": 30},
    ),
    "people": (
        "姓名,职务,所在单位,村代码,派驻日期,联系户数\n"
        "甲,第一书记,科技局,451022100201,2025-01-01,5\n",
        {"role": "first_secretary", "organisation": "科技局", "households": 5},
    ),
    "groups": (
        "团队名称,团队类别,行政区划代码,产业,成立日期\n"
        "茶叶组,专家组,4510,茶叶,2025-01-01\n",
        {"kind": "expert_group", "trades": "tea", "unit_code": "4510"},
    ),
    "outputs": (
        "编号,品种名称,成果类型,推广日期,县代码,产业\n"
        "1,桂茶2号,新品种,2025-01-01,451022,茶叶\n",
        {"output_id": "1", "kind": "variety", "name": "桂茶2号"},
    ),
    "agreements": (
        "帮扶单位,结对类型,签约日期,村代码,帮扶目标,帮扶任务,利益联结机制\n"
        "某大学,高校院所与县结对,2025-01-01,451022,增收,培训,分红\n",
        {"kind": "university_county", "partner": "某大学", "mechanism": "分红"},
    ),
    "duties_done": (
        "职责编号,区划代码,所属期,办结日期,责任单位,文号\n"
        "baise.report,4510,2025,2025-12-20,科技局,百科〔2025〕1号\n",
        {"duty": "baise.report", "period": "2025", "owner": "科技局"},
    ),
    "household_counts": (
        "村代码,统计年度,有劳动能力贫困户数,掌握实用技术户数,参与产业户数,脱贫户数\n"
        "451022100201,2025,10,8,6,3\n",
        {"year": 2025, "with_labour": 10, "skilled": 8, "lifted": 3},
    ),
    "facts": (
        "县代码,认定事项,取值,认定依据\n451022,重点帮扶县,是,名单\n",
        {"attribute": "key_assistance", "value": "是", "reason": "名单"},
    ),
    "caravans": (
        "科普大篷车,县代码,配备日期,经度,纬度\n一号车,451022,2020-01-01,106.6,23.9\n",
        {"name": "一号车", "since": "2020-01-01"},
    ),
    "visit_places": (
        "学校名称,巡展点类型,村代码,应去次数,开放时段,接待星期,集期,需求主题,联系人\n"
        "一小,中小学,451022100201,2,8:30—11:30，14：30至17:00,周一、周三,"
        "逢农历三、六,航天、天文,示意校长\n",
        {"name": "一小", "kind": "school", "visits": 2, "topics": "航天;天文"},
    ),
    "seasons": (
        "学期名称,时段类型,县代码,开学日期,放假日期\n"
        "春季学期,学期,451022,2027-03-01,2027年7月10日\n",
        {"kind": "school_term", "since": "2027-03-01", "until": "2027-07-10"},
    ),
    "assignments": (
        "服务安排编号,特派员编号,服务村代码,岗位,服务产业,是否固定,开始日期,截止日期\n"
        ",c1,451022100201,驻村第一书记,茶叶、羊,是,2026-01-01,2026-12-31\n",
        {
            "commissioner_id": "c1",
            "village_code": "451022100201",
            "pinned": True,
            "post": "first_secretary",
            "trades": "tea;sheep",
            "until": "2026-12-31",
        },
    ),
    "museum_sets": (
        "流动科技馆,区划代码,巡展范围,主题,面积,转场天数,检修日期,经度,纬度\n"
        "一号,4510,451022；451024000000,力学,400,10,2027年7月1日至8月31日,106.6,23.9\n",
        {"serves": "451022;451024", "days_off": "2027-07-01/2027-08-31", "size": 400},
    ),
    "museum_venues": (
        "场馆名称,乡镇代码,可用面积,仅学期内,空闲时段,电话\n"
        "一中体育馆,451022100,600,是,,0776\n",
        {"name": "一中体育馆", "unit_code": "451022100", "in_term": True, "free": ""},
    ),
    "museum_stays": (
        "展品编号,县代码,场馆编号,开展日期,闭展日期,状态,参观人数\n"
        "k1,451022,m1,2027-03-01,2027年5月20日,预订,9000\n",
        {"set_id": "k1", "until": "2027-05-20", "state": "booked"},
    ),
    "experts": (
        "专家编号,专家姓名,单位,层级,专业,来源地代码,可任组数,意向地区,利益关联\n"
        "z1,黄国一,示意农学会,国家,茶叶、羊,11,2,4510、45,451024\n",
        {
            "tier": "nation",
            "trades": "tea;sheep",
            "accepts": "4510;45",
            "leads": True,
            "interests": "451024",
            "expert_id": "z1",
        },
    ),
    "applications": (
        "申请日期,县代码,产业需求,需求说明,推荐专家,利益关联单位,审核情况,批次\n"
        "2026-09-01,451022,茶叶,加工,z2、z3,示意茶厂,省已审,第一批\n",
        {"needs": "tea", "proposed": "z2;z3", "state": "province"},
    ),
    "partners": (
        "协作方名称,协作方类型,区划代码,主导产业,可结对数,受援地区\n"
        "示意区,县区,440305,茶叶,2,451022\n",
        {"kind": "county", "trades": "tea", "serves": "451022", "capacity": 2},
    ),
}


@pytest.mark.parametrize("name", RECORD_LAYERS)
def test_tables_with_headings_of_offices(name, tmp_path):
    text, wanted = TABLES[name]
    found = take(tmp_path / "表1.csv", text)
    assert (found.questions, found.issues) == ((), ())
    assert list(found.layers) == [name]
    row = found.layers[name].iloc[0]
    assert {column: row[column] for column in wanted} == wanted
    key = LAYERS[name].key
    assert row[key] == wanted.get(key, "表1.csv:2")


def test_what_the_list_of_kinds_holds_tells_alike_tables_apart(tmp_path):
    """Headings that say nothing of their own: kind, date, code, name and number."""
    head = "类型,日期,村代码,名称,人数\n"
    for kind, layer in (
        ("入村服务", "events"), ("电视培训", "trainings"), ("科技示范村", "outputs"),
    ):  # fmt: skip
        row = f"{kind},2026-03-01,451022100201,甲,20\n"
        found = take(tmp_path / "表.csv", head + row)
        assert (found.questions, list(found.layers)) == ((), [layer]), kind
    unsaid = take(tmp_path / "表.csv", head + "杂事,2026-03-01,451022100201,甲,20\n")
    assert [question.topic for question in unsaid.questions] == ["layer"]


def test_the_village_says_more_than_the_county_beside_it(tmp_path):
    head = "活动日期,活动类型,县代码,乡镇代码,村代码\n"
    row = "2026-03-01,入村服务,451022,451022100,451022100201\n"
    found = take(tmp_path / "a.csv", head + row)
    assert (found.questions, found.issues) == ((), ())
    assert found.layers["events"]["unit_code"].tolist() == ["451022100201"]
    other = row.replace("451022,", "451024,")
    found = take(tmp_path / "b.csv", head + other)
    assert [(q.topic, q.column) for q in found.questions] == [("column", "unit_code")]


def test_columns_of_other_records_are_not_left_out_in_silence(tmp_path):
    text = "村代码,名称,有劳动能力户数,参加人数\n451022100201,甲,3,4\n"
    found = take(tmp_path / "村.csv", text)
    (issue,) = found.issues
    assert (issue.rule, issue.params["count"]) == ("column_ignored", 2)


def test_keys_are_made_where_they_are_left_empty(tmp_path):
    text = "活动编号,活动日期,活动类型,村代码\nE1,2026-03-01,会商,4510\n"
    text += ",2026-03-02,会商,4510\n"
    found = take(tmp_path / "a.csv", text)
    assert found.layers["events"]["event_id"].tolist() == ["E1", "a.csv:3"]


def test_shapes_of_a_table_of_records_are_left_out_and_said(tmp_path):
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
        '{"type":"Point","coordinates":[106.6,23.9]},"properties":{"活动编号":"E1",'
        '"活动日期":"2026-03-01","活动类型":"入村服务","村代码":"451022100201"}}]}'
    )
    found = take(tmp_path / "a.geojson", text)
    assert found.questions == ()
    (issue,) = found.issues
    assert (issue.rule, issue.severity) == ("shapes_not_kept", "warning")
    assert issue.params["count"] == 1
    assert found.layers["events"].geometry.isna().all()


def test_a_table_can_be_called_records_by_answer(tmp_path):
    answers = Answers({"a.csv": Answer(layer="events")})
    text = "类型,日期,村代码,名称,人数\n杂事,2026-03-01,451022100201,甲,20\n"
    found = take(tmp_path / "a.csv", text, answers)
    assert found.layers["events"]["kind"].tolist() == ["杂事"]
    assert [issue.rule for issue in found.issues] == ["term_unknown"]


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("编号,名称,类型,日期,县代码,经度,纬度\n1,甲,星创天地,2020-01-01,451022,106.6,23.9\n",
         "bases"),
        ("编号,姓名,产业,单位,日期\n1,甲,茶叶,科技局,2020-01-01\n", "commissioners"),
        ("村代码,名称,贫困村,年份,户数\n451022100201,甲,是,2016,30\n", "villages"),
        ("代码,名称\n451022100,甲\n", "townships"),
        ("封路编号,封路名称,道路,开始日期,备注\n1,塌方,G323,2020-01-01,\n", "closures"),
    ],
)  # fmt: skip
def test_other_tables_are_not_taken_for_records(text, layer, tmp_path):
    found = take(tmp_path / "表.csv", text)
    assert list(found.layers)[-1] == layer
    assert "layer" not in {question.topic for question in found.questions}
