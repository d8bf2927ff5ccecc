"""The visit calendar in an app test: what it was given, and what a planner does in it.

An app test has no browser, so the script of the component does not run there; what it
would send is sent by hand.
"""

import json

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest


def calendar(at: AppTest) -> dict:
    """What the one calendar on the page draws."""
    (found,) = at.get("bidi_component")
    return json.loads(found.proto.json)


def days(at: AppTest) -> dict[str, dict]:
    """Days of the calendar by date (``2026-03-02``)."""
    return {day["date"]: day for week in calendar(at)["weeks"] for day in week}


def visits(at: AppTest, date: str) -> list[str]:
    """Ids of the places whose visits are shown on a day."""
    tours = days(at)[date]["tours"]
    return [visit["place_id"] for tour in tours for visit in tour["visits"]]


def send(at: AppTest, **event: object) -> AppTest:
    """Do something in the calendar and run the page again.

    ``send(at, type="move", place_id=..., date=..., caravan_id=..., to=...)``
    """
    (found,) = at.get("bidi_component")
    states = at._tree.get_widget_states()
    told = states.widgets.add()
    told.id = _make_trigger_id(found.proto.id, "events")
    told.json_trigger_value = json.dumps([{"event": "event", "value": event}])
    return at._run(states)
