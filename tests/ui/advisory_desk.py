"""Advisory groups of the toy region on the screen: two counties, twelve experts."""

import re

import pandas as pd

from planner.workspace import Workspace
from tests import desk
from tests.planner.advising import asking
from ui.components import data
from ui.components.plan_job import Job

# A group of five, as the rooms below are tested with.
SMALL = {
    "advisory_members": "5", "advisory_fewest": "4", "advisory_most": "6",
    "advisory_home_least": "1", "advisory_home_most": "1",
    "advisory_partner_least": "1", "advisory_partner_most": "1",
}  # fmt: skip
WEST, EAST = asking.WEST, asking.EAST


def settle(monkeypatch):
    """Let it be the day of the region, and wait for what is compiled first."""
    wait = Job.wait
    monkeypatch.setattr(data, "today", lambda: asking.DAY)
    monkeypatch.setattr(Job, "wait", lambda job: wait(job, 120))


def make_workspace(folder, **changed) -> Workspace:
    """Put the region into a folder, some layers changed."""
    return desk.make_workspace(folder, **asking.layers(**changed))


def open_page(app, **params):
    """The page with a small group and some settings."""
    return app("advisory", **{**SMALL, **params})


def told(at) -> str:
    """All that is said on the screen."""
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))


def button(at, key):
    """The one button of a key."""
    (found,) = [one for one in at.button if one.key == key]
    return found


def has_button(at, key) -> bool:
    """Whether there is a button of a key."""
    return any(one.key == key for one in at.button)


def table(at, column) -> pd.DataFrame:
    """The one table that has a column."""
    (found,) = [one.value for one in at.dataframe if column in one.value]
    return found


def setting(at, name):
    """Value of a setting."""
    return at.session_state[f"setting:{name}"]


def go(at, **values):
    """Change settings as a click elsewhere would, and draw anew."""
    for name, value in values.items():
        at.session_state[f"setting:{name}"] = value
    at.run()
    assert not at.exception
