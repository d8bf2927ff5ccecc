"""The closure being made: what is chosen so far, kept while one looks elsewhere."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
import streamlit as st

from geo.roads.closure_words import month_day
from geo.roads.closures import Closure, Season
from geo.words import Lang
from planner.closing import new_closure
from planner.journeys import road_text
from ui.components.messages import plain
from ui.components.road_facts import RoadOption
from ui.text import say

WHENS = ("always", "dates", "season")
PRESETS: Mapping[str, tuple[str, str]] = {
    "rain": ("05-15", "09-30"),
    # To the end of February, leap years too.
    "ice": ("12-01", "02-29"),
}
MOST_CHARACTERS = 80
_NEW: Mapping[str, Any] = {
    "road": "", "name": "", "when": "always", "since": None, "until": None,
    "first": "05-15", "last": "09-30", "note": "",
    # A road clicked that has no name, the shape drawn, and how often the map was begun.
    "clicked": "", "area": None, "begun": 0,
}  # fmt: skip
_WIDGET = "closure_"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is chosen of a closure, in the session of one planner.

    Parameters
    ----------
    path
        Workspace it is made for.
    """

    path: Path

    @property
    def chosen(self) -> dict[str, Any]:
        """Everything chosen, by name; may be changed."""
        key = f"closure_draft:{self.path}"
        if key not in st.session_state:
            st.session_state[key] = dict(_NEW)
        chosen: dict[str, Any] = st.session_state[key]
        return chosen

    def put(self, **values: Any) -> None:  # noqa: ANN401 - each has its own type
        """Choose."""
        self.chosen.update(values)

    def begin(self) -> None:
        """Forget everything chosen; the map is drawn anew, without the old shape."""
        begun = self.chosen["begun"] + 1
        self.put(**{**_NEW, "begun": begun})

    def widget(self, name: str, *, shown: Any = None) -> dict[str, Any]:  # noqa: ANN401
        """Key and callback that tie a widget to what is chosen.

        Parameters
        ----------
        name
            Of the value.
        shown
            What the widget shows for an empty value; left so, it stays empty.
        """
        key = _WIDGET + name
        st.session_state[key] = self.chosen[name] or shown
        return {"key": key, "on_change": self._take, "args": (name, shown)}

    def _take(self, name: str, shown: Any) -> None:  # noqa: ANN401
        value = st.session_state[_WIDGET + name]
        self.chosen[name] = _NEW[name] if value == shown else value

    @property
    def area(self) -> shapely.Geometry | None:
        """Polygon or line within which roads are closed."""
        area: shapely.Geometry | None = self.chosen["area"]
        return area

    def is_empty(self) -> bool:
        """Whether neither a road nor an area is chosen."""
        return not self.chosen["road"] and self.area is None

    def what_if(self, option: RoadOption | None) -> Closure:
        """Return the closure as it would be while in force."""
        return Closure("", option.roads if option else (), self.area)

    def holds(self, day: dt.date) -> bool:
        """Whether the closure would be in force on a day."""
        values = self.chosen
        if values["when"] == "dates":
            return Closure("", since=values["since"], until=values["until"]).holds(day)
        first, last = month_day(values["first"] or ""), month_day(values["last"] or "")
        if values["when"] == "always" or first is None or last is None:
            return True
        return Season(first, last).holds(day)

    def called(self, option: RoadOption | None, lang: Lang) -> str:
        """Name offered for what is chosen."""
        parts = []
        if option is not None:
            road = road_text(option.name, option.ref, option.highway, lang)
            parts.append(road[:MOST_CHARACTERS])
        if self.area is not None:
            key = "closure_within" if parts else "closure_area_alone"
            parts.append(say(key, lang))
        return say("closure_called", lang, what="".join(parts)) if parts else ""

    def problems(self, lang: Lang) -> list[str]:
        """Everything that keeps it from being saved, in words."""
        values, found = self.chosen, []
        if self.is_empty():
            found.append(say("closure_nothing", lang))
        if values["when"] == "dates":
            since, until = values["since"], values["until"]
            if since is None and until is None:
                found.append(say("closure_no_dates", lang))
            if since and until and until < since:
                found.append(say("closure_dates_wrong", lang))
        if values["when"] == "season":
            found += [
                say("closure_day_wrong", lang, value=plain(values[name] or "—"))
                for name in ("first", "last")
                if month_day(values[name] or "") is None
            ]
        return found

    def row(
        self, option: RoadOption | None, known: gpd.GeoDataFrame, lang: Lang
    ) -> gpd.GeoDataFrame:
        """Row of the layer of closures.

        Parameters
        ----------
        option
            The road chosen.
        known
            The layer as it is.
        lang
            Language of a name that was not given.
        """
        values = self.chosen
        dates = values["when"] == "dates"
        season = values["when"] == "season"
        return new_closure(
            known,
            name=values["name"].strip() or self.called(option, lang),
            roads=option.roads if option else (),
            area=self.area,
            since=_iso(values["since"]) if dates else "",
            until=_iso(values["until"]) if dates else "",
            season=f"{values['first']}:{values['last']}" if season else "",
            note=values["note"],
        )


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()
