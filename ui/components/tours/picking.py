"""The stay or county picked, and the month: the same in Gantt, map, lists, address."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from ui.components import state
from ui.components.tours.shown import Shown

_ASKED = "tour_months_asked"


@dataclass(frozen=True, slots=True)
class Picked:
    """What is picked.

    Parameters
    ----------
    stay_id
        A stay of the plan; empty where a county is to have one more.
    county_code
        Its county.
    """

    stay_id: str
    county_code: str

    @property
    def key(self) -> str:
        """As months are asked for it."""
        return self.stay_id or self.county_code


def picked(shown: Shown) -> Picked | None:
    """What is picked in a plan; None for nothing, or what it does not have."""
    key: str = state.get("tour_pick")
    county, _, number = key.partition("/")
    if county not in shown.names:
        return None
    if not number:
        return Picked("", county)
    there = key in set(shown.answer.stays["stay_id"])
    return Picked(key, county) if there else None


def pick(key: str) -> None:
    """Pick a stay, or the county that is to have one more; empty for nothing."""
    state.put(tour_pick=key)
    if key:
        state.put(county=key.partition("/")[0])


def pick_county(code: str) -> None:
    """Look at a county, with nothing of it picked; empty for all."""
    state.put(county=code, tour_pick="")


def pick_stay(shown: Shown, county: str, first: dt.date) -> None:
    """Pick the stay of a county that begins in a month, and show that month."""
    stays = shown.answer.stays
    own = stays[(stays["county_code"] == county) & (stays["first"] == first)]
    pick(str(own["stay_id"].iloc[0]) if len(own) else "")
    state.put(tour_month=first, county=county)


def ask_month(month: dt.date | None) -> None:
    """Have the map show a month, also one that it was played on from."""
    st.session_state[_ASKED] = months_asked() + 1
    state.put(tour_month=month)


def months_asked() -> int:
    """How often the map was asked for a month in this session."""
    count: int = st.session_state.get(_ASKED, 0)
    return count


def month_of(shown: Shown) -> dt.date:
    """Month that the map shows: the one chosen, else the first."""
    chosen = state.get("tour_month")
    return chosen if chosen in shown.months else shown.months[0]
