"""Advisory groups in sentences: the answer, what lacks and why, who waits, notes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.schemas import TRADES, split_list, term_group
from geo.words import Lang
from planner.advising.question import AdvisoryQuestion
from planner.advising.tables import LACKS
from planner.advisory.plan import AdvisoryPlan, Groups
from planner.advisory.problem import HOME, KINDS, LEADER, PARTNER, TRADE
from planner.advisory.reasons import Missing, Option
from planner.errors import WORDS
from planner.problem import trades_in
from planner.wording import list_text

_KIND_OF = {LEADER: "leader", HOME: "home", PARTNER: "partner"}
_MOST_NAMES = 5


def waiting(question: AdvisoryQuestion, lang: Lang) -> pd.DataFrame:
    """See :meth:`planner.advising.answering.AdvisoryAnswer.waiting`."""
    rows = question.counties[~question.counties["matched"]].to_dict("records")
    review = state_label(question.choice.review, lang)
    told = []
    for row in rows:
        own = {
            "state": state_label(str(row["state"]), lang),
            "review": review,
            "batch": row["batch"] or say("advisory_no_batch", lang),
        }
        key = f"advisory_waits_{row['waits']}"
        told.append(
            {
                "county_code": row["county_code"],
                "county": row["county"],
                "why": row["waits"],
                "state": row["state"],
                "batch": row["batch"],
                "members_now": row["members_now"],
                "reason": WORDS.say(key, lang, own),
                "fix": WORDS.say(key, lang, own, part="fix"),
            }
        )
    columns = ["county_code", "county", "why", "state", "batch", "members_now",
               "reason", "fix"]  # fmt: skip
    return pd.DataFrame(told, columns=columns)


def missed(
    question: AdvisoryQuestion,
    groups: Groups,
    missing: tuple[Missing, ...],
    lang: Lang,
) -> pd.DataFrame:
    """See :meth:`planner.advising.answering.AdvisoryAnswer.missed`."""
    found: dict[tuple[int, str, str], tuple[Missing, int]] = {}
    for one in missing:
        lacks, trade = _lacked(question, groups, one)
        first, count = found.get((one.county, lacks, trade), (one, 0))
        found[one.county, lacks, trade] = (first, count + 1)
    columns = ["county_code", "county", "lacks", "lacks_label", "trade", "count", "why",
               "expert_id", "reason", "fix"]  # fmt: skip
    order = sorted(found, key=lambda key: (key[0], LACKS.index(key[1])))
    rows = [_missed_row(question, *key, *found[key], lang) for key in order]
    return pd.DataFrame(rows, columns=columns)


def _lacked(
    question: AdvisoryQuestion, groups: Groups, one: Missing
) -> tuple[str, str]:
    """What an empty seat stands for: one of :data:`LACKS`, and the trade's code."""
    problem, at = question.problem, one.county
    if one.kind == TRADE:
        trade = trades_in(int(problem.seats.trades[at, one.seat]))[0]
        covered = groups.covered[at] >= groups.trades[at]
        return ("members", "") if covered else ("trade", trade)
    held = {LEADER: groups.leader, HOME: groups.home, PARTNER: groups.partner}
    least = problem.least
    owed = {LEADER: least.leader, HOME: least.home, PARTNER: least.partner}
    if one.kind in held and held[one.kind][at] < owed[one.kind][at]:
        return _KIND_OF[one.kind], ""
    return "members", ""


def _missed_row(
    question: AdvisoryQuestion,
    county: int,
    lacks: str,
    trade: str,
    one: Missing,
    count: int,
    lang: Lang,
) -> dict[str, Any]:
    row = question.matched.iloc[county]
    option, experts = one.first, question.experts
    expert = experts.iloc[option.expert] if option else None
    told: dict[str, object] = {
        "seat": lacks_label(lacks, trade, lang),
        "county": row["county"],
        "known": one.known,
        "here": one.here,
        "review": question.choice.review,
    }
    if option and expert is not None:
        told |= _of_option(question, option, lang)
    key = f"advisory_why_{one.why}"
    fixes = [WORDS.say(key, lang, told, part="fix")]
    if option and option.rules > 1:
        told["more"] = option.rules - 1
        fixes.append(WORDS.say("advisory_more_rules", lang, told))
    return {
        "county_code": row["county_code"],
        "county": row["county"],
        "lacks": lacks,
        "lacks_label": told["seat"],
        "trade": trade,
        "count": count,
        "why": one.why,
        "expert_id": "" if expert is None else expert["expert_id"],
        "reason": WORDS.say(key, lang, told),
        "fix": _sentences(fixes, lang),
    }


def _of_option(
    question: AdvisoryQuestion, option: Option, lang: Lang
) -> dict[str, object]:
    expert = question.experts.iloc[option.expert]
    elsewhere = int(expert["elsewhere"])
    left = question.matched["county"].iloc[option.leaves] if option.leaves >= 0 else ""
    return {
        "expert": expert["name"],
        "organisation": expert["organisation"] or expert["home"],
        "experts": option.experts,
        "load": option.load + elsewhere,
        "quota": option.quota + elsewhere,
        "ahead": option.ahead,
        "leaves": left or say("advisory_nobody_loses", lang),
    }


