"""Records for ``advisory`` on 1 February 2023; see :mod:`tests.toy_programmes`.

Both counties left poverty, are not on the key-assistance list and ask for a group.
What was due once by the end of 2022 is short; what is due this year is still open.
"""

import datetime as dt
from functools import cache

from tests.toy_programmes import AT_HOME, Layers, region, rows

ON, PLACES = dt.date(2023, 2, 1), AT_HOME


@cache
def layers() -> Layers:
    """Every scored layer."""
    return region(events(), people(), groups(), agreements(), facts(), duties_done())


def events():
    return rows(
        "events", "kind date unit_code",
        "joint_session 2023-01-10 W",
        "joint_session 2022-12-20 E",  # no: of the half before
        "onsite_service 2023-01-11 W",
        "onsite_service 2023-01-15 V5",
        "remote_guidance 2022-12-01 W",  # no: last year
    )  # fmt: skip


def people():
    return rows(
        "people", "person_id role unit_code tier home_unit certified until",
        # W: a leader of the nation, nine members of whom one is of the county.
        "w0 advisory_leader W nation 11 2022-12-01 -",
        "w1 advisory_member W county V1 2022-12-01 -",
        *(f"w{n} advisory_member W province 31 2022-12-01 -" for n in range(2, 10)),
        "w10 advisory_member W nation 11 - 2022-12-31",  # no: has left
        # E: a leader of the province, six members of whom three are of the county.
        "e0 advisory_leader E province 45 2022-12-01 -",
        "e1 advisory_member E county E 2022-12-01 -",
        "e2 advisory_member E county T3 2022-12-01 -",
        "e3 advisory_member E county V5 - -",
        "e4 advisory_member E province 440305 2022-12-01 -",
        "e5 advisory_member E province 45 - -",
        "e6 advisory_member E province - 2022-12-01 -",
        "lw liaison W - - - -",
        "le liaison T3 - - - -",  # no: of a township
        "lc liaison C - - - -",
        "kw convener W - - - -",
        "ke convener E - - - -",
    )  # fmt: skip


def groups():
    return rows(
        "groups", "kind unit_code trades",
        "advisory_group W tea;sheep",
        "advisory_group E -",  # names no trade
        "advisory_group E tea",  # E grows none
    )  # fmt: skip


def agreements():
    return rows(
        "agreements", "kind unit_code signed_on",
        "advisory E 2023-02-01",
        "pairing W 2023-01-01",  # no: of another kind
    )  # fmt: skip


def facts():
    return rows(
        "facts", "unit_code attribute value since",
        "W exited 2019 -",
        "E exited 2018 -",
        "W key_assistance 否 -",
        "E key_assistance 是 2023-02-02",  # no: from tomorrow on
        "W advisory_need 是 -",
        "E advisory_need 是 -",
        "E has_east_partner 是 -",
        "W deep_cooperation 否 -",
        "V1 library_project 是 -",
        "V2 library_project 是 -",
        "T1 township_project 是 -",
    )  # fmt: skip


def duties_done():
    return rows(
        "duties_done", "duty unit_code started_on done_on",
        "advisory.application W - 2022-12-01",
        "advisory.application E - 2021-12-31",  # no: before the programme
        "advisory.application.city C - 2022-12-01",
        "advisory.application.province 44 - 2022-12-01",  # no: another province
        "advisory.application.list N - 2022-12-20",  # no: last year's
        "advisory.matching.talks W - 2022-12-01",
        "advisory.matching.talks E - 2023-01-31",  # late, but done
        "advisory.matching.pool N - 2022-12-01",
        "advisory.agreement.plan W - 2023-01-20",
        "advisory.agreement.briefing W - 2023-01-20",
        "advisory.agreement.briefing E - 2023-02-01",
        "advisory.agreement.summary W - 2022-12-20",
        "advisory.agreement.report P - 2023-01-15",
        "advisory.ledger W - 2023-01-05",
        "advisory.ledger C - 2023-01-06",
        "advisory.ledger P - 2022-12-06",  # no: last year's
        "advisory.ledger.evaluation N - 2023-01-30",
        "advisory.public_notice V1 2023-01-01 2023-01-15",
        "advisory.public_notice V2 2023-01-01 2023-01-09",  # no: nine days at most
        "advisory.public_notice T1 2023-01-10 2023-01-25",
    )  # fmt: skip
