"""What the command line asks can be copied into a file, filled in and given back."""

import tomllib

from cli.commands import _ask
from geo.answers import Question


def file_of(questions):
    lines = "\n".join(_ask(questions, "zh")).splitlines()
    return lines[next(at for at, line in enumerate(lines) if line.startswith("[")) :]


def test_every_question_of_a_file_stands_in_its_one_table():
    found = file_of(
        [
            Question("路.shp", "layer", "", ("roads", "bases"), "roads"),
            Question("路.shp", "crs", "", ("4534", "4545")),
            Question("村.csv", "column", "name", ("名称", "村名"), layer="villages"),
        ]
    )
    tomllib.loads("\n".join(found))
    filled = "\n".join(line.removeprefix("# ") for line in found)
    assert tomllib.loads(filled) == {
        "路.shp": {"layer": "roads", "crs": "…"},
        "村.csv": {"columns": {"name": "…"}},
    }
    assert "4534 | 4545" in filled
