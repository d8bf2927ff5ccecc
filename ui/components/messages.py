"""Errors that are expected, said in words; texts that users supplied, made harmless."""

import html
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from geo.errors import DataError
from geo.words import Lang
from planner.errors import PlanInputError
from ui.text import say

_MOST_LINES = 20
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~^])")


def plain(text: str) -> str:
    """Escape Markdown, so that a text that users supplied stays a text."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def markup(text: str) -> str:
    """Escape HTML."""
    return html.escape(text, quote=True)


@contextmanager
def in_words(lang: Lang) -> Iterator[None]:
    """Show bad data or settings as sentences that say how to mend them.

    What follows inside the block is skipped; the page goes on after it.
    """
    try:
        yield
    except (PlanInputError, DataError) as error:
        st.error("  \n".join(plain(line) for line in lines_of(error, lang)))


def lines_of(error: PlanInputError | DataError, lang: Lang) -> list[str]:
    """One line for each problem of an error, the first twenty."""
    if isinstance(error, DataError):
        lines = [issue.line(lang) for issue in error.issues]
    else:
        lines = error.text(lang).split("\n")
    return first_of(lines, lang)


def first_of(lines: Sequence[str], lang: Lang) -> list[str]:
    """The first twenty lines, and how many more there are."""
    more = len(lines) - _MOST_LINES
    rest = [say("more_lines", lang, count=more)] if more > 0 else []
    return [*lines[:_MOST_LINES], *rest]
