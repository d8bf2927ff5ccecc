"""Three-regions people: what each lacks, what is given, and what is kept of it."""

import pandas as pd
import pytest

from geo.frames import conform
from planner.errors import PlanInputError
from planner.pairing.keeping import Terms, pairing_rows
from planner.pairing.wording import headline, open_posts
from planner.verify_pairing import pairing_violations
from tests import toy
from tests.planner.pairing.asking import answer, code, held, layers, three, three_layers

WHOLE = three(
    "t1", code(3), project="茶叶示范", base_id="b2", business="茶叶合作社", households=1
)
BARE = three("t2", toy.WEST)


def person(found, name):
    return found.people.set_index("person_id").loc[name]


def test_nobody_who_has_all_is_moved():
    frames = three_layers(WHOLE)
    found = answer("three_regions", frames=frames)
    assert held(found) == {
        "t1/village": f"village:{code(3)}", "t1/base": "base:b2",
        "t1/business": "business:茶叶合作社",
    }  # fmt: skip
    one = person(found, "t1")
    assert (one["lacks"], one["left"]) == ("", "")
    assert found.changes() == []
    assert headline(found, "zh").startswith("1 名“三区”人才都有")
    assert found.violations(frames) == []


def test_who_lacks_is_given_what_fits_and_is_near():
    """b1 takes any trade; villages 3 and 4 grow tea; no cooperative is left."""
    frames = three_layers(WHOLE, BARE)
    found = answer("three_regions", frames=frames)
    one = person(found, "t2")
    assert one["lacks"] == "project;base;business;village"
    assert one["village"] in ("红旗村", "新民村")
    assert one["base"] == "平马专家服务站"
    # The tea cooperative is t1's, and the other grows vegetables.
    assert one["business"] == ""
    assert one["left"] == "project;business"
    (open_,) = open_posts(found, "zh")
    assert (open_.post_id, open_.reason) == ("t2/business", "in_reach_but_full")
    assert "茶叶合作社" in open_.text
    assert found.people["person_id"].tolist() == ["t2", "t1"]
    assert "1 名四项齐全，1 名有缺；采纳后还有 1 名" in headline(found, "zh")
    assert found.violations(frames) == []
    wide = answer("three_regions", frames=frames, least_fit="other")
    assert held(wide)["t2/business"] == "business:蔬菜合作社"


def test_what_somebody_has_stays_whatever_its_trade():
    odd = three("t1", code(5), base_id="b2", business="自办合作社")
    frames = three_layers(odd)
    found = answer("three_regions", frames=frames)
    assert held(found)["t1/village"] == f"village:{code(5)}"
    assert found.posts.set_index("post_id").loc["t1/village", "fit"] == "other"
    assert found.changes() == []
    assert held(found)["t1/business"] == "business:自办合作社"
    # Unless it is banned.
    banned = answer(
        "three_regions", frames=frames,
        bans=(("t1/village", f"village:{code(5)}"),),
    )  # fmt: skip
    assert held(banned)["t1/village"] in (f"village:{code(3)}", f"village:{code(4)}")
    assert banned.violations(frames) == []


def test_a_base_that_closed_or_is_unknown_is_replaced():
    bases = toy.bases()
    bases.loc[1, "closed"] = "2019-01-01"
    frames = three_layers(WHOLE, three("t2", code(4), base_id="b9"), bases=bases)
    found = answer("three_regions", frames=frames)
    assert held(found)["t1/base"] == held(found)["t2/base"] == "base:b1"
    causes = {one.post: one.cause for one in found.changes()}
    assert causes["t1/base"] == causes["t2/base"] == "person_left"
    assert person(found, "t1")["lacks"] == "base"
    assert found.violations(frames) == []


