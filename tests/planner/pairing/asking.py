"""Questions about pairing in the toy region, which can be counted on fingers.

Ten kilometres are 28 minutes in a straight line. Villages 1 to 5 are poor, with 8, 15
(both counted in 2018), 30, 40 and 50 poor households. e1 knows sheep and is entered for
village 1, e2 tea for 3, e3 vegetables for 5 but left in 2018; e4 knows vegetables and
is a front-line technician; e5 is an expert without a trade.
"""

from functools import cache

from geo.frames import empty
from geo.travel import StraightLine
from planner.pairing.answering import answer_pairing
from planner.pairing.choice import PairingChoice
from planner.pairing.question import PAIRING_LAYERS, ask_pairing
from tests import toy, toy_records
from tests.planner.problems import DAY

TRAVEL = StraightLine()
CODES = toy.villages()["village_code"].tolist()
WEIGHTS = {1: 8, 2: 15, 3: 30, 4: 40, 5: 50}


def code(number):
    """Code of a village by its number on the sketch."""
    return CODES[number - 1]


def post(number, nth=1):
    """Id of a post of a village by its number."""
    return f"{code(number)}/pairing/{nth}"


def expert(name, trades, at, **more):
    """A row of the layer ``people``."""
    row = {
        "person_id": name, "name": f"专家{name}", "role": "expert", "trades": trades,
        "unit_code": at, "organisation": "示意大学",
    }  # fmt: skip
    return row | more


def people(*rows):
    return toy_records.table("people", list(rows)) if rows else empty("people")


EXPERTS = (
    expert("e1", "sheep", code(1), organisation="示意农业大学"),
    expert("e2", "tea", code(3), organisation="示意茶叶研究所"),
    expert("e3", "vegetables", code(5), until="2018-12-31"),
    expert("e4", "vegetables", code(5), role="frontline"),
    expert("e5", "", toy.WEST),
)


def paper(name, at, person, **more):
    """A row of the layer ``agreements``, signed in 2018 unless it says otherwise."""
    row = {
        "agreement_id": name, "kind": "pairing", "unit_code": at, "person_id": person,
        "partner": "示意大学", "signed_on": "2018-05-01", "ends_on": "2020-12-31",
    }  # fmt: skip
    return row | more


def papers(*rows):
    return toy_records.table("agreements", list(rows)) if rows else empty("agreements")


@cache
def _toy():
    given = toy.layers() | {
        "people": people(*EXPERTS),
        "household_counts": toy_records.household_counts(),
    }
    return {name: given.get(name, empty(name)) for name in PAIRING_LAYERS}


def layers(**changed):
    return _toy() | changed


def question(kind="villages", *, travel=TRAVEL, today=DAY, frames=None, **asked):
    choice = PairingChoice(**asked)
    return ask_pairing(frames or layers(), kind, choice, travel, today=today)


def answer(kind="villages", **asked):
    return answer_pairing(question(kind, **asked))


def held(found):
    """Party of each post that has one, by its id."""
    posts = found.posts.set_index("post_id")["party_id"]
    return posts[posts != ""].to_dict()


def told(found):
    """Changes as (post, before, after, cause)."""
    return [(one.post, one.before, one.after, one.cause) for one in found.changes()]


def three(name, at, **more):
    """A three-regions person."""
    return expert(name, "tea", at, role="three_regions") | more


def three_layers(*rows, **changed):
    """Layers with three-regions people and two cooperatives."""
    groups = toy_records.table(
        "groups",
        [
            {"group_id": "g1", "name": "茶叶合作社", "kind": "cooperative",
             "unit_code": code(3), "trades": "tea"},
            {"group_id": "g2", "name": "蔬菜合作社", "kind": "cooperative",
             "unit_code": code(5), "trades": "vegetables"},
        ],
    )  # fmt: skip
    return layers(people=people(*rows), groups=groups, **changed)


def partner(name, unit, kind="county", **more):
    """A row of the layer ``partners``."""
    row = {"partner_id": name, "name": f"东部{name}", "kind": kind, "unit_code": unit}
    return row | more


def company(name, unit, **more):
    """A row of an eastern organisation."""
    return partner(name, unit, "organisation", **more)


def partners(*rows):
    return toy_records.table("partners", list(rows)) if rows else empty("partners")
