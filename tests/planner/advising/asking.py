"""Advisory groups of the toy region, small enough to match by hand.

Both counties left poverty and ask for a group. W needs tea and sheep, proposes h1 and
is paired with a district of Guangdong; E needs vegetables and proposes h2. n1 and n2
are of the nation and would lead; g1 and g2 come from Guangdong, s1 from Shanghai, the
others from the province or, x5, from the same city.
"""

import datetime as dt
from functools import cache

from planner.advising.answering import answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.question import ask_advisory
from tests import toy
from tests.toy_programmes import region, rows

DAY = dt.date(2023, 6, 1)
WEST, EAST = toy.WEST, toy.EAST
# A group of five: leader, one of the county, one from the east, two others.
SMALL = {"members": 5, "fewest": 4, "most": 6, "home": (1, 1), "partner": (1, 1)}
COLUMNS = "expert_id organisation tier trades home_unit quota leads accepts declines"
POOL = (
    "n1 a nation tea 42 2 - - -",
    "n2 b nation vegetables 43 1 - - -",
    "h1 c county sheep W 1 - - -",
    "h2 d county vegetables E 1 - - -",
    "g1 e province tea 44 1 - - -",
    "g2 f city silk 4403 2 - - -",
    "s1 g province tea 31 1 - - -",
    "x1 h province tea P 1 - - -",
    "x2 i province sheep P 1 - - -",
    "x3 j province vegetables P 1 - - -",
    "x4 k province silk P 2 - - -",
    "x5 l city tea C 2 - - -",
)
APPLIED = "application_id unit_code date needs proposed state batch"
APPLICATIONS = (
    "w1 W 2023-02-01 tea;sheep h1 province 2023-1",
    "w2 E 2023-03-01 vegetables h2 province 2023-1",
)
FACTS = (
    "W exited 2019 -", "E exited 2019 -", "W key_assistance 否 -",
    "W has_east_partner 是 -", "W advisory_need 是 -", "E advisory_need 是 -",
)  # fmt: skip


def experts(*lines):
    return rows("experts", COLUMNS, *(lines or POOL))


def applications(*lines):
    return rows("applications", APPLIED, *(lines or APPLICATIONS))


def facts(*lines):
    return rows("facts", "unit_code attribute value since", *(lines or FACTS))


def papers(*lines):
    """Agreements; by default W's with Guangdong."""
    lines = lines or ("east_west W 示意区 440305 2022-01-01",)
    return rows("agreements", "kind unit_code partner partner_unit signed_on", *lines)


def members(*lines):
    """People in groups."""
    columns = "person_id role unit_code name organisation tier home_unit since"
    return rows("people", columns, *lines)


@cache
def _toy():
    asked = {"experts": experts(), "applications": applications()}
    return region(facts(), papers()) | asked


def layers(**changed):
    """The layers that are scored and asked about, with some changed."""
    return _toy() | changed


def question(frames=None, *, today=DAY, **asked):
    choice = AdvisoryChoice(**SMALL | asked)
    return ask_advisory(frames or layers(), choice, today=today)


def answer(frames=None, **asked):
    return answer_advisory(question(frames, **asked))


def held(found):
    """Who sits where: ids and roles by county."""
    own = found.members
    return {
        code: dict(zip(rows["expert_id"], rows["role"], strict=True))
        for code, rows in own.groupby("county_code")
    }
