"""An invented pool of experts, the counties' applications, and eastern partners."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR
from scripts.demo_people import names_after
from scripts.demo_setting import Setting, between, number, one_of, workday

_ADVISERS = ("advisory_leader", "advisory_member")
_LISTED = [2023, 2026]
# How many trades an expert knows, and how often.
_KNOWS = (1, 2, 2, 3)
_NOTE = "示意：不是真实人员"


def make_experts(setting: Setting, people: pd.DataFrame) -> pd.DataFrame:
    """Everybody who advises a group already, and others as they are declared.

    No two of one organisation, home and tier share a surname or a given name, so that
    all names are plainly of different people.
    """
    own = people[people["role"].isin(_ADVISERS)]
    rows = [
        {name: one[name] for name in _KEPT} | {"quota": quota}
        for one, quota in zip(
            own.to_dict("records"), _quotas(setting, len(own)), strict=True
        )
    ]
    rows += _listed(setting, rows, len(people))
    frame = pd.DataFrame(rows, dtype=object).fillna("")
    frame = number(
        frame, "expert_id", setting, "Z", by=["tier", "home_unit", "since", "name"]
    )
    return _with_wishes(setting, frame, set(own["name"])).assign(note=_NOTE)


def make_applications(
    setting: Setting, experts: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Applications as they are declared, each proposing two of the county's own.

    Those who serve in its group come first; ``declines`` says how many of the city it
    would not have.
    """
    serving = set(people.loc[people["role"].isin(_ADVISERS), "name"])
    city = experts.loc[experts["tier"] == "city", "expert_id"].tolist()
    rows = []
    for table in setting.plan["applications"]:
        own = experts[experts["home_unit"] == table["unit_code"]]
        new = ~own["name"].isin(serving)
        ids = own["expert_id"][new.sort_values(kind="stable").index].head(2)
        left_out = city[: table.get("declines", 0)]
        rows.append(
            table
            | {
                "proposed": LIST_SEPARATOR.join(ids),
                "declines": LIST_SEPARATOR.join(left_out),
            }
        )
    frame = pd.DataFrame(rows, dtype=object).fillna("")
    return number(frame, "application_id", setting, "W", by=["date", "unit_code"])


def make_partners(setting: Setting) -> pd.DataFrame:
    """Eastern counties and organisations as they are declared."""
    rows = []
    for table in setting.plan["partners"]:
        columns = zip(
            table["names"], table["units"], table["trades"], table["capacity"],
            table["serves"], table["places"] or [("", "")] * len(table["names"]),
            strict=True,
        )  # fmt: skip
        rows += [
            {
                "name": name, "kind": table["kind"], "unit_code": unit,
                "trades": trades, "capacity": capacity, "serves": serves,
                "since": table["since"], "lon": lon, "lat": lat,
                "note": "示意：不是真实单位",
            }
            for name, unit, trades, capacity, serves, (lon, lat) in columns
        ]  # fmt: skip
    frame = pd.DataFrame(rows, dtype=object)
    return number(frame, "partner_id", setting, "Y", by=["kind", "unit_code", "name"])


_KEPT = ("name", "organisation", "tier", "trades", "home_unit", "since")


def _quotas(setting: Setting, count: int) -> list[int]:
    """Those who advise already may take one more group, every other one."""
    luck = setting.rng("experts advising").random(count)
    return [2 if draw < 0.5 else 1 for draw in luck]


def _listed(
    setting: Setting, known: list[dict[str, Any]], used: int
) -> Iterator[dict[str, Any]]:
    """Experts of each declared group of the pool."""
    count = sum(table["count"] for table in setting.plan["experts"])
    # More names than experts: those too like another of their organisation are left.
    names = names_after(setting, used, 2 * count)
    taken = {_plain(row, part) for row in known for part in (0, 2)}
    for turn, table in enumerate(setting.plan["experts"]):
        rng = setting.rng(f"experts {turn}")
        for at in range(table["count"]):
            row = _expert(table, at, rng)
            name = next(one for one in names if _differs(row | {"name": one}, taken))
            names.remove(name)
            row["name"] = name
            taken |= {_plain(row, part) for part in (0, 2)}
            yield row


def _plain(row: Mapping[str, Any], part: int) -> tuple[str, str, str, int, str]:
    return (
        row["organisation"], row["home_unit"], row["tier"], part, row["name"][part]
    )  # fmt: skip


def _differs(
    row: Mapping[str, Any], taken: set[tuple[str, str, str, int, str]]
) -> bool:
    return not any(_plain(row, part) in taken for part in (0, 2))


def _expert(
    table: Mapping[str, Any], at: int, rng: np.random.Generator
) -> dict[str, Any]:
    trades = table["trades"]
    know = min(_KNOWS[between([0, len(_KNOWS) - 1], rng)], len(trades))
    drawn = sorted(rng.permutation(len(trades))[:know])
    leads = rng.random() < table.get("leads", 1.0)
    return {
        "organisation": table["organisations"][at % len(table["organisations"])],
        "tier": table["tier"],
        "trades": LIST_SEPARATOR.join(trades[one] for one in drawn),
        "home_unit": one_of(table["homes"], rng)
        if table["tier"] != "county"
        else table["homes"][at % len(table["homes"])],
        "quota": between(table["quota"], rng),
        "leads": "" if leads or table["tier"] != "nation" else False,
        "since": workday(between(_LISTED, rng), rng.random()),
    }


def _with_wishes(
    setting: Setting, experts: pd.DataFrame, serving: set[str]
) -> pd.DataFrame:
    """Let some accept certain units alone, decline some, or hold an interest there.

    Who serves a group already, and a county's own, would as before.
    """
    free = experts.index[
        ~experts["name"].isin(serving) & (experts["tier"] != "county")
    ]  # fmt: skip
    told = {name: dict.fromkeys(experts.index, "") for name in setting.plan["wishes"]}
    for name, wanted in setting.plan["wishes"].items():
        order = setting.rng(f"experts {name}").permutation(len(free))
        codes = [code for code, count in wanted.items() for _ in range(count)]
        for at, code in zip(order, codes, strict=False):
            # Nobody both accepts a unit and declines it.
            if name == "accepts" or not _meets(told["accepts"][free[at]], code):
                told[name][free[at]] = code
    return experts.assign(
        **{name: list(cells.values()) for name, cells in told.items()}
    )


def _meets(accepts: str, code: str) -> bool:
    return any(
        one.startswith(other)
        for one in accepts.split(LIST_SEPARATOR)
        for other in code.split(LIST_SEPARATOR)
    )
