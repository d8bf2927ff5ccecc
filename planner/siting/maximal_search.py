"""The best plan of a maximal covering core, with a proved bound.

Plans come from greedy, exchange and annealing, the bound from Lagrangian relaxation;
each round starts the one from what the other found. Columns whose change would bring
the bound below the best plan are settled, and HiGHS takes what is left where that is
little.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.milp import Numbers, solve
from planner.problem import Flags
from planner.siting.annealing import anneal, may_anneal
from planner.siting.lagrangian import Relaxed, first_multipliers, relax
from planner.siting.maximal_core import Core, settle
from planner.siting.maximal_model import core_model, core_values, first_plan_model
from planner.siting.plan import Watch
from planner.siting.swapping import improve

_ROUNDS, _ITERATIONS = 6, 250
# Rounds after the first continue where it ended, with shorter steps.
_FIRST_STEP, _NEXT_STEP = 1.5, 0.3
# Pairs of demand and site that HiGHS is given; pairs gone through between two looks at
# the clock; rounds of disturbing without a better plan, where HiGHS is not asked.
_MOST_PAIRS, _PAIRS_A_LOOK, _IDLE_ROUNDS = 400_000, 4_000_000, 12
_MOST_KICKS = 10
# Exchanges weighed in each annealing where HiGHS is not asked, and how hot each begins.
_STEPS, _HEATS = 700_000, (0.1, *(0.05,) * 12)
# Seconds for a plan that keeps what groups ask for, which is found at once.
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Found:
    """A plan of a core.

    Parameters
    ----------
    opened
        Columns opened, shape (k,).
    covered
        All demand covered, the base included.
    bound
        What no plan betters; equal to what is covered once proved.
    multipliers
        Of the rows, to begin with next time.
    """

    opened: Flags
    covered: float
    bound: float
    multipliers: Numbers


def first_plan(core: Core) -> Flags | None:
    """Columns to begin with: none, or what groups ask for; None where no plan is."""
    nothing = np.zeros(len(core.site), dtype=bool)
    if core.p < 0 or core.budget < -1e-9:
        return None
    if not any(group.least for group in core.groups):
        return nothing
    answer = solve(first_plan_model(core), time_limit_s=_PATIENCE_S)
    return np.asarray(answer.values > 0.5) if answer.is_found else None


def search(
    core: Core,
    opened: Flags,
    *,
    until: float,
    seed: int = 0,
    multipliers: Numbers | None = None,
    watch: Watch | None = None,
) -> Found:
    """Cover the most.

    Parameters
    ----------
    core
        The question.
    opened
        Columns to begin with, which keep every rule.
    until
        Reading of ``time.perf_counter`` at which to stop.
    seed
        For what is drawn at random.
    multipliers
        To begin with.
    watch
        Told of the progress; True stops the search.
    """
    kicks = _kicks(core)
    best, covered = improve(core, opened)
    first = first_multipliers(core) if multipliers is None else multipliers
    if core.p == 0 or not (core.price <= core.budget).any():
        return Found(best, covered, covered, first)
    relaxed = relax(core, covered, first, iterations=1)
    found = Found(best, covered, relaxed.bound, first)
    step = _FIRST_STEP if multipliers is None else _NEXT_STEP
    for turn in range(_ROUNDS):
        if _is_done(core, found, until, watch):
            return _proved(core, found)
        before = found
        relaxed = relax(
            core,
            found.covered,
            found.multipliers,
            iterations=_ITERATIONS,
            first_step=step,
        )
        found = _with(core, found, relaxed, kicks, seed + turn)
        step = _NEXT_STEP
        if turn and before.bound - found.bound < 1e-4 * (found.bound - found.covered):
            break
    if _is_done(core, found, until, watch):
        return _proved(core, found)
    return _finish(core, found, relaxed, until=until, seed=seed, watch=watch)


def _kicks(core: Core) -> int:
    return min(1 + _PAIRS_A_LOOK // max(int(core.cover.nnz), 1), _MOST_KICKS)


def _with(core: Core, found: Found, relaxed: Relaxed, kicks: int, seed: int) -> Found:
    """Take over a lower bound, and begin exchanges where it was found."""
    if _keeps_rules(core, relaxed.taken):
        other = improve(core, relaxed.taken, kicks=kicks, seed=seed)
        found = _better(found, *other)
    bound = min(found.bound, relaxed.bound)
    return replace(found, bound=bound, multipliers=relaxed.multipliers)


def _keeps_rules(core: Core, opened: Flags) -> bool:
    return (
        not core.groups
        and int(opened.sum()) <= core.p
        and float(core.price[opened].sum()) <= core.budget + 1e-9
    )


def _is_done(core: Core, found: Found, until: float, watch: Watch | None) -> bool:
    if found.bound < found.covered + core.step * 0.999:
        return True
    if time.perf_counter() >= until:
        return True
    return watch is not None and watch(found.covered, found.bound)


def _proved(core: Core, found: Found) -> Found:
    """Let the bound say that nothing better exists where it says so nearly."""
    is_proved = found.bound < found.covered + core.step * 0.999
    bound = found.covered if is_proved else found.bound
    return Found(found.opened, found.covered, bound, found.multipliers)


def _finish(
    core: Core,
    found: Found,
    relaxed: Relaxed,
    *,
    until: float,
    seed: int,
    watch: Watch | None,
) -> Found:
    """Settle what no better plan changes, and solve or disturb the rest."""
    no_better = relaxed.bound - relaxed.loss < found.covered + core.step * 0.999
    rest = settle(core, no_better & relaxed.taken, no_better & ~relaxed.taken)
    # Without demand left to cover, the best plan is one of those looked at already.
    nothing_left = len(rest.weight) == 0 and rest.base <= found.covered
    if nothing_left or rest.p < 0 or rest.budget < -1e-9:
        return Found(found.opened, found.covered, found.covered, found.multipliers)
    if rest.cover.nnz > _MOST_PAIRS:
        return _disturb(core, found, until=until, seed=seed, watch=watch)
    settled = np.zeros(len(core.site), dtype=bool)
    settled[no_better & relaxed.taken] = True
    begin = core_values(rest, found.opened[rest.site].astype(np.float64))
    answer = solve(
        core_model(rest),
        time_limit_s=until - time.perf_counter(),
        start=begin,
        seed=seed,
        watch=_told_of_all(found, rest.base, watch),
    )
    bound, opened, covered = found.bound, found.opened, found.covered
    if answer.status == "infeasible":
        return _proved(core, Found(opened, covered, covered, found.multipliers))
    if not np.isnan(answer.bound):
        bound = min(bound, max(covered, core.tighten(answer.bound + rest.base)))
    if answer.is_found:
        settled[rest.site[answer.values[: len(rest.site)] > 0.5]] = True
        other, much = improve(core, settled)
        if much > covered:
            opened, covered = other, much
    if answer.status == "optimal":
        bound = covered
    return _proved(core, Found(opened, covered, max(bound, covered), found.multipliers))


def _told_of_all(found: Found, base: float, watch: Watch | None) -> Watch | None:
    """What the solver says of the rest, told as of the whole."""
    if watch is None:
        return None

    def tell(objective: float, bound: float) -> bool:
        covered, most = found.covered, found.bound
        if np.isfinite(objective):
            covered = max(covered, objective + base)
        if np.isfinite(bound):
            most = max(min(most, bound + base), covered)
        return watch(covered, most)

    return tell


def _disturb(
    core: Core, found: Found, *, until: float, seed: int, watch: Watch | None
) -> Found:
    """Disturb and improve the best plan until that has long been no use."""
    if may_anneal(core) and found.opened.any():
        return _annealed(core, found, until=until, seed=seed, watch=watch)
    idle, turn = 0, 0
    while idle < _IDLE_ROUNDS and not _is_done(core, found, until, watch):
        turn += 1
        before = found.covered
        other = improve(core, found.opened, kicks=100, seed=seed + 100 + turn)
        found = _better(found, *other)
        idle = 0 if found.covered > before + core.step * 0.5 else idle + 1
    return _proved(core, found)


def _annealed(
    core: Core, found: Found, *, until: float, seed: int, watch: Watch | None
) -> Found:
    """Look for a better plan by annealing, at first far from it, then near."""
    for turn, hot in enumerate(_HEATS):
        if _is_done(core, found, until, watch):
            break

        def stop(covered: float, so_far: Found = found) -> bool:
            best = replace(so_far, covered=max(covered, so_far.covered))
            return _is_done(core, best, until, watch)

        met, _ = anneal(
            core, found.opened, steps=_STEPS, hot=hot, seed=seed + turn, stop=stop
        )
        found = _better(found, *improve(core, met))
    return _proved(core, found)


def _better(found: Found, opened: Flags, covered: float) -> Found:
    """A plan in the place of the best one, if it covers more."""
    if covered <= found.covered:
        return found
    return replace(found, opened=opened, covered=covered)
