"""The answers worked out by hand are of every row, and no row is met without data."""

import pytest

from geo.schemas import LAYERS
from geo.words import LANGS
from planner.programmes.loading import shipped_programmes
from planner.programmes.scoring import RECORD_LAYERS
from tests.planner.programmes import (
    test_answers_advisory,
    test_answers_baicheng,
    test_answers_baise,
    test_answers_cast,
    test_answers_most,
    toy_advisory,
    toy_baicheng,
    toy_baise,
    toy_cast,
    toy_most,
)
from tests.toy_programmes import score_of, without

TABLES = (
    test_answers_cast, test_answers_most, test_answers_baicheng, test_answers_baise,
    test_answers_advisory,
)  # fmt: skip
TOYS = {
    "cast": toy_cast, "most": toy_most, "baicheng": toy_baicheng, "baise": toy_baise,
    "advisory": toy_advisory,
}  # fmt: skip
ROWS = [(one.id, row.id) for one in shipped_programmes() for row in one.rows]
PROVIDERS = ("bases", "commissioners")
# These ask only what the attributes say of units.
BY_FACTS = {"most.designated", "advisory.eligible"}


@pytest.fixture(scope="module")
def emptied():
    """Each programme scored on its toy without any record; attributes are kept."""
    names = (*RECORD_LAYERS, *PROVIDERS)
    return {
        name: score_of(without(toy.layers(), names), name, toy.ON)
        for name, toy in TOYS.items()
    }


@pytest.fixture(scope="module")
def nothing_known():
    """The same without attributes, too."""
    names = (*RECORD_LAYERS, *PROVIDERS, "facts")
    return {
        name: score_of(without(toy.layers(), names), name, toy.ON)
        for name, toy in TOYS.items()
    }


def test_every_row_of_the_five_programmes_is_worked_out_by_hand():
    worked_out = [row_id for table in TABLES for row_id in table.ANSWERS]
    assert worked_out == [row_id for _, row_id in ROWS]
    assert len(worked_out) == 76


@pytest.mark.parametrize(("programme", "row_id"), ROWS)
def test_a_row_without_its_records_needs_data(
    emptied, nothing_known, programme, row_id
):
    if row_id in BY_FACTS:
        row, layers = nothing_known[programme].rows[row_id], {"facts"}
    else:
        row = emptied[programme].rows[row_id]
        layers = {of.layer for part in row.row.parts for of in part.of}
        if "duty" in row.row.kinds:
            layers.add("duties_done")
        layers |= {
            name for part in row.row.parts if part.rule for name in PROVIDERS
            if part.rule.providers in ("any", name)
        }  # fmt: skip
    assert row.status == "needs_data"
    assert [part.status for part in row.parts] == ["needs_data"] * len(row.parts)
    assert {need.layer for need in row.needs} == layers
    for need in row.needs:
        for lang in LANGS:
            assert LAYERS[need.layer].label(lang) in need.text(lang)


@pytest.mark.parametrize(("programme", "row_id"), ROWS)
def test_no_row_is_met_where_nothing_is_known(nothing_known, programme, row_id):
    assert nothing_known[programme].rows[row_id].status in ("needs_data", "nobody")


def test_a_need_names_the_kinds_of_record_that_are_missing(emptied):
    (need,) = emptied["cast"].rows["cast.museum_tour"].needs
    assert need.text("zh") == "请在“活动”中补充记录：流动科技馆巡展"
    assert need.text("en") == 'add records to "Events": Mobile museum tour'


def test_a_need_names_the_attribute_that_nobody_stated(nothing_known):
    row = nothing_known["advisory"].rows["advisory.eligible"]
    assert [need.attribute.name for need in row.needs] == [
        "advisory_need", "exited", "key_assistance",
    ]  # fmt: skip
    told = row.needs[1].attribute.label("en")
    assert row.needs[1].text("en") == f'state in "Facts of units" the attribute: {told}'
