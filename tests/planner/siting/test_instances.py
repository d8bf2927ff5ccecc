import json

import numpy as np
import pytest

from benchmarks import siting
from benchmarks.instances import InstanceError, random_graph, read_instance


@pytest.fixture
def orlib(tmp_path):
    def write(text):
        path = tmp_path / "toy.txt"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def sjc(tmp_path):
    def write(text, demand):
        path = tmp_path / "TOY.txt"
        path.write_text(text)
        if demand is not None:
            (tmp_path / "demand-TOY.dat").write_text(demand)
        return path

    return write


def test_orlib_shortest_ways_and_p(orlib):
    instance = read_instance(orlib(" 3 2 1 \n 1 2 5 \n 3 2 4 \n"), "orlib")
    assert instance.name == "toy"
    assert instance.p == 1
    assert instance.travel.tolist() == [[0, 5, 9], [5, 0, 4], [9, 4, 0]]
    assert instance.demand.tolist() == [1, 1, 1]


def test_orlib_last_of_an_edge_counts_either_way_round(orlib):
    text = "3 4 1\n1 2 5\n2 3 4\n2 1 7\n3 3 1\n"
    instance = read_instance(orlib(text), "orlib")
    assert instance.travel[0].tolist() == [0, 7, 11]


def test_orlib_edge_without_length_is_a_way(orlib):
    instance = read_instance(orlib("2 1 1\n1 2 0\n"), "orlib")
    assert instance.travel.tolist() == [[0, 0], [0, 0]]


def test_orlib_no_way_is_infinite(orlib):
    instance = read_instance(orlib("3 1 1\n1 2 5\n"), "orlib")
    assert np.isinf(instance.travel[0, 2])


def test_sjc_places_and_demand(sjc):
    instance = read_instance(sjc("2\n0 0\n3 4\n", "7\n2\n"), "sjc")
    assert instance.travel.tolist() == [[0, 5], [5, 0]]
    assert instance.demand.tolist() == [7, 2]
    assert instance.p is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: expected three numbers"),
        ("2 1\n1 2 5\n", "line 1: expected three numbers"),
        ("2 x 1\n1 2 5\n", "line 1: edges must be a whole number, not 'x'"),
        ("2 1 3\n1 2 5\n", "line 1: p is 3; give 1 to 2"),
        ("2 2 1\n1 2 5\n", "2 edges are announced and 1 follow"),
        ("2 1 1\n\n1 2\n", "line 3: expected two nodes and a length, found '1 2'"),
        ("2 1 1\n1 3 5\n", "line 2: nodes go from 1 to 2"),
        ("2 1 1\n1 2 -5\n", "line 2: nodes go from 1 to 2, and lengths are 0 or more"),
        ("2 1 1\n1 2 nan\n", "line 2: expected two nodes and a length"),
    ],
)
def test_broken_orlib_is_told(orlib, text, told):
    with pytest.raises(InstanceError, match="toy") as caught:
        read_instance(orlib(text), "orlib")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "demand", "told"),
    [
        ("2 1\n0 0\n3 4\n", "7\n2\n", "line 1: expected the number of places"),
        ("3\n0 0\n3 4\n", "7\n2\n", "3 places are announced and 2 follow"),
        ("2\n0 0\n3 4\n", None, "not found. Put the demand of TOY.txt beside it"),
        ("2\n0 0\n3 4\n", "7\n", "2 demands are announced and 1 follow"),
        ("2\n0 0\n3 4\n", "7\n-1\n", "value 2: a demand is negative"),
        ("2\n0 0\n3 4\n", "7\nmany\n", "line 2: expected a demand, found 'many'"),
    ],
)
def test_broken_sjc_is_told(sjc, text, demand, told):
    with pytest.raises(InstanceError, match="TOY") as caught:
        read_instance(sjc(text, demand), "sjc")
    assert told in str(caught.value)


def test_random_graph_is_whole_and_the_same_for_a_seed():
    one, again, other = (random_graph(100, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.travel, again.travel)
    assert not np.array_equal(one.travel, other.travel)
    assert np.array_equal(one.travel, one.travel.T)
    off_diagonal = one.travel[~np.eye(100, dtype=bool)]
    assert off_diagonal.min() >= 1
    assert np.isfinite(off_diagonal).all()
    assert np.array_equal(off_diagonal, np.rint(off_diagonal))


def test_missing_file_is_told(tmp_path):
    with pytest.raises(InstanceError, match=r"gone\.txt: not found"):
        read_instance(tmp_path / "gone.txt", "orlib")


def test_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InstanceError, match="cannot be read"):
        read_instance(path, "sjc")


def test_benchmark_prints_a_line_for_each_question(sjc, capsys):
    path = sjc("4\n0 0\n3 4\n6 8\n30 40\n", "7\n2\n1\n1\n")
    words = ["--model", "mclp", "--format", "sjc", "--radius", "5,1", "--p", "1"]
    assert siting.main([*words, str(path), "--time-limit", "5", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["radius"], line["objective"]) for line in lines] == [(5, 10), (1, 7)]
    names = "instance model p objective bound gap status seconds peak_mb violations"
    assert set(names.split()) <= set(lines[0])
    assert {line["status"] for line in lines} == {"optimal"}
    assert {line["violations"] for line in lines} == {0}


def test_benchmark_takes_p_from_the_file_or_the_command(orlib, capsys):
    path = str(orlib("3 2 2\n1 2 5\n2 3 4\n"))
    words = ["--model", "p_median", "--format", "orlib", "--json", path]
    assert siting.main(words) == 0
    assert siting.main([*words, "--p", "1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["p"], line["objective"]) for line in lines] == [(2, 4), (1, 9)]


def test_benchmark_tells_a_broken_file_without_a_traceback(orlib, capsys):
    path = str(orlib("2 1 1\n1 2 many\n"))
    assert siting.main(["--model", "p_center", "--format", "orlib", path]) == 2
    assert "line 2" in capsys.readouterr().err


def test_benchmark_asks_for_what_is_missing(orlib, capsys):
    path = str(orlib("2 1 1\n1 2 3\n"))
    for words in (["--model", "lscp", "--format", "orlib", path], ["--model", "lscp"]):
        with pytest.raises(SystemExit) as left:
            siting.main(words)
        assert left.value.code == 2
    assert "--radius" in capsys.readouterr().err
