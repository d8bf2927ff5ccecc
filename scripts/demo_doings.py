"""Invented events and trainings."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import BASE_KINDS, split_list, term_group
from scripts.demo_setting import (
    Setting,
    between,
    number,
    one_of,
    trade_name,
    want,
    workday,
)
from scripts.demo_spread import favoured, places_and_days

_TOPICS = ("品种选择", "育苗移栽", "水肥管理", "病虫害防治", "采收贮运", "产品销售")
_VISIT_ATTENDANCE = (4, 30)
_MOST_VISITS = 3


def make_events(setting: Setting) -> pd.DataFrame:
    """Events of every declared kind, with the declared columns."""
    rows = [row for table in setting.plan["events"] for row in _events(setting, table)]
    for table in setting.plan["held_by"]:
        rows += _held_by(setting, table)
    rows += _visits(setting)
    rows += _tours(setting)
    frame = pd.DataFrame(rows).fillna({"base_id": ""})
    frame = frame.drop_duplicates(["kind", "unit_code", "date", "base_id"])
    return number(frame, "event_id", setting, "E", by=["date", "unit_code", "kind"])


def make_trainings(setting: Setting) -> pd.DataFrame:
    """Trainings of every declared kind, with the declared columns."""
    labels = term_group("training_kinds")
    rows: list[dict[str, Any]] = []
    for table in setting.plan["trainings"]:
        topic = f"trainings {table['kind']}"
        rng = setting.rng(f"{topic} rows")
        for code, day in places_and_days(setting, table, topic):
            persons = between(table["persons"], rng)
            name = setting.unit(code)["name"]
            what = trade_name(want(setting, code, rng))
            rows.append(
                {
                    "kind": table["kind"],
                    "date": day,
                    "unit_code": code,
                    "name": f"示意{name}{what}{labels[table['kind']].zh}",
                    "sessions": between(table["sessions"], rng),
                    "persons": persons,
                    "poor_persons": int(persons * (0.3 + 0.5 * rng.random())),
                }
            )
    frame = pd.DataFrame(rows).drop_duplicates(["kind", "unit_code", "date"])
    by = ["date", "unit_code", "kind"]
    return number(frame, "training_id", setting, "X", by=by)


def _events(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    kind = table["kind"]
    label = term_group("event_kinds")[kind].zh
    rng = setting.rng(f"events {kind} rows")
    for code, day in places_and_days(setting, table, f"events {kind}"):
        trade = trade_name(want(setting, code, rng))
        yield {
            "kind": kind,
            "date": day,
            "unit_code": code,
            "name": f"示意{setting.unit(code)['name']}{trade}{label}",
            "attendance": between(table["attendance"], rng),
            "topics": one_of(_TOPICS, rng),
        }


def _held_by(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Events at bases that were open then, fewer in counties that are less tended."""
    kind, kinds = table["kind"], {BASE_KINDS[code].zh for code in table["base_kinds"]}
    rng = setting.rng(f"held_by {kind}")
    bases = setting.bases[setting.bases["kind"].isin(kinds)]
    care = bases["county_code"].map(setting.units["county"]["care"])
    for i, share in enumerate(table["share"]):
        for base, chance in zip(bases.itertuples(), share + care - 0.75, strict=True):
            day = workday(table["first"] + i, rng.random())
            open_then = base.opened <= day < (base.closed or "9999")
            if rng.random() < chance and open_then:
                yield {
                    "kind": kind,
                    "date": day,
                    "unit_code": base.county_code,
                    "name": f"示意{base.name}{term_group('event_kinds')[kind].zh}",
                    "attendance": between(_VISIT_ATTENDANCE, rng),
                    "topics": one_of(_TOPICS, rng),
                    "base_id": base.base_id,
                }


def _visits(setting: Setting) -> Iterator[dict[str, Any]]:
    """Visits to poor villages, more each year and where a commissioner serves."""
    table = setting.plan["visits"]
    served = _served_by(setting)
    rng = setting.rng("events village_visit")
    for code, village in setting.units["village"].iterrows():
        who, since = served.get(str(code), ("", ""))
        for year, mean in enumerate(table["mean"], start=table["first"]):
            often = mean * village["care"] * (1.3 if who else 0.8)
            for turn in range(_rounded(often, rng)):
                day = workday(year, (turn + rng.random()) / _MOST_VISITS)
                trade = trade_name(want(setting, str(code), rng))
                yield {
                    "kind": "village_visit",
                    "date": day,
                    "unit_code": code,
                    "attendance": between(_VISIT_ATTENDANCE, rng),
                    "topics": f"{trade}{one_of(_TOPICS, rng)}",
                    "people": who if since <= day else "",
                }


def _rounded(mean: float, rng: np.random.Generator) -> int:
    """Whole number about a mean, up to the most visits a year."""
    return min(int(mean + rng.random()), _MOST_VISITS)


def _served_by(setting: Setting) -> dict[str, tuple[str, str]]:
    """Who served each village last year, and since when they are in post."""
    return {
        code: (person.commissioner_id, person.starts)
        for person in setting.commissioners.itertuples()
        for code in split_list(person.villages_last_year)
    }


def _tours(setting: Setting) -> Iterator[dict[str, Any]]:
    """Tours of the mobile museum: two in most counties, one or none in the last."""
    table = setting.plan["tours"]
    rng = setting.rng("events museum_tour days")
    counties = setting.units["county"]
    for turn, number_of in enumerate(table["counties"]):
        years = table["years"][turn]
        # The same dice each turn: a county of the second turn had the first one too.
        luck = setting.rng("events museum_tour")
        for code in favoured(counties, number_of / len(counties), luck):
            yield {
                "kind": "museum_tour",
                "date": workday(between(years, rng), rng.random()),
                "unit_code": code,
                "name": f"示意{setting.unit(code)['name']}流动科技馆巡展第{turn + 1}轮",
                "attendance": between((2000, 9000), rng),
            }
