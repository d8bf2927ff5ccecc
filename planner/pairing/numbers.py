"""A pairing as numbers: posts and parties in, an assignment problem out."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from geo.schemas import TRADES
from geo.travel import Indices, LonLat, Travel
from planner.assignment import (
    AssignmentProblem,
    Fit,
    make_people,
    make_posts,
    make_problem,
)
from planner.errors import PlanInputError
from planner.pairing.choice import EASTERN, LEAST_FIT, Kind, PairingChoice
from planner.problem import Flags, Masks, trade_masks
from planner.roster.choice import FITS

# Travel of a pair whose way is not known, or longer; it is not told to anybody.
FAR_S = 6 * 3600
_BEYOND = 2
# Beyond so many pairs there has to be a limit of travel.
MOST_PAIRS = 10_000_000
_ANY = np.int64((1 << len(TRADES)) - 1)
# What a village grows is asked for here of what a person knows, parts and all.
_THREE_FITS: Mapping[str, Fit] = {
    "whole": Fit.EXACT, "part": Fit.WHOLE, "other": Fit.OTHER,
}  # fmt: skip


def problem_of(
    kind: Kind,
    choice: PairingChoice,
    posts: pd.DataFrame,
    parties: pd.DataFrame,
    now: pd.DataFrame,
    reach: csr_array,
) -> AssignmentProblem:
    """Put posts and parties into an assignment problem.

    Parameters
    ----------
    kind, choice
        As asked.
    posts, parties, now
        See :class:`planner.pairing.question.PairingQuestion`; ``posts`` with
        ``excluded``.
    reach
        Seconds between those of a kind to be paired, shape (n, m); from
        :func:`reach_of` or :func:`planner.pairing.eastern.tied`.
    """
    three = kind == "three_regions"
    post_at = _places(posts["post_id"])
    party_at = _places(parties["party_id"])
    fit = choice.least_fit or LEAST_FIT[kind]
    wanted = trade_masks(posts["trades"], with_parts=three)
    known = known_trades(kind, parties)
    pins = [(post_at[post], party_at[party]) for post, party in choice.pins]
    if three:
        stays = _stays(posts, parties, choice, reach, party_at)
        # What somebody has is neither taken away for its trade nor given to another.
        wanted = np.where(stays, 0, wanted)
        rows: list[int] = np.flatnonzero(stays).tolist()
        pins += [(row, party_at[posts["was"].iloc[row]]) for row in rows]
    place = np.arange(len(posts)) if three else _numbers(posts["unit_code"])
    placed = np.isfinite(posts[["lon", "lat"]].to_numpy()).all(axis=1)
    if choice.limit_min is None:
        placed = np.ones(len(posts), dtype=bool)
    return make_problem(
        make_people(
            parties["party_id"].to_numpy(dtype=object),
            known,
            parties["capacity"].to_numpy(dtype=np.int64),
            in_post=parties["serves"].to_numpy(dtype=bool),
        ),
        make_posts(
            posts["post_id"].to_numpy(dtype=object),
            wanted,
            place=place,
            must=_must(choice, posts),
            weight=posts["weight"].to_numpy(dtype=np.int64),
            placed=placed,
            excluded=posts["excluded"].to_numpy(dtype=bool),
        ),
        reach,
        limit=_limit(choice),
        last_year=_held(posts, place, party_at, now, three=three),
        accepted=[party_at.get(one, -1) for one in posts["was"]],
        pins=pins,
        bans=[(post_at[post], party_at[party]) for post, party in choice.bans],
        least_fit=_THREE_FITS[fit] if three else FITS[fit],
    )  # fmt: skip


def known_trades(kind: Kind, parties: pd.DataFrame) -> Masks:
    """Trades of each party, as a mask; those that need name none have all."""
    known = trade_masks(parties["trades"])
    # A village, base or business that names no trade takes any; so do eastern partners.
    free = kind == "three_regions" or kind in EASTERN
    return np.where(known == 0, _ANY, known) if free else known


def _stays(
    posts: pd.DataFrame,
    parties: pd.DataFrame,
    choice: PairingChoice,
    reach: csr_array,
    party_at: Mapping[str, int],
) -> Flags:
    """Posts whose party serves on within the limit, unless a planner says else."""
    serving = set(parties.loc[parties["serves"], "party_id"])
    pinned, limit = dict(choice.pins), _limit(choice)
    stays = np.zeros(len(posts), dtype=bool)
    for row, pair in enumerate(zip(posts["post_id"], posts["was"], strict=True)):
        post, was = pair
        if was in serving and pair not in choice.bans and pinned.get(post, was) == was:
            cost = int(reach[row, party_at[was]])
            stays[row] = 0 < cost <= limit
    return stays


def _limit(choice: PairingChoice) -> int:
    """Most seconds of a pair; of one whose way is not known, where any will do."""
    return FAR_S if choice.limit_min is None else max(int(choice.limit_min * 60), 1)


def _must(choice: PairingChoice, posts: pd.DataFrame) -> Flags:
    own = posts["unit_code"].where(posts["person_id"] == "", posts["person_id"])
    return own.isin(choice.must).to_numpy(dtype=bool)


def _places(ids: "pd.Series[str]") -> dict[str, int]:
    return {one: at for at, one in enumerate(ids)}


def _numbers(codes: "pd.Series[str]") -> Indices:
    return pd.factorize(codes)[0].astype(np.int64)


def _held(
    posts: pd.DataFrame,
    place: Indices,
    party_at: Mapping[str, int],
    now: pd.DataFrame,
    *,
    three: bool,
) -> list[tuple[int, int]]:
    """Pairs (place, party) in force, those that fill no post among them."""
    if three:
        held: Iterable[tuple[int, str]] = zip(place.tolist(), posts["was"], strict=True)
    else:
        at = dict(zip(posts["unit_code"], place.tolist(), strict=True))
        rows = zip(now["unit_code"], now["party_id"], strict=True)
        held = [(at[unit], party) for unit, party in rows if unit in at]
    return [(one, party_at[party]) for one, party in held if party in party_at]


def reach_of(
    posts: pd.DataFrame, parties: pd.DataFrame, limit_min: float | None, travel: Travel
) -> csr_array:
    """Seconds between posts and the parties that are of a kind to hold them.

    Parameters
    ----------
    posts, parties
        See :class:`planner.pairing.question.PairingQuestion`.
    limit_min
        Most minutes; None where any distance will do.
    travel
        How the way between them is measured.

    Raises
    ------
    PlanInputError
        If any distance will do and there are more pairs than can be looked at.
    """
    shape = (len(posts), len(parties))
    entries: list[tuple[Indices, Indices, Indices]] = []
    cutoff = FAR_S if limit_min is None else int(limit_min * 60) * _BEYOND
    three = posts["person_id"].ne("").any()
    for kind in posts["kind"].unique() if three else [""]:
        row = np.flatnonzero(posts["kind"] == kind) if three else np.arange(shape[0])
        column = np.arange(shape[1])
        if three:
            column = np.flatnonzero(parties["kind"] == kind)
        if limit_min is None and len(row) * len(column) > MOST_PAIRS:
            told = {"pairs": f"{len(row) * len(column):,}", "most": f"{MOST_PAIRS:,}"}
            raise PlanInputError([("pairing_too_many", told)])
        near = _seconds(_lonlat(posts, row), _lonlat(parties, column), cutoff, travel)
        cost, at, to = near.data, near.row, near.col
        if limit_min is None:
            every = np.full((len(row), len(column)), FAR_S, dtype=np.int64)
            every[at, to] = cost
            at, to = np.indices(every.shape).reshape(2, -1)
            cost = every.ravel()
        entries.append((row[at], column[to], cost))
    rows, columns, costs = (
        np.concatenate(parts) for parts in zip(*entries, strict=True)
    )
    return csr_array((costs, (rows, columns)), shape=shape)


def _seconds(here: LonLat, there: LonLat, cutoff: int, travel: Travel) -> coo_array:
    """Seconds of the pairs within a cutoff. Each place is measured once."""
    near, far = (
        np.flatnonzero(np.isfinite(lonlat).all(axis=1)) for lonlat in (here, there)
    )
    shape = (len(here), len(there))
    if not (len(near) and len(far)):
        return coo_array(shape, dtype=np.int64)
    origins, to_origin = np.unique(here[near], axis=0, return_inverse=True)
    ends, to_end = np.unique(there[far], axis=0, return_inverse=True)
    matrix = travel.within(origins, ends, cutoff=cutoff, unit="s").matrix
    pairs = matrix[to_origin.ravel()][:, to_end.ravel()].tocoo()
    return coo_array((pairs.data, (near[pairs.row], far[pairs.col])), shape=shape)


def _lonlat(frame: pd.DataFrame, rows: Indices) -> LonLat:
    return frame[["lon", "lat"]].to_numpy(dtype=np.float64)[rows]
