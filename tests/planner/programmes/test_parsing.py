"""Programme files: what is wrong in one is told with its line, all of it at once."""

import datetime as dt

import pytest

from planner.errors import PlanInputError
from planner.programmes.loading import load_programme, shared, with_own
from planner.programmes.parsing import parse_programme, parse_shared
from planner.programmes.score import score_layers
from tests.planner.programmes import toy_cast
from tests.planner.programmes.answers import Part, check_row
from tests.toy_programmes import AT_HOME, moved, region, rows

HEAD = """[programme]
id = "own"
zh = "光伏扶贫方案"
en = "Solar plan"
issuer_zh = "县政府"
issuer_en = "County"
published = 2019-01-01
place = "4510"
starts = 2019-01-01

"""
ROW = """[[row]]
id = "own.visits"
clause = "一"
find = "每县一次"
zh = "每县一次"
en = "Once a county"
asks_zh = "每县一次"
asks_en = "Once a county"
owner_zh = "县"
owner_en = "County"
[[row.part]]
kind = "frequency"
unit = "county"
set = "counties"
of = { layer = "events", kinds = ["outreach"] }
targets = [{ by = 2020-12-31 }]
"""
# The row begins in line 11 and its part in 21: kind, unit, set, of and targets follow.
SOUND = HEAD + ROW
QUANTITY = ROW.replace('"frequency"', '"quantity"').replace('set = "counties"\n', "")
EXTRA_SET = """[[set]]
name = "{}"
unit = "{}"
zh = "某"
en = "Some"
"""
ATTRIBUTE = """[[attribute]]
name = "sunny"
unit = "county"
zh = "日照充足"
en = "Sunny"
"""


def problems_of(text):
    with pytest.raises(PlanInputError) as error:
        parse_programme(text, source="own.toml", shared=shared())
    return error.value


def changed(old, new, text=SOUND):
    assert old in text
    return text.replace(old, new, 1)


