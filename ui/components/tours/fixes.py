"""What would make room for stays that are missing, as buttons that try it at once."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.schemas import LayerName
from geo.words import Lang
from planner.errors import PlanInputError
from planner.stays.choice import TourChoice
from planner.stays.keeping import rows_of, taken_up
from planner.stays.months import month_after
from planner.tours.fitting import placements
from planner.tours.problem import NEVER
from planner.tours.reasons import Fix, Missing
from ui.components.messages import plain
from ui.components.plan_shown import kept
from ui.components.record_links import go_to_records
from ui.components.tours.asked import values_in
from ui.components.tours.edit import put_there
from ui.components.tours.gantt_data import month_label
from ui.components.tours.shown import Shown, question
from ui.components.tours.words import next_extra
from ui.components.tours.working import want_with
from ui.text import say

_MOST, _CITY, _YEAR = 5, 4, 12
# Layers to look at where only other data would help.
_LAYERS: Mapping[str, LayerName] = {
    "no_venue": "museum_venues", "too_small": "museum_venues",
    "venue_shut": "museum_venues", "set_away": "museum_sets",
}  # fmt: skip
# Rules that one more set gets round.
_WANT_SET = frozenset({"no_set", "set_busy", "booked", "set_away"})


@dataclass(frozen=True, slots=True)
class Way:
    """A way to mend a gap.

    Parameters
    ----------
    label
        Words of its button.
    changed
        Settings to ask with.
    layer
        Layer of records to open instead.
    put
        Set, first month and months of a stay that fits as it is.
    choice
        What would be asked; None where it stays as it is.
    """

    label: str
    changed: Mapping[str, object] = field(default_factory=dict)
    layer: LayerName | None = None
    put: tuple[str, dt.date, int] | None = None
    choice: TourChoice | None = None


def fix_buttons(
    path: Path, shown: Shown, lang: Lang, county: str, *, key: str
) -> None:  # fmt: skip
    """Draw what would help a county that lacks stays; nothing where none does."""
    if shown.stale:
        return
    make = lambda: ways_for(path, shown, county, lang)[:_MOST]  # noqa: E731
    with st.spinner(say("tour_reading", lang)):
        found = kept(path, shown, ("ways", county, lang), make)
    if not found:
        return
    st.caption(say("tour_fix_try", lang))
    with st.container(horizontal=True, gap="small"):
        for at, way in enumerate(found):
            if way.layer:
                # Venues are a county's own; sets come from anywhere.
                unit = county if way.layer == "museum_venues" else ""
                st.button(
                    plain(way.label), key=f"{key}_{at}", on_click=go_to_records,
                    args=(way.layer,), kwargs={"unit": unit},
                    icon=":material/open_in_new:",
                )  # fmt: skip
            elif way.put:
                st.button(
                    plain(way.label), key=f"{key}_{at}", on_click=put_there,
                    args=(path, shown, county, *way.put, lang),
                )  # fmt: skip
            else:
                st.button(
                    plain(way.label), key=f"{key}_{at}", on_click=want_with,
                    kwargs=dict(way.changed), help=say("tour_fix_help", lang),
                )  # fmt: skip


def ways_for(path: Path, shown: Shown, county: str, lang: Lang) -> list[Way]:
    """Changes that make room for a stay that a county lacks.

    Each that changes what is asked was tried: beside the stays there are, one more of
    the county then breaks no rule.

    Parameters
    ----------
    path, shown
        Workspace and plan.
    county
        Code of the county.
    lang
        Language.
    """
    ways = {way.label: way for way in _thought_of(shown, county, lang)}
    return [
        way for way in ways.values()
        if way.choice is None or _makes_room(path, shown, county, way.choice)
    ]  # fmt: skip


def _makes_room(path: Path, shown: Shown, county: str, choice: TourChoice) -> bool:
    """Whether all stays there are still stand, and one more of the county with them."""
    try:
        now = question(path, replace(shown.asked, choice=choice))
    except PlanInputError:
        return False
    taken = taken_up(now, rows_of(shown.answer))
    if not taken.left_out.empty:
        return False
    at = now.counties["county_code"].tolist().index(county)
    tried = placements(now.problem, taken.answer.plan.stays, at)
    return any(not one.why for one in tried)


def _thought_of(shown: Shown, county: str, lang: Lang) -> Iterator[Way]:
    """Changes that get round the rules that stand against a county's stays."""
    rows = shown.answer.question.counties
    at = rows["county_code"].tolist().index(county)
    missing = [one for one in shown.answer.missing if one.county == at]
    if not missing:
        return
    row, choice = rows.iloc[at], shown.asked.choice
    rules = {rule for one in missing for fix in one.fixes for rule in fix.rules}
    yield from _layers({*rules, missing[0].why}, lang)
    for fix in missing[0].fixes:
        yield from _tried(shown, missing[0], fix, row, lang)
    problem = shown.answer.question.problem
    if "theme" in rules and not rules & _WANT_SET:
        yield _way(choice, *_one_more_set(shown, row, problem.done, lang))
    shortest = int(row["shortest"]) - 1
    if shortest:
        label = say("tour_fix_shortest", lang, months=shortest)
        yield _way(choice, label, _rule(choice, row, shortest=shortest))
    months = choice.months + _YEAR
    label = say("tour_fix_months", lang, months=months)
    yield _way(choice, label, {"months": months})


