"""Rosters kept by name: what each was made of, and whether that is still true."""

import datetime as dt
from pathlib import Path
from typing import Any

from planner.plans import KeptPlan, kept_plans
from ui.components import roster_data, state
from ui.components.plan_texts import texts_set
from ui.components.roster_data import Roster
from ui.components.travel_settings import TRAVEL

_RULE = ("villages", "limit", "unit", "needed", "on")
_CHOICE = (
    "each_trade", "least_fit", "goals", "must", "ended", "pins", "bans", "agreed",
    "gone", "freed",
)  # fmt: skip
# Rosters that were put in force are kept under this settings key.
IN_FORCE = "in_force"


def record(path: Path, roster: Roster, name: str, *, in_force: str = "") -> KeptPlan:
    """Put a roster into the form it is kept in.

    Parameters
    ----------
    path, roster
        Workspace and roster.
    name
        What the planner calls it.
    in_force
        Version of the layer it was written to; empty where it was only kept.
    """
    posts = roster.posts
    kept, still = roster.answer.kept_of
    pairs = zip(posts["post_id"], posts["commissioner_id"], strict=True)
    return KeptPlan(
        kind="assignment",
        name=name,
        made=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        data_version=roster_data.settings_version(path),
        settings={**_told(), IN_FORCE: in_force},
        content={"posts": [list(pair) for pair in pairs]},
        summary={
            "posts": len(posts),
            "filled": int((posts["commissioner_id"] != "").sum()),
            "kept": kept,
            "still": still,
        },
    )


def stale(plan: KeptPlan, path: Path) -> tuple[str, ...]:
    """What has changed since a roster was made: of data, rule and travel."""
    told, found = _told(), []
    if plan.data_version != roster_data.settings_version(path):
        found.append("data")
    for part, names in (("rule", _RULE), ("travel", TRAVEL)):
        same = all(plan.settings.get(name) == told[name] for name in names)
        found += [] if same else [part]
    return tuple(found)


def moved(plan: KeptPlan, roster: Roster) -> int:
    """Posts that a kept roster fills otherwise than the one on the screen."""
    now = dict(
        zip(roster.posts["post_id"], roster.posts["commissioner_id"], strict=True)
    )
    then = dict(plan.content.get("posts", ()))
    return sum(now.get(post, "") != then.get(post, "") for post in {*now, *then})


def open_roster(plan: KeptPlan) -> None:
    """Ask again as a kept roster was asked; it is then what changes keep to."""
    values: dict[str, Any] = {}
    for name in (*_RULE, *TRAVEL, *_CHOICE):
        text, setting = str(plan.settings.get(name, "")), state.SETTINGS[name]
        values[name] = setting.read(text) if text else setting.default
    state.put(**values)


def of_force(path: Path, version: str) -> KeptPlan | None:
    """The record of the roster in force, if it is still as it was adopted."""
    found = kept_plans(path, "assignment")
    return next((one for one in found if one.settings.get(IN_FORCE) == version), None)


def _told() -> dict[str, str]:
    return texts_set((*_RULE, *TRAVEL, *_CHOICE))
