"""Codes that experts list, turned to who means a county, and in which place."""

from collections.abc import Iterable, Sequence

import numpy as np

from geo.schemas import split_list
from planner.advising.standing import COUNTY
from planner.advising.wishes import MOST_WISHES
from planner.advisory.problem import Ints
from planner.programmes.schema import NATION

_DIGITS = (2, 4, COUNTY)


class CodeLists:
    """Lists of unit codes, one for each expert; a code means all below it.

    Parameters
    ----------
    lists
        Codes joined, shape (e,).
    """

    def __init__(self, lists: Iterable[str]) -> None:
        self._lists = [split_list(text) for text in lists]
        self._by_code: dict[str, list[tuple[int, int]]] = {}
        for at, codes in enumerate(self._lists):
            for place, code in enumerate(codes):
                self._by_code.setdefault(code[:COUNTY], []).append((at, place))

    def places(self, county: str) -> dict[int, int]:
        """First place at which each expert's list means a county, by position."""
        found: dict[int, int] = {}
        for code in (NATION, *(county[:digits] for digits in _DIGITS)):
            for at, place in self._by_code.get(code, ()):
                found[at] = min(place, found.get(at, place))
        return found

    def naming(self, county: str) -> Ints:
        """Positions of those whose list means a county."""
        return np.array(sorted(self.places(county)), dtype=np.int64)

    @property
    def lengths(self) -> Ints:
        """Codes on each list, shape (e,)."""
        return np.array([len(codes) for codes in self._lists], dtype=np.int64)


def wish_for(county: str, accepts: CodeLists, declines: Ints) -> Ints:
    """How much each expert would come to a county.

    Parameters
    ----------
    county
        Its code.
    accepts
        Where they would go, in order of wish; an empty list means anywhere.
    declines
        Positions of those who would not go to this one.

    Returns
    -------
    numpy.ndarray
        The more the earlier, 0 of those who say nothing, -1: would not come; shape
        (e,).
    """
    wish = np.where(accepts.lengths == 0, 0, -1)
    for at, place in accepts.places(county).items():
        wish[at] = max(MOST_WISHES - 1 - place, 0)
    wish[declines] = -1
    return wish


def positions(ids: Sequence[str]) -> dict[str, int]:
    """Position of each id."""
    return {one: at for at, one in enumerate(ids)}
