"""What holds for the whole house, whoever builds in it."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from geo.crs import three_degree_codes, zoned
from geo.words import placeholders

ROOT = Path(__file__).parents[1]
ROOMS = ("geo", "planner", "cli", "ui")
SOURCES = [
    path for room in (*ROOMS, "scripts") for path in sorted((ROOT / room).rglob("*.py"))
] + [ROOT / "streamlit_app.py"]
WORDS = [
    *sorted((ROOT / "geo" / "messages").glob("*.toml")),
    *sorted((ROOT / "planner" / "messages").glob("*.toml")),
    *sorted((ROOT / "ui" / "text").glob("*.toml")),
]
# Geographic, projected and Web systems met in this house, by number.
_ZONES = [*range(13, 24), *range(25, 46)]
EPSG_CODES = {"4326", "4490", "3857", "4480", "4979", *three_degree_codes()} | {
    str(found.to_epsg()) for zone in _ZONES if (found := zoned(zone)) is not None
}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def codes_in(tree):
    """Numbers of systems, alone or in a text that is not for people."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        )
        and ast.get_docstring(node) is not None
    }
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and id(node) not in prose
        and (
            str(node.value) in EPSG_CODES
            or re.search(r"EPSG:\s*\d", str(node.value), re.IGNORECASE)
        )
    ]


def prints_in(tree):
    return [
        f"line {node.lineno}: {node.func.id}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "breakpoint", "eval", "exec")
    ]


def test_the_tests_see_the_house():
    assert len(SOURCES) > 40
    assert len(WORDS) > 5


def test_only_geo_crs_writes_an_epsg_code():
    """As a number or in a text that is not for people (a docstring or a comment)."""
    found = {
        name_of(path): codes
        for path in SOURCES
        if path != ROOT / "geo" / "crs.py" and (codes := codes_in(tree_of(path)))
    }
    assert found == {}


def test_the_check_for_codes_can_fail():
    assert codes_in(ast.parse('CRS = "epsg: 9999"')) != []
    assert codes_in(ast.parse("CRS = 4490")) != []


def test_libraries_do_not_print():
    found = {
        name_of(path): calls
        for path in SOURCES
        if name_of(path).split("/")[0] in ("geo", "planner", "ui")
        and (calls := prints_in(tree_of(path)))
    }
    assert found == {}


def test_modules_stay_small():
    sizes = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
    }
    assert {name: size for name, size in sizes.items() if size > 450} == {}


@pytest.mark.parametrize("path", WORDS, ids=name_of)
def test_every_sentence_is_there_in_both_languages(path):
    faults = []
    for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        parts = {field.removesuffix("zh").removesuffix("en") for field in entry}
        faults += [
            f"{key}: {field}" for field in entry if field[-2:] not in ("zh", "en")
        ]
        for part in parts:
            zh, en = entry.get(f"{part}zh"), entry.get(f"{part}en")
            if zh is None or en is None:
                faults.append(f"{key}: {part}zh or {part}en is missing")
            elif placeholders(zh) != placeholders(en):
                faults.append(f"{key}: {part}zh and {part}en differ in placeholders")
            elif bool(zh.strip()) != bool(en.strip()):
                faults.append(f"{key}: one of {part}zh and {part}en is empty")
    assert faults == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "geo" / "messages").glob("*.toml")), ids=name_of
)
def test_every_issue_says_how_to_mend_it(path):
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    no_issues = ("question_", "paper_")
    missing = [
        key
        for key, entry in entries.items()
        if not key.startswith(no_issues) and "mend_zh" not in entry
    ]
    assert missing == []


def test_every_issue_made_in_geo_has_its_words():
    declared = {
        key
        for path in sorted((ROOT / "geo" / "messages").glob("*.toml"))
        for key in tomllib.loads(path.read_text(encoding="utf-8"))
    }
    makers = ("Issue", "row_issues", "refuse")
    unknown = [
        f"{name_of(path)}:{node.lineno} {node.args[0].value}"
        for path in sorted((ROOT / "geo").rglob("*.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in makers
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in declared
    ]
    assert unknown == []
