"""Rules on codes of former editions: their successors, and which of the two counts."""

import pandas as pd

from geo.checks.groups import firsts_of, members_of
from geo.checks.survey import Survey
from geo.codes import county_of, successor
from geo.issues import Issue
from geo.row_issues import row_issues
from geo.schemas import LAYERS, LayerName
from geo.terms import TERMS
from geo.words import Phrase

# Codes with digits: only they have a county prefix and a successor.
_CODED: tuple[LayerName, ...] = ("counties", "townships", "villages", "village_areas")


def check_old_code_with_successor(survey: Survey) -> list[Issue]:
    """Codes of a former edition stand, with the new one. Warning, one per county.

    It says which of the two decides: the one that the county layer has.
    """
    issues: list[Issue] = []
    counties = set(survey.layer("counties")["county_code"])
    for name in _given(survey):
        frame = survey.layer(name)
        codes = frame[LAYERS[name].key]
        old = county_of(codes)
        former = [code for code in old.unique() if successor(code) != code]
        rows = old.isin(former) & ~codes.isin(_both(codes))
        members = members_of(old, rows)
        olds = [old.iloc[group[0]] for group in members]
        issues += row_issues(
            "old_code_with_successor", "warning", layer=name, frame=frame,
            rows=firsts_of(members),
            params=lambda shown, olds=olds, members=members: {  # type: ignore[misc]
                "old": olds[: len(shown)],
                "new": [successor(code) for code in olds[: len(shown)]],
                "count": [len(group) for group in members[: len(shown)]],
                "now": [_decides(code, counties) for code in olds[: len(shown)]],
            },
        )  # fmt: skip
    return issues


def check_old_and_new_code(survey: Survey) -> list[Issue]:
    """One place in two rows, under its old code and its new one. Error."""
    issues: list[Issue] = []
    for name in _given(survey):
        frame = survey.layer(name)
        codes = frame[LAYERS[name].key]
        rows = codes.isin(_both(codes)).to_numpy()
        issues += row_issues(
            "old_and_new_code", "error", layer=name, frame=frame, rows=rows,
            params=lambda shown, codes=codes: {  # type: ignore[misc]
                "old": codes.iloc[shown].tolist(),
                "new": [successor(code) for code in codes.iloc[shown]],
            },
        )  # fmt: skip
    return issues


def _given(survey: Survey) -> list[LayerName]:
    return [name for name in _CODED if name in survey.layers]


def _both(codes: pd.Series) -> list[str]:
    """Old codes whose successor is there too."""
    old = county_of(codes)
    former = [code for code in old.unique() if successor(code) != code]
    candidates = codes[old.isin(former)].tolist()
    new = set(codes[old.isin([successor(code) for code in former])])
    return [code for code in candidates if successor(code) in new]


def _decides(old: str, counties: set[str]) -> Phrase:
    """Which code a place is counted under, as :mod:`geo.joins` does it."""
    if old in counties:
        return TERMS["by_old_code"]
    return TERMS["by_new_code" if successor(old) in counties else "by_neither_code"]
