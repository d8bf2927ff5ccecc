"""Invented people with posts, and groups; nobody and no organisation is real."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import BASE_KINDS, LIST_SEPARATOR, term_group
from scripts.demo_attributes import pick
from scripts.demo_setting import (
    LAST,
    Setting,
    between,
    number,
    one_of,
    trade_name,
    want,
    workday,
)
from scripts.demo_spread import places_and_days

# None of these is used in the commissioners' names.
_GIVEN = "安宁和平远达明朗旭晨晓春夏秋冬冰雪云霞露江河湖海石磊岩玉瑞祥福禄康健勇毅诚信"
_FITS = 0.9
_ADVISORY_SINCE = 2023


def make_people(setting: Setting) -> pd.DataFrame:
    """People of every declared role, with the declared columns."""
    rows = [row for table in setting.plan["people"] for row in _people(setting, table)]
    rows += _advisers(setting)
    rows += setting.plan.get("posts", [])
    frame = pd.DataFrame(rows)
    frame["name"] = _names(len(frame), setting)
    return number(frame, "person_id", setting, "P", by=["unit_code", "role", "since"])


def make_groups(setting: Setting) -> pd.DataFrame:
    """Groups of every declared kind, with the declared columns."""
    rows = [row for table in setting.plan["groups"] for row in _groups(setting, table)]
    rows += _teams(setting)
    frame = number(
        pd.DataFrame(rows), "group_id", setting, "G", by=["unit_code", "kind", "since"]
    )
    return pd.concat([frame, _advisory_groups(setting)], ignore_index=True)


def advisory_id(setting: Setting, county: str) -> str:
    """Number of a county's advisory group."""
    return f"{setting.region['prefix']}-GW{county}"


def names_after(setting: Setting, used: int, count: int) -> list[str]:
    """More invented names, none of those of the people."""
    return _names(used + count, setting)[used:]


def _names(count: int, setting: Setting) -> list[str]:
    """Plainly invented names (surname, 某, one more character), no two alike."""
    every = [f"{a}某{b}" for a in setting.plan["surnames"] for b in _GIVEN]
    order = np.argsort(setting.rng("people names").random(len(every)))
    return [every[i] for i in order[:count]]


def _people(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """People of one role."""
    role = table["role"]
    rng = setting.rng(f"people {role} rows")
    for code, day in places_and_days(setting, table, f"people {role}"):
        leaves = rng.random() < table.get("left", 0.0)
        year = int(day[:4]) + between((2, 4), rng)
        row = {
            "role": role,
            "unit_code": code,
            "organisation": one_of(table["organisations"], rng),
            "tier": pick(table["tiers"], rng),
            "trades": "" if table.get("no_trade") else _known(setting, code, rng),
            "since": day,
            "until": workday(year, rng.random())
            if leaves and year <= LAST.year
            else "",
        }
        yield row | _more(setting, role, row, rng)


def _known(setting: Setting, code: str, rng: np.random.Generator) -> str:
    """A trade wanted at the place; now and then one that nobody there wants."""
    every = [trade for t in setting.units["city"]["trades"] for trade in t]
    fits = rng.random() < _FITS
    return want(setting, code, rng) if fits else one_of(every, rng)


def _more(
    setting: Setting, role: str, row: Mapping[str, Any], rng: np.random.Generator
) -> dict[str, Any]:
    """What a role asks for besides; a few people lack a part of it."""
    if role != "three_regions":
        return {}
    unit, trade = setting.unit(row["unit_code"]), trade_name(row["trades"])
    lacks = rng.random(2) < setting.plan["loose"] * (1.05 - unit["care"])
    kinds = {BASE_KINDS[kind].zh for kind in ("demo_base", "park", "expert_station")}
    bases = setting.bases[
        setting.bases["kind"].isin(kinds) & (setting.bases["closed"] == "")
    ]
    near = bases[bases["county_code"] == unit["county"]]
    base = one_of(list((near if len(near) else bases)["base_id"]), rng)
    return {
        "project": "" if lacks[0] else f"示意{unit['name']}{trade}增收项目",
        "base_id": base,
        "business": f"示意{unit['name']}{trade}合作社",
        "households": None if lacks[1] else 1,
    }


def _groups(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    kind = table["kind"]
    label = term_group("group_kinds")[kind].zh
    rng = setting.rng(f"groups {kind} rows")
    for code, day in places_and_days(setting, table, f"groups {kind}"):
        trade = want(setting, code, rng)
        yield {
            "name": f"示意{setting.unit(code)['name']}{trade_name(trade)}{label}",
            "kind": kind,
            "unit_code": code,
            "trades": trade,
            "since": day,
        }


def _teams(setting: Setting) -> Iterator[dict[str, Any]]:
    """Service teams of the city, one for each trade that has one."""
    table = setting.plan["teams"]
    rng = setting.rng("groups teams")
    for trade in table["trades"]:
        yield {
            "name": f"示意{setting.region['zh']}市{trade_name(trade)}产业科技服务团队",
            "kind": "service_team",
            "unit_code": setting.region["city_code"],
            "trades": trade,
            "since": workday(between(table["years"], rng), rng.random()),
        }


def _advisory_groups(setting: Setting) -> pd.DataFrame:
    rows = []
    for county, table in setting.plan["advisory"].items():
        rows.append(
            {
                "group_id": advisory_id(setting, county),
                "name": f"示意{setting.unit(county)['name']}产业顾问组",
                "kind": "advisory_group",
                "unit_code": county,
                "trades": LIST_SEPARATOR.join(setting.unit(county)["trades"][:3]),
                "since": table["since"],
            }
        )
    return pd.DataFrame(rows)


def _advisers(setting: Setting) -> Iterator[dict[str, Any]]:
    """Leaders and members of the advisory groups."""
    rng = setting.rng("people advisory")
    for county, table in setting.plan["advisory"].items():
        for tier, home, count in table["members"]:
            for turn in range(count):
                leads = tier == "nation" and turn == 0
                yield {
                    "role": "advisory_leader" if leads else "advisory_member",
                    "unit_code": county,
                    "organisation": one_of(setting.plan["societies"], rng),
                    "tier": tier,
                    "trades": want(setting, county, rng),
                    "group_id": advisory_id(setting, county),
                    "home_unit": home,
                    "since": table["since"],
                    "certified": table["since"] if rng.random() < 0.9 else "",
                }
