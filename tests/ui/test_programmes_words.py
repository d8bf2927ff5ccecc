"""Words and tables of programmes, without a page."""

import pytest

from planner.programmes.loading import shipped_programmes
from planner.programmes.schema import KINDS
from planner.programmes.score import score_layers
from tests import toy, toy_records
from tests.toy_programmes import UNITS, region, rows
from tests.ui.programmes_desk import ON, PARTS, ROW, SCORE
from ui.components import (
    score_heat,
    score_sets,
    score_tables,
)
from ui.components import score_units as units
from ui.components import score_words as words
from ui.components.score_panel import worst_part
from ui.components.score_trend import trend_rows


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_keeps_rows_with_a_part_of_it(kind):
    asked = score_heat.Asked(kind=kind)
    rows = score_heat.shown_rows(SCORE, asked, "zh")
    assert rows
    assert all(kind in row.row.kinds for row in rows)


def one_of_a_sort():
    """One part of every kind, unit and status there is."""
    sorts = {}
    for row_id, at in PARTS:
        part = SCORE.rows[row_id].parts[at]
        sorts[part.part.kind, part.part.unit, part.status] = row_id, at
    return list(sorts.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_is_told_in_words(lang):
    """Numbers, day, need, set, places and units of every part there is."""
    assert len(PARTS) > 100
    for row_id, at in PARTS if lang == "zh" else one_of_a_sort():
        row = SCORE.rows[row_id]
        part = row.parts[at]
        texts = [text for line in words.figures(part, lang) for text in line]
        texts.append(words.due_text(part, part.status, lang))
        texts.append(words.part_name(row, at, lang))
        assert all(texts), (row_id, at)
        words.need_text(part.part, lang)
        words.forecast_text(part, part.forecast, lang)
        for attribute in score_sets.attributes(part):
            assert score_sets.default_text(attribute, lang)
        rows = units.listed(part, lang)
        assert len(rows) == len(part.units()), (row_id, at)
        assert score_tables.units_bytes(rows, "单位", lang, "csv")
        for level in part.levels():
            told = score_tables.level_rows(part, level, lang)
            assert len(told) == len(part.at(level)), (row_id, at, level)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("programme", shipped_programmes(), ids=lambda one: one.id)
def test_every_set_is_told_in_words(programme, lang):
    for one in programme.sets.values():
        told = score_sets.conditions(one, programme, {}, lang)
        assert bool(told) == bool(one.any or one.codes or one.within)


def test_a_village_that_the_roster_leaves_out_says_so():
    named = rows("assignments", "commissioner_id village_code", "c1 V1")
    score = score_layers(region(named), on=ON)
    part = score.rows["cast.village_service"].parts[1]
    assert part.part.rule.providers == "commissioners"
    listed = units.listed(part, "zh")
    assert listed["reason"][UNITS["V1"]] == ""
    assert listed["reason"][UNITS["V2"]] == "在用名单没有给这个村安排人"


def test_units_of_all_places_are_the_units():
    """Whatever level is chosen, its places share the units out; areas leave some."""
    for row_id, at in PARTS:
        part = SCORE.rows[row_id].parts[at]
        rows = units.listed(part, "zh")
        for level in part.levels():
            codes = part.at(level).index
            found = [units.inside(part, rows, level, code) for code in codes]
            if words.is_total(part) and level in ("village", "township"):
                # Each a row of its own, since a total has no units below the county.
                assert [len(one) for one in found] == [1] * len(codes)
                continue
            shared = sum(map(len, found))
            assert shared <= len(rows), (row_id, at, level)
            assert shared == len(rows) or level == "area", (row_id, at, level)


def test_the_worst_part_of_a_place_is_shown_first():
    row = SCORE.rows["baise.commissioner"]
    at = worst_part(row, "county", "")
    assert row.parts[at].status == row.status


def test_names_lose_their_ending_where_they_stay_apart():
    names = ["右江区", "隆林各族自治县", "靖西市", "田东县", "城区", "田阳区", "田阳县"]
    assert score_heat.short_names(names) == [
        "右江", "隆林", "靖西", "田东", "城区", "田阳区", "田阳县",
    ]  # fmt: skip


def test_wide_places_are_shown_by_city_or_province():
    counties = toy.counties()
    assert score_heat.levels(SCORE) == ("county", "city", "province")
    many = toy.counties().iloc[[0] * 61].reset_index(drop=True)
    many["county_code"] = [f"4510{at:02d}" for at in range(20, 81)]
    score = score_layers(
        {**toy.layers(), **toy_records.layers(), "counties": many}, on=ON
    )
    assert len(counties) == 2
    assert score_heat.levels(score) == ("city", "province")


def test_a_list_for_a_spreadsheet_holds_no_formula():
    part = SCORE.rows[ROW].parts[0]
    rows = units.listed(part, "zh").assign(name="=1+1")
    text = score_tables.units_bytes(rows, "单位", "zh", "csv").decode("utf-8-sig")
    assert "\n451" in text
    assert ",=1+1" not in text


def test_the_trend_ends_with_today():
    part = SCORE.rows["baise.commissioner"].parts[0]
    rows = trend_rows(part.trend, "zh")
    assert rows["year"].tolist() == ["2018", "2019"]
    assert rows["value"].iloc[-1] == part.value
