"""The score as a whole: changed layer by layer, added up, and through the years."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.frames import conform, empty
from planner.errors import PlanInputError
from planner.programmes.outcome import Judged
from planner.programmes.schema import LEVELS
from planner.programmes.scoring import SCORED_LAYERS
from planner.verify_score import score_violations
from tests.planner.programmes.test_answers_all import TOYS
from tests.toy_programmes import score_of, without

UNIT_COLUMNS = ("unit_code", "county_code")
# From the best to the worst.
_ORDER = [
    "elsewhere", "nobody", "met", "counted", "partial", "open", "needs_data", "short",
]  # fmt: skip


@pytest.fixture(scope="module", params=TOYS)
def score(request):
    toy = TOYS[request.param]
    return score_of(toy.layers(), request.param, toy.ON)


def numbers(outcome, score):
    """Units with what they have; of a total, the counties."""
    if isinstance(outcome, Judged):
        return outcome.ids, outcome.value, outcome.met
    return outcome.total("county", score.scoring.ground.units.count("county"))


def told(score, levels=("county", "area")):
    """What a score says of rows, units and levels, to compare it with another."""
    parts = {}
    for name, row in score.rows.items():
        for number, part in enumerate(row.parts):
            parts[name, number] = (
                part.status, part.value, part.target, part.due, part.needs,
                *(list(one) for one in numbers(part.outcome, score)),
            )  # fmt: skip
    return parts, {level: score.heat(level).to_csv() for level in levels}


@st.composite
def changes(draw):
    """A programme, and one of its layers with some rows gone and some elsewhere."""
    name = draw(st.sampled_from(sorted(TOYS)))
    layers = TOYS[name].layers()
    layer = draw(st.sampled_from([one for one in SCORED_LAYERS if len(layers[one])]))
    frame = layers[layer]
    kept = draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
    changed = frame[kept].copy()
    column = next((c for c in UNIT_COLUMNS if c in frame and len(changed)), None)
    if column and layer not in ("counties", "townships", "villages"):
        order = draw(st.permutations(range(len(changed))))
        changed[column] = changed[column].to_numpy()[list(order)]
    if layer in ("counties", "villages") and changed.empty:
        changed = frame
    return name, layers, layer, conform(changed.reset_index(drop=True), layer)


@settings(max_examples=8, deadline=None)
@given(change=changes())
def test_a_changed_layer_scores_as_if_from_scratch(change):
    name, layers, layer, frame = change
    before = score_of(layers, name, TOYS[name].ON)
    told(before)
    fresh = score_of(layers | {layer: frame}, name, TOYS[name].ON)
    assert told(before.updated(layer, frame)) == told(fresh)


@settings(max_examples=15, deadline=None)
@given(change=changes())
def test_whatever_the_records_the_independent_check_finds_nothing(change):
    name, layers, layer, frame = change
    changed = layers | {layer: frame}
    score = score_of(changed, name, TOYS[name].ON)
    assert score_violations(score, changed) == []


READERS = {
    "townships": "cast", "bases": "cast", "commissioners": "baise", "facts": "advisory",
    "events": "cast", "trainings": "most", "people": "advisory", "groups": "baise",
    "outputs": "most", "agreements": "advisory", "duties_done": "baise",
    "household_counts": "cast", "caravans": "cast",
}  # fmt: skip


@pytest.mark.parametrize("layer", READERS)
def test_a_layer_taken_away_scores_as_if_from_scratch(layer):
    name = READERS[layer]
    layers = TOYS[name].layers()
    before = score_of(layers, name, TOYS[name].ON)
    full = told(before, levels=())
    fresh = score_of(without(layers, [layer]), name, TOYS[name].ON)
    assert told(before.updated(layer, empty(layer))) == told(fresh)
    # It was read at all.
    assert layer == "townships" or told(fresh, levels=()) != full


def test_areas_that_change_are_seen_in_every_row():
    toy = TOYS["most"]
    layers = toy.layers()
    before = score_of(layers, "most", toy.ON)
    told(before)
    facts = layers["facts"].copy()
    facts["value"] = facts["value"].replace("罗霄山片区", "巴中试验区")
    after = before.updated("facts", facts)
    assert list(after.heat("area").index) == ["巴中试验区", "秦巴山片区"]
    assert told(after) == told(score_of(layers | {"facts": facts}, "most", toy.ON))


def test_a_changed_score_may_be_changed_again():
    toy = TOYS["cast"]
    layers = toy.layers()
    two = {name: empty(name) for name in ("caravans", "outputs")}
    score = score_of(layers, "cast", toy.ON)
    for name, frame in two.items():
        score = score.updated(name, frame)
    assert told(score) == told(score_of(layers | two, "cast", toy.ON))


@pytest.mark.parametrize("level", LEVELS)
def test_the_heat_of_a_row_is_the_worst_of_its_parts_there(score, level):
    heat = score.heat(level)
    for name, row in score.rows.items():
        tables = [part.at(level)["status"] for part in row.parts]
        for code, status in heat[name].items():
            own = [table[code] for table in tables if code in table.index]
            assert status == (max(own, key=_ORDER.index) if own else "")


def test_at_the_place_itself_a_part_stands_as_it_does_as_a_whole(score):
    for name, row in score.rows.items():
        level = "nation" if row.programme.place == "00" else "city"
        for part in row.parts:
            rows = part.at(level)
            if len(rows) and part.status != "nobody":
                assert rows.loc[row.programme.place, "status"] == part.status, name


def test_counties_add_up_to_the_place(score):
    """Of what lies in villages and counties, nothing is lost or counted twice."""
    for row in score.rows.values():
        for part in row.parts:
            units = score.scoring.ground.units
            outcome, low = part.outcome, "county"
            judged = isinstance(outcome, Judged)
            above = part.part.unit in ("trade", "city", "province", "nation", "area")
            distinct = not judged and bool(part.part.of[0].distinct)
            if (judged and above) or distinct:
                continue
            value, whole = outcome.total(low, units.count(low))
            if not judged:
                # What lies in no county is the city's own, or the nation's.
                outside = outcome.places[low] < 0
                value = np.append(value, outcome.amount[outside].sum())
            assert (value.sum(), whole.sum()) == (part.value, part.whole)


def test_owed_units_are_the_same_number_at_every_level(score):
    for row in score.rows.values():
        for part in row.parts:
            if (
                part.part.unit in ("village", "township")
                and part.status != "needs_data"
            ):
                owed = [
                    part.at(level)["owed"].sum() for level in ("township", "county")
                ]
                assert owed == [part.whole, part.whole]


def test_history_ends_with_today_s_value_and_target(score):
    for row in score.rows.values():
        place, level = row.programme.place, "city"
        level = "nation" if place == "00" else level
        for part in row.parts:
            day, value, target = part.trend[-1]
            assert (day, value) == (score.on, part.value) or part.part.unit == level
            if part.part.unit != level:
                assert target == part.target
            codes = part.at("county").index if "county" in part.levels() else ()
            for code in codes:
                numbers = part.at("county").loc[code]
                _, value, target = part.history("county", code)[-1]
                assert value == numbers["value"]
                np.testing.assert_equal(target, numbers["target"])


def test_history_is_what_the_score_was_at_the_end_of_each_year(score):
    programme = score.programmes[0]
    name = next(name for name, toy in TOYS.items() if name == programme.id)
    past = dt.date(score.on.year - 1, 12, 31)
    before = score_of(TOYS[name].layers(), name, past)
    for row_id, row in score.rows.items():
        for part, then in zip(row.parts, before.rows[row_id].parts, strict=True):
            points = {day: (value, target) for day, value, target in part.trend}
            own_level = part.part.unit in ("city", "nation")
            if past in points and not own_level:
                assert points[past] == (then.value, then.target), row_id


def test_a_workspace_without_villages_or_counties_is_refused():
    toy = TOYS["cast"]
    layers = without(toy.layers(), ["villages", "counties"])
    with pytest.raises(PlanInputError) as error:
        score_of(layers, "cast", toy.ON)
    assert len(error.value.problems) == 2


def test_programmes_of_other_places_are_elsewhere_and_say_nothing_of_units():
    toy = TOYS["cast"]
    score = score_of(toy.layers(), "baicheng", toy.ON)
    assert {row.status for row in score.rows.values()} == {"elsewhere"}
    assert (score.heat("village") == "").all(axis=None)
    assert score.warnings == ()


def test_the_post_at_a_village_is_owed_by_nobody_where_the_village_is_not():
    toy = TOYS["cast"]
    score = score_of(toy.layers(), "baise", toy.ON)
    assert score.rows["baise.jingxi"].status == "nobody"
    assert (
        "programme_set_empty",
        {"programme": "baise", "set": "sannan"},
    ) in score.warnings


def test_a_nation_s_total_is_partial_only_where_the_nation_is_not_whole():
    toy = TOYS["cast"]
    layers = toy.layers()
    assert score_of(layers, "cast", toy.ON).rows["cast.experts"].status == "partial"
    everywhere = [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47)]
    everywhere += [*range(50, 55), *range(61, 66)]
    more = pd.concat([
        layers["counties"],
        *(
            layers["counties"].iloc[:1].assign(
                county_code=f"{province}0101", city_code=f"{province}01"
            )
            for province in everywhere if province != 45
        ),
    ], ignore_index=True)  # fmt: skip
    layers = layers | {"counties": conform(more, "counties")}
    score = score_of(layers, "cast", toy.ON)
    assert score.scoring.ground.units.is_nation
    assert score.rows["cast.experts"].status == "open"


def test_hostile_names_are_told_as_they_are():
    toy = TOYS["cast"]
    score = score_of(toy.layers(), "cast", toy.ON)
    names = score.rows["cast.village_association"].parts[0].short()["name"]
    assert '=HYPERLINK("x")<b>' in set(names)