# What is changed, the key of the message, its line, and what else it says.
BROKEN = {
    "unknown kind": (
        changed('kind = "frequency"', 'kind = "frequent"'),
        "bad_choice", 22, {"field": "kind", "value": "frequent"},
    ),
    "target without a date": (
        changed("{ by = 2020-12-31 }", "{ value = 3 }"), "target_without_date", 26, {},
    ),
    "clause missing": (
        changed('clause = "一"\n', ""),
        "clause_missing", 11, {"owner": "own.visits", "field": "clause"},
    ),
    "clause empty": (
        changed('clause = "一"', 'clause = ""'), "clause_missing", 13, {},
    ),
    "field missing": (
        changed('asks_en = "Once a county"\n', ""),
        "field_missing", 11, {"field": "asks_en", "owner": "own.visits"},
    ),
    "unknown set": (
        changed('set = "counties"', 'set = "countys"'),
        "set_unknown", 24, {"name": "countys"},
    ),
    "set of another level": (
        changed('set = "counties"', 'set = "poor_villages"'),
        "set_of_other_unit", 24, {"name": "poor_villages", "unit": "county"},
    ),
    "unknown column": (
        changed('kinds = ["outreach"]', 'sum = "money"'),
        "column_unknown", 25, {"name": "money", "layer": "events"},
    ),
    "unknown layer": (
        changed('layer = "events"', 'layer = "roads"'),
        "bad_choice", 25, {"field": "layer", "value": "roads"},
    ),
    "unknown field": (
        changed("targets = ", "need_ = 2\ntargets = "),
        "field_unknown", 26, {"field": "need_", "nearest": "need"},
    ),
    "no rows": (HEAD, "no_rows", 1, {}),
    "row without a part": (
        changed(ROW[ROW.index("[[row.part]]") :], ""),
        "field_missing", 11, {"field": "part"},
    ),
    "part needs a set": (
        changed('set = "counties"\n', ""),
        "part_needs", 22, {"kind": "frequency", "needed": "set"},
    ),
    "no target": (
        changed("targets = [{ by = 2020-12-31 }]\n", ""),
        "field_missing", 21, {"field": "targets"},
    ),
    "quantity without a number": (
        HEAD + QUANTITY, "field_missing", 25, {"field": "value"},
    ),
    "share above one": (
        changed("{ by = 2020-12-31 }", "{ by = 2020-12-31, share = 90 }"),
        "bad_value", 26, {"field": "share", "value": 90},
    ),
    "bad rule": (
        changed(
            'of = { layer = "events", kinds = ["outreach"] }',
            'rule = { providers = "anybody", limit_min = 45 }',
            SOUND.replace('"frequency"', '"reach"').replace('"county"\n', '"village"\n')
            .replace('"counties"', '"poor_villages"'),
        ),
        "rule_wrong", 25, {},
    ),
    "bad schedule": (
        changed(
            'of = { layer = "events", kinds = ["outreach"] }',
            'schedule = { windows = ["03-21/03-32"] }',
            SOUND.replace('"frequency"', '"duty"'),
        ),
        "bad_value", 25, {"field": "windows", "value": "03-21/03-32"},
    ),
    "schedule both ways": (
        changed(
            'of = { layer = "events", kinds = ["outreach"] }',
            'schedule = { once = true, windows = ["03-21/03-31"] }',
            SOUND.replace('"frequency"', '"duty"'),
        ),
        "schedule_unclear", 25, {},
    ),
    "place that is none": (
        changed('place = "4510"', 'place = "百色"'),
        "bad_value", 8, {"field": "place", "value": "百色"},
    ),
    "ends before it starts": (
        changed("starts = 2019-01-01", "starts = 2019-01-01\nends = 2018-12-31"),
        "bad_value", 10, {"field": "ends"},
    ),
    "date as text": (
        changed("starts = 2019-01-01", 'starts = "2019-01-01"'),
        "bad_value", 9, {"field": "starts", "wanted": "2020-12-31"},
    ),
    "unknown condition": (
        SOUND + EXTRA_SET.format("mine", "county") + "where = { rich = true }\n",
        "condition_unknown", 32, {"name": "rich"},
    ),
    "condition of no known form": (
        SOUND + EXTRA_SET.format("mine", "county") + "where = { is_poor = 3 }\n",
        "bad_value", 32, {"field": "is_poor", "value": 3},
    ),
    "set within an unknown one": (
        SOUND + EXTRA_SET.format("mine", "county") + 'within = "yours"\n',
        "set_unknown", 32, {"name": "yours"},
    ),
    "attribute whose default asks what there is not": (
        SOUND + ATTRIBUTE + 'default = { altitude = { min = 1 } }\n'
        'reason_zh = "默认"\nreason_en = "By default"\n',
        "condition_unknown", 32, {"name": "altitude"},
    ),
}  # fmt: skip


