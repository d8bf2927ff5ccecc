"""Rows of a score in words."""

import datetime as dt

import numpy as np

from geo.schemas import TRADES
from geo.words import Lang
from planner.errors import WORDS
from planner.programmes.forecast import Forecast
from planner.programmes.named import NOT_NAMED, TOO_FEW_NAMED
from planner.programmes.outcome import Judged, Outcome, Status
from planner.programmes.part_score import PartScore
from planner.programmes.schema import UnitKind
from planner.programmes.score import RowScore
from planner.wording import reason_label


def status_label(status: Status, lang: Lang) -> str:
    """Short name of a status."""
    return WORDS.say(f"score_{status}", lang, {})


def unit_label(unit: UnitKind, lang: Lang) -> str:
    """Name of a level of units."""
    return WORDS.say(f"score_unit_{unit}", lang, {})


def unit_name(unit: UnitKind, code: str, name: str, lang: Lang) -> str:
    """Name of a unit for people; of a trade as the declared list has it."""
    return TRADES[code].label(lang) if unit == "trade" else name


def number_text(value: float) -> str:
    """A number without needless decimals."""
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def value_text(score: PartScore, lang: Lang) -> str:
    """Value beside its target: ``431 / 480 (89.8 %)`` of a share, else with the gap."""
    value, target = number_text(score.value), number_text(score.target)
    if score.whole and score.target == score.whole:
        share = score.value / score.whole
        return WORDS.say("score_of_all", lang, {
            "value": value, "whole": target, "share": f"{share:.1%}",
        })  # fmt: skip
    params = {"value": value, "target": target, "gap": number_text(score.gap)}
    return WORDS.say("score_of_target", lang, params)


def due_text(score: PartScore, lang: Lang) -> str:
    """By when, or since when it is past."""
    day = score.due
    key = "score_due" if day >= score.scoring.on else "score_was_due"
    text = WORDS.say(key, lang, {"day": _day(day, lang)}) + late_text(score, lang)
    if score.carried:
        year = score.part.targets[-1].by.year
        text += WORDS.say("score_carried", lang, {"year": year})
    return text


def late_text(score: PartScore, lang: Lang) -> str:
    """That what is met was done after its due day; empty where it was not."""
    return WORDS.say("score_met_late", lang, {}) if score.met_late else ""


def forecast_text(forecast: Forecast | None, lang: Lang) -> str:
    """What is to be expected, with its band; or that nobody can tell yet."""
    if forecast is None:
        return WORDS.say("score_no_forecast", lang, {})
    numbers = {
        name: number_text(round(getattr(forecast, name)))
        for name in ("value", "low", "high", "target")
    }
    params = {"day": _day(forecast.by, lang), "years": forecast.years, **numbers}
    return WORDS.say(f"score_forecast_{forecast.meets}", lang, params)


def basis_text(score: PartScore, lang: Lang) -> str:
    """Whether a roster in force decides, or an estimate; empty where neither does."""
    if score.status in ("elsewhere", "nobody", "needs_data"):
        return ""
    by_name = score.outcome.by_name
    if by_name is None:
        return ""
    named = int(by_name.sum())
    rest = len(by_name) - named
    key = "score_by_name" if has_units(score) else "score_kept_by_name"
    key += "_some" if named and rest else "_all" if named else "_none"
    text = WORDS.say(key, lang, {"named": named, "rest": rest})
    gap = _roster_gap(score.outcome)
    if not gap:
        return text
    params = {"named": named - gap, "whole": named}
    return text + WORDS.say("score_by_name_gap", lang, params)


def _roster_gap(outcome: Outcome) -> int:
    """Villages of counties with a roster for which it names nobody."""
    if not isinstance(outcome, Judged) or "reason" not in outcome.told:
        return 0
    return int((outcome.told["reason"] == NOT_NAMED).sum())


def reason_text(reason: str, lang: Lang) -> str:
    """Why a unit is not served, in a few words; empty where there is no reason."""
    if reason in (NOT_NAMED, TOO_FEW_NAMED):
        return WORDS.say(f"score_{reason}", lang, {})
    return reason_label(reason, lang) if reason else ""


def basis_lines(score: RowScore, lang: Lang) -> list[str]:
    """Say :func:`basis_text` of each part that has one."""
    mark = "：" if lang == "zh" else ": "
    told = ((part, basis_text(part, lang)) for part in score.parts)
    return [f"{part.part.label(lang)}{mark}{text}" for part, text in told if text]


def needs_text(score: RowScore | PartScore, lang: Lang) -> str:
    """What to supply."""
    mark = "；" if lang == "zh" else "; "
    return mark.join(need.text(lang) for need in score.needs)


def row_line(score: RowScore, lang: Lang) -> str:
    """One row in one line: status, id, label, numbers or what it needs."""
    head = (
        f"[{status_label(score.status, lang)}] {score.row.id} {score.row.label(lang)}"
    )
    if score.status == "needs_data":
        return f"{head}: {needs_text(score, lang)}"
    if score.status in ("elsewhere", "nobody"):
        return head
    if len(score.parts) == 1:
        part = score.parts[0]
        return f"{head}: {value_text(part, lang)}, {due_text(part, lang)}"
    params = {
        "value": number_text(score.value),
        "target": number_text(score.target),
    }
    return f"{head}: {WORDS.say('score_parts_met', lang, params)}"


def has_units(score: PartScore) -> bool:
    """Whether the part is judged unit by unit."""
    return isinstance(score.outcome, Judged)


def _day(day: dt.date, lang: Lang) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def is_known(value: float) -> bool:
    """Whether a number is given."""
    return bool(np.isfinite(value))
