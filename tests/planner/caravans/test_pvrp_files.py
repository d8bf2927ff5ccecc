"""Cordeau's format, the check of routes against it, and a whole run."""

import json

import pytest

from benchmarks.instances import InstanceError
from benchmarks.pvrp import main, question
from benchmarks.pvrp_files import best_known, read_periodic, wrong_routes

# Two vehicles, three customers, two days: the first day is the higher bit.
TEXT = """1 2 3 2
0 10
50 10
 0 0 0 0 0 0 0
 1 3 4 1 6 1 2 1 2
 2 3 0 0 6 2 1 3
 3 0 4 2 5 1 1 2
"""
RIGHT = {(0, 0): [2], (0, 1): [3], (1, 0): [1], (1, 1): [2]}
COST = 6 + 8 + 10 + 6


@pytest.fixture
def path(tmp_path):
    (tmp_path / "toy").write_text(TEXT)
    (tmp_path / "best_known.csv").write_text("instance,best_known\ntoy,30\n")
    return tmp_path / "toy"


def test_what_a_file_says(path):
    instance = read_periodic(path)
    assert (instance.vehicles, instance.days) == (2, 2)
    assert instance.limits == ((float("inf"), 10), (50, 10))
    assert best_known(path) == 30
    problem = question(instance)
    assert problem.tasks.patterns == (((1,), (0,)), ((0, 1),), ((0,),))
    # Days of different limits have vehicles of their own.
    assert problem.vans.works.sum() == 4


@pytest.mark.parametrize(
    ("routes", "cost", "told"),
    [
        (RIGHT, COST, []),
        (RIGHT, COST + 0.1, ["cost"]),
        ({**RIGHT, (0, 0): [2, 3], (0, 1): []}, 12 + 10 + 6, ["day 0, vehicle 0"]),
        ({**RIGHT, (2, 0): []}, COST, ["no vehicle 0 on day 2"]),
        ({**RIGHT, (1, 1): []}, COST - 6, ["customer 2"]),
        ({**RIGHT, (0, 1): [], (1, 0): [1, 3]}, 24, ["day 1, vehicle 0", "customer 3"]),
        ({**RIGHT, (0, 1): [3, 3]}, COST, ["customer 3"]),
    ],
)
def test_routes_that_break_what_the_file_says(path, routes, cost, told):
    found = list(wrong_routes(read_periodic(path), routes, cost))
    assert len(found) == len(told)
    assert all(map(str.startswith, found, told)), found


def test_a_route_that_is_too_long(path):
    path.write_text(TEXT.replace("50 10", "10.5 10"))
    found = list(wrong_routes(read_periodic(path), RIGHT, COST))
    assert found == ["day 1, vehicle 0: 11.0 is too long"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("4 2 3 2\n", "type 0 or 1"),
        ("1 2 3\n", "4 numbers"),
        ("1 2 x 2\n", "'x'"),
        (TEXT.replace(" 3 0 4 2 5 1 1 2\n", ""), "lines"),
        (TEXT.replace("2 1 3\n", "2 1 2\n"), "line 6"),
        (TEXT.replace("2 1 3\n", "2 1 7\n"), "line 6"),
        (TEXT.replace("2 1 3\n", "2 2 3\n"), "line 6"),
    ],
)
def test_a_file_that_is_no_such_instance(path, text, told):
    path.write_text(text)
    with pytest.raises(InstanceError, match=told):
        read_periodic(path)


def test_figures_of_a_run(path, capsys):
    assert main([str(path), "--time-limit", "0.2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["instance"] == "toy"
    assert (figures["feasible"], figures["violations"]) == (True, 0)
    assert figures["cost"] == pytest.approx(COST)
    assert figures["gap"] == pytest.approx(0)
    assert main([str(path.with_name("none")), "--json"]) == 2
