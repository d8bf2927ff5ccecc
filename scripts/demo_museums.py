"""Invented museum sets, the venues they may stand in, and stays past and booked."""

from typing import Any

import pandas as pd

from scripts.demo_setting import Setting, number

_NOTE = "示意：不是真实单位"


def make_museum_sets(setting: Setting) -> pd.DataFrame:
    """Sets as they are declared, kept at a county seat."""
    rows = []
    for table in setting.plan["museum_sets"]:
        seat = setting.region["counties"][table["at"]]
        told = {name: cell for name, cell in table.items() if name != "at"}
        rows.append(told | {"lon": seat["lon"], "lat": seat["lat"], "note": _NOTE})
    frame = pd.DataFrame(rows, dtype=object).fillna("")
    return number(frame, "set_id", setting, "K", by=["since"])


def make_museum_venues(setting: Setting) -> pd.DataFrame:
    """One or two venues of each county, beside its seat."""
    rows: list[dict[str, Any]] = []
    for county, venues in setting.plan["museum_venues"].items():
        seat, name = setting.region["counties"][county], setting.unit(county)["name"]
        for turn, told in enumerate(venues):
            rows.append(
                told
                | {
                    "name": f"示意{name}{told['name']}",
                    "unit_code": county,
                    "contact": "示意联系人",
                    "phone": f"000-{2001 + len(rows):08d}",
                    "lon": seat["lon"] + 0.01 * (1 + turn),
                    "lat": seat["lat"] - 0.005,
                    "note": _NOTE,
                }
            )
    frame = pd.DataFrame(rows, dtype=object).fillna("")
    return number(frame, "venue_id", setting, "V", by=["unit_code", "name"])


def make_museum_stays(
    setting: Setting,
    sets: pd.DataFrame,
    venues: pd.DataFrame,
    events: pd.DataFrame,
) -> pd.DataFrame:
    """Stays that were made, each closing on the day of its event, and bookings."""
    tours = events[events["kind"] == "museum_tour"]
    seen = {
        (row.unit_code, row.date): row.attendance for row in tours.itertuples()
    }  # fmt: skip
    rows = []
    for state in ("done", "booked"):
        for since, until, county, at in setting.plan["museum_stays"][state]:
            one, room = sets.iloc[at], venues[venues["unit_code"] == county]
            holds = room[room["size"] >= one["size"]]
            rows.append(
                {
                    "set_id": one["set_id"],
                    "unit_code": county,
                    # Where no venue holds it, it stood somewhere that is gone.
                    "venue_id": holds["venue_id"].iloc[0] if len(holds) else "",
                    "since": since,
                    "until": until,
                    "theme": one["theme"],
                    "state": state,
                    "attendance": seen[county, until] if state == "done" else None,
                }
            )
    frame = pd.DataFrame(rows, dtype=object)
    return number(frame, "stay_id", setting, "S", by=["since", "unit_code"])
