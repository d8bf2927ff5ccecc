"""What every road command says: help, what is missing, heights and memory."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from planner.workspace import Workspace
from tests import toy

COMMANDS = ("show", "routes", "without", "critical", "close", "open", "export")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_has_help(command, lang, capfd, monkeypatch):
    monkeypatch.setenv("PLANNER_LANG", lang)
    with pytest.raises(SystemExit) as stop:
        main(["roads", command, "--help"])
    assert stop.value.code == 0
    out = capfd.readouterr().out
    assert bool(re.search("[一-龥]{2}", out)) == (lang == "zh")


ENOUGH = {
    "routes": ("--out", "o"),
    "without": ("示意大桥",),
    "close": ("坏", "--road", "示意大桥"),
    "open": ("C1",),
    "export": ("--out", "o"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_workspace_and_no_roads_are_said(run, command, tmp_path):
    asked = ("roads", command, *ENOUGH.get(command, ()))
    code, out, err = run(*asked, "--workspace", tmp_path / "no.gpkg")
    assert (code, out) == (2, "")
    assert "no.gpkg" in err
    Workspace(tmp_path / "w.gpkg").replace(toy.layers(), [])
    code, out, err = run(*asked, "--workspace", tmp_path / "w.gpkg", "--lang", "en")
    assert (code, out) == (2, "")
    assert "closure" in err if command == "open" else "no roads" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("without",),
        ("critical", "--most", "0"),
        ("critical", "--most", "many"),
        ("routes", "--from", "moons", "--out", "x"),
        ("close",),
    ],
)
def test_commands_that_make_no_sense_exit_with_two(arguments, capfd):
    with pytest.raises(SystemExit) as stop:
        main(["roads", *arguments])
    assert stop.value.code == 2
    assert "Traceback" not in capfd.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault(workspace):
    command = f"{sys.executable} -m cli.main roads show --workspace '{workspace}'"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | head -c 1"],
        capture_output=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stderr == b""


def test_memory_is_refused_before_it_is_needed(machine, workspace, tmp_path):
    out = tmp_path / "net"
    machine("roads", "export", "--workspace", workspace, "--out", out)
    other = ("--workspace", tmp_path / "o.gpkg", "--most-memory-mb", "1")
    big = tmp_path / "big.graphml"
    text = (out / "network.graphml").read_text(encoding="utf-8")
    big.write_text(text + "<!-- " + "x" * 100_000 + " -->", encoding="utf-8")
    code, data = machine("import", big, *other)
    assert code == 2
    assert data["issues"][0]["rule"] == "graphml_too_large"
    assert json.dumps(data)


def test_heights_go_in_and_come_out(machine, run, store, workspace, tmp_path):
    asc = tmp_path / "高程.asc"
    rows = "\n".join(" ".join(str(9_000 * x) for x in range(40)) for _ in range(4))
    head = "ncols 40\nnrows 4\nxllcorner 106.5\nyllcorner 22.5\ncellsize 0.5\n"
    asc.write_text(head + rows, encoding="ascii")
    on = ("--workspace", workspace)
    level = machine("cover", *store)[1]["covered"]
    code, data = machine("import", asc, *on)
    assert (code, data["committed"], data["heights"]) == (0, True, "高程.asc")
    steep = machine("cover", *store)[1]
    assert steep["covered"] < level
    assert steep["violations"] == []
    assert machine("import", "--no-heights", *on)[0] == 0
    assert machine("cover", *store)[1]["covered"] == level
    code, _, err = run("import", "--no-heights", *on)
    assert code == 2
    assert "高程" in err


def test_the_page_on_the_command_line_names_what_there_is(capfd):
    page = Path(__file__).parents[2] / "docs" / "command_line.md"
    text = page.read_text(encoding="utf-8")
    helps = ""
    own = (
        "demo", "import", "export", "app", "score", "duties", "paper", "site", "assign",
        "pair", "caravans", "tours", "advisory",
    )  # fmt: skip
    for command in (*own, *COMMANDS):
        under = ["roads"] if command in COMMANDS and command != "export" else []
        with pytest.raises(SystemExit):
            main([*under, command, "--help"])
        helps += capfd.readouterr().out
    told = set(re.findall(r"--[a-z-]+[a-z]", text)) - {"--help"}
    assert {option for option in told if option not in helps} == set()
    named = set(re.findall(r"planner roads ([a-z]+)", text))
    assert named == set(COMMANDS)
