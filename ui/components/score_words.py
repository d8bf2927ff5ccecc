"""A part of a row in words: what it has, needs and lacks, by when, and how it goes."""

import datetime as dt

import numpy as np

from geo.schemas import BASE_KINDS, LAYERS
from geo.words import Lang
from planner.programmes.forecast import Forecast
from planner.programmes.outcome import Status, Summed
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Level, Part, Programme
from planner.programmes.score import RowScore
from planner.programmes.wording import late_text
from planner.rule import Rule
from planner.wording import limit_text
from ui.components.numbers import count_text, day_text, joined, share_text
from ui.maps.score_palette import LOOKS
from ui.text import say

Line = tuple[str, str]
_COUNTING = ("presence", "frequency", "duty", "assigned")


def status_text(status: Status, lang: Lang) -> str:
    """Sign and name of a status."""
    return f"{LOOKS[status].sign} {status_name(status, lang)}"


def status_name(status: Status, lang: Lang) -> str:
    """Name of a status."""
    return say(f"score_status_{status}", lang)


def number_text(value: float, lang: Lang) -> str:
    """A number as people write it: whole where it is; a dash for none."""
    if np.isnan(value):
        return "–"
    if float(value).is_integer():
        return count_text(int(value), lang)
    return f"{value:,.1f}" if lang == "en" else f"{value:.1f}"


def part_name(row: RowScore, at: int, lang: Lang) -> str:
    """Name of a part; the row's where it is the only one."""
    return row.row.parts[at].label(lang) or row.row.label(lang)


def is_total(part: PartScore) -> bool:
    """Whether amounts are added up, with nothing of which they are a share."""
    return isinstance(part.outcome, Summed) and part.outcome.whole is None


def is_share(part: PartScore) -> bool:
    """Whether it is a share of households or people, and not of units."""
    return isinstance(part.outcome, Summed) and part.outcome.whole is not None


def unit_count(count: float, unit: str, lang: Lang) -> str:
    """A number of units with what they are."""
    return say(f"score_units_{unit}", lang, count=number_text(count, lang))


def figures(part: PartScore, lang: Lang) -> list[Line]:
    """Value, target and gap of the whole place, heading and words each."""
    target, gap = number_text(part.target, lang), number_text(part.gap, lang)
    if is_total(part):
        return [
            (say("score_value", lang), number_text(part.value, lang)),
            (say("score_target", lang), target),
            (say("score_gap", lang), gap),
        ]
    if is_share(part):
        share = say("score_share_target", lang, share=_percent(part), target=target)
        return [
            (say("score_value", lang), _share_of(part, lang)),
            (say("score_target", lang), share),
            (say("score_gap", lang), gap),
        ]
    unit = part.part.unit
    wanted = unit_count(part.target, unit, lang)
    return [
        (say("score_owed", lang), unit_count(part.whole, unit, lang)),
        (say("score_met", lang), _share_of(part, lang)),
        (say("score_target", lang), wanted),
        (say("score_gap", lang), unit_count(part.gap, unit, lang)),
    ]


def place_line(
    part: PartScore, level: str, code: str, lang: Lang
) -> tuple[Status, str]:
    """Status and numbers of a place in one line; of all for no code."""
    status, value, target, gap = part.status, part.value, part.target, part.gap
    if code:
        one = part.at(level).loc[code]  # type: ignore[arg-type]
        status, value, target, gap = one[["status", "value", "target", "gap"]]
    key = "score_line_value" if np.isnan(target) else "score_line"
    found = {"value": value, "target": target, "gap": gap}
    texts = {name: number_text(one, lang) for name, one in found.items()}
    return status, say(key, lang, **texts)


