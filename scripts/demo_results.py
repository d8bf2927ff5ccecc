"""Invented outputs, agreements and counts of households."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import BASE_KINDS, term_group
from scripts.demo_setting import (
    LAST,
    Setting,
    between,
    number,
    one_of,
    trade_name,
    want,
    weekday,
    workday,
)
from scripts.demo_spread import places_and_days

_YEARS = 5
# Villages without a count in a year, where a county is hardly tended.
_UNCOUNTED = 0.06
_GOALS = ("三年内户均增收两成", "建成一个示范点", "培养技术明白人", "形成一个特色品牌")
_TASKS = ("每季度到村指导", "开展实用技术培训", "引进良种良法", "协助对接销路")
_WAYS = ("订单收购、保底分红", "技术入股、按股分红", "统一供苗、统防统治")


def make_outputs(setting: Setting) -> pd.DataFrame:
    """Outputs of every declared kind, with the declared columns."""
    labels = term_group("output_kinds")
    rows: list[dict[str, Any]] = []
    for table in setting.plan["outputs"]:
        kind = table["kind"]
        rng = setting.rng(f"outputs {kind} rows")
        for code, day in places_and_days(setting, table, f"outputs {kind}"):
            trade = want(setting, code, rng)
            count = between(table["count"], rng) if "count" in table else None
            what = "" if table.get("no_trade") else trade_name(trade)
            name = f"示意{setting.unit(code)['name']}{what}"
            rows.append(
                {
                    "name": f"{name}{labels[kind].zh}",
                    "kind": kind,
                    "unit_code": code,
                    "trades": "" if table.get("no_trade") else trade,
                    "date": day,
                    "count": count,
                }
            )
    by = ["date", "unit_code", "kind"]
    frame = pd.DataFrame(rows).drop_duplicates([*by, "name"])
    return number(frame, "output_id", setting, "O", by=by)


def make_agreements(setting: Setting, people: pd.DataFrame) -> pd.DataFrame:
    """Agreements of every declared kind; experts who pair are on the roster."""
    rows = [
        row
        for table in setting.plan["agreements"]
        for row in _agreements(setting, table, people)
    ]
    by = ["signed_on", "unit_code", "kind"]
    return number(pd.DataFrame(rows), "agreement_id", setting, "A", by=by)


def make_household_counts(setting: Setting) -> pd.DataFrame:
    """Counts of poor villages, a year each; some villages of far counties lack one."""
    rng = setting.rng("household_counts")
    rows = []
    for code, village in setting.units["village"].iterrows():
        poor = int(setting.villages.loc[code, "poor_households"])
        able = max(1, int(poor * (0.7 + 0.2 * rng.random())))
        start, luck = 0.3 + 0.25 * rng.random(), rng.random(_YEARS)
        for i in range(_YEARS):
            if luck[i] < _UNCOUNTED * (1.2 - village["care"]):
                continue
            grown = min(1.0, start + (0.1 + 0.06 * village["care"]) * i)
            skilled = int(able * grown * (0.85 + 0.15 * village["care"]))
            rows.append(
                {
                    "unit_code": code,
                    "year": LAST.year - _YEARS + 1 + i,
                    "with_labour": able,
                    "skilled": skilled,
                    "in_project": int(skilled * (0.75 + 0.05 * i)),
                    "lifted": min(able, int(4.6 * village["care"] + 1.6 * luck[i])),
                }
            )
    by = ["year", "unit_code"]
    return number(pd.DataFrame(rows), "count_id", setting, "H", by=by)


def _agreements(
    setting: Setting, table: Mapping[str, Any], people: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    kind = table["kind"]
    rng = setting.rng(f"agreements {kind} rows")
    for code, day in places_and_days(setting, table, f"agreements {kind}"):
        unit = setting.unit(code)
        lacks = rng.random(4) < table.get("lacks", 0.0) * (1.4 - unit["care"])
        row = {
            "kind": kind,
            "unit_code": code,
            "partner": one_of(table["partners"], rng),
            "partner_unit": table.get("partner_unit", ""),
            "signed_on": day,
            "ends_on": f"{max(int(day[:4]) + 5, 2028)}-12-31",
            "goal": one_of(_GOALS, rng),
            "task": "" if lacks[0] else one_of(_TASKS, rng),
            "mechanism": "" if lacks[1] else one_of(_WAYS, rng),
            "filed_on": "" if lacks[2] else _later(day, rng),
            "followed_on": _followed(day, lacks=bool(lacks[3]), rng=rng),
        }
        yield row | _more(setting, row, people, rng)


def _later(day: str, rng: np.random.Generator) -> str:
    """A working day some weeks on, but not after the last one."""
    later = dt.date.fromisoformat(day) + dt.timedelta(weeks=between((1, 6), rng))
    return min(later, weekday(LAST)).isoformat()


def _followed(day: str, *, lacks: bool, rng: np.random.Generator) -> str:
    """Last yearly follow-up: this year, or years ago where it lapsed."""
    year = LAST.year - (1 + int(rng.random() * 2) if lacks else 0)
    return workday(year, rng.random()) if year > int(day[:4]) else ""


def _more(
    setting: Setting,
    row: Mapping[str, Any],
    people: pd.DataFrame,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Who pairs, which park takes part, how many households go along."""
    if row["kind"] == "pairing":
        there = people["since"] <= row["signed_on"]
        experts = people[(people["role"] == "expert") & there]
        fits = experts["trades"].isin(setting.unit(row["unit_code"])["trades"])
        mine = experts[fits] if fits.any() else experts
        person = mine.iloc[int(rng.random() * len(mine))]
        return {
            "person_id": person["person_id"],
            "partner": person["organisation"],
            "households": between((2, 12), rng),
        }
    if row["kind"] == "park_link":
        parks = setting.bases[setting.bases["kind"] == BASE_KINDS["park"].zh]
        park = parks.iloc[int(rng.random() * len(parks))]
        return {
            "base_id": park["base_id"],
            "partner": park["name"],
            "households": between((5, 30), rng),
        }
    return {}