def _layers(rules: set[str], lang: Lang) -> Iterator[Way]:
    layers = {_LAYERS[rule] for rule in rules if rule in _LAYERS}
    for layer in sorted(layers):
        yield Way(say(f"tour_fix_{layer}", lang), layer=layer)


def _tried(
    shown: Shown, missing: Missing, fix: Fix, row: "pd.Series[Any]", lang: Lang
) -> Iterator[Way]:  # fmt: skip
    """The change of the question that lets the stay of a fix in, if there is one."""
    choice, labels, given = shown.asked.choice, [], dict[str, object]()
    if not fix.rules:
        sets = shown.answer.question.sets
        one, month = sets.iloc[fix.stay.set], shown.months[fix.stay.first]
        told = {"month": month_label(month, lang), "set": str(one["name"])}
        put = (str(one["set_id"]), month, fix.stay.months)
        yield Way(say("tour_fix_put", lang, **told), put=put)
    if _WANT_SET & set(fix.rules):
        # A set of its own gets round all that the one looked at meets.
        label, changed = _one_more_set(shown, row, fix.stay.first, lang)
        labels.append(label)
        given |= changed
    if "theme" in fix.rules and not given:
        labels.append(say("tour_fix_themes", lang))
        given["themes"] = False
    if "venue_shut" in fix.rules:
        if choice.in_term == "none":
            return
        labels.append(say("tour_fix_in_term", lang))
        given["in_term"] = "none"
    if "too_soon" in fix.rules:
        gap = _gap_left(shown, missing.county, fix)
        labels.append(say("tour_fix_gap", lang, months=gap))
        given |= _rule(choice, row, gap=gap)
    if labels and not {"no_venue", "too_small", "no_way"} & set(fix.rules):
        yield _way(choice, " + ".join(labels), given)


def _way(choice: TourChoice, label: str, given: Mapping[str, Any]) -> Way:
    before, after = values_in(choice), values_in(replace(choice, **given))
    changed = {name: one for name, one in after.items() if one != before[name]}
    return Way(label, changed, choice=replace(choice, **given))


def _gap_left(shown: Shown, county: int, fix: Fix) -> int:
    """Months that would lie between the stay of a fix and its neighbours."""
    problem, stay = shown.answer.question.problem, fix.stay
    apart = [
        stay.first - one.end if one.first < stay.first else one.first - stay.end
        for one in shown.answer.plan.stays
        if one.county == county
    ]
    last = int(problem.counties.last[county])
    if last != NEVER:
        apart.append(stay.first - last - 1)
    return max(min(apart, default=0), 0)


def _one_more_set(
    shown: Shown, row: "pd.Series[Any]", first: int, lang: Lang
) -> tuple[str, dict[str, object]]:
    """A set kept in the county's city, from a month on."""
    choice = shown.asked.choice
    month = month_after(choice.start, first)
    name = next_extra([one[0] for one in choice.extra_sets], lang)
    unit = str(row["county_code"])[:_CITY]
    told = {"month": month_label(month, lang), "city": str(row["city"])}
    rows = (*choice.extra_sets, (name, unit, month))
    return say("tour_fix_set", lang, **told), {"extra_sets": rows}


def _rule(
    choice: TourChoice, row: "pd.Series[Any]", **changed: int
) -> dict[str, object]:  # fmt: skip
    """What is asked of single counties, with this one changed."""
    code = str(row["county_code"])
    names = ("owed", "shortest", "longest", "gap")
    now = {name: int(row[name]) for name in names} | changed
    rest = [one for one in choice.by_county if one[0] != code]
    own = (code, *(now[name] for name in names))
    return {"by_county": tuple(sorted((*rest, own)))}
