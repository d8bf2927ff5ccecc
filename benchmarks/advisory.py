"""Advisory groups of a country's counties: matched, checked, explained.

Counties, experts and what they think of each other are made up: home and eastern
provinces, few leaders, common and rare trades, experts who go only to some provinces,
refusals, conflicts of interest, and groups agreed before. The peer is how offices do it
without a computer: first come, first served, each county taking the best experts that
are still free, who are not asked whether they would rather go elsewhere.
"""

import argparse
import json
import os
import sys
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.measure import Clock, peak_mb
from planner.advisory import (
    BAR_BITS,
    HOME,
    LEADER,
    MOST_SEATS,
    NO_SEAT,
    OPEN,
    PARTNER,
    TRADE,
    AdvisoryPlan,
    AdvisoryProblem,
    Experts,
    Least,
    Seats,
    Side,
    count_groups,
    explain,
    make_pairs,
    match,
    ranks,
    relax,
)
from planner.advisory.offering import place
from planner.verify_advisory import blocking_pairs, violations

_PROVINCES, _EASTERN, _TRADES = 22, 8, 24
_SEATS = 10


def main() -> int:
    """Measure and print one JSON object, or lines for people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=672)
    parser.add_argument("--experts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--proposing", choices=("counties", "experts"))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    problem = synthetic(given.counties, given.experts, seed=given.seed)
    # Compiled code is loaded once, not counted.
    _measured(synthetic(3, 60, seed=0), "counties")
    _measured(synthetic(3, 60, seed=0), "experts")
    sides: list[Side] = ["counties", "experts"]
    if given.proposing:
        sides = [given.proposing]
    result = {
        "instance": f"synthetic-{given.counties}-{given.experts}-seed{given.seed}",
        "counties": given.counties,
        "experts": given.experts,
        "pairs": len(problem.pairs),
        "pairs_a_county": round(len(problem.pairs) / max(given.counties, 1)),
        "agreed": len(problem.agreed),
    }
    result |= {side: _measured(problem, side) for side in sides}
    result |= {"load": os.getloadavg()[0], "peak_mb": round(peak_mb())}
    if given.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")
    right = all(
        result[side]["violations"] == 0 and result[side]["status"] == "stable"
        for side in sides
    )
    return 0 if right else 1


def synthetic(counties: int, experts: int, *, seed: int) -> AdvisoryProblem:
    """Make up a question.

    Parameters
    ----------
    counties, experts
        How many of each; two experts a county are its own.
    seed
        Same seed, same question.
    """
    random = np.random.default_rng(seed)
    odds = 1 / np.arange(4, _TRADES + 4)
    # Trades of counties and experts as bits, common ones oftener.
    needs = _trades(random, odds, random.integers(2, 5, counties))
    knows = _trades(random, odds, random.integers(1, 4, experts))
    province = random.integers(_PROVINCES, size=counties)
    partner = np.where(
        random.random(counties) < 0.8, random.integers(_EASTERN, size=counties), -1
    )
    # Home county, or past them all the province; eastern ones come first.
    home = np.full(experts, -1)
    own = min(2 * counties, experts)
    home[:own] = np.repeat(np.arange(counties), 2)[:own]
    lives = random.integers(_EASTERN + _PROVINCES, size=experts)
    lives[:own] = _EASTERN + province[home[:own]]
    leads = (random.random(experts) < 0.045) & (home < 0)
    seats = _seats(needs, partner)
    at = [
        _pairs(seats, county, needs, knows, partner, home, lives, leads)
        for county in range(counties)
    ]
    county = np.repeat(np.arange(counties), [len(who) for who, _ in at])
    expert = np.concatenate([who for who, _ in at])
    may_sit = np.concatenate([masks for _, masks in at])
    fit = np.bitwise_count(needs[county] & knows[expert])
    near = lives[expert] == _EASTERN + province[county]
    barred = _barred(random, experts, lives, expert, province[county])
    kinds = (seats.kind == PARTNER).any(axis=1)
    problem = AdvisoryProblem(
        seats=seats,
        least=Least(
            members=np.full(counties, 8),
            leader=np.ones(counties, dtype=np.int64),
            home=np.ones(counties, dtype=np.int64),
            partner=kinds.astype(np.int64),
        ),
        experts=Experts(random.choice([1, 1, 2, 3], experts), knows),
        pairs=make_pairs(
            county,
            expert,
            likes=fit + leads[expert] + 2 * random.random(len(expert)),
            wishes=fit + 2.0 * near + 3 * random.random(len(expert)),
            may_sit=may_sit,
            barred=barred,
        ),
        agreed=np.empty((0, 2), dtype=np.int64),
    )
    return _with_agreed(problem, random)


def _trades(
    random: np.random.Generator, odds: np.ndarray, count: np.ndarray
) -> np.ndarray:
    """So many trades for each, one bit a trade."""
    score = random.random((len(count), _TRADES)) ** (1 / odds)
    chosen = np.argsort(np.argsort(-score, axis=1), axis=1) < count[:, None]
    return (chosen << np.arange(_TRADES)).sum(axis=1)


def _seats(needs: np.ndarray, partner: np.ndarray) -> Seats:
    kind = np.full((len(needs), MOST_SEATS), NO_SEAT)
    trades = np.zeros_like(kind)
    for county, mask in enumerate(needs.tolist()):
        bits = [1 << bit for bit in range(_TRADES) if mask >> bit & 1]
        row = [LEADER, HOME, HOME, *([PARTNER] * 2 if partner[county] >= 0 else [])]
        trades[county, len(row) : len(row) + len(bits)] = bits
        row += [TRADE] * len(bits)
        row += [OPEN] * (_SEATS - len(row))
        kind[county, : len(row)] = row
    return Seats(kind, trades)


def _pairs(
    seats: Seats,
    county: int,
    needs: np.ndarray,
    knows: np.ndarray,
    partner: np.ndarray,
    home: np.ndarray,
    lives: np.ndarray,
    leads: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Experts that could sit in a county, and where: those of a fitting trade."""
    kind = seats.kind[county]
    own, eastern = home == county, lives == partner[county]
    others = (home < 0) & ~eastern
    masks = np.zeros(len(knows), dtype=np.int64)
    for seat in range(_SEATS):
        may = {
            LEADER: leads & others,
            HOME: own,
            PARTNER: eastern & (home < 0),
            TRADE: others & (knows & seats.trades[county, seat] != 0),
            OPEN: others,
        }[int(kind[seat])]
        masks |= np.where(may, 1 << seat, 0)
    masks[~own & (knows & needs[county] == 0)] = 0
    who = np.flatnonzero(masks)
    return who, masks[who]


