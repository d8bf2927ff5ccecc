"""A question about a pairing as numbers: posts, parties, and who may take on whom."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName
from geo.travel import Travel
from planner.assignment import AssignmentProblem
from planner.errors import PlanInputError, Problem
from planner.pairing.choice import (
    CAPACITY,
    COUNTY_KINDS,
    EASTERN,
    GOALS,
    Kind,
    PairingChoice,
    check_kind,
)
from planner.pairing.eastern import tied
from planner.pairing.numbers import problem_of, reach_of
from planner.pairing.places import asked_villages
from planner.pairing.posts import posts_of
from planner.pairing.subjects import county_target
from planner.poor_households import poor_households

PAIRING_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "people", "groups",
    "outputs", "agreements", "household_counts", "facts", "partners",
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
        ``lat``, ``was`` (id of its party now); of eastern kinds ``tied`` (eastern
        units, joined; see :func:`planner.pairing.eastern.tied_to`).
    parties
        Columns ``party_id``, ``name``, ``kind``, ``organisation``, ``trades``,
        ``capacity``, ``unit_code``, ``serves``, ``illustrative``, ``lon``, ``lat``; of
        eastern kinds ``only`` (western units it serves, joined; empty for any).
    now
        Agreements in force with the ``post_id`` each fills, empty where none; or the
        rows of three-regions people.
    target
        Counties that a programme asks for; 0 where none does.
    travel
        How travel was measured, by name; empty where it was not.
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
        not yet exited; ``"east_counties"``: eastern counties with poor counties;
        ``"east_villages"``: eastern organisations with poor villages.
    choice
        Everything else.
    travel
        How the way between a party and a village is measured; of eastern partners it
        is not.
    today
        The day on which agreements, people and bases are looked at.

    Raises
    ------
    PlanInputError
        If there is nobody to pair with anybody, or a pin, a ban or a post that must be
        filled names what is not there; all at once.
    """
    asked = check_kind(kind)
    posts, parties, now = posts_of(layers, asked, choice, today)
    _check(asked, choice, posts, parties)
    if asked in EASTERN:
        reach, how = tied(posts, parties, now), {}
    else:
        reach = reach_of(posts, parties, choice.limit_min, travel)
        how = dict(travel.settings)
    problem = problem_of(asked, choice, posts, parties, now, reach)
    target = county_target(layers, today) if asked == "universities" else 0
    return PairingQuestion(
        asked, choice, today, problem, posts.drop(columns="excluded"), parties, now,
        target, how, _households(layers, asked, choice, today),
    )  # fmt: skip


def _households(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    kind: Kind,
    choice: PairingChoice,
    on: dt.date,
) -> pd.DataFrame:
    """Poor households of the villages asked for; of counties, of their poor ones."""
    which = "poor" if kind in COUNTY_KINDS else choice.villages
    codes = asked_villages(layers, which, on)["village_code"]
    found: pd.DataFrame = poor_households(layers, on).loc[codes]
    return found


def _check(
    kind: Kind, choice: PairingChoice, posts: pd.DataFrame, parties: pd.DataFrame
) -> None:
    """Refuse what cannot be asked, all of it at once."""
    problems: list[Problem] = []
    if posts.empty:
        problems.append((f"pairing_empty_{kind}", {}))
    if parties.empty:
        problems.append((f"pairing_nobody_{kind}", {}))
    if kind in EASTERN and choice.limit_min is not None:
        problems.append(("pairing_no_limit", {}))
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
