"""Problems are checked, and fit has degrees."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from planner.assignment import Fit, degrees, make_people, make_posts, make_problem
from planner.errors import PlanInputError
from planner.problem import UNLIMITED
from planner.verify_assignment import fit_of
from tests.planner.assignment.cases import GRAIN, LIVESTOCK, MAIZE, RICE, reach_of


@pytest.mark.parametrize(
    ("wanted", "known", "fit"),
    [
        (MAIZE, MAIZE, Fit.EXACT),
        (MAIZE | RICE, RICE | LIVESTOCK, Fit.EXACT),
        (MAIZE, GRAIN, Fit.WHOLE),
        (GRAIN, MAIZE, Fit.PART),
        (MAIZE, RICE, Fit.OTHER),
        (MAIZE, 0, Fit.OTHER),
        (0, MAIZE, Fit.ANY),
        (0, 0, Fit.ANY),
    ],
)
def test_degrees(wanted, known, fit):
    found = degrees(np.array([wanted]), np.array([known]))
    assert found.tolist() == [fit]
    assert fit_of(wanted, known) == fit


def test_what_is_left_out_is_filled_in():
    people, posts = make_people(["a", "b"], [1, 2]), make_posts(["v"], [0])
    problem = make_problem(people, posts, reach_of([[5, None]]), limit=30)
    assert (people.capacity == UNLIMITED).all()
    assert people.in_post.all()
    assert posts.weight.tolist() == [1]
    assert posts.placed.all()
    assert problem.accepted.tolist() == [-1]
    assert problem.pins.shape == (0, 2)


def _refused(**changed):
    given = {
        "people": make_people(["a", "b"], [1, 2]),
        "posts": make_posts(["v"], [0]),
        "reach": reach_of([[5, None]]),
        "limit": 30,
    } | changed
    first = [given.pop(name) for name in ("people", "posts", "reach")]
    with pytest.raises(PlanInputError) as error:
        make_problem(*first, **given)
    assert "{" not in error.value.text("zh") + error.value.text("en")
    return [(key, told["name"]) for key, told in error.value.problems]


def test_every_bad_number_is_told_at_once():
    assert _refused(
        people=make_people(["a", "b"], [1, 2], [-1, 2]),
        posts=make_posts(["v"], [0], weight=[-1]),
        reach=csr_array(np.array([[np.nan, 3]])),
        limit=-1,
        pins=[(1, 0)],
        bans=[(0, 2)],
        last_year=[(7, 1), (-1, 0)],
        accepted=[2],
    ) == [
        ("assignment_bad_numbers", "reach"),
        ("assignment_bad_numbers", "limit"),
        ("assignment_bad_numbers", "people.capacity"),
        ("assignment_bad_numbers", "posts.weight"),
        ("assignment_bad_positions", "pins"),
        ("assignment_bad_positions", "bans"),
        ("assignment_bad_positions", "last_year"),
        ("assignment_bad_positions", "accepted"),
    ]


def test_places_too_large_to_be_told_apart_from_one_another_are_refused():
    assert _refused(
        people=make_people(["a", "b"], [1, 2]),
        posts=make_posts(["v"], [0], place=[2**62]),
        reach=reach_of([[5, 5]]),
        last_year=[(2**62, 1)],
    ) == [
        ("assignment_bad_numbers", "posts.place"),
        ("assignment_bad_positions", "last_year"),
    ]


def test_every_bad_size_is_told_at_once():
    assert _refused(
        people=make_people(["a", "b"], [1, 2, 3]),
        posts=make_posts(["v"], [0], tier=["x", "y"]),
        reach=reach_of([[5]]),
        accepted=[0, 0],
    ) == [
        ("assignment_bad_size", "people.trades"),
        ("assignment_bad_size", "posts.tier"),
        ("assignment_bad_size", "accepted"),
        ("assignment_bad_size", "reach"),
    ]


def test_pairs_stored_twice_are_added_up_and_the_given_matrix_stays():
    twice = csr_array((np.array([10, 10]), np.array([0, 0]), np.array([0, 2])), (1, 1))
    problem = make_problem(
        make_people(["a"], [1]), make_posts(["v"], [0]), twice, limit=30
    )
    assert problem.reach.data.tolist() == [20]
    assert twice.nnz == 2
