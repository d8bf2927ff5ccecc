"""Invented facts of units, and caravans with their depots."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from scripts.demo_setting import Setting, number, one_of

_DECLARED_ON = "2022-01-10"
_CREWS = "甲乙丙丁戊己庚辛壬癸子丑"


def make_facts(setting: Setting) -> pd.DataFrame:
    """Facts that are declared, and facts of villages and townships that are drawn."""
    rows = [
        {"unit_code": code, "attribute": table["attribute"], "value": value}
        | {"reason": table["reason"], "since": table.get("since", _DECLARED_ON)}
        for table in setting.plan["facts"]
        for code, value in table["of"].items()
    ]
    rows += [row for table in setting.plan["drawn"] for row in _drawn(setting, table)]
    by = ["attribute", "unit_code"]
    return number(pd.DataFrame(rows), "fact_id", setting, "F", by=by)


def make_caravans(setting: Setting) -> pd.DataFrame:
    """Caravans of counties, kept at the county seat."""
    rows = []
    plans = setting.plan["caravans"].items()
    for crew, (county, told) in zip(_CREWS, plans, strict=False):
        seat = setting.region["counties"][county]
        rows.append(
            {
                "name": f"示意{setting.unit(county)['name']}科普大篷车",
                "unit_code": county,
                **told,
                "driver": f"示意驾驶员{crew}",
                "phone": f"000-{len(rows) + 1:08d}",
                "lon": seat["lon"],
                "lat": seat["lat"],
            }
        )
    by = ["unit_code", "since"]
    return number(pd.DataFrame(rows), "caravan_id", setting, "C", by=by)


def _drawn(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Facts of a share of the units of a level, in some counties or in all."""
    name, level = table["attribute"], table["unit"]
    units = setting.units[level]
    inside = units[units["county"].isin(table.get("counties", units["county"]))]
    rng = setting.rng(f"facts {name}")
    luck = pd.Series(rng.random(len(inside)), inside.index)
    for code in sorted(luck.nlargest(table["count"]).index):
        reason = one_of(table["reasons"], rng)
        yield {
            "unit_code": code,
            "attribute": name,
            "value": table["value"],
            "reason": reason,
            "since": _DECLARED_ON,
        }
