"""Every word is declared in both languages, and nowhere else."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from geo.words import placeholders
from ui.text import WORDS, say

UI = Path(__file__).parents[2] / "ui"
CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
CODE = [
    *sorted(UI.glob("components/**/*.py")),
    *sorted(UI.glob("pages/*.py")),
    UI.parent / "streamlit_app.py",
]
OURS = (
    "app", "rule", "overview", "gap", "roads", "records", "data", "export", "duties",
    "papers", "bases", "roster", "outings", "tours", "advisory",
)  # fmt: skip


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def literals(path):
    """String constants of a module that are not docstrings."""
    tree = tree_of(path)
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]


@cache
def said(path):
    """First arguments of ``say`` in a module: (constants, patterns with holes)."""
    tree = tree_of(path)
    whole, holed = set(), set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "say" or not node.args:
            continue
        key = node.args[0]
        for part in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
            if isinstance(part, ast.Constant):
                whole.add(part.value)
            elif isinstance(part, ast.JoinedStr):
                holed.add(
                    "".join(
                        re.escape(piece.value)
                        if isinstance(piece, ast.Constant)
                        else ".+"
                        for piece in part.values
                    )
                )
    return whole, holed


def test_both_languages_say_the_same():
    """Both sentences are there, not empty, with the same placeholders."""
    entries = {key: WORDS.entry(key) for key in WORDS.keys()}  # noqa: SIM118
    assert len(entries) > 1000
    empty = [
        key for key, entry in entries.items()
        if not (entry["zh"].strip() and entry["en"].strip())
    ]  # fmt: skip
    assert empty == []
    differ = [
        key for key, entry in entries.items()
        if placeholders(entry["zh"]) != placeholders(entry["en"])
    ]  # fmt: skip
    assert differ == []


def chinese(path):
    return [text for text in literals(path) if CHINESE.search(text)]


def test_no_chinese_outside_the_texts():
    assert {path.name: texts for path in CODE if (texts := chinese(path))} == {}


def test_the_check_for_chinese_can_fail(tmp_path):
    path = tmp_path / "page.py"
    path.write_text('"""文档"""\nst.write("你好")\n', encoding="utf-8")
    assert chinese(path) == ["你好"]


def test_every_key_that_is_said_is_declared():
    keys = WORDS.keys()
    undeclared = {
        (path.name, key) for path in CODE for key in said(path)[0] if key not in WORDS
    }
    assert undeclared == set()
    unmatched = {
        (path.name, pattern)
        for path in CODE
        for pattern in said(path)[1]
        if not any(re.fullmatch(pattern, key) for key in keys)
    }
    assert unmatched == set()


def test_no_declared_text_is_left_unsaid():
    """Words of these pages that no page says would rot."""
    texts = {text for path in CODE for text in literals(path)}
    patterns = set()
    for path in CODE:
        whole, holed = said(path)
        texts |= whole
        patterns |= holed
    ours = {
        key
        for name in OURS
        for key in tomllib.loads((UI / f"text/{name}.toml").read_text("utf-8"))
    }
    unsaid = [
        key
        for key in sorted(ours - texts)
        if not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unsaid == []


def test_chinese_texts_hold_no_english_sentence():
    """A zh text may name a format or a product, but not speak English."""
    english = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
    found = [
        key
        for name in OURS
        for key in tomllib.loads((UI / f"text/{name}.toml").read_text("utf-8"))
        if english.search(WORDS.entry(key)["zh"])
    ]
    assert found == []


def test_a_value_is_never_read_as_a_format():
    """What a user wrote is shown as it is."""
    shown = say("bad_link", "zh", names="{0.__class__} %s")
    assert "{0.__class__} %s" in shown


@pytest.mark.parametrize("path", sorted(UI.glob("pages/*.py")), ids=lambda p: p.name)
def test_pages_are_short_and_only_draw(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    assert not re.search(r"^(import|from) (pandas|shapely|geopandas)", text, re.M)


def test_caching_stands_in_one_place():
    """Everything cached by data stands in data.py; the shell installs files once."""
    cached = {
        path.name for path in CODE if "st.cache_" in path.read_text(encoding="utf-8")
    }
    assert cached == {"data.py", "shell.py"}
