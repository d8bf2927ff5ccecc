"""Posts and people by trade, counted on fingers."""

from planner.roster.choice import ExtraPost, RosterChoice
from planner.roster.trades import trade_table
from tests import toy
from tests.planner.roster.asking import answer, code, people

COLUMNS = ["posts", "filled", "open", "people", "free", "room"]


def counts(found, county=""):
    table = trade_table(found, county=county).set_index("trade")
    return {name: tuple(row) for name, row in table[COLUMNS].iterrows()}


def test_every_trade_has_its_posts_and_people():
    # c1 has two posts of two and c2 three of five; c3, who knows all livestock and so
    # sheep, has none. Cattle and greenhouses, of which nobody speaks, are left out.
    assert counts(answer()) == {
        "livestock": (0, 0, 0, 1, 1, 1),
        "sheep": (2, 2, 0, 2, 1, 1),
        # Village 2 takes maize or sheep.
        "maize": (1, 1, 0, 0, 0, 0),
        "vegetables": (1, 1, 0, 1, 0, 1),
        "tea": (2, 2, 0, 1, 0, 1),
    }


def test_posts_for_anybody_and_people_of_no_trade_come_last():
    told_none = people(trades={"c3": ""}, ends={"c1": "2018-12-31"})
    leader = RosterChoice(extra=(ExtraPost(code(5), "team_leader"),))
    found = counts(answer(leader, commissioners=told_none))
    assert list(found)[-1] == ""
    assert found[""] == (1, 1, 0, 1, 0, 1)
    assert found["sheep"] == (2, 0, 2, 0, 0, 0)


def test_a_county_has_its_own_posts_and_the_people_who_live_there():
    assert counts(answer(), toy.EAST) == {
        "livestock": (0, 0, 0, 1, 1, 1),
        "vegetables": (1, 1, 0, 0, 0, 0),
    }
