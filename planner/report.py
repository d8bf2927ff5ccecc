"""The coverage report: a verdict joined back to names, rolled up, and put in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, LayerName
from geo.travel import StraightLine, Travel
from geo.words import Lang
from planner.coverage import Verdict, judge
from planner.errors import PlanInputError
from planner.problem import COMMISSIONER, from_layers
from planner.reasons import REASON_AT, REASONS
from planner.rule import Rule
from planner.travelling import TravelChoice, travel_for
from planner.wording import Explanation, explain_village
from planner.workspace import COVERAGE_LAYERS, Layers, Workspace

Level = Literal["township", "county", "city", "all"]
Status = Literal["covered", "uncovered", "not_asked"]
_ROADS = TravelChoice()


@dataclass(frozen=True)
class CoverageReport:
    """What planners read: one row per village, rolled up to any level.

    Parameters
    ----------
    verdict
        The verdict behind every number.
    layers
        The layers it was made from, keys as columns.
    data_version
        Content hash of the layers, to know a stale report.
    """

    verdict: Verdict
    layers: Mapping[LayerName, gpd.GeoDataFrame]
    data_version: str

    @property
    def is_complete(self) -> bool:
        """Whether every village the rule asks for is covered."""
        return self.verdict.is_complete

    @cached_property
    def villages(self) -> gpd.GeoDataFrame:
        """One row per village of the register, indexed by ``village_code``.

        Columns: those of the register, ``township_name``, ``county_name``,
        ``city_code``, ``status`` (:data:`Status`), ``servers`` (count), ``server_id``,
        ``server`` (name), ``server_kind``, ``travel`` (minutes or kilometres of the
        nearest server, or of the nearest option where uncovered), ``option`` (name of
        that option), ``reason``, ``road_km`` (to the nearest road; NaN where that is
        not measured); points in :data:`geo.crs.STORAGE_CRS`.
        """
        verdict = self.verdict
        providers = verdict.problem.providers
        frame = self.layers["villages"].set_index("village_code")
        names = {level: self._unit_names(level) for level in ("township", "county")}
        cost = np.where(verdict.covered, verdict.server_cost, verdict.option_cost)
        return frame.assign(
            township_name=_named(frame, "township", names["township"]),
            county_name=_named(frame, "county", names["county"]),
            city_code=self._unit_codes("city").to_numpy(),
            status=np.select(
                [verdict.covered, verdict.in_set], ["covered", "uncovered"], "not_asked"
            ),
            servers=np.bincount(verdict.serving[:, 0], minlength=len(frame)),
            server_id=_pick(providers.ids, verdict.server),
            server=_pick(providers.names, verdict.server),
            server_kind=_pick(providers.kinds, verdict.server),
            servers_all=self._all_servers(),
            travel=_for_people(cost, verdict.rule.unit),
            option=_pick(providers.names, verdict.option),
            reason=np.array(REASONS, dtype=object)[verdict.reason],
            road_km=np.round(
                np.where(np.isfinite(verdict.road_m), verdict.road_m, np.nan) / 1000, 2
            ),
        )

    def _all_servers(self) -> Any:  # noqa: ANN401 - array of objects
        """Names of every provider that serves each village, joined."""
        verdict = self.verdict
        names = np.full(len(verdict.in_set), "", dtype=object)
        for village, provider in verdict.serving.tolist():
            name = str(verdict.problem.providers.names[provider])
            before = names[village]
            names[village] = f"{before}{LIST_SEPARATOR}{name}" if before else name
        return names

    def units(self, level: Level, *, county: str = "") -> pd.DataFrame:
        """Roll up to townships, counties, cities or everything.

        Parameters
        ----------
        level
            What to roll up to.
        county
            Only units with villages in this county, or whose code lies in it; a
            development zone's townships count to the county that hosts them.

        Returns
        -------
        pandas.DataFrame
            Indexed by code, in code order, every unit of the layer present; columns
            ``name``, ``villages``, ``asked``, ``covered``, ``uncovered``, ``share``
            (0 to 1, NaN where nothing is asked) and one count for each reason found.
        """
        keys = self._unit_codes(level)
        verdict = self.verdict
        flags = {
            "villages": np.ones(len(keys), dtype=bool),
            "asked": verdict.in_set,
            "covered": verdict.covered,
            "uncovered": verdict.uncovered,
        } | {reason: verdict.reason == REASON_AT[reason] for reason in self.reasons()}
        places, codes = pd.factorize(keys)
        counts = {
            name: np.bincount(places[flag], minlength=len(codes))
            for name, flag in flags.items()
        }
        table = pd.DataFrame(counts, index=codes.astype(object))
        table = table[table.index != ""]
        names = self._unit_names(level)
        if level in ("township", "county"):
            # A unit without a row of its own goes by the name its villages give.
            alone = keys.isin(table.index.difference(list(names))).to_numpy()
            told = self.layers["villages"].loc[alone, f"{level}_name"]
            names |= dict(zip(keys[alone], told, strict=True))
        table = table.reindex(sorted({*table.index, *names}), fill_value=0)
        table.insert(0, "name", [names.get(code, "") for code in table.index])
        if county:
            inside = keys[(self.layers["villages"]["county_code"] == county).to_numpy()]
            own = table.index.str.startswith(county)
            table = table[own | table.index.isin(inside.unique())]
        share = table["covered"] / table["asked"].where(table["asked"] > 0)
        table.insert(5, "share", share)
        return table.rename_axis(f"{level}_code")

    def reasons(self) -> dict[str, int]:
        """Reasons found and how many villages each holds back, most first."""
        counts = np.bincount(self.verdict.reason, minlength=len(REASONS))
        found = {
            reason: int(counts[place])
            for place, reason in enumerate(REASONS)
            if reason and counts[place]
        }
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def explain(self, village_code: str, lang: Lang) -> Explanation:
        """Say how one village stands, why, and what would mend it.

        Raises
        ------
        KeyError
            If the register has no such village.
        """
        row = self.villages.index.get_loc(village_code)
        return explain_village(self.verdict, row, self._places(row), lang)

    def explained(self, lang: Lang) -> pd.DataFrame:
        """Reason and fix of every uncovered village as columns ``text`` and ``fix``."""
        rows = np.flatnonzero(self.verdict.uncovered).tolist()
        told = [
            explain_village(self.verdict, row, self._places(row), lang) for row in rows
        ]
        return pd.DataFrame(
            {"text": [one.text for one in told], "fix": [one.fix for one in told]},
            index=self.villages.index[rows],
            dtype="str",
        )

    def summary(self) -> dict[str, Any]:
        """Plain numbers and the settings that made them, for ``summary.json``."""
        verdict, villages = self.verdict, self.villages
        illustrative = {
            name: int(frame["illustrative"].sum())
            for name, frame in self.layers.items()
        }
        return {
            "villages": len(villages),
            "poor_villages": int(verdict.problem.villages.poor.sum()),
            "asked": int(verdict.in_set.sum()),
            "covered": int(verdict.covered.sum()),
            "uncovered": int(verdict.uncovered.sum()),
            "reasons": self.reasons(),
            "counties": len(self.layers["counties"]),
            "townships": len(self.layers["townships"]),
            "bases": int((verdict.problem.providers.kinds != COMMISSIONER).sum()),
            "commissioners": int(
                (verdict.problem.providers.kinds == COMMISSIONER).sum()
            ),
            "rule": verdict.rule.settings(),
            "travel": dict(verdict.travel),
            "data_version": self.data_version,
            "illustrative_rows": {k: v for k, v in illustrative.items() if v},
        }

    def _places(self, row: int) -> dict[int, tuple[str, str]]:
        wanted = {row, int(self.verdict.site[row])} - {-1}
        names, townships = self._place_names
        return {at: (str(names[at]), str(townships[at])) for at in wanted}

    @cached_property
    def _place_names(self) -> tuple[Any, Any]:
        villages = self.villages
        return villages["name"].to_numpy(), villages["township_name"].to_numpy()

    def _unit_codes(self, level: Level) -> "pd.Series[str]":
        """Code of the unit each village belongs to; empty where it is in none."""
        frame = self.layers["villages"]
        codes: pd.Series[str]
        if level == "all":
            return pd.Series("all", index=frame.index, dtype="str")
        if level == "city":
            counties = self.layers["counties"]
            city = dict(
                zip(counties["county_code"], _city_codes(counties), strict=True)
            )
            # A county outside the layer still lies in the city its code begins with.
            found = frame["county_code"].astype(object).map(city)
            city_of_code = frame["county_code"].str[:4]
            codes = found.where(found.notna(), city_of_code).astype("str")
            return codes
        codes = frame[f"{level}_code"]
        return codes

    def _unit_names(self, level: Level) -> dict[str, str]:
        if level == "all":
            return {"all": ""}
        if level == "township":
            frame, key, name = self.layers["townships"], "township_code", "name"
        elif level == "county":
            frame, key, name = self.layers["counties"], "county_code", "name"
        else:
            frame, key, name = self.layers["counties"], "city_code", "city_name"
            frame = frame.assign(city_code=_city_codes(frame))
        return dict(zip(frame[key].tolist(), frame[name].tolist(), strict=True))


def build_report(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    rule: Rule,
    *,
    travel: Travel | None = None,
    today: dt.date,
    data_version: str = "",
) -> CoverageReport:
    """Judge a rule on layers and report.

    Raises
    ------
    PlanInputError
        If there are no villages or no counties to report on.
    """
    missing = [name for name in ("villages", "counties") if layers[name].empty]
    if missing:
        raise PlanInputError([(f"layer_empty_{name}", {}) for name in missing])
    verdict = judge(from_layers(layers), rule, travel or StraightLine(), today=today)
    used: Layers = {name: layers[name] for name in COVERAGE_LAYERS if name in layers}
    return CoverageReport(verdict, used, data_version)


def report_workspace(
    workspace: Workspace,
    rule: Rule,
    *,
    choice: TravelChoice = _ROADS,
    travel: Travel | None = None,
    today: dt.date,
) -> CoverageReport:
    """Judge a rule on a workspace.

    Parameters
    ----------
    workspace, rule
        What is judged.
    choice
        How travel is measured: along roads where the workspace has any.
    travel
        A way to measure travel instead of ``choice``.
    today
        Day for a rule without one.

    Raises
    ------
    PlanInputError
        As for :func:`build_report` and :func:`planner.travelling.travel_for`.
    """
    if travel is None:
        travel = travel_for(workspace, choice, on=rule.on or today)
    return build_report(
        workspace.layers(COVERAGE_LAYERS),
        rule,
        travel=travel,
        today=today,
        data_version=workspace.data_version,
    )


def _city_codes(counties: pd.DataFrame) -> "pd.Series[str]":
    """City code of each county: its own, or the first four digits of the county's."""
    given = counties["city_code"].astype("str")
    return given.where(given != "", counties["county_code"].astype("str").str[:4])


def _named(
    frame: pd.DataFrame, level: str, names: Mapping[str, str]
) -> "pd.Series[str]":
    """Names of the villages' units: of their layer, else as the register has them."""
    found = frame[f"{level}_code"].astype(object).map(names)
    return found.where(found.notna(), frame[f"{level}_name"]).astype("str")


def _pick(values: Any, positions: Any) -> Any:  # noqa: ANN401 - arrays of objects
    """Take by position; empty where the position is -1."""
    if len(values) == 0:
        return np.full(len(positions), "", dtype=object)
    return np.where(positions >= 0, values[positions], "")


def _for_people(cost: Any, unit: str) -> Any:  # noqa: ANN401 - arrays
    """Whole minutes or kilometres with one decimal, rounded up; NaN for -1."""
    shown = np.ceil(cost / 60) if unit == "s" else np.ceil(cost / 100) / 10
    return np.where(cost >= 0, shown, np.nan)