def due_text(part: PartScore, status: Status, lang: Lang) -> str:
    """By when, and whether that is past; of what is met the day alone."""
    on, due = part.scoring.on, part.due
    day = day_text(due, lang)
    if status == "met":
        return say("score_due", lang, day=day) + late_text(part, lang)
    if due >= on:
        return say("score_due_ahead", lang, day=day, days=(due - on).days)
    first = day_text(due + dt.timedelta(days=1), lang)
    return say("score_due_past", lang, day=day, since=first)


def carried_text(part: PartScore, lang: Lang) -> str:
    """That the last target is carried on; empty where it is not."""
    if not part.carried:
        return ""
    year = part.part.targets[-1].by.year
    return say("score_carried", lang, year=year, now=part.scoring.on.year)


def forecast_text(part: PartScore, forecast: Forecast | None, lang: Lang) -> str:
    """What is to be expected, from which pace, and whether it is enough."""
    if forecast is None:
        return say("score_forecast_none", lang)
    key = "score_forecast_yearly" if is_yearly(part.part) else "score_forecast"
    return say(
        key, lang,
        years=forecast.years, by=day_text(forecast.by, lang),
        value=number_text(round(forecast.value), lang),
        low=number_text(round(forecast.low), lang),
        high=number_text(round(forecast.high), lang),
        target=number_text(forecast.target, lang),
        meets=say(f"score_meets_{forecast.meets}", lang),
    )  # fmt: skip


def is_yearly(part: Part) -> bool:
    """Whether what counts begins anew with every year."""
    windows = part.schedule is not None and not part.schedule.once
    return windows or part.per == "year"


def need_text(part: Part, lang: Lang) -> str:
    """What one unit needs, for example two in a year; empty where nothing is told."""
    told = []
    if part.rule is not None:
        told.append(_rule_text(part.rule, lang))
    elif part.unit != "person" and part.kind in _COUNTING:
        key = "score_need_between" if part.at_most else "score_need"
        per = "" if part.per == "once" else say(f"score_per_{part.per}", lang)
        told.append(say(key, lang, per=per, need=part.need, most=part.at_most))
    if part.spacing_days:
        told.append(say("score_need_spacing", lang, days=part.spacing_days))
    asked = [
        LAYERS[of.layer].column(name).label(lang)
        for of in part.of
        for name in of.complete
    ]
    if asked:
        names = joined(dict.fromkeys(asked), lang)
        told.append(say("score_need_complete", lang, names=names))
    if part.match_trade:
        told.append(say("score_need_trade", lang))
    return say("score_clause_join", lang).join(told)


def place_name(score: RowScore, level: Level, code: str, lang: Lang) -> str:
    """Name of a unit for people."""
    units = score.parts[0].scoring.ground.units
    return level_unit(level, code, _name_at(units, level, code), lang)


def level_unit(level: str, code: str, name: str, lang: Lang) -> str:
    """Name of a unit; provinces and the nation have none in the data."""
    if level == "nation":
        return say("score_nation", lang)
    if level == "province":
        return say("score_province", lang, code=code)
    return name


def programme_source(programme: Programme, lang: Lang) -> str:
    """Name, number and issuer of a programme."""
    return say(
        "score_source", lang,
        name=programme.label(lang), document=programme.document,
        issuer=programme.issuer(lang),
    )  # fmt: skip


def _name_at(units, level: Level, code: str) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
    at = int(units.find(level, [code])[0])
    return str(units.names[level][at]) if at >= 0 else code


def _percent(part: PartScore) -> str:
    return f"{part.in_force.target.share * 100:g} %"


def _share_of(part: PartScore, lang: Lang) -> str:
    return share_text(int(part.value), int(part.whole), lang)


def _rule_text(rule: Rule, lang: Lang) -> str:
    kinds = [BASE_KINDS[kind].label(lang) for kind in rule.base_kinds]
    by = joined(kinds, lang) or say(f"score_by_{rule.providers}", lang)
    return say(
        "score_need_rule", lang,
        needed=rule.needed, by=by, limit=limit_text(rule, lang),
    )  # fmt: skip
