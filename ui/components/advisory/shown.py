"""A matching of advisory groups as the screen shows it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from geo.words import Lang
from planner.advising.answering import AdvisoryAnswer
from planner.advising.choice import AdvisoryChoice
from planner.workspace import Layers
from ui.components import data
from ui.maps.advisory_map import GroupState

T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """The matching on the screen, and what the independent check found.

    Parameters
    ----------
    choice
        What was asked.
    answer
        The matching.
    layers
        Of the workspace as they were when it was made.
    faults
        What breaks a rule; normally nothing.
    made
        Tells this matching from another of the same question.
    """

    choice: AdvisoryChoice
    answer: AdvisoryAnswer
    layers: Layers
    faults: tuple[str, ...]
    made: object = field(default_factory=object)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Groups by county code; see :attr:`AdvisoryAnswer.groups`."""
        return self.answer.groups.set_index("county_code", drop=False).rename_axis(None)

    @cached_property
    def counties(self) -> pd.DataFrame:
        """Counties that are asked about, by code."""
        return self.answer.question.counties.set_index(
            "county_code", drop=False
        ).rename_axis(None)

    @cached_property
    def experts(self) -> pd.DataFrame:
        """Experts by id; see :attr:`AdvisoryAnswer.experts`."""
        return self.answer.experts.set_index("expert_id", drop=False).rename_axis(None)

    def county(self, code: str) -> Mapping[str, Any]:
        """The row of a county that is asked about."""
        return _row(self.counties, code)

    def group(self, code: str) -> Mapping[str, Any]:
        """The row of a county's group."""
        return _row(self.groups, code)

    def expert(self, expert: str) -> Mapping[str, Any]:
        """The row of an expert."""
        return _row(self.experts, expert)

    def members_of(self, county: str) -> pd.DataFrame:
        """Members of a county's group."""
        members = self.answer.members
        return members[members["county_code"] == county]

    def state_of(self, county: str) -> GroupState:
        """How a county stands."""
        if county in self.groups.index:
            group = self.group(county)
            if not group["full"]:
                return "partly" if group["members"] else "none"
            return "agreed" if group["status"] == "agreed" else "new"
        if county not in self.counties.index:
            return "outside"
        row = self.county(county)
        if row["group_id"]:
            return "standing"
        asks = bool(row["eligible"]) and bool(row["application_id"])
        return "waiting" if asks else "outside"


def kept(now: Shown, what: Hashable, make: Callable[[], T]) -> T:
    """Make something once of a matching."""
    return data.kept(("advisory", now.made, what), make)


def missed(now: Shown, lang: Lang) -> pd.DataFrame:
    """What is missing; see :meth:`AdvisoryAnswer.missed`."""
    return kept(now, ("missed", lang), lambda: now.answer.missed(lang))


def waiting(now: Shown, lang: Lang) -> pd.DataFrame:
    """Who waits; see :meth:`AdvisoryAnswer.waiting`."""
    return kept(now, ("waiting", lang), lambda: now.answer.waiting(lang))


def _row(frame: pd.DataFrame, key: str) -> Mapping[str, Any]:
    found: Any = frame.loc[key]
    return dict(found)
