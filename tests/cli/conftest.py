"""Commands as they are called, in a folder of their own."""

import json
import shutil
from pathlib import Path

import pytest

from cli.main import main
from tests.cli.road_options import DAY, RULE
from tests.planner import roads


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANNER_LANG", raising=False)


@pytest.fixture
def run(capfd):
    """Run a command; exit code, standard output and standard error."""

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        told = capfd.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def machine(run):
    """Run a command with ``--json``; exit code and what it says."""

    def call(*arguments):
        code, out, err = run(*arguments, "--json")
        assert "Traceback" not in err
        return code, json.loads(out)

    return call


@pytest.fixture(scope="session")
def toy_on_roads(tmp_path_factory):
    return roads.workspace_of(tmp_path_factory.mktemp("toy")).path


@pytest.fixture
def workspace(toy_on_roads, tmp_path):
    """The toy region with its roads; to be changed by this test alone."""
    return Path(shutil.copy2(toy_on_roads, tmp_path))


@pytest.fixture
def store(workspace, tmp_path):
    """Options that name the workspace and the rule of 30 minutes."""
    rule = tmp_path / "规则.toml"
    rule.write_text(RULE, encoding="utf-8")
    return ("--workspace", workspace, "--rule", rule, *DAY)
