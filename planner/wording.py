"""Verdicts in sentences: why a village is not covered, and the least that mends it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from geo.schemas import BASE_KINDS, TRADES
from geo.words import Lang
from planner.coverage import Verdict
from planner.errors import WORDS
from planner.problem import COMMISSIONER, UNLIMITED, trades_in
from planner.reasons import REASONS
from planner.rule import Rule


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is so for one village, and the fix; empty where nothing is to mend."""

    reason: str
    text: str
    fix: str


def travel_text(cost: int, unit: str, lang: Lang) -> str:
    """Cost for people, rounded up: whole minutes, or kilometres with one decimal."""
    if unit == "s":
        return WORDS.say("minutes", lang, {"value": math.ceil(cost / 60)})
    return WORDS.say("kilometres", lang, {"value": f"{math.ceil(cost / 100) / 10:.1f}"})


def distance_text(metres: float, lang: Lang) -> str:
    """Distance for people: whole metres below a kilometre, else kilometres."""
    if metres < 1000:
        return WORDS.say("metres", lang, {"value": f"{metres:.0f}"})
    return WORDS.say("kilometres", lang, {"value": f"{metres / 1000:.1f}"})


def limit_text(rule: Rule, lang: Lang) -> str:
    """Reach limit of a rule, as it was given."""
    key, limit = (
        ("minutes", rule.limit_min)
        if rule.limit_min is not None
        else ("kilometres", rule.limit_km)
    )
    return WORDS.say(key, lang, {"value": f"{limit:g}"})


def rule_text(rule: Rule, lang: Lang) -> str:
    """The whole rule in one sentence, its day included."""
    kinds = [BASE_KINDS[kind].label(lang) for kind in rule.base_kinds]
    providers = WORDS.say(f"providers_{rule.providers}", lang, {})
    if kinds and rule.providers != "commissioners":
        told = {"providers": providers, "kinds": list_text(kinds, lang)}
        providers = WORDS.say("only_kinds", lang, told)
    params: dict[str, object] = {
        "villages": WORDS.say(f"set_{rule.villages}", lang, {}),
        "needed": rule.needed,
        "providers": providers,
        "limit": limit_text(rule, lang),
        "trade": WORDS.say(f"trade_{'on' if rule.match_trade else 'off'}", lang, {}),
        "capacity": WORDS.say(
            f"capacity_{'on' if rule.use_capacity else 'off'}", lang, {}
        ),
        "day": rule.on,
    }
    return WORDS.say("rule_sentence" if rule.on else "rule_undated", lang, params)


def provider_text(verdict: Verdict, at: int, lang: Lang) -> str:
    """Name of a provider; a person is said to be a commissioner."""
    providers = verdict.problem.providers
    name = str(providers.names[at])
    if providers.kinds[at] != COMMISSIONER:
        return name
    return WORDS.say("commissioner_named", lang, {"name": name})


def list_text(names: Iterable[str], lang: Lang) -> str:
    """Names as a list in a sentence."""
    return WORDS.say("list_separator", lang, {}).join(names)


def reason_label(reason: str, lang: Lang) -> str:
    """Short name of a reason, for legends and tables."""
    return WORDS.say(reason, lang, {}, part="label")


def trades_text(mask: int, lang: Lang) -> str:
    """Names of the trades in a mask; parts of a named trade are left out."""
    codes = trades_in(mask)
    names = [
        TRADES[code].label(lang) for code in codes if TRADES[code].parent not in codes
    ]
    if not names:
        return WORDS.say("any_trade", lang, {})
    return list_text(names, lang)


