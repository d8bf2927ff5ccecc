"""The page of the caravans' year on the toy region: two caravans, two weeks."""

import datetime as dt
import re

import pytest

from planner.outings.keeping import rows_in
from planner.workspace import Workspace
from tests import desk
from tests.planner.outings.asking import caravans
from ui.components import data
from ui.components.outings import working
from ui.components.outings.draft import DRAFTS
from ui.components.plan_job import Job

ASKED = {
    "method": "straight_line", "outing_start": "2026-03-02",
    "outing_end": "2026-03-13", "outing_set": "gap_days:1,visits:1",
}  # fmt: skip
STEPS, PATIENCE_S, TODAY = 60, 240, dt.date(2026, 2, 20)


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """Five poor villages, each owed one visit."""
    return desk.make_workspace(workspaces, caravans=caravans())


@pytest.fixture
def few_steps(monkeypatch):
    """The same plan every time, before its first day; a page waits for it."""
    monkeypatch.setattr(data, "today", lambda: TODAY)
    monkeypatch.setattr(working, "STEPS", STEPS)
    wait = Job.wait
    monkeypatch.setattr(Job, "wait", lambda job: wait(job, PATIENCE_S))


def open_page(app, **params):
    return app("schedule", **{**ASKED, **params})


def plan(at):
    """Plan the year; the page with the plan."""
    button(at, "outing_begin_all").click().run()
    assert not at.exception
    assert "data-outings" in bodies(at)
    return at


def planned(app, **params):
    return plan(open_page(app, **params))


def bodies(at) -> str:
    return "\n".join(str(one.body) for one in at.get("html"))


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    found = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(found))


def button(at, key):
    (found,) = [one for one in at.button if one.key == key]
    return found


def has_button(at, key) -> bool:
    return any(one.key == key for one in at.button)


def table(at, column):
    (found,) = [one.value for one in at.dataframe if column in one.value]
    return found


def setting(at, name):
    return at.session_state[f"setting:{name}"]


def put(at, **values):
    for name, value in values.items():
        at.session_state[f"setting:{name}"] = value
    return at.run()


def draft(workspace):
    """Rows of the plan that is kept: day, caravan, place."""
    rows = rows_in(DRAFTS.draft(workspace.path).content)
    return list(zip(rows["date"], rows["caravan_id"], rows["place_id"], strict=True))
