"""Museum tours in sentences."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.words import Lang
from planner.errors import WORDS
from planner.handover import travel_told
from planner.stays.months import month_after
from planner.stays.question import TourQuestion
from planner.tours.plan import Goal
from planner.tours.reasons import Fix, Missing
from planner.wording import list_text

if TYPE_CHECKING:
    from planner.stays.answering import TourAnswer
    from planner.stays.recording import Scored

_OF_SETS = ("booked", "set_away", "theme")
_FIXES = 2
_PLAIN = (
    "months", "stays", "shortest", "longest", "gap_months", "turn_days", "km_day",
    "km_cost", "move_cost",
)  # fmt: skip


def why_text(why: str, lang: Lang) -> str:
    """Words of a rule that stands against a stay, or leaves one out."""
    return WORDS.say(f"stays_why_{why}", lang, {})


def why_of(missing: Missing) -> str:
    """Code of why a county gets fewer stays; ``"room"`` where one more would fit."""
    if missing.fixes and not missing.fixes[0].rules:
        return "room"
    return missing.why


def reason_text(question: TourQuestion, missing: Missing, lang: Lang) -> str:
    """Why a county gets fewer stays than it is owed, with the numbers that prove it."""
    told: dict[str, object] = {
        name: f"{value:g}" for name, value in missing.numbers.items()
    }
    told |= {
        "why": why_text(why_of(missing), lang),
        "needed": _needed(question, missing),
    }
    own = f"stays_reason_{why_of(missing)}"
    return WORDS.say(own if own in WORDS else "stays_reason", lang, told)


def fix_text(question: TourQuestion, missing: Missing, lang: Lang) -> str:
    """What would make room for a stay: single changes, else the fewest together."""
    single = [fix for fix in missing.fixes if len(_changes(fix)) <= 1]
    shown = single[:_FIXES] or missing.fixes[:1]
    told = [_fix(question, missing, fix, lang) for fix in shown]
    if not told and f"stays_fix_{missing.why}" in WORDS:
        told = [_rule_fix(question, missing, missing.why, None, lang)]
    return ("；" if lang == "zh" else "; ").join(told)


def _changes(fix: Fix) -> tuple[str, ...]:
    """The rules that have to give way; one more set helps against all of sets."""
    if "set_busy" not in fix.rules:
        return fix.rules
    return tuple(rule for rule in fix.rules if rule not in _OF_SETS)


def _fix(question: TourQuestion, missing: Missing, fix: Fix, lang: Lang) -> str:
    if not fix.rules:
        return _rule_fix(question, missing, "none", fix, lang)
    parts = [_rule_fix(question, missing, rule, fix, lang) for rule in _changes(fix)]
    return WORDS.say("stays_fix_and", lang, {}).join(parts)


def _needed(question: TourQuestion, missing: Missing) -> str:
    """Square metres of the set that could come were there room, else the smallest."""
    sizes = [
        question.sets["size"].iloc[fix.stay.set]
        for fix in missing.fixes
        if "too_small" in fix.rules
    ]
    return f"{sizes[0] if sizes else missing.numbers['needed']:g}"


def _rule_fix(
    question: TourQuestion, missing: Missing, rule: str, fix: Fix | None, lang: Lang
) -> str:
    told: dict[str, object] = {
        "county": question.counties["name"].iloc[missing.county],
        "needed": _needed(question, missing),
        "largest": f"{missing.numbers.get('largest', 0):g}",
    }
    if fix is not None:
        start = question.choice.start
        told |= {
            "first": f"{month_after(start, fix.stay.first):%Y-%m}",
            "last": f"{month_after(start, fix.stay.end - 1):%Y-%m}",
            "set": question.sets["name"].iloc[fix.stay.set],
        }
    return WORDS.say(f"stays_fix_{rule}", lang, told)


def goal_label(name: str, lang: Lang) -> str:
    """Name of a goal for people."""
    return WORDS.say(f"stays_goal_{name}", lang, {})


def goal_status(goal: Goal, lang: Lang) -> str:
    """Say whether a goal is proved, or how far it may be from the best."""
    told: dict[str, object] = {"gap": f"{goal.gap:.1%}"}
    return WORDS.say(f"stays_status_{goal.status}", lang, told)


def state_label(state: str, lang: Lang) -> str:
    """Name of the state of a stay for people."""
    return WORDS.say(f"stays_state_{state}", lang, {})


def change_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """Say what is otherwise with a stay: a row of :func:`stay_changes`."""
    told: dict[str, object] = {"county": row["county"]}
    for side in ("before", "after"):
        first = row[f"first_{side}"]
        told[f"first_{side}"] = f"{first:%Y-%m}" if isinstance(first, dt.date) else ""
        for name in ("months", "set", "venue"):
            told[f"{name}_{side}"] = row[f"{name}_{side}"]
    return WORDS.say(f"stays_changed_{row['change']}", lang, told)


def made_text(answer: "TourAnswer", lang: Lang) -> str:
    """Say what a plan comes to in one sentence."""
    counties = answer.counties
    told: dict[str, object] = {
        "owed": answer.owed,
        "made": answer.made,
        "missing": max(answer.owed - answer.made, 0),
        "counties": len(counties),
        "sets": int((answer.sets["stays"] > 0).sum()),
        "longest": int(counties["wait"].max()) if len(counties) else 0,
        "km": f"{answer.km:.0f}",
        "moves": answer.made,
        "cost": f"{answer.cost:.0f}",
    }
    return WORDS.say("stays_made", lang, told)


def proved_text(answer: "TourAnswer", lang: Lang) -> str:
    """Say how good the plan is in each goal, in order; empty for one made by hand."""
    told = [
        WORDS.say(
            "stays_goal_line",
            lang,
            {
                "goal": goal_label(goal.name, lang),
                "value": f"{goal.value:.0f}",
                "status": goal_status(goal, lang),
            },
        )
        for goal in answer.plan.goals
    ]
    return ("；" if lang == "zh" else "; ").join(told)


def stay_title(row: Mapping[Any, Any], lang: Lang, *, plain: bool = False) -> str:
    """A stay in one line: county and set, or with `plain` its months and set."""
    last = month_after(row["first"], row["months"] - 1)
    told: dict[str, object] = {
        "county": row["county"], "set": row["set"], "number": row["number"],
        "first": f"{row['first']:%Y-%m}", "last": f"{last:%Y-%m}",
    }  # fmt: skip
    return WORDS.say("stays_plain" if plain else "stays_title", lang, told)


def stay_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """A stay in some lines: theme, venue, the way there."""
    told: dict[str, object] = {str(name): value for name, value in row.items()}
    told["km"] = f"{row['km']:.0f}"
    told["state"] = state_label(row["state"], lang)
    lines = ["stays_line_state", "stays_line_way"]
    lines += ["stays_line_theme"] if row["theme"] else []
    lines += ["stays_line_venue"] if row["venue"] else []
    return "\n".join(WORDS.say(key, lang, told) for key in lines)


def asked_lines(question: TourQuestion, lang: Lang) -> list[str]:
    """Say what was asked: counties, stays, sets' days, costs, and how ways are told."""
    choice = question.choice
    told = dict(_settings(question, lang))
    told |= {"start": f"{choice.start:%Y-%m}", "end": f"{choice.end:%Y-%m}"}
    return [
        WORDS.say("stays_asked", lang, told),
        WORDS.say("stays_asked_sets", lang, told),
        travel_told(question.travel, lang),
    ]