def explain_village(
    verdict: Verdict, row: int, places: Mapping[int, tuple[str, str]], lang: Lang
) -> Explanation:
    """Say in one or two sentences how a village stands under the rule.

    Parameters
    ----------
    verdict
        The verdict.
    row
        Position of the village.
    places
        Name and township name by village position; at least the village itself and its
        best new site. Names are not escaped.
    lang
        Language.
    """
    if verdict.covered[row]:
        return _covered(verdict, row, lang)
    reason = REASONS[verdict.reason[row]]
    if not reason:
        return Explanation("", WORDS.say("not_asked", lang, {}), "")
    params = _params(verdict, row, places, lang)
    key = _sentence(verdict, row, reason)
    text = WORDS.say(key, lang, params)
    fixes = [WORDS.say(key, lang, params, part="fix")]
    if verdict.option[row] >= 0 and reason not in {
        "no_location",
        "excluded_by_planner",
    }:
        fixes.append(WORDS.say("more_option", lang, params))
    return Explanation(
        reason, text, "".join(fixes) if lang == "zh" else " ".join(fixes)
    )


def _sentence(verdict: Verdict, row: int, reason: str) -> str:
    """Key of the sentence that tells a reason: some are told in several ways."""
    if reason == "in_reach_but_full" and verdict.rule.needed > 1:
        return "full_for_several"
    if reason == "no_road_near" and np.isinf(verdict.road_m[row]):
        return "no_road_at_all"
    if reason != "nothing_in_reach":
        return reason
    nothing = "nothing" if verdict.rule.needed == 1 else "too_few"
    if verdict.option[row] >= 0:
        return f"{nothing}_in_reach"
    return f"{nothing}_by_road" if verdict.cut_off[row] else f"{nothing}_anywhere"


def _covered(verdict: Verdict, row: int, lang: Lang) -> Explanation:
    params = {
        "server": provider_text(verdict, int(verdict.server[row]), lang),
        "cost": travel_text(int(verdict.server_cost[row]), verdict.rule.unit, lang),
        "count": verdict.rule.needed,
    }
    key = "covered" if verdict.rule.needed == 1 else "covered_many"
    return Explanation("", WORDS.say(key, lang, params), "")


def _params(
    verdict: Verdict, row: int, places: Mapping[int, tuple[str, str]], lang: Lang
) -> dict[str, object]:
    rule = verdict.rule
    params: dict[str, object] = {
        "limit": limit_text(rule, lang),
        "count": rule.needed,
        "wanted": trades_text(int(verdict.problem.villages.trades[row]), lang),
        "offered": trades_text(int(verdict.offered[row]), lang),
        "covers": int(verdict.site_covers[row]),
        "waiting": int(verdict.waiting[row]),
        "missing": int(verdict.missing[row]),
        "day": rule.on,
    }
    if verdict.site[row] >= 0:
        name, township = places[int(verdict.site[row])]
        params["site"] = (
            WORDS.say("place_at", lang, {"name": name, "township": township})
            if township
            else name
        )
    if np.isfinite(verdict.road_m[row]):
        params["distance"] = distance_text(float(verdict.road_m[row]), lang)
        params["near"] = distance_text(float(verdict.travel["snap_limit_m"]), lang)
    option = int(verdict.option[row])
    if option >= 0:
        cost = int(verdict.option_cost[row])
        params["option"] = provider_text(verdict, option, lang)
        params["option_cost"] = travel_text(cost, rule.unit, lang)
        params["over"] = travel_text(cost - rule.cutoff, rule.unit, lang)
    blocker = int(verdict.blocker[row])
    if blocker >= 0:
        cost = int(verdict.blocker_cost[row])
        params |= _blocker_params(verdict, blocker, cost, lang)
    return params


def _blocker_params(
    verdict: Verdict, blocker: int, cost: int, lang: Lang
) -> dict[str, object]:
    providers = verdict.problem.providers
    first, last = providers.first_day[blocker], providers.last_day[blocker]
    capacity = providers.capacity[blocker]
    return {
        "blocker": provider_text(verdict, blocker, lang),
        "cost": travel_text(cost, verdict.rule.unit, lang),
        "load": int(verdict.load[blocker]),
        "capacity": (
            WORDS.say("no_limit", lang, {}) if capacity == UNLIMITED else int(capacity)
        ),
        "first": _day(first, "from_start", lang),
        "last": _day(last, "until_end", lang),
    }


def _day(day: np.datetime64, missing: str, lang: Lang) -> str:
    return WORDS.say(missing, lang, {}) if np.isnat(day) else str(day)
