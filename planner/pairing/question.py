"""A question about a pairing as numbers: posts, parties, and who may take on whom."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName
from geo.travel import Travel
from planner.assignment import (
    AssignmentProblem,
)
from planner.errors import PlanInputError, Problem
from planner.pairing.choice import (
    CAPACITY,
    GOALS,
    Kind,
    PairingChoice,
    check_kind,
)
from planner.pairing.numbers import problem_of
from planner.pairing.parties import organisations, who, with_places
from planner.pairing.places import asked_villages
from planner.pairing.subjects import (
    AGREEMENT,
    agreements_in_force,
    county_subjects,
    county_target,
    village_subjects,
)
from planner.pairing.three import PARTS, holding, three_parties, three_people
from planner.poor_households import poor_households

PAIRING_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "people", "groups",
    "outputs", "agreements", "household_counts", "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairingQuestion:
    """What is asked of a pairing, and what its numbers mean.

    Parameters
    ----------
    kind, choice, on
        As asked; the day.
    problem
        The numbers: posts are the rows of ``posts``, people those of ``parties``.
    posts
        Columns ``post_id``, ``unit_code``, ``kind``, ``person_id`` (of a three-regions
        person), ``name``, ``township``, ``county``, ``county_code``, ``trades``
        (wanted, joined), ``weight`` (poor households), ``illustrative``, ``lon``,
        ``lat``, ``was`` (id of its party now).
    parties
        Columns ``party_id``, ``name``, ``kind``, ``organisation``, ``trades``,
        ``capacity``, ``unit_code``, ``serves``, ``illustrative``, ``lon``, ``lat``.
    now
        Agreements in force with the ``post_id`` each fills, empty where none; or the
        rows of three-regions people.
    target
        Counties that a programme asks for; 0 where none does.
    travel
        How travel was measured, by name.
    households
        Poor households of the villages asked for, as
        :func:`planner.poor_households.poor_households` counts them.
    """

    kind: Kind
    choice: PairingChoice
    on: dt.date
    problem: AssignmentProblem
    posts: pd.DataFrame
    parties: pd.DataFrame
    now: pd.DataFrame
    target: int
    travel: Mapping[str, float | str]
    households: pd.DataFrame

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals in order."""
        return self.choice.goals or GOALS[self.kind]

    @property
    def capacity(self) -> int:
        """What each party takes on at most."""
        own = self.choice.capacity
        return CAPACITY[self.kind] if own is None else own


def ask_pairing(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    kind: str,
    choice: PairingChoice,
    travel: Travel,
    *,
    today: dt.date,
) -> PairingQuestion:
    """Put a question about a pairing into numbers.

    Parameters
    ----------
    layers
        :data:`PAIRING_LAYERS` of a workspace.
    kind
        ``"villages"``: experts and organisations with poor villages;
        ``"three_regions"``: each three-regions person with a village, a base and a
        business; ``"universities"``: universities and institutes with poor counties
        not yet exited.
    choice
        Everything else.
    travel
        How the way between a party and a village is measured.
    today
        The day on which agreements, people and bases are looked at.

    Raises
    ------
    PlanInputError
        If there is nobody to pair with anybody, or a pin, a ban or a post that must be
        filled names what is not there; all at once.
    """
    asked = check_kind(kind)
    if asked == "three_regions":
        posts, parties, now = _three(layers, choice, today)
    else:
        posts, parties, now = _paired(layers, asked, choice, today)
    _check(asked, choice, posts, parties)
    problem = problem_of(asked, choice, posts, parties, now, travel)
    target = county_target(layers, today) if asked == "universities" else 0
    return PairingQuestion(
        asked, choice, today, problem, posts.drop(columns="excluded"), parties, now,
        target, travel.settings, _households(layers, asked, choice, today),
    )  # fmt: skip


def _households(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    kind: Kind,
    choice: PairingChoice,
    on: dt.date,
) -> pd.DataFrame:
    """Poor households of the villages asked for; of counties, of their poor ones."""
    which = "poor" if kind == "universities" else choice.villages
    codes = asked_villages(layers, which, on)["village_code"]
    found: pd.DataFrame = poor_households(layers, on).loc[codes]
    return found


def _paired(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    kind: Kind,
    choice: PairingChoice,
    on: dt.date,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
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
        subjects = county_subjects(layers, choice, on, now["unit_code"])
        asked = now[now["unit_code"].isin(subjects["unit_code"])]
        parties = organisations(
            layers, asked["partner"], institutes=True, capacity=capacity, on=on
        )
        own = "organisations"
    posts = subjects.loc[subjects.index.repeat(choice.needed)].reset_index(drop=True)
    number = posts.groupby("unit_code").cumcount() + 1
    paper = AGREEMENT[kind]
    posts["post_id"] = posts["unit_code"] + f"/{paper}/" + number.astype(str)
    posts = posts.assign(kind=paper, person_id="")
    party = _party_of(now, own, set(parties["party_id"]))
    now = now.assign(party_id=party)
    serving = set(parties.loc[parties["serves"], "party_id"])
    now = now.assign(post_id=_filled_by(now, posts, serving))
    was = dict(zip(now["post_id"], now["party_id"], strict=True))
    posts["was"] = [was.get(one, "") for one in posts["post_id"]]
    return posts, with_places(layers, parties), now


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


def _three(
    layers: Mapping[LayerName, gpd.GeoDataFrame], choice: PairingChoice, on: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
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


def _check(
    kind: Kind, choice: PairingChoice, posts: pd.DataFrame, parties: pd.DataFrame
) -> None:
    """Refuse what cannot be asked, all of it at once."""
    problems: list[Problem] = []
    if posts.empty:
        problems.append((f"pairing_empty_{kind}", {}))
    if parties.empty:
        problems.append((f"pairing_nobody_{kind}", {}))
    known, names = {*posts["post_id"]}, {*parties["party_id"]}
    subjects = {*posts["unit_code"], *posts["person_id"]}
    lost: dict[str, list[str]] = {
        "must": [one for one in choice.must if one not in subjects],
    }
    for name in ("pins", "bans"):
        pairs: Sequence[tuple[str, str]] = getattr(choice, name)
        lost[name] = [post for post, _ in pairs if post not in known]
        lost[name] += [party for _, party in pairs if party not in names]
    for name, ids in lost.items():
        if ids:
            told = ", ".join(dict.fromkeys(ids))
            problems.append((f"pairing_lost_{name}", {"ids": told}))
    if problems:
        raise PlanInputError(problems)
