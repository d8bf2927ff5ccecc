"""Who a sign names: the roster where it has somebody in force, else the coverage."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.schemas import DEFAULT_POST, term_group
from planner.papers.desk import Desk
from planner.problem import COMMISSIONER

# Homes are looked for up to so many times the limit of the rule.
_BEYOND = 2


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody or something that serves a village.

    Parameters
    ----------
    id, name
        Of the commissioner or base.
    trades
        Mask of its trades.
    is_person
        Whether it is a commissioner.
    posts
        Names of posts held there other than the service of the village.
    cost
        Travel in seconds or metres; -1 where it is too far to be known.
    """

    id: str
    name: str
    trades: int
    is_person: bool
    posts: tuple[str, ...] = ()
    cost: int = -1


def servers_of(desk: Desk) -> Mapping[str, list[Server]]:
    """Servers of each served village by its code: people of the roster, then bases.

    Where the roster has nobody in force at a village, its people are those that the
    verdict counts on, the nearest first.
    """
    codes = [str(code) for code in desk.report.villages.index]
    found = {codes[row]: own for row, own in _counted_on(desk).items()}
    for code, people in _of_roster(desk).items():
        bases = [one for one in found.get(code, []) if not one.is_person]
        found[code] = [*people, *bases]
    return found


def _counted_on(desk: Desk) -> dict[int, list[Server]]:
    """Providers of each covered village in the verdict, the nearest first."""
    verdict = desk.report.verdict
    providers = verdict.problem.providers
    found: dict[int, list[Server]] = {}
    for village, at in verdict.serving.tolist():
        is_first = at == verdict.server[village]
        server = Server(
            str(providers.ids[at]),
            str(providers.names[at]),
            int(providers.trades[at]),
            bool(providers.kinds[at] == COMMISSIONER),
            cost=int(verdict.server_cost[village]) if is_first else -1,
        )
        own = found.setdefault(village, [])
        own.insert(0 if is_first else len(own), server)
    return found


def _of_roster(desk: Desk) -> dict[str, list[Server]]:
    """People at each village by the roster of the day, as its rows stand."""
    rows = _in_force(desk)
    providers = desk.report.verdict.problem.providers
    at = {
        str(name): row
        for row, name in enumerate(providers.ids)
        if providers.kinds[row] == COMMISSIONER
    }
    costs = _costs(desk, rows)
    terms = term_group("posts")
    found: dict[str, list[Server]] = {}
    held: dict[tuple[str, str], list[str]] = {}
    columns = (rows[name] for name in ("village_code", "commissioner_id", "post"))
    for code, person, post in zip(*columns, strict=True):
        held.setdefault((code, person), []).append(post)
    for (code, person), posts in held.items():
        row_of = at[person]
        other = [post for post in posts if post not in ("", DEFAULT_POST)]
        named = [terms[one].label(desk.lang) if one in terms else one for one in other]
        server = Server(
            person,
            str(providers.names[row_of]),
            int(providers.trades[row_of]),
            is_person=True,
            posts=tuple(dict.fromkeys(named)),
            cost=costs.get((code, person), -1),
        )
        found.setdefault(code, []).append(server)
    return found


def _in_force(desk: Desk) -> pd.DataFrame:
    """Rows of the roster on the day, of people who are in post then."""
    roster = pd.DataFrame(desk.score.scoring.frames["assignments"])
    people = pd.DataFrame(desk.report.layers["commissioners"])
    day = desk.on.isoformat()
    serving = people[
        (people["starts"] <= day) & ((people["ends"] == "") | (people["ends"] >= day))
    ]
    return roster[
        (roster["since"] <= day)
        & ((roster["until"] == "") | (roster["until"] >= day))
        & roster["commissioner_id"].isin(serving["commissioner_id"])
        & roster["village_code"].isin(desk.report.villages.index)
    ]


def _costs(desk: Desk, rows: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Travel of each tie of the roster that is known, by village and person."""
    rule = desk.report.verdict.rule
    own = desk.report.villages.geometry
    villages = own[own.index.isin(rows["village_code"])]
    people = desk.report.layers["commissioners"].set_index("commissioner_id").geometry
    homes = people[people.index.isin(rows["commissioner_id"])]
    places = [part[~(part.isna() | part.is_empty)] for part in (villages, homes)]
    lonlat = [
        np.column_stack((shapely.get_x(part), shapely.get_y(part))) for part in places
    ]
    if not all(len(part) for part in places):
        return {}
    near = desk.score.scoring.travel.within(
        lonlat[0], lonlat[1], cutoff=rule.cutoff * _BEYOND, unit=rule.unit
    ).matrix.tocoo()
    return {
        (str(places[0].index[village]), str(places[1].index[person])): int(cost)
        for village, person, cost in zip(near.row, near.col, near.data, strict=True)
    }
