"""The page of museum tours on the toy region: two counties, two sets, a year."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest

from geo.frames import conform
from planner.stays.keeping import rows_in
from planner.workspace import Workspace
from tests import desk
from tests.toy import EAST, WEST
from tests.ui.outing_desk import bodies, button, has_button, put, setting, table, told
from ui.components import data
from ui.components.plan_job import Job
from ui.components.tours.draft import DRAFTS

__all__ = ["bodies", "button", "has_button", "put", "setting", "table", "told"]
ASKED = {
    "method": "straight_line",
    "tour_start": "2027-01",
    "tour_set": "counties:all,gap_months:3,months:12,stays:1",
}
TODAY, PATIENCE_S = dt.date(2026, 11, 22), 120


def museum_sets(**changed: object) -> gpd.GeoDataFrame:
    """Two themes, kept in the two counties; both serve both."""
    rows = pd.DataFrame(
        {
            "set_id": ["s1", "s2"], "name": ["航天展", "机器人展"],
            "unit_code": [WEST, EAST], "serves": f"{WEST};{EAST}",
            "theme": ["航天", "机器人"], "size": [300.0, 300.0],
        }
    )  # fmt: skip
    return conform(rows.assign(**changed), "museum_sets")


def museum_venues(**changed: object) -> gpd.GeoDataFrame:
    """One hall in each county."""
    rows = pd.DataFrame(
        {
            "venue_id": ["h1", "h2"], "name": ["西馆", "东馆"],
            "unit_code": [WEST, EAST], "size": [400.0, 400.0],
            "contact": ["张三", "李四"], "phone": ["0776-1", "0776-2"],
        }
    )  # fmt: skip
    return conform(rows.assign(**changed), "museum_venues")


@pytest.fixture
def workspace(workspaces) -> Workspace:
    return make(workspaces)


def make(workspaces, **changed) -> Workspace:
    given = {"museum_sets": museum_sets(), "museum_venues": museum_venues()}
    return desk.make_workspace(workspaces, **(given | changed))


@pytest.fixture
def at_once(monkeypatch):
    """Before the first month; a page waits for its plan."""
    monkeypatch.setattr(data, "today", lambda: TODAY)
    wait = Job.wait
    monkeypatch.setattr(Job, "wait", lambda job: wait(job, PATIENCE_S))


def open_page(app, **params):
    return app("tours", **{**ASKED, **params})


def plan(at):
    button(at, "tour_begin_all").click().run()
    assert not at.exception
    assert [error.value for error in at.error] == []
    assert "data-tours" in bodies(at)
    return at


def planned(app, **params):
    return plan(open_page(app, **params))


def draft(workspace):
    """Stays of the plan that is kept: county, first month, set."""
    rows = rows_in(DRAFTS.draft(workspace.path).content)
    return list(zip(rows["county_code"], rows["first"], rows["set_id"], strict=True))