def stability(plan: AdvisoryPlan, counts: Mapping[str, int], lang: Lang) -> str:
    """What the check says of pairs that would rather have each other."""
    if plan.status != "stable":
        return say("advisory_stopped", lang)
    key = "advisory_stable_kept" if plan.agreed.any() else "advisory_stable"
    if counts["unstable"]:
        key = "advisory_unstable"
    return WORDS.say(key, lang, dict(counts))


def headline(counts: Mapping[str, int], lang: Lang) -> str:
    """The answer in one sentence with its numbers."""
    if not counts["counties"]:
        return WORDS.say("advisory_headline_none", lang, dict(counts))
    key = "advisory_headline" + ("" if counts["short"] else "_full")
    return WORDS.say(key, lang, dict(counts))


def asked_text(question: AdvisoryQuestion, lang: Lang) -> str:
    """What was asked, in one sentence."""
    choice = question.choice
    told = {
        "day": question.on,
        "members": choice.members,
        "fewest": choice.fewest,
        "most": choice.most,
        "home": _span(choice.home),
        "partner": _span(choice.partner),
        "review": state_label(choice.review, lang),
        "batch": choice.batch or say("advisory_every_batch", lang),
        "side": say(f"advisory_side_{choice.proposing}", lang),
    }
    return WORDS.say("advisory_asked", lang, told)


def orders_text(question: AdvisoryQuestion, lang: Lang) -> str:
    """What each side looks at, in order."""
    told = {
        side: list_text([say(f"advisory_by_{side}_{one}", lang) for one in order], lang)
        for side, order in (
            ("county", question.choice.county_order),
            ("expert", question.choice.expert_order),
        )
    }
    return WORDS.say("advisory_orders", lang, told)


def data_notes(question: AdvisoryQuestion, lang: Lang) -> list[str]:
    """What is to be known of the records, such as experts without a trade."""
    found = []
    for key, told in question.notes:
        names = told["names"]
        own = [str(one) for one in names] if isinstance(names, list) else []
        text = list_text(own[:_MOST_NAMES], lang)
        text += say("advisory_and_more", lang) if len(own) > _MOST_NAMES else ""
        found.append(WORDS.say(key, lang, {**told, "names": text}))
    return found


def advisory_notes(
    question: AdvisoryQuestion,
    plan: AdvisoryPlan,
    counts: Mapping[str, int],
    lang: Lang,
) -> list[str]:
    """Sentences that must go with every file of a matching."""
    notes = [
        asked_text(question, lang),
        orders_text(question, lang),
        headline(counts, lang),
        stability(plan, counts, lang),
        *data_notes(question, lang),
        say("advisory_draft_note", lang),
    ]
    frames = (question.matched, question.experts, question.now)
    rows = sum(int(frame["illustrative"].sum()) for frame in frames)
    if rows:
        notes.append(WORDS.say("illustrative_note", lang, {"rows": rows}))
    return notes


def lacks_label(lacks: str, trade: str, lang: Lang) -> str:
    """What a group lacks, in words."""
    if lacks == "trade":
        told = {"trade": trades_label(trade, lang)}
        return WORDS.say("advisory_lacks_trade", lang, told)
    return say(f"advisory_lacks_{lacks}", lang)


def lacks_text(lacks: str, lang: Lang) -> str:
    """All that a group lacks, in words; empty for nothing."""
    names = [
        say("advisory_lacks_some_trade", lang)
        if one == "trade"
        else say(f"advisory_lacks_{one}", lang)
        for one in split_list(lacks)
    ]
    return list_text(names, lang)


def role_label(role: str, lang: Lang) -> str:
    """Name of a role: a kind of seat."""
    return say(f"advisory_role_{role}", lang) if role in KINDS else role


def why_label(why: str, lang: Lang) -> str:
    """Short name of a reason, for legends and tables; empty for none."""
    return say(f"advisory_short_{why}", lang) if why else ""


def status_label(status: str, lang: Lang) -> str:
    """Name of a group's status."""
    return say(f"advisory_status_{status}", lang)


def state_label(state: str, lang: Lang) -> str:
    """Name of the state of an application; empty for none."""
    terms = term_group("application_states")
    return terms[state].label(lang) if state in terms else state


def trades_label(trades: str, lang: Lang) -> str:
    """Trades by name."""
    return list_text(
        [TRADES[one].label(lang) if one in TRADES else one
         for one in split_list(trades)], lang,
    )  # fmt: skip


def tier_label(tier: str, lang: Lang) -> str:
    """Name of a level; empty for none."""
    terms = term_group("tiers")
    return terms[tier].label(lang) if tier in terms else tier


def say(key: str, lang: Lang) -> str:
    """A text without values."""
    return WORDS.say(key, lang, {})


def _span(span: tuple[int, int]) -> str:
    least, most = span
    return str(least) if least == most else f"{least}–{most}"


def _sentences(parts: list[str], lang: Lang) -> str:
    return "".join(parts) if lang == "zh" else " ".join(parts)
