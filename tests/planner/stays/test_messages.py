"""Every sentence the tours are refused with is there, in both languages."""

import re
from pathlib import Path

import pytest

import planner
from planner.errors import WORDS

HOME = Path(planner.__file__).parent
# Keys of problems, as they stand in a pair; issues of files are of another kind.
RAISED = re.compile(r'(?:yield|\(|key =|else)\s*"((?:stays|tours)_(?!back_)[a-z_]+)"')
KEYS = sorted(
    {
        key
        for folder in ("stays", "tours")
        for path in (HOME / folder).glob("*.py")
        for key in RAISED.findall(path.read_text(encoding="utf-8"))
    }
)


def test_the_keys_are_found():
    assert {"tours_bookings_clash", "tours_no_months", "stays_bad_year"} <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_both_languages(key):
    entry = WORDS.entry(key)
    assert entry["zh"]
    assert entry["en"]
