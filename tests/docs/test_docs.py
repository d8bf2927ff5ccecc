"""The docs say what the code does."""

import re
from pathlib import Path

import pytest

from geo.schemas import LAYERS
from planner.reasons import REASONS
from scripts.build_docs import pages

ROOT = Path(__file__).parents[2]
MARKDOWN = sorted(
    path.relative_to(ROOT)
    for path in (ROOT, ROOT / "docs")
    for path in path.rglob("*.md")
    if not {".venv", ".cache", "workspaces", "node_modules"} & set(path.parts)
)


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_page_is_up_to_date(name):
    """`python scripts/build_docs.py` has been run since the declarations changed."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name]


def test_every_column_is_documented():
    text = (ROOT / "docs" / "data_format.md").read_text(encoding="utf-8")
    for layer in LAYERS.values():
        for column in layer.columns:
            assert f"| `{column.name}` |" in text


def test_every_reason_is_documented():
    text = (ROOT / "docs" / "planning_model.md").read_text(encoding="utf-8")
    assert [reason for reason in REASONS if reason and f"`{reason}`" not in text] == []


def test_readme_names_both_commands_and_shows_a_picture():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make app" in text
    assert "make test" in text
    picture = re.search(r"!\[[^\]]*\]\(([^)]+\.png)\)", text)
    assert picture
    assert (ROOT / picture[1]).is_file()


@pytest.mark.parametrize("page", MARKDOWN, ids=str)
def test_links_between_pages_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    broken = [t for t in targets if not ((ROOT / page).parent / t).exists()]
    assert broken == []
