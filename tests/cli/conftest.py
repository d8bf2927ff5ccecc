"""Commands as they are called, in a folder of their own."""

import json

import pytest

from cli.main import main


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
