"""Answers kept, written and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.answers import Answer, Answers, Question
from geo.errors import DataError
from geo.words import LANGS


def test_the_nearest_answer_wins():
    answers = Answers(
        {
            "*": Answer(datum="gcj02", crs="4490", columns={"name": "N"}),
            "a.xlsx": Answer(layer="villages", datum="bd09"),
            "a.xlsx/村": Answer(columns={"name": "村名"}),
        }
    )
    found = answers.about("a.xlsx/村")
    assert (found.layer, found.datum, found.crs) == ("villages", "bd09", "4490")
    assert found.columns == {"name": "村名"}
    assert answers.about("b.csv").columns == {"name": "N"}


def test_questions_are_answered_one_by_one():
    layer = Question("a.csv", "layer", "", ("villages", "-"))
    column = Question("a.csv", "column", "name", ("A", "B"), "A", "villages")
    answers = Answers().with_answer(layer, "villages").with_answer(column, "B")
    assert answers.about("a.csv") == Answer(layer="villages", columns={"name": "B"})
    assert Answers().sources == {}


def test_an_answer_that_is_no_option_is_refused():
    question = Question("a.csv", "layer", "", ("villages",))
    with pytest.raises(DataError) as caught:
        Answers().with_answer(question, "rivers")
    (issue,) = caught.value.issues
    assert issue.rule == "answer_not_understood"
    assert all("rivers" in issue.line(lang) for lang in LANGS)


def test_answers_written_by_hand_are_read(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(
        '["*"]\ndatum = "gcj02"\n["村.csv"]\nlayer = "villages"\ncrs = 4545\n'
        'columns = { village_code = "编码" }\n',
        encoding="utf-8",
    )
    answers = Answers.from_toml(path)
    expected = Answer("villages", "gcj02", "4545", {"village_code": "编码"})
    assert answers.about("村.csv") == expected


def test_all_that_is_wrong_in_a_file_of_answers_is_said(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(
        '[a]\nlayer = "rivers"\ncolour = "red"\n[b]\ndatum = 4\ncolumns = 3\n'
        "c = 1\n[d]\ncrs = 4545\n"
    )
    with pytest.raises(DataError) as caught:
        Answers.from_toml(path)
    keys = [(issue.source, issue.params["key"]) for issue in caught.value.issues]
    assert keys == [
        ("a", "layer"), ("a", "colour"), ("b", "datum"), ("b", "columns"), ("b", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["x = [", "x", "\ufeff[a]\n\x01"])
def test_a_file_that_is_no_toml(tmp_path, text):
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Answers.from_toml(path)
    assert [issue.rule for issue in caught.value.issues] == ["answers_unreadable"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(
    NAMES,
    st.sampled_from(["", "-", "villages", "bases"]),
    st.sampled_from(["", "wgs84", "bd09"]),
    st.dictionaries(NAMES, NAMES, max_size=3),
)
def test_what_is_written_is_read_back(tmp_path_factory, source, layer, datum, columns):
    answers = Answers({source: Answer(layer, datum, "4545", columns)})
    path = tmp_path_factory.mktemp("answers") / "a.toml"
    path.write_text(answers.to_toml(), encoding="utf-8", newline="")
    assert Answers.from_toml(path).sources == answers.sources


@pytest.mark.parametrize("lang", LANGS)
def test_questions_name_things_as_people_do(lang):
    column = Question("村.csv", "column", "is_poor", ("A", "-"), "A", "villages")
    text = column.text(lang)
    assert {"zh": "是否贫困村", "en": "Poor village"}[lang] in text
    assert {"zh": "不导入", "en": "leave out"}[lang] in text
    datum = Question("村.csv", "datum", "", ("wgs84", "gcj02", "bd09"))
    assert "GCJ-02" in datum.text(lang)
    crs = Question("村.csv", "crs", "", ("4545",))
    assert "4545" in crs.text(lang)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("4545", "4545（中央经线 108°）", "4545 (central meridian 108°E)"),
        ("4534", "4534（中央经线 75°）", "4534 (central meridian 75°E)"),
        (
            "4524",
            "4524（中央经线 108°，横坐标带带号）",
            "4524 (central meridian 108°E, eastings with zone number)",
        ),
        ("3857", "3857（网络地图墨卡托）", "3857 (Web Mercator)"),
        ("2000", "2000", "2000"),
    ],
)
def test_systems_are_called_by_their_meridian(code, zh, en):
    question = Question("村.csv", "crs", "", (code,))
    assert question.option_text(code, "zh") == zh
    assert question.option_text(code, "en") == en
