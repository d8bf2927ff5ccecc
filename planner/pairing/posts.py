"""Posts of every kind of pairing, who may hold them, and what is in force."""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from planner.pairing.choice import CAPACITY, EASTERN, Kind, PairingChoice
from planner.pairing.eastern import eastern_papers, eastern_parties, tied_to
from planner.pairing.parties import organisations, who, with_places
from planner.pairing.subjects import (
    AGREEMENT,
    agreements_in_force,
    county_subjects,
    village_subjects,
)
from planner.pairing.three import PARTS, holding, three_parties, three_people

Layers = Mapping[LayerName, gpd.GeoDataFrame]
# Posts, parties, and agreements or people in force.
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def posts_of(layers: Layers, kind: Kind, choice: PairingChoice, on: dt.date) -> Tables:
    """Posts, parties and what is in force.

    Parameters
    ----------
    layers, kind, choice, on
        As asked.

    Returns
    -------
    tuple of pandas.DataFrame
        ``posts`` (with ``excluded``), ``parties`` and ``now`` of
        :class:`planner.pairing.question.PairingQuestion`.
    """
    if kind == "three_regions":
        return _three(layers, choice, on)
    make = _eastern if kind in EASTERN else _paired
    return make(layers, kind, choice, on)


def _paired(layers: Layers, kind: Kind, choice: PairingChoice, on: dt.date) -> Tables:
    """Posts of villages or counties, who may hold them, and agreements in force."""
    now = agreements_in_force(layers, AGREEMENT[kind], on)
    capacity = CAPACITY[kind] if choice.capacity is None else choice.capacity
    if kind == "villages":
        subjects = village_subjects(layers, choice, on)
        asked = now[now["unit_code"].isin(subjects["unit_code"])]
        parties = who(
            layers, choice.parties, choice.roles, asked, capacity=capacity, on=on
        )
        own = choice.parties
    else:
        subjects = county_subjects(layers, kind, choice, on, now["unit_code"])
        asked = now[now["unit_code"].isin(subjects["unit_code"])]
        parties = organisations(
            layers, asked["partner"], institutes=True, capacity=capacity, on=on
        )
        own = "organisations"
    now = now.assign(party_id=_party_of(now, own, set(parties["party_id"])))
    posts, now = _posts(kind, subjects, choice.needed, parties, now)
    return posts, with_places(layers, parties), now


def _eastern(layers: Layers, kind: Kind, choice: PairingChoice, on: dt.date) -> Tables:
    """Posts of villages or counties, eastern partners, and agreements in force."""
    now = eastern_papers(layers, kind, on)
    if kind == "east_counties":
        subjects = county_subjects(layers, kind, choice, on, now["unit_code"])
    else:
        subjects = village_subjects(layers, choice, on)
    now = now[now["unit_code"].isin(subjects["unit_code"])].reset_index(drop=True)
    capacity = CAPACITY[kind] if choice.capacity is None else choice.capacity
    parties, ids = eastern_parties(layers, kind, now, capacity=capacity, on=on)
    posts, now = _posts(
        kind, subjects, choice.needed, parties, now.assign(party_id=ids)
    )
    posts["tied"] = tied_to(layers, kind, posts["unit_code"].tolist(), on)
    # No map reaches to where they are.
    return posts, parties.assign(lon=np.nan, lat=np.nan), now


def _posts(
    kind: Kind,
    subjects: pd.DataFrame,
    needed: int,
    parties: pd.DataFrame,
    now: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Posts of all to be paired with who holds them, and the post of each agreement."""
    posts = subjects.loc[subjects.index.repeat(needed)].reset_index(drop=True)
    number = posts.groupby("unit_code").cumcount() + 1
    paper = AGREEMENT[kind]
    posts["post_id"] = posts["unit_code"] + f"/{paper}/" + number.astype(str)
    posts = posts.assign(kind=paper, person_id="")
    serving = set(parties.loc[parties["serves"], "party_id"])
    now = now.assign(post_id=_filled_by(now, posts, serving))
    was = dict(zip(now["post_id"], now["party_id"], strict=True))
    posts["was"] = [was.get(one, "") for one in posts["post_id"]]
    return posts, now


def _party_of(now: pd.DataFrame, own: str, known: set[str]) -> list[str]:
    """Party of each agreement: its person, else its partner; empty for neither."""
    found = []
    for person, partner in zip(now["person_id"], now["partner"], strict=True):
        ids = [person] if own != "organisations" else []
        ids += [f"org:{partner}"] if own != "experts" else []
        found.append(next((one for one in ids if one and one in known), ""))
    return found


def _filled_by(now: pd.DataFrame, posts: pd.DataFrame, serving: set[str]) -> list[str]:
    """Post that each agreement fills, one of its unit; those who serve go first."""
    free: dict[str, list[str]] = {}
    for unit, post in zip(posts["unit_code"], posts["post_id"], strict=True):
        free.setdefault(unit, []).append(post)
    found = [""] * len(now)
    taken: set[tuple[str, str]] = set()
    rows = list(zip(now["unit_code"], now["party_id"], strict=True))
    order = sorted(range(len(rows)), key=lambda at: rows[at][1] not in serving)
    for at in order:
        unit, party = rows[at]
        # Two agreements with one party pair a village once.
        if party and free.get(unit) and rows[at] not in taken:
            found[at] = free[unit].pop(0)
            taken.add(rows[at])
    return found


def _three(layers: Layers, choice: PairingChoice, on: dt.date) -> Tables:
    """Three posts for each three-regions person, and what may be given to them."""
    people = three_people(layers, on)
    capacity = CAPACITY["three_regions"] if choice.capacity is None else choice.capacity
    parties = three_parties(layers, people, choice, capacity, on)
    now = holding(people)
    tables = [
        pd.DataFrame(
            {
                "post_id": people["person_id"] + f"/{part}",
                "unit_code": people["unit_code"],
                "kind": part,
                "person_id": people["person_id"],
                "name": people["name"],
                "township": people["village"],
                "county": people["county"],
                "county_code": people["county_code"],
                "trades": people["trades"],
                "weight": 1,
                "excluded": False,
                "illustrative": people["illustrative"],
                "lon": people["lon"],
                "lat": people["lat"],
                "was": now[part],
            }
        )
        for part in PARTS
    ]
    posts = pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)
    return posts, with_places(layers, parties), people
