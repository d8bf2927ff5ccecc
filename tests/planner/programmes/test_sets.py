"""Sets: which units a declared filter picks on a day."""

import datetime as dt

import pytest

from tests import toy
from tests.planner.programmes.parts import ON, part_of
from tests.toy_programmes import UNITS, region, rows

W, E = toy.WEST, toy.EAST
_SET = """[[set]]
name = "mine"
unit = "{unit}"
zh = "某"
en = "Some"
{where}
"""
_ATTRIBUTE = """[[attribute]]
name = "sunny"
unit = "village"
zh = "日照充足"
en = "Sunny"
reason_zh = "默认"
reason_en = "By default"
{more}
"""
VISITS = 'kind = "presence"\nunit = "{unit}"\nset = "mine"\nof = {{ layer = "{of}" }}\n'


def members(where, layers=None, *, unit="village", on=ON, more=""):
    """Names of the units of a set, as the sketch has them."""
    names = {code: name for name, code in UNITS.items()}
    part = part_of(
        VISITS.format(unit=unit, of="people" if unit == "trade" else "events"),
        region() if layers is None else layers,
        on=on, more=_SET.format(unit=unit, where=where) + more, place="00",
    )  # fmt: skip
    return " ".join(names.get(code, code) for code in part.units().index)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("", "V1 V2 V3 V4 V5 V6"),
        ("where = {}", "V1 V2 V3 V4 V5 V6"),
        ("where = { is_poor = true }", "V1 V2 V3 V4 V5"),
        ("where = { is_poor = false }", "V6"),
        ("where = { exited = true }", "V3"),
        ("where = { is_poor = true, asks_for_help = true }", "V1 V4 V5"),
        ("where = { has_trade = false }", ""),
        ("where = { households = { min = 300, max = 500 } }", "V3 V4 V5"),
        ("where = { poor_households = { max = 0 } }", "V6"),
        ('where = { county_code = "451024" }', "V5 V6"),
        ('where = { county_code = ["451022", "451024"] }', "V1 V2 V3 V4 V5 V6"),
        ("any = [{ exited = true }, { is_poor = false }]", "V3 V6"),
        ('codes = ["451022101201", "451024100201"]', "V3 V5"),
        ('codes = ["451022101201"]\nwhere = { exited = false }', ""),
    ],
)
def test_a_village_is_of_a_set_if_it_keeps_its_conditions(where, names):
    assert members(where) == names


def test_any_and_where_are_one_more_filter():
    where = "any = [{ exited = true }]\nwhere = { is_poor = false }"
    assert members(where) == "V3 V6"


@pytest.mark.parametrize(
    ("unit", "where", "names"),
    [
        ("township", "where = { poor_villages = { min = 2 } }", "T1 T2"),
        ("township", "where = { villages = { min = 2, max = 2 } }", "T1 T2 T3"),
        ("county", "where = { poor_villages = { max = 1 } }", "E"),
        ("county", "where = { villages = { min = 3 } }", "W"),
        ("county", "where = { is_poor = true }", "W E"),
        ("city", "", "C"),
        ("province", "", "P"),
        ("nation", "", "N"),
        ("trade", 'codes = ["silk", "tea"]', "tea silk"),
        # Of V1 V2 V4 V5, which have not left: not tea alone of V3, nor silk of V6.
        ("trade", "where = { wanted = true }", "maize vegetables tea sheep"),
        ("trade", 'codes = ["silk", "tea"]\nwhere = { wanted = true }', "tea"),
    ],
)
def test_sets_of_other_levels(unit, where, names):
    assert members(where, unit=unit) == names


@pytest.mark.parametrize(("day", "names"), [("2017-12-31", ""), ("2018-01-01", "V3")])
def test_a_village_has_exited_from_the_first_day_of_its_year(day, names):
    on = dt.date.fromisoformat(day)
    # The programme begins in 2018; sets know no beginning.
    assert members("where = { exited = true }", on=on) == names


def test_a_set_within_another_has_only_units_in_its_units():
    layers = region()
    counties = layers["counties"].copy()
    counties.loc[1, "is_poor"] = False
    layers["counties"] = counties
    assert members('within = "poor_counties"', layers) == "V1 V2 V3 V4"
    assert members('within = "poor_counties"', layers, unit="township") == "T1 T2"
    assert (
        members('within = "poor_counties"\nwhere = { exited = true }', layers) == "V3"
    )


def test_a_stated_fact_goes_before_the_default_from_its_day_on():
    more = _ATTRIBUTE.format(more="default = { is_poor = true }")
    sunny = "where = { sunny = true }"
    assert members(sunny, more=more) == "V1 V2 V3 V4 V5"
    layers = region(rows(
        "facts", "unit_code attribute value since",
        "V1 sunny 否 -",
        "V2 sunny no 2019-06-02",  # tomorrow
        "V3 sunny 否 2019-06-01",
        "V6 sunny 是 2018-01-01",
        "V5 sunny 也许 -",  # neither yes nor no
        "W sunny 否 -",  # of no village
    ))  # fmt: skip
    assert members(sunny, layers, more=more) == "V2 V4 V5 V6"


@pytest.mark.parametrize(
    ("default", "names"), [("true", "V2 V3 V4 V5 V6"), ("false", "")]
)
def test_a_default_may_be_one_answer_for_all(default, names):
    more = _ATTRIBUTE.format(more=f"default = {default}")
    layers = region(rows("facts", "unit_code attribute value", "V1 sunny 否"))
    assert members("where = { sunny = true }", layers, more=more) == names


def test_without_a_default_and_any_fact_nobody_knows_and_one_fact_is_enough():
    more = _ATTRIBUTE.format(more="").replace('reason_zh = "默认"\n', "")
    more = more.replace('reason_en = "By default"\n', "")
    head = VISITS.format(unit="village", of="events")
    text = _SET.format(unit="village", where="where = { sunny = true }") + more
    part = part_of(head, region(), more=text)
    assert part.status == "needs_data"
    assert [need.attribute.name for need in part.needs] == ["sunny"]
    layers = region(rows("facts", "unit_code attribute value", "V1 sunny 是"))
    assert members("where = { sunny = true }", layers, more=more) == "V1"


def test_a_text_attribute_may_hold_several_values():
    layers = region(rows(
        "facts", "unit_code attribute value", "W area 甲片区;乙片区", "E area 丙片区"
    ))  # fmt: skip

    def found(area):
        return members(f'where = {{ area = "{area}" }}', layers, unit="county")

    assert [found(area) for area in ("甲片区", "乙片区", "丙片区", "丁片区")] == [
        "W", "W", "E", "",
    ]  # fmt: skip
    # A county of two areas is counted with the first.
    assert members("", layers, unit="area") == "丙片区 甲片区"


def test_a_year_attribute_holds_from_its_year_on():
    facts = rows(
        "facts", "unit_code attribute value", "W exited 2019年", "E exited 2020"
    )
    exited = "where = { exited = true }"
    days = [dt.date(year, 6, 1) for year in (2018, 2019, 2020)]
    found = [members(exited, region(facts), unit="county", on=day) for day in days]
    assert found == ["", "W", "W E"]