# Parts that could be read, but never counted.
OF = 'of = { layer = "events", kinds = ["outreach"] }'
UNFIT = {
    "visits to persons": (
        changed('unit = "county"', 'unit = "person"'), "set_of_other_unit bad_choice",
    ),
    "reach of counties": (
        changed(OF, "rule = { limit_km = 5 }", SOUND.replace('"frequency"', '"reach"')),
        "bad_choice",
    ),
    "assigned to nobody": (
        SOUND.replace('"frequency"', '"assigned"').replace('set = "counties"\n', ""),
        "part_needs",
    ),
    "households of counties": (
        changed(
            OF, 'of = { layer = "household_counts" }\n'
            'share = { part = "skilled", whole = "with_labour" }',
            SOUND.replace('"frequency"', '"share"'),
        ),
        "bad_choice",
    ),
    "trades of visits": (changed(OF, OF + "\nmatch_trade = true"), "column_unknown"),
    "sum of names": (changed('kinds = ["outreach"]', 'sum = "name"'), "bad_choice"),
    "date that is a number": (
        changed('kinds = ["outreach"]', 'date = "attendance"'), "bad_choice",
    ),
    "a total of trades": (
        SOUND.replace('"frequency"', '"quantity"').replace('"counties"', '"mine"')
        .replace("by = 2020-12-31", "by = 2020-12-31, value = 3")
        + EXTRA_SET.format("mine", "trade"),
        "set_of_other_unit",
    ),
    "counties within villages": (
        SOUND + EXTRA_SET.format("mine", "county") + 'within = "poor_villages"\n',
        "set_of_other_unit",
    ),
    "the very area": (
        changed('kinds = ["outreach"]', "exact = true", SOUND.replace(
            '"counties"', '"mine"').replace('unit = "county"', 'unit = "area"'))
        + EXTRA_SET.format("mine", "area"),
        "bad_value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNFIT)
def test_what_could_never_be_counted_is_refused(what):
    text, rules = UNFIT[what]
    found = [key.removeprefix("programme_") for key, _ in problems_of(text).problems]
    assert sorted(found) == sorted(rules.split())


@pytest.mark.parametrize("what", BROKEN)
def test_one_broken_rule_is_told_with_its_line(what):
    text, rule, line, params = BROKEN[what]
    error = problems_of(text)
    assert [key for key, _ in error.problems] == [f"programme_{rule}"]
    told = error.problems[0][1]
    assert (told["file"], told["line"]) == ("own.toml", line)
    assert params.items() <= told.items()
    assert f"第 {line} 行" in error.text("zh")
    assert f"line {line}" in error.text("en")


def test_a_sound_file_has_nothing_wrong():
    programme = parse_programme(SOUND, source="own.toml", shared=shared())
    (row,) = programme.rows
    assert (row.id, row.line, row.parts[0].kind) == ("own.visits", 11, "frequency")


def test_two_rows_with_one_id():
    error = problems_of(SOUND + ROW)
    ((key, told),) = error.problems
    assert key == "programme_row_twice"
    assert (told["id"], told["line"], told["first"]) == ("own.visits", 27, 12)


def test_of_several_parts_each_needs_a_name():
    error = problems_of(SOUND + ROW[ROW.index("[[row.part]]") :])
    told = [(key, params["line"]) for key, params in error.problems]
    assert told == [("programme_part_unnamed", 21), ("programme_part_unnamed", 27)]


def test_two_sets_with_one_name_name_the_first_one_s_line():
    one = EXTRA_SET.format("mine", "county") + "where = { is_poor = true }\n"
    ((key, told),) = problems_of(SOUND + one + one).problems
    assert key == "programme_name_twice"
    assert (told["id"], told["line"], told["first"]) == ("mine", 33, 27)


def test_sets_within_each_other():
    first = EXTRA_SET.format("a", "county") + 'within = "b"\n'
    second = EXTRA_SET.format("b", "county") + 'within = "a"\n'
    error = problems_of(SOUND + first + second)
    assert [(key, told["line"], told["name"]) for key, told in error.problems] == [
        ("programme_set_circular", 32, "a"), ("programme_set_circular", 38, "b"),
    ]  # fmt: skip


def test_several_mistakes_are_told_at_once_in_the_order_of_their_lines():
    text = SOUND.replace('clause = "一"\n', "").replace('"counties"', '"countys"')
    text = text.replace('layer = "events"', 'layer = "event"')
    text = text.replace('place = "4510"', 'place = "4510"\nplaces = "45"')
    error = problems_of(text)
    assert [(key, told["line"]) for key, told in error.problems] == [
        ("programme_field_unknown", 9),
        ("programme_clause_missing", 12),
        ("programme_set_unknown", 24),
        ("programme_bad_choice", 25),
    ]
    for lang in ("zh", "en"):
        assert len(error.text(lang).splitlines()) == 4


def test_broken_toml_and_a_file_of_another_encoding(tmp_path):
    ((key, told),) = problems_of("[programme\n").problems
    assert key == "programme_unreadable"
    assert "line 1" in told["why"]
    path = tmp_path / "方案.toml"
    path.write_bytes(HEAD.encode("gb18030"))
    with pytest.raises(PlanInputError) as error:
        load_programme(path)
    assert error.value.problems[0][0] == "programme_unreadable"
    with pytest.raises(PlanInputError, match=r"none\.toml cannot be read"):
        load_programme(tmp_path / "none.toml")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    assert load_programme(path).id == "own"


def test_shared_sets_have_lines_too():
    with pytest.raises(PlanInputError) as error:
        parse_shared('[[set]]\nname = "a"\nunit = "hamlet"\n', source="sets.toml")
    told = [(key, params["line"]) for key, params in error.value.problems]
    assert told == [
        ("programme_field_missing", 1), ("programme_field_missing", 1),
        ("programme_bad_choice", 3),
    ]  # fmt: skip


def test_own_rows_may_not_take_the_ids_of_shipped_ones():
    text = SOUND.replace("own.visits", "cast.station")
    with pytest.raises(PlanInputError) as error:
        with_own([parse_programme(text, source="own.toml", shared=shared())])
    ((key, params),) = error.value.problems
    assert key == "programme_row_in_two"
    assert (params["first"], params["second"]) == ("cast", "own")


def test_a_programme_of_a_shipped_id_takes_its_place():
    text = SOUND.replace('id = "own"', 'id = "baise"')
    own = parse_programme(text, source="own.toml", shared=shared())
    found = with_own([own])
    assert [one.id for one in found] == [
        "cast",
        "most",
        "baicheng",
        "baise",
        "advisory",
    ]
    assert found[3] is own


def scored(text, layers, on=dt.date(2019, 6, 1)):
    own = parse_programme(text, source="own.toml", shared=shared())
    return score_layers(layers, on=on, programmes=[own])


def test_a_set_in_which_nobody_lies_is_told():
    only = EXTRA_SET.format("mine", "county") + 'codes = ["999999"]\n'
    score = scored(SOUND.replace('"counties"', '"mine"') + only, toy_cast.layers())
    assert score.rows["own.visits"].status == "nobody"
    assert score.warnings == (
        ("programme_set_empty", {"programme": "own", "set": "mine"}),
    )


def test_a_programme_of_another_place_is_elsewhere_and_warns_of_nothing():
    away = moved(toy_cast.layers(), {"4510": "2208", "45": "22"})
    score = scored(SOUND, away)
    assert score.rows["own.visits"].status == "elsewhere"
    assert score.warnings == ()


SIXTH = (
    HEAD + ATTRIBUTE + """[[set]]
name = "sunny_counties"
unit = "county"
zh = "日照充足的县"
en = "Sunny counties"
where = { is_poor = true, sunny = true }

""" + ROW.replace("counties", "sunny_counties")
    .replace("outreach", "光伏培训").replace("targets", "need = 2\ntargets")
)  # fmt: skip


def test_a_sixth_programme_with_its_own_words_needs_no_code():
    """Its kind of event and its attribute are in no list of ours."""
    trained = rows(
        "events", "kind date unit_code",
        "光伏培训 2019-02-01 W", "光伏培训 2019-03-01 V1", "光伏培训 2019-03-01 E",
        "outreach 2019-03-01 E",
    )  # fmt: skip
    both_sunny = rows("facts", "unit_code attribute value", "W sunny 是", "E sunny 是")
    score = scored(SIXTH, region(trained, both_sunny))
    check_row(score, "own.visits", [Part("open", 1, 2, "E")], AT_HOME)
    one_sunny = rows("facts", "unit_code attribute value", "W sunny 是", "E sunny 否")
    score = scored(SIXTH, region(trained, one_sunny))
    check_row(score, "own.visits", [Part("met", 1, 1)], AT_HOME)


def test_a_sixth_programme_says_what_it_lacks_in_its_own_words():
    row = scored(SIXTH, region()).rows["own.visits"]
    assert row.status == "needs_data"
    assert "日照充足" in row.needs[0].text("zh")
    stated = rows("facts", "unit_code attribute value", "W sunny 是")
    row = scored(SIXTH, region(stated)).rows["own.visits"]
    assert "光伏培训" in row.needs[0].text("en")
