"""Compiling the searches before anybody waits for an answer."""

import numpy as np
from scipy.sparse import csr_array

from planner.siting.annealing import anneal
from planner.siting.center import solve_p_center
from planner.siting.covering import solve_lscp
from planner.siting.curve import cover_curve
from planner.siting.maximal import solve_mclp
from planner.siting.maximal_core import reduce_to_core
from planner.siting.median import solve_p_median
from planner.siting.sites import as_reach, check_sites

_PLACES = 60


def warm_up() -> None:
    """Answer one small question at each door, so that the machine code is there.

    It is kept on disk: what takes some seconds once on a machine takes none later.
    Without it the first answer spends its time limit on compiling.
    """
    rng = np.random.default_rng(1)
    places = rng.uniform(0, 100, (_PLACES, 2))
    apart = places[:, None] - places[None, :]
    travel = np.rint(np.hypot(apart[:, :, 0], apart[:, :, 1]))
    near = as_reach(np.where(travel <= 30, travel, np.inf))
    people = rng.integers(1, 100, _PLACES)
    solve_lscp(near)
    solve_lscp(near, site_cost=people, capacity=np.full(_PLACES, 9))
    solve_mclp(near, people, 4)
    solve_mclp(near, None, 4, capacity=np.full(_PLACES, 5))
    _warm_annealing(near)
    cover_curve(near, people)
    solve_p_median(travel, people, 4)
    solve_p_center(travel, 4)


def _warm_annealing(near: csr_array) -> None:
    """Only large questions come to it by themselves."""
    need = np.ones(_PLACES, dtype=np.int64)
    sites = check_sites(_PLACES, p=3)
    core = reduce_to_core(near, np.ones(_PLACES), sites, need=need)
    opened = np.arange(len(core.site)) < core.p
    anneal(core, opened, steps=10, seed=1)
