"""What day sheets and month calendars of caravans share: words, people, outlines."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.export.files import replacing
from geo.export.paper import plain
from geo.export.print_page import self_printing
from geo.schemas import LayerName, term_group
from geo.words import Lang
from planner.duties.days import day_mark, holiday_name, is_workday
from planner.errors import WORDS
from planner.outings.answering import OutingAnswer
from planner.problem import Flags

Layers = Mapping[LayerName, gpd.GeoDataFrame]
_CSS = (Path(__file__).parent / "crew_sheets.css").read_text(encoding="utf-8")
# Whom a crew asks for in a village, the first of them that is there.
_ROLES = ("liaison", "first_secretary", "posted")


class CrewDesk:
    """A plan, the language of its sheets, and the layers beside it.

    Parameters
    ----------
    answer
        The plan.
    lang
        Language of words.
    layers
        ``counties`` for outlines and ``people`` for whom to ask for; what is not given
        is left out.
    """

    def __init__(
        self, answer: OutingAnswer, lang: Lang, layers: Layers | None = None
    ) -> None:
        self.answer = answer
        self.lang = lang
        self.layers = layers or {}
        self.places = _records(answer.question.places, "place_id")
        self.caravans = _records(answer.question.caravans, "caravan_id")

    def say(self, key: str, **params: object) -> str:
        """Fill a sentence of ``messages/crew_sheets.toml``."""
        return WORDS.say(f"crew_{key}", self.lang, params)

    def html(self, key: str, **params: object) -> str:
        """:meth:`say`, escaped."""
        return text(self.say(key, **params))

    def weekday(self, day: dt.date) -> str:
        """Name of the day of the week."""
        return self.say(f"weekday_{day.weekday()}")

    def kind(self, kind: str) -> str:
        """Name of a kind of place; the planner's own as it is."""
        term = term_group("visit_kinds").get(kind)
        return term.label(self.lang) if term else kind

    def day_note(self, day: dt.date) -> str:
        """Holiday, day off or weekend day worked; empty on any other day."""
        mark = day_mark(day)
        name = holiday_name(day, self.lang)
        if mark == "makeup":
            return self.say("makeup")
        return name if mark == "off" else ""

    @cached_property
    def visits(self) -> dict[tuple[str, dt.date], list[dict[str, Any]]]:
        """Visits of each caravan and day, in order."""
        found: dict[tuple[str, dt.date], list[dict[str, Any]]] = {}
        for row in self.answer.visits.to_dict("records"):
            visit = {str(name): value for name, value in row.items()}
            found.setdefault((visit["caravan_id"], visit["date"]), []).append(visit)
        return found

    def stays(self, caravan_id: str, day: dt.date) -> bool:
        """Whether a caravan does not go out on a day on which crews work."""
        choice = self.answer.question.choice
        works = self._works.get(caravan_id)
        if works is None or not choice.start <= day <= choice.end:
            return False
        open_ = choice.weekends or is_workday(day)
        return open_ and not works[(day - choice.start).days]

    @cached_property
    def _works(self) -> dict[str, Flags]:
        """Days on which each caravan goes out; none of one that serves nobody."""
        ids = self.answer.question.caravans["caravan_id"].astype(str)
        return {
            ids.iloc[row]: part.problem.vans.works[van]
            for part in self.answer.question.parts
            for van, row in enumerate(part.caravans)
        }

    def contact(self, place_id: str, on: dt.date) -> tuple[str, str]:
        """Whom to ask for at a place, and their phone; empty where it is not known."""
        place = self.places[place_id]
        name, phone = told(place, "contact"), told(place, "phone")
        return name or self._person(place_id, on), phone

    def _person(self, code: str, on: dt.date) -> str:
        day = on.isoformat()
        for role, name, since, until in self._people.get(code, []):
            if since <= day <= (until or "9999"):
                return f"{name}（{role}）" if self.lang == "zh" else f"{name} ({role})"
        return ""

    @cached_property
    def _people(self) -> dict[str, list[tuple[str, str, str, str]]]:
        """Role, name, since and until of those a crew may ask for, by village."""
        found: dict[str, list[tuple[str, str, str, str]]] = {}
        people = self.layers.get("people")
        if people is None:
            return found
        for role in _ROLES:
            label = self.say(f"role_{role}")
            for row in people[people["role"] == role].to_dict("records"):
                one = (label, str(row["name"]), told(row, "since"), told(row, "until"))
                found.setdefault(str(row["unit_code"]), []).append(one)
        return found

    def outline(self, places: Iterable[str]) -> shapely.Geometry | None:
        """The counties some places lie in; None where they are not known."""
        codes = frozenset(self.places[one]["county_code"] for one in places)
        if codes not in self._outlines:
            self._outlines[codes] = self._union(codes)
        return self._outlines[codes]

    @cached_property
    def _outlines(self) -> dict[frozenset[str], shapely.Geometry | None]:
        return {}

    def _union(self, codes: frozenset[str]) -> shapely.Geometry | None:
        counties = self.layers.get("counties")
        if counties is None or not codes:
            return None
        own = counties.geometry[counties["county_code"].isin(codes)]
        if own.empty:
            return None
        # A hundred metres are less than a line of the map is wide.
        return own.union_all().simplify(0.001)

    def is_made_up(self, caravan_id: str, places: Iterable[str]) -> bool:
        """Whether a caravan or one of some places is illustrative."""
        rows = (self.caravans[caravan_id], *(self.places[one] for one in places))
        return any(bool(row["illustrative"]) for row in rows)

    def page(self, title: str, sheets: Iterable[str], *, across: bool = False) -> str:
        """One page to print of many sheets."""
        rule = f"@page{{size:A4{' landscape' if across else ''};margin:10mm}}"
        body = "".join(sheets) or f'<p class="none">{self.html("none")}</p>'
        return self_printing(title, body, self.lang, css=f"{_CSS}{rule}")


def text(value: object) -> str:
    """Return a text for markup."""
    return escape(plain(str(value)), quote=True)


def _records(frame: gpd.GeoDataFrame, key: str) -> dict[str, dict[str, Any]]:
    """Rows by id."""
    rows = pd.DataFrame(frame).drop(columns="geometry").to_dict("records")
    return {
        str(row[key]): {str(name): value for name, value in row.items()} for row in rows
    }


def told(row: Mapping[str, Any], name: str) -> str:
    """Text of a cell; empty where the column or the value is missing."""
    value = row.get(name, "")
    return value if isinstance(value, str) else ""


def write_page(page: str, path: Path) -> Path:
    """Write a page, replaced once it is whole.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    with replacing(path, suffix=".html") as part:
        part.write_text(page, encoding="utf-8", newline="\n")
    return path