def _barred(
    random: np.random.Generator,
    experts: int,
    lives: np.ndarray,
    expert: np.ndarray,
    province: np.ndarray,
) -> np.ndarray:
    """Three in ten go only to some provinces; some refuse or have an interest."""
    picky = random.random(experts) < 0.3
    goes = random.random((experts, _PROVINCES)) < 0.3
    goes[np.arange(experts), np.maximum(lives - _EASTERN, 0)] = True
    draw = random.random(len(expert))
    barred = np.where(draw < 0.02, BAR_BITS["declined_by_county"], 0)
    barred |= np.where(draw > 0.99, BAR_BITS["conflict"], 0)
    away = picky[expert] & ~goes[expert, province]
    return barred | np.where(away, BAR_BITS["declined_by_expert"], 0)


def _with_agreed(
    problem: AdvisoryProblem, random: np.random.Generator
) -> AdvisoryProblem:
    """Every twentieth county has its group from a plan made before."""
    counties = len(problem.seats)
    early = random.permutation(counties)[: counties // 20]
    plan = match(problem)
    return replace(problem, agreed=plan.pairs[np.isin(plan.pairs[:, 0], early)])


def _measured(problem: AdvisoryProblem, side: Side) -> dict[str, Any]:
    """Match, check, explain and relax; then the same first come, first served."""
    clock = Clock()
    with clock.measure("match"):
        plan = match(problem, proposing=side)
    with clock.measure("check"):
        found = violations(problem, plan)
    with clock.measure("explain"):
        missing = explain(problem, plan)
    with clock.measure("relax"):
        relaxed = relax(problem, plan)
    queue = first_come(problem, plan)
    ours, first = _figures(problem, plan), _figures(problem, queue)
    first["unstable_pairs"] = len(blocking_pairs(problem, queue))
    unstable = sum(row.promise == "stable" for row in found)
    seconds = clock.seconds
    return {
        "status": plan.status,
        "violations": len(found) - unstable,
        "unstable_pairs": unstable,
        "offers": plan.offers,
        **{f"{name}_seconds": round(took, 3) for name, took in seconds.items()},
        "matched_and_checked_seconds": round(seconds["match"] + seconds["check"], 3),
        **ours,
        "empty_seats_explained": len(missing),
        "favours": relaxed.favours,
        "favours_bound": relaxed.bound,
        "seats_beyond_favours": sum(seats for _, seats in relaxed.short),
        "first_come": first,
        "ratio": {
            name: round(ours[name] / first[name], 3) for name in ours if first.get(name)
        },
    }


def first_come(problem: AdvisoryProblem, plan: AdvisoryPlan) -> AdvisoryPlan:
    """Let counties take the best who are free, one county after the other.

    Parameters
    ----------
    problem
        What is asked; what was agreed stays.
    plan
        A plan whose other fields are kept.
    """
    pairs, start = problem.pairs, problem.start
    agreed = set(problem.pair_at(problem.agreed).tolist())
    held = np.full((len(problem.seats), MOST_SEATS), -1, dtype=np.int64)
    room = problem.experts.quota.copy()
    for pair in sorted(agreed):
        place(held[pairs.county[pair]], pairs.may_sit, pair)
        room[pairs.expert[pair]] -= 1
    for county in range(len(problem.seats)):
        mine = np.arange(start[county], start[county + 1])
        mine = mine[pairs.acceptable[mine] & (room[pairs.expert[mine]] > 0)]
        for pair in mine[np.argsort(-pairs.likes[mine], kind="stable")].tolist():
            if pair not in agreed and place(held[county], pairs.may_sit, pair):
                room[pairs.expert[pair]] -= 1
    county, seat = np.nonzero(held >= 0)
    pair = held[county, seat]
    return replace(
        plan,
        pairs=np.column_stack((county, pairs.expert[pair])),
        seat=seat,
        agreed=np.isin(pair, sorted(agreed)),
    )


def _figures(problem: AdvisoryProblem, plan: AdvisoryPlan) -> dict[str, float]:
    groups = count_groups(problem, plan)
    of_expert, of_county = ranks(problem)
    new = problem.pair_at(plan.pairs[~plan.agreed])
    return {
        "full_groups": int(groups.full.sum()),
        "members": len(plan.pairs),
        "mean_rank_of_experts": round(float(of_expert[new].mean()), 1),
        "mean_rank_of_counties": round(float(of_county[new].mean()), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
