"""Tables of a report as the screen shows them: headings and values in words."""

import pandas as pd

from geo.words import Lang
from planner.report import CoverageReport, Level
from planner.wording import reason_label
from ui.text import say

_ORDER = {"uncovered": 0, "covered": 1, "not_asked": 2}


def unit_rows(
    report: CoverageReport, level: Level, *, county: str = ""
) -> pd.DataFrame:
    """Units with their counts, most uncovered first; ``share`` in percent.

    Parameters
    ----------
    report
        The report.
    level
        ``"county"`` or ``"township"``.
    county
        Keep only this county's, hosted development zones included; empty for all.

    Returns
    -------
    pandas.DataFrame
        Indexed by code.
    """
    table = report.units(level, county=county)
    table = table.sort_values(
        ["uncovered", "asked"], ascending=False, kind="stable"
    ).loc[:, ["name", "asked", "covered", "uncovered", "share"]]
    # As in share_text: 100 % is never said of a gap.
    most = table["uncovered"].gt(0).map({True: 99.9, False: 100.0})
    return table.assign(share=(table["share"] * 100).clip(upper=most))


def village_rows(report: CoverageReport, lang: Lang) -> pd.DataFrame:
    """Every village with its verdict in words, uncovered first.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``village_code``; ``name``, ``township``, ``county``, ``status``,
        ``reason`` (labels), ``server`` (who serves, or the nearest option), ``travel``
        and ``fix``; ``reason_key`` and ``county_code`` to filter by.
    """
    frame = report.villages
    told = report.explained(lang)["fix"].reindex(frame.index, fill_value="")
    labels = {reason: reason_label(reason, lang) for reason in report.reasons()}
    status = {name: say(f"status_{name}", lang) for name in _ORDER}
    rows = pd.DataFrame(
        {
            "name": frame["name"],
            "township": frame["township_name"],
            "county": frame["county_name"],
            "status": frame["status"].map(status),
            "reason": frame["reason"].map(labels | {"": ""}).astype("str"),
            "server": frame["server"].where(frame["server"] != "", frame["option"]),
            "travel": frame["travel"],
            "fix": told,
            "reason_key": frame["reason"],
            "county_code": frame["county_code"],
        }
    )
    return rows.iloc[frame["status"].map(_ORDER).argsort(kind="stable")]


def narrowed(
    rows: pd.DataFrame, *, county: str, reasons: tuple[str, ...]
) -> pd.DataFrame:
    """Keep the village rows of a county and of some reasons."""
    if county:
        rows = rows[rows["county_code"] == county]
    if reasons:
        rows = rows[rows["reason_key"].isin(reasons)]
    return rows.drop(columns=["reason_key", "county_code"])


def position_of(rows: pd.DataFrame, code: str) -> int:
    """Position of a code in a table, or -1."""
    found = rows.index.get_indexer([code])
    return int(found[0])
