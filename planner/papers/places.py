"""The place a paper is about, and the coverage of its villages."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.words import Lang
from planner.errors import PlanInputError
from planner.report import CoverageReport
from planner.wording import reason_label

PlaceLevel = Literal["city", "county", "village"]
_LEVELS: dict[int, PlaceLevel] = {4: "city", 6: "county", 12: "village"}
_COLUMNS: dict[PlaceLevel, str] = {"city": "city_code", "county": "county_code"}


@dataclass(frozen=True)
class Place:
    """A city, county or village, with what the report says of its villages."""

    code: str
    level: PlaceLevel
    name: str
    report: CoverageReport

    @cached_property
    def villages(self) -> gpd.GeoDataFrame:
        """Rows of :attr:`planner.report.CoverageReport.villages` that lie in it."""
        villages = self.report.villages
        if self.level == "village":
            return villages.loc[[self.code]]
        return villages[(villages[_COLUMNS[self.level]] == self.code).to_numpy()]

    @property
    def office_of(self) -> str:
        """The place whose office signs: of a village its county."""
        if self.level != "village":
            return self.name
        return str(self.villages["county_name"].iloc[0])

    @cached_property
    def rows(self) -> Any:  # noqa: ANN401 - array of positions
        """Positions of its villages in the report."""
        inside = self.report.villages.index.isin(self.villages.index)
        return np.flatnonzero(inside)

    @property
    def counts(self) -> dict[str, int]:
        """Villages, poor ones, and how many are asked for, covered and uncovered."""
        status = self.villages["status"].value_counts()
        covered = int(status.get("covered", 0))
        uncovered = int(status.get("uncovered", 0))
        return {
            "villages": len(self.villages),
            "poor": int(self.villages["is_poor"].sum()),
            "asked": covered + uncovered,
            "covered": covered,
            "uncovered": uncovered,
        }

    @property
    def uncovered(self) -> gpd.GeoDataFrame:
        """Its uncovered villages, in code order."""
        return self.villages[self.villages["status"] == "uncovered"].sort_index()

    def reasons(self) -> dict[str, int]:
        """How many of its villages each reason holds back, most first."""
        counts = self.uncovered["reason"].value_counts(sort=False)
        # By name where counts are equal, so that a paper does not depend on the rows.
        most = counts.sort_index().sort_values(ascending=False, kind="stable")
        return {str(reason): int(count) for reason, count in most.items()}

    def counties(self, lang: Lang) -> pd.DataFrame:
        """Figures of its counties, indexed by code: a row each, largest reason last."""
        table = self.report.units("county")
        own = self.villages["county_code"].unique()
        inside = table.index.isin(own)
        if self.level == "city":
            inside |= table.index.str.startswith(self.code)
        table = table[inside]
        poor = self.villages.groupby("county_code")["is_poor"].sum()
        reasons = [name for name in self.report.reasons() if name in table]
        top = pd.Series("", index=table.index, dtype=object)
        if reasons:
            held = table[reasons].max(axis=1) > 0
            most = table[reasons].idxmax(axis=1)
            top = most.map(lambda name: reason_label(name, lang)).where(held, "")
        poor = poor.reindex(table.index).fillna(0).astype(int)
        return table.assign(poor=poor, top_reason=top)


def place_of(report: CoverageReport, code: str = "") -> Place:
    """Find a place in a report; without a code, the city with the most villages.

    Raises
    ------
    PlanInputError
        If the report has no such city, county or village.
    """
    villages = report.villages
    if not code:
        code = str(villages["city_code"].value_counts().sort_index().idxmax())
    level = _LEVELS.get(len(code))
    if level == "village":
        names = villages["name"].to_dict() if code in villages.index else {}
    elif level is not None:
        names = report.units(level)["name"].to_dict()
    else:
        names = {}
    if level is None or code not in names:
        known = sorted({*villages["city_code"], *villages["county_code"]})
        raise PlanInputError(
            [("paper_unknown_place", {"code": code, "known": ", ".join(known[:20])})]
        )
    return Place(code, level, str(names[code]) or code, report)