def asked_table(question: TourQuestion, lang: Lang) -> pd.DataFrame:
    """Every setting in words: columns ``setting`` and ``asked``."""
    rows = [
        (WORDS.say(f"stays_setting_{name}", lang, {}), str(value))
        for name, value in _settings(question, lang)
        if value != ""
    ]
    return pd.DataFrame(rows, columns=["setting", "asked"])


def warnings_of(question: TourQuestion, lang: Lang) -> list[str]:
    """Say what the reader must know: places off the roads, terms, made-up data."""
    told = []
    if question.roadless and question.travel["method"] == "roads":
        names: dict[str, object] = {"names": list_text(question.roadless, lang)}
        told.append(WORDS.say("stays_roadless", lang, names))
    bare = question.counties[
        ~question.counties["county_code"].isin(question.venues["county_code"])
    ]
    if len(bare):
        names = {"names": list_text(bare["name"], lang)}
        told.append(WORDS.say("stays_no_venues", lang, names))
    frames = (question.counties, question.sets, question.venues)
    rows = sum(int(frame["illustrative"].sum()) for frame in frames)
    if rows:
        told.append(WORDS.say("illustrative_note", lang, {"rows": rows}))
    return told


def tour_notes(answer: "TourAnswer", lang: Lang) -> list[str]:
    """Sentences that must go with every file of a plan."""
    proved = proved_text(answer, lang)
    return [
        *asked_lines(answer.question, lang),
        made_text(answer, lang),
        *([proved] if proved else [WORDS.say("stays_by_hand", lang, {})]),
        *warnings_of(answer.question, lang),
        WORDS.say("stays_months_note", lang, {}),
        WORDS.say("crs_note", lang, {}),
    ]


def scored_text(scored: "Scored", lang: Lang) -> str:
    """Say what a plan does to the row of the programmes that counts the tours.

    Of a plan that is over there is no later day to tell: its stays are counted today.
    """
    told: dict[str, object] = {
        name: getattr(scored, name)
        for name in ("before", "after", "owed", "today", "end")
    }
    over = scored.end < scored.today
    return WORDS.say("stays_scored_over" if over else "stays_scored", lang, told)


def _settings(question: TourQuestion, lang: Lang) -> Iterator[tuple[str, object]]:
    """Names and values of all settings, in words where they are not numbers."""
    choice = question.choice
    names = dict(
        zip(question.counties["county_code"], question.counties["name"], strict=True)
    )
    homes = dict(zip(question.sets["unit_code"], question.sets["home"], strict=True))
    yield "start", f"{choice.start:%Y-%m}"
    for name in _PLAIN:
        yield name, f"{getattr(choice, name):g}"
    yield "counties", WORDS.say(f"stays_counties_{choice.counties}", lang, {})
    yield "in_term", WORDS.say(f"stays_in_term_{choice.in_term}", lang, {})
    yield "themes", WORDS.say("yes" if choice.themes else "no", lang, {})
    lists: dict[str, Iterable[str]] = {
        "by_county": (
            f"{names.get(code, code)} {stays} × {shortest}–{longest} / {gap}"
            for code, stays, shortest, longest, gap in choice.by_county
        ),
        "extra_sets": (
            f"{name} ({homes.get(unit, unit)}, {since})"
            for name, unit, since in choice.extra_sets
        ),
        "pins": (
            f"{names.get(county, county)} · {one} {first:%Y-%m} × {months}"
            for county, one, first, months, _ in choice.pins
        ),
        "bans": (f"{names.get(code, code)} · {one}" for code, one in choice.bans),
        "locked": (names.get(code, code) for code in choice.locked),
    }
    for name, told in lists.items():
        yield name, list_text(told, lang)
    yield "done_until", str(choice.done_until or "")
