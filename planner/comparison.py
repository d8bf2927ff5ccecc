"""Two verdicts side by side: who loses cover, who gains it, who has farther to go."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.words import Lang
from planner.errors import WORDS
from planner.report import CoverageReport

_NAMES = ("name", "township_name", "county_name")


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changes for villages from one verdict to another.

    Parameters
    ----------
    table
        One row per village whose status, server or whole minutes (or kilometres) of
        travel differ, indexed by ``village_code``; columns ``name``,
        ``township_name``, ``county_name``, ``status_before``, ``status_after``,
        ``server_before``, ``travel_before``, ``nearest_after`` (who serves it, or the
        nearest who could), ``travel_after``, ``more`` (travel after less before, NaN
        where one is missing), ``reason_after``. Those that lose cover come first, then
        those that gain it, then the others by how much farther they have to go.
    covered_before, covered_after
        Villages covered.
    """

    table: pd.DataFrame
    covered_before: int
    covered_after: int

    @property
    def lost(self) -> list[str]:
        """Codes of villages covered before and not after."""
        return self._with(before="covered", after="uncovered")

    @property
    def gained(self) -> list[str]:
        """Codes of villages covered after and not before."""
        return self._with(before="uncovered", after="covered")

    @property
    def farther(self) -> list[str]:
        """Codes of villages covered still, from farther away."""
        still = self.table[self.table["status_after"] == "covered"]
        return still.index[
            (still["status_before"] == "covered") & (still["more"] > 0)
        ].tolist()

    def _with(self, *, before: str, after: str) -> list[str]:
        rows = self.table["status_before"] == before
        return self.table.index[rows & (self.table["status_after"] == after)].tolist()


def compare(before: CoverageReport, after: CoverageReport) -> Comparison:
    """Put two verdicts on the same register side by side.

    Parameters
    ----------
    before, after
        Reports under rules of the same unit; villages known to only one are left out.
    """
    one, two = before.villages, after.villages
    one = one.loc[one.index.intersection(two.index)]
    two = two.loc[one.index]
    table = two[list(_NAMES)].assign(
        status_before=one["status"],
        status_after=two["status"],
        server_before=one["server"],
        travel_before=one["travel"],
        nearest_after=two["server"].where(two["status"] == "covered", two["option"]),
        travel_after=two["travel"],
        more=(two["travel"] - one["travel"]).round(1),
        reason_after=two["reason"],
    )
    # By number: people of one name are common.
    same = (one["status"] == two["status"]) & (one["server_id"] == two["server_id"])
    same &= (one["travel"] == two["travel"]) | (
        one["travel"].isna() & two["travel"].isna()
    )
    table = pd.DataFrame(table[~same])
    return Comparison(
        table.iloc[_order(table)],
        int((one["status"] == "covered").sum()),
        int((two["status"] == "covered").sum()),
    )


def _order(table: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    covered = [(table[f"status_{when}"] == "covered") for when in ("before", "after")]
    group = np.select([covered[0] & ~covered[1], ~covered[0] & covered[1]], [0, 1], 2)
    more = table["more"].fillna(np.inf).to_numpy()
    return np.lexsort((table.index.to_numpy(), -more, group))


def change_text(row: Mapping[str, object], unit: str, lang: Lang) -> str:
    """Say what changes for one village, in a sentence.

    Parameters
    ----------
    row
        Row of :attr:`Comparison.table`.
    unit
        Unit of the rule, ``"s"`` or ``"m"``.
    lang
        Language.
    """
    told = {
        "name": row["name"],
        "server": row["server_before"],
        "nearest": row["nearest_after"],
    }
    for when in ("before", "after"):
        told[when] = _travel(row[f"travel_{when}"], unit, lang)
    more = row["more"]
    told["more"] = _travel(abs(float(str(more))), unit, lang)
    after, before = row["status_after"], row["status_before"]
    if before == "covered" and after == "uncovered":
        key = "change_lost" if row["nearest_after"] else "change_cut_off"
    elif before == "uncovered" and after == "covered":
        key = "change_gained"
    elif after == "covered":
        key = "change_farther" if float(str(more)) > 0 else "change_other"
    else:
        key = "change_still"
    return WORDS.say(key, lang, told)


def _travel(value: object, unit: str, lang: Lang) -> str:
    number = float(str(value))
    if np.isnan(number):
        return WORDS.say("no_way", lang, {})
    key, shown = (
        ("minutes", f"{number:.0f}") if unit == "s" else ("kilometres", f"{number:.1f}")
    )
    return WORDS.say(key, lang, {"value": shown})