def test_a_base_of_another_kind_is_not_proposed_but_kept():
    bases = conform(toy.bases().assign(kind="school_museum"), "bases")
    frames = three_layers(WHOLE, BARE, bases=bases)
    found = answer("three_regions", frames=frames)
    assert held(found)["t1/base"] == "base:b2"
    assert held(found).get("t2/base") == "base:b2"
    alone = answer("three_regions", frames=three_layers(BARE, bases=bases))
    assert "t2/base" not in held(alone)


def test_a_village_takes_no_more_people_than_it_has_households():
    villages = toy.villages()
    villages["poor_households"] = pd.array([0, 0, 1, 0, 0, 0], dtype="Int64")
    counts = layers()["household_counts"].iloc[:0]
    frames = three_layers(
        WHOLE, BARE, villages=villages, household_counts=conform(
            counts, "household_counts")
    )  # fmt: skip
    found = answer("three_regions", frames=frames)
    assert "t2/village" not in held(found)
    assert found.violations(frames) == []


def test_adopting_fills_in_what_is_lacking_and_nothing_else():
    frames = three_layers(WHOLE, BARE)
    found = answer("three_regions", frames=frames)
    terms = Terms(project="{村}{产业}示范（{姓名}，{county}）")
    rows = pairing_rows(frames["people"], found, terms).set_index("person_id")
    before = frames["people"].set_index("person_id")
    assert rows.loc["t1"].equals(before.loc["t1"])
    one = rows.loc["t2"]
    assert one["unit_code"] in (code(3), code(4))
    assert (one["base_id"], one["business"], one["households"]) == ("b1", "", 1)
    village = person(found, "t2")["village"]
    assert one["project"] == f"{village}茶叶示范（专家t2，田东县）"
    again = answer("three_regions", frames={**frames, "people": rows.reset_index()})
    assert [row for row in again.changes() if row.after] == []
    bare = pairing_rows(frames["people"], found, Terms()).set_index("person_id")
    assert bare.loc["t2", "project"] == ""


def test_nobody_in_post_is_said():
    frames = three_layers(three("t1", code(3), until="2018-01-01"))
    with pytest.raises(PlanInputError, match="no three-regions person"):
        answer("three_regions", frames=frames)


def test_a_limit_says_how_far_the_nearest_is():
    frames = three_layers(three("t1", code(1)))
    found = answer("three_regions", frames=frames, limit_min=20, bans=(
        ("t1/village", f"village:{code(1)}"),))  # fmt: skip
    one = {row.post_id: row for row in open_posts(found, "zh")}["t1/village"]
    assert "红旗村（28 分钟，超出 8 分钟）" in one.fix
    assert found.violations(frames) == []


def test_the_check_finds_what_is_wrong():
    """Each promise of the table broken alone."""
    bases = toy.bases()
    bases.loc[0, "closed"] = "2019-01-01"
    frames = three_layers(WHOLE, BARE, bases=bases)
    found = answer("three_regions", frames=frames)

    def broken(post, **cells):
        posts = found.posts.set_index("post_id", drop=False)
        for name, value in cells.items():
            posts[name] = posts[name].astype(object)
            posts.loc[post, name] = value
        asked = found.question
        faults = pairing_violations(
            frames, "three_regions", asked.choice, asked.on, posts
        )
        return {one.promise for one in faults}

    assert broken("t2/base") == set()
    assert broken("t2/base", party_id="base:b1") == {"base"}
    assert broken("t2/base", party_id="base:b9") == {"base"}
    assert broken("t2/base", party_id=f"village:{code(3)}") >= {"kind"}
    assert broken("t2/base", person_id="e1") == {"role"}
    assert broken("t2/base", kept=True) == {"kept"}
    assert broken("t2/village", party_id=f"village:{code(6)}") == {
        "village", "trade", "capacity"
    }  # fmt: skip
    assert broken("t2/village", party_id=f"village:{code(1)}") == {"trade"}
    assert broken("t1/business", party_id="business:无") == {"business", "kept"}
    assert broken("t2/business", party_id="business:茶叶合作社") == {
        "reason", "capacity"
    }  # fmt: skip
