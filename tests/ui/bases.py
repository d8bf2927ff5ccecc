"""What tests of the page of new bases share."""

import datetime as dt
import re
import time

import streamlit as st

from ui.components import data, plan_data, plan_state, state

ON = dt.date(2019, 6, 1)
# With 32 minutes a base reaches the villages beside it, and no farther.
NARROW = {"limit": "32", "kinds": "starspace", "providers": "bases", "trade": "0"}


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))


def button(at, key):
    (found,) = [one for one in at.button if one.key == key]
    return found


def keys(at) -> set[str]:
    return {one.key for one in at.button}


def narrow(app, **more):
    """A question with several answers: no StarSpace anywhere, each reaches a few."""
    return app("plan", build="starspace", **(NARROW | more))


def opened(at) -> int:
    return int(re.search(r"新建 (\d+) 个基地", told(at)).group(1))


def answered(at):
    """The page once the solver has its answer, however long that takes."""
    end = time.monotonic() + 60
    while "plan_stop" in keys(at) and time.monotonic() < end:
        at.run()
    return at


def shown_alone(monkeypatch):
    """A function that gives what the page would show, without drawing it."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setattr(st, "session_state", {})

    def show(**asked):
        (path,) = data.workspaces().values()
        state.put(build="starspace", limit=32.0, kinds=("starspace",), trade=False)
        state.put(providers="bases", **asked)
        return plan_data.shown(plan_data.answer_job(path, plan_state.choice()).result())

    return show
