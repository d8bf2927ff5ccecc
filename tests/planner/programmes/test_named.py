"""Rows judged by the roster in force; worked out by hand on the toy region."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.frames import empty
from geo.words import LANGS
from planner.programmes.plainly import plain_score
from planner.programmes.wording import basis_lines, basis_text, reason_text
from planner.verify_score import score_violations
from tests.planner.programmes.parts import ON, part_of, score_of_part, values
from tests.planner.programmes.test_answers_all import TOYS
from tests.planner.programmes.test_scoring import told
from tests.toy_programmes import JINGXI, UNITS, code, moved, region, rows, score_of

COLUMNS = "commissioner_id village_code since until post"
# V1 V2 V4 of W and V5 of E owe; c1 knows sheep, c2 tea, c3 livestock.
SERVED = """kind = "assigned"
unit = "village"
set = "not_exited_or_asking"
rule = { providers = "commissioners", limit_min = 45, use_capacity = true }"""
TWICE = SERVED.replace("use_capacity", "needed = 2, use_capacity")
UNTRADED = SERVED.replace("use_capacity", "match_trade = false, use_capacity")
# Where anybody can go anywhere; every person has two villages.
EVERYWHERE = SERVED.replace("45,", "600, match_trade = false,")
KEPT = """kind = "share"
unit = "city"
set = "own_city"
of = { layer = "commissioners" }
share = { kept = "last_year" }"""
CITY = '[[set]]\nname = "own_city"\nunit = "city"\nzh = "市"\nen = "City"\n'


def roster(*lines):
    return rows("assignments", COLUMNS, *lines)


def served(*lines, part=SERVED, on=ON):
    return part_of(part, region(roster(*lines)), on=on)


def short(part):
    names = {own: name for name, own in UNITS.items()}
    return " ".join(names[one] for one in part.short().index)


def test_without_a_roster_villages_are_judged_by_coverage_and_so_it_is_told():
    part = served()
    assert (part.value, part.whole, short(part)) == (3, 4, "V5")
    assert basis_text(part, "zh") == "按覆盖测算，尚无在用名单。"
    assert not part.units()["by_name"].any()


def test_a_county_that_adopts_a_roster_is_judged_by_it_and_the_other_by_coverage():
    part = served("c1 V1 2019-01-01 - -", "c1 V2 2019-01-01 - -")
    # Coverage would give c2 to V4; nobody knows the vegetables of V5.
    assert (part.value, part.whole, short(part)) == (2, 4, "V4 V5")
    by_name = part.units()["by_name"]
    assert [by_name[UNITS[one]] for one in ("V1", "V2", "V4", "V5")] == [1, 1, 1, 0]
    assert basis_text(part, "en").startswith("3 villages are counted from the roster")
    assert "; 1 lie in counties without one" in basis_text(part, "en")


def test_an_assignment_that_is_closed_leaves_its_village_short():
    adopted = ("c1 V1 2019-01-01 - -", "c2 V4 2019-01-01 - -")
    assert short(served(*adopted, "c1 V2 2019-01-01 2019-06-01 -")) == "V5"
    assert short(served(*adopted, "c1 V2 2019-01-01 2019-05-31 -")) == "V2 V5"


def test_a_roster_that_has_not_begun_or_is_over_is_not_in_force():
    for line in ("c1 V1 2019-06-02 - -", "c1 V1 2018-01-01 2019-05-31 -"):
        assert short(served(line)) == "V5"
    assert short(served("c1 V1 - - -")) == "V2 V4 V5"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("c2 V1 2019-01-01 - -", "no_matching_trade"),
        ("nobody V1 2019-01-01 - -", "closed_then"),
        ("c1 V2 2019-01-01 - -", "not_named"),
    ],
)
def test_why_a_village_of_the_roster_is_not_served(line, reason):
    units = served(line, "c1 V4 2019-01-01 - -").units()
    assert not units["met"][UNITS["V1"]]
    assert units["reason"][UNITS["V1"]] == reason


def test_why_a_village_that_needs_two_has_one():
    units = served("c1 V1 2019-01-01 - -", part=TWICE).units()
    assert units["reason"][UNITS["V1"]] == "too_few_named"
    assert units["reason"][UNITS["V2"]] == "not_named"


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_has_words_of_its_own(lang):
    own = {"not_named", "too_few_named", "no_matching_trade", "closed_then", ""}
    assert len({reason_text(one, lang) for one in own}) == len(own)


@pytest.mark.parametrize(
    "line",
    [
        "nobody V1 2019-01-01 - -",  # of whom the register knows nothing
        "c3 V3 2019-01-01 - -",  # where nothing is owed: it has left the list
        "c3 V6 2019-01-01 - -",
        "c3 451022999999 2019-01-01 - -",
    ],
)
def test_one_stray_row_does_not_put_a_county_under_a_roster(line):
    part = served(line)
    assert (part.value, part.whole, short(part)) == (3, 4, "V5")
    assert not part.units()["by_name"].any()


def test_the_basis_says_for_how_many_villages_somebody_is_named():
    part = served("c1 V1 2019-01-01 - -", "c1 V2 2019-01-01 - -")
    assert basis_text(part, "zh").endswith("按覆盖测算。在用名单安排了 2/3 个村。")
    assert basis_text(part, "en").endswith(
        ". The roster names somebody for 2 of 3 villages."
    )
    part = served("c1 V1 - - -", "c1 V2 - - -", "c2 V4 - - -", "c3 V5 2019-01-01 - -")
    assert basis_text(part, "zh") == "按当日在用的服务安排名单计。"


def test_whoever_has_left_or_not_yet_come_serves_no_longer():
    line = "c1 V1 - - -"
    assert short(served(line, on=dt.date(2020, 12, 31))) == "V2 V4 V5"
    for day in (dt.date(2017, 12, 31), dt.date(2021, 1, 1)):
        part = served(line, on=day)
        assert part.units()["reason"][UNITS["V1"]] == "closed_then"


def test_only_the_service_of_villages_counts_and_a_person_once():
    part = TWICE
    base = "c1 V1 2019-01-01 - base_service"
    assert not served(base, part=part).units()["by_name"].any()
    twice = ("c1 V1 2019-01-01 - -", "c1 V1 2019-02-01 - village_service")
    assert values(served(base, *twice, part=part))[UNITS["V1"]] == 1
    both = served(*twice, "c3 V1 2019-01-01 - -", part=part)
    assert values(both)[UNITS["V1"]] == 2
    assert short(both) == "V2 V4 V5"


def test_a_rule_without_trades_takes_whoever_is_named():
    assert short(served("c2 V1 2019-01-01 - -", part=UNTRADED)) == "V2 V4"


def test_those_a_roster_has_filled_up_have_no_room_for_a_county_without_one():
    layers = region(roster("c1 V1 2019-01-01 - -", "c1 V2 2019-01-01 - -"))
    people = layers["commissioners"]
    layers["commissioners"] = people[people["commissioner_id"] == "c1"]
    assert short(part_of(EVERYWHERE, layers)) == "V4 V5"
    layers["assignments"] = layers["assignments"].iloc[:1]
    assert short(part_of(EVERYWHERE, layers)) == "V2 V4"


def test_the_independent_check_sees_the_room_that_a_roster_takes(monkeypatch):
    layers = region(roster("c1 V1 2019-01-01 - -", "c1 V2 2019-01-01 - -"))
    people = layers["commissioners"]
    layers["commissioners"] = people[people["commissioner_id"] == "c1"]
    right = score_of_part(EVERYWHERE, layers)
    assert score_violations(right, layers) == []
    monkeypatch.setattr("planner.programmes.named._loads", lambda situation: {})
    wrong = score_of_part(EVERYWHERE, layers)
    assert wrong.rows["own.row"].value == right.rows["own.row"].value + 1
    (fault,) = score_violations(wrong, layers)
    assert (fault.promise, fault.detail) == ("room", "3 of 2.0")
    assert "c1" in fault.subject


def test_the_independent_check_counts_who_is_sent():
    layers = region(roster("c1 V1 2019-01-01 - -"))
    score = score_of_part(EVERYWHERE, layers)
    (part,) = score.rows["own.row"].parts
    alone = replace(part)
    vars(alone)["outcome"] = replace(part.outcome, sent=())
    row = replace(score.rows["own.row"], parts=(alone,))
    (fault,) = score_violations(replace(score, rows={"own.row": row}), layers)
    assert fault.promise == "sent"
    assert UNITS["V5"] in fault.subject


def test_a_row_of_other_providers_does_not_follow_the_roster():
    part = SERVED.replace('"assigned"', '"reach"')
    one = served("c1 V1 2019-01-01 - -", part=part)
    assert (short(one), basis_text(one, "zh")) == ("V5", "")


LAST, NOW = "2018-01-01 2018-12-31 -", "2019-01-01 - -"


@pytest.mark.parametrize(
    ("lines", "kept", "of"),
    [
        # In post at the end of 2018: c1 and c4, who left in April; both of W.
        ((), 1, 2),
        ((f"c1 V1 {LAST}",), 1, 2),
        ((f"c1 V1 {NOW}",), 1, 2),
        ((f"c1 V1 {LAST}", f"c1 V2 {NOW}"), 1, 1),
        ((f"c1 V1 {LAST}", f"c2 V2 {NOW}"), 0, 1),
        ((f"c4 V1 {LAST}", f"c1 V1 {LAST}", f"c1 V1 {NOW}", f"c4 V1 {NOW}"), 1, 2),
        # A post of any kind will do, and rosters of the other county say nothing.
        ((f"c1 V1 {LAST}", f"c2 V2 {NOW}", "c1 V1 2019-01-01 - team_leader"), 1, 1),
        ((f"c1 V5 {LAST}", f"c2 V5 {NOW}"), 1, 2),
        # Rows of people whom the register does not know make no roster.
        ((f"c9 V5 {LAST}", f"c9 V1 {LAST}", f"c2 V1 {NOW}"), 1, 2),
    ],
)
def test_people_are_kept_who_are_on_both_rosters(lines, kept, of):
    layers = region(roster(*lines))
    people = layers["commissioners"].copy()
    people.loc[2, ["commissioner_id", "county_code", "starts", "ends"]] = [
        "c4", UNITS["W"], "2018-01-01", "2019-04-30",
    ]  # fmt: skip
    layers["commissioners"] = people
    score = score_of_part(KEPT, layers, more=CITY)
    (part,) = score.rows["own.row"].parts
    assert (part.value, part.whole) == (kept, of)
    told_so = basis_text(part, "zh")
    assert ("两份名单" in told_so) == (len(lines) > 1 and "V5" not in lines[0])
    assert score_violations(score, layers) == []


def baise(*lines):
    """The toy of ``baise`` with a roster."""
    toy = TOYS["baise"]
    return {**toy.layers(), **moved({"assignments": roster(*lines)}, JINGXI)}


def test_only_parts_that_follow_the_roster_are_scored_again():
    before = score_of(baise(), "baise", TOYS["baise"].ON)
    told(before)
    layers = baise("c1 V1 2019-01-01 - -", "c1 V6 2019-01-01 - first_secretary")
    after = before.updated("assignments", layers["assignments"])
    again = {
        (name, number)
        for name, row in after.rows.items()
        for number, (new, old) in enumerate(
            zip(row.parts, before.rows[name].parts, strict=True), 1
        )
        if new is not old
    }
    assert again == {
        ("baise.commissioner", 2), ("baise.commissioner", 4),
        ("baise.jingxi", 1), ("baise.jingxi", 2), ("baise.jingxi", 3),
    }  # fmt: skip
    assert told(after) == told(score_of(layers, "baise", TOYS["baise"].ON))
    assert score_violations(after, layers) == []
    served = after.rows["baise.commissioner"].parts[1]
    assert (served.value, served.target) == (1, 4)
    # Its first secretary left the village in October; the roster names the next.
    assert after.rows["baise.jingxi"].parts[1].status == "met"


def test_closing_and_adopting_again_gives_what_was_there_before():
    score = score_of(baise(), "baise", TOYS["baise"].ON)
    first = told(score)
    adopted = baise("c1 V1 2019-01-01 - -")["assignments"]
    closed = adopted.assign(until="2019-11-14")
    in_force = score.updated("assignments", adopted)
    assert told(in_force) != first
    assert told(in_force.updated("assignments", closed)) == first
    assert told(in_force.updated("assignments", empty("assignments"))) == first


def test_posted_personnel_of_the_roster_stand_beside_those_on_record():
    toy = TOYS["baicheng"]
    layers = dict(toy.layers())
    before = score_of(layers, "baicheng", toy.ON).rows["baicheng.personnel"].parts[1]
    lacking = code("V2", toy.PLACES)
    assert lacking in before.short().index
    named = roster("c1 V2 2019-01-01 - -")
    layers |= moved({"assignments": named}, toy.PLACES)
    after = score_of(layers, "baicheng", toy.ON)
    part = after.rows["baicheng.personnel"].parts[1]
    assert part.value == before.value + 1
    assert lacking not in part.short().index
    assert score_violations(after, layers) == []


@settings(max_examples=50, deadline=None)
@given(
    lines=st.lists(
        st.builds(
            "{} {} {} {} {}".format,
            st.sampled_from(["c1", "c2", "c3", "c9"]),
            st.sampled_from(["V1", "V2", "V3", "V4", "V5", "V6", "451022999999"]),
            st.sampled_from(["-", "2018-05-01", "2019-01-01", "2019-06-01"]),
            st.sampled_from(["-", "2018-12-31", "2019-05-31", "2019-06-01"]),
            st.sampled_from(["-", "base_service", "village_service"]),
        ),
        max_size=6,
    ),
    part=st.sampled_from([SERVED, TWICE, UNTRADED, EVERYWHERE, KEPT]),
)
def test_the_independent_check_agrees_on_any_roster(lines, part):
    layers = region(roster(*lines)) if lines else region()
    score = score_of_part(part, layers, more=CITY)
    assert score_violations(score, layers) == []


@pytest.mark.parametrize("wrong", ["value", "by_name"])
def test_a_wrong_answer_by_name_is_found(wrong):
    layers = region(roster("c1 V1 2019-01-01 - -"))
    score = score_of_part(SERVED, layers)
    (part,) = score.rows["own.row"].parts
    spoiled = getattr(part.outcome, wrong).copy()
    spoiled[0] = not spoiled[0] if wrong == "by_name" else spoiled[0] + 1
    alone = replace(part)
    vars(alone)["outcome"] = replace(part.outcome, **{wrong: spoiled})
    row = replace(score.rows["own.row"], parts=(alone,))
    (fault,) = score_violations(replace(score, rows={"own.row": row}), layers)
    assert fault.promise == ("unit" if wrong == "value" else "by_name")
    assert UNITS["V1"] in fault.subject


def test_lines_and_plain_values_say_what_a_row_is_counted_from():
    layers = baise("c1 V1 2019-01-01 - -")
    score = score_of(layers, "baise", TOYS["baise"].ON)
    row = score.rows["baise.commissioner"]
    line, kept = basis_lines(row, "zh")
    assert line.startswith("应服务的村都有特派员：3 个村按在用名单计；1 个村")
    assert kept.endswith("按聘期起止日期计；上年年底和当日并非都有在用名单。")
    parts = plain_score(score, "en", history=False)["rows"]["baise.commissioner"]
    assert "3 villages" in parts["parts"][1]["basis"]
    assert "basis" not in parts["parts"][0]
    why = {one["code"]: one["reason"] for one in parts["parts"][1]["units"]}
    assert why[code("V2", JINGXI)] == "not_named"
    (text,) = {
        one["reason_text"]
        for one in parts["parts"][1]["units"]
        if one["reason"] == "not_named"
    }
    assert text == "The roster in force names nobody for this village"
    assert all("reason" not in one for one in parts["parts"][0].get("units", []))
    assert np.isfinite(row.value)
