"""A pairing in sentences: its answer, why posts are open, changes, goals, notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.schemas import TRADES, split_list, term_group
from geo.words import Lang
from planner.assignment import (
    LACKS,
    MORE_IS_BETTER,
    Change,
    Fit,
    GoalValue,
    problem_text,
)
from planner.errors import WORDS, Problem
from planner.handover import travel_told
from planner.pairing.answering import PairingAnswer, open_rows
from planner.pairing.choice import EASTERN
from planner.pairing.east_wording import eastern_names, more_lines
from planner.pairing.numbers import FAR_S
from planner.pairing.three import PARTS
from planner.poor_households import source_text
from planner.wording import list_text, trades_text, travel_text

_TRAVEL = frozenset(("longest", "travel"))
_MOST_NAMES = 5
# One way; there and back is more than a working day.
FAR_MIN = 240


@dataclass(frozen=True, slots=True)
class OpenPost:
    """Why a post is open, and what would mend it."""

    post_id: str
    reason: str
    text: str
    fix: str


def headline(answer: PairingAnswer, lang: Lang) -> str:
    """The answer in one sentence with its numbers."""
    if answer.is_refused:
        return _say("pairing_refused", lang)
    kind, counts = answer.question.kind, dict(answer.counts)
    told = {**counts, "left": counts["units"] - counts["paired"]}
    if kind == "three_regions":
        told["lacking"] = int((answer.people["lacks"] != "").sum())
        told["whole"] = counts["units"] - told["lacking"]
        told["still"] = int((answer.people["left"] != "").sum())
    key = f"pairing_headline_{kind}"
    if not told["lacking" if kind == "three_regions" else "left"]:
        key += "_full"
    if kind == "universities" and counts["target"]:
        key += "_target"
    return WORDS.say(key, lang, told)


def kept_text(answer: PairingAnswer, lang: Lang) -> str:
    """How much of what is in force is kept, and how much is new."""
    told = {name: f"{count:,}" for name, count in answer.counts.items()}
    if lang == "zh":
        told = {name: str(count) for name, count in answer.counts.items()}
    return WORDS.say(f"pairing_kept_{answer.question.kind}", lang, told)


def fit_label(answer: PairingAnswer, degree: str, lang: Lang) -> str:
    """Degree of trade fit, in lower case, in words; empty for none."""
    if not degree:
        return ""
    if degree == "every":
        return _say("pairing_fit_every", lang)
    if answer.question.kind == "three_regions":
        return _say(f"pairing_fit_three_{degree}", lang)
    return _say(f"pairing_fit_{int(Fit[degree.upper()])}", lang)


def open_posts(answer: PairingAnswer, lang: Lang) -> list[OpenPost]:
    """Say of every open post why it is and what would mend it."""
    return [open_post(answer, int(row), lang) for row in open_rows(answer)]


def change_lines(answer: PairingAnswer, lang: Lang) -> list[str]:
    """Say of each change who it is of, who was there, who comes, and why."""
    names, nobody = answer.names, _say("pairing_nobody", lang)
    found = []
    for one in answer.changes():
        told = {
            "subject": subject_text(answer, one.post, lang),
            "before": names.get(one.before, one.before) or nobody,
            "after": names.get(one.after, one.after) or nobody,
            "why": change_why(answer, one, lang),
        }
        found.append(WORDS.say("pairing_change_line", lang, told))
    return found


def change_why(answer: PairingAnswer, change: Change, lang: Lang) -> str:
    """Say why a row changes."""
    names = answer.names
    told = {
        "before": names.get(change.before, change.before),
        "after": names.get(change.after, change.after),
        "room": names.get(change.makes_room_for, change.makes_room_for),
    }
    return WORDS.say(f"pairing_change_{change.cause}", lang, told)


def subject_text(answer: PairingAnswer, post: str, lang: Lang) -> str:
    """Who a post is of; of a three-regions person also which of the three."""
    name = answer.names.get(post, post)
    if answer.question.kind != "three_regions":
        return name
    part = _say(f"pairing_part_{post.rpartition('/')[2]}", lang)
    return WORDS.say("pairing_subject", lang, {"name": name, "part": part})


def goal_label(goal: str, lang: Lang) -> str:
    """Name of a goal."""
    return _say(f"pairing_goal_{goal}", lang)


def goal_lines(answer: PairingAnswer, lang: Lang) -> list[str]:
    """Say each goal, its value, and whether it is proved or how far off it may be."""
    return [
        _goal_line(goal, unknown_ways(answer), lang)
        for goal in answer.plan.goals
        if goal.goal not in _TRAVEL or answer.posts["travel"].notna().any()
    ]


def unknown_ways(answer: PairingAnswer) -> int:
    """Pairs whose way is not known; each counts :data:`FAR_S` in the goals."""
    posts = answer.posts
    return int(((posts["party_id"] != "") & posts["travel"].isna()).sum())


def _goal_line(goal: GoalValue, unknown: int, lang: Lang) -> str:
    told = {
        "goal": goal_label(goal.goal, lang),
        "value": goal_amount(goal.goal, goal.value, unknown, lang),
        "bound": goal_amount(goal.goal, goal.bound, unknown, lang),
    }
    if goal.proved:
        return WORDS.say("roster_goal_proved", lang, told)
    more = goal.goal in MORE_IS_BETTER
    return WORDS.say(f"roster_goal_{'most' if more else 'least'}", lang, told)


def goal_amount(goal: str, value: int, unknown: int, lang: Lang) -> str:
    """Value of a goal as people read it; of travel only the ways that are known."""
    if goal == "travel":
        return travel_text(max(value - unknown * FAR_S, 0), "s", lang)
    return travel_text(value, "s", lang) if goal in _TRAVEL else f"{value:,}"


def conflict_lines(answer: PairingAnswer, lang: Lang) -> list[str]:
    """What contradicts what; empty for a pairing that keeps every rule."""
    question = answer.question
    names = {
        post: subject_text(answer, post, lang) for post in question.posts["post_id"]
    }
    parties = question.parties
    names |= dict(zip(parties["party_id"], parties["name"], strict=True))
    eastern = question.kind in EASTERN
    return [
        problem_text(_untied(problem) if eastern else problem, lang, names=names)
        for problem in answer.plan.conflict
    ]


def _untied(found: Problem) -> Problem:
    """Whom eastern partners do not reach they are not tied to."""
    key, told = found
    return ("pairing_pin_untied" if key == "assignment_pin_unreached" else key), told


def data_notes(answer: PairingAnswer, lang: Lang) -> list[str]:
    """What is to be known of the records, such as experts without a trade."""
    question, found = answer.question, []
    parties = question.parties
    for key, told in answer.plan.notes:
        if key == "assignment_note_no_trade":
            names = [answer.names[str(one)] for one in _listed(told["people"])]
            text = list_text(names[:_MOST_NAMES], lang)
            more = len(names) > _MOST_NAMES
            text += _say("pairing_and_more", lang) if more else ""
            params = {"count": len(names), "names": text}
            free = question.problem.least_fit == Fit.OTHER
            key = "pairing_note_no_trade_last" if free else "pairing_note_no_trade"
            found.append(WORDS.say(key, lang, params))
        elif key == "assignment_note_room":
            found.append(WORDS.say("pairing_note_room", lang, told))
    unplaced = int((parties["serves"] & parties["lon"].isna()).sum())
    if unplaced and question.choice.limit_min is not None:
        params = {"count": unplaced}
        found.append(WORDS.say("pairing_note_unplaced", lang, params))
    found += _way_notes(answer, lang)
    untitled = int(answer.people["left"].astype("str").str.contains("project").sum())
    if untitled:
        found.append(WORDS.say("pairing_note_project", lang, {"count": untitled}))
    if question.kind == "villages":
        orgs = int((answer.posts["party_kind"] == "organisation").sum())
        if orgs:
            found.append(WORDS.say("pairing_note_org", lang, {"count": orgs}))
    if question.kind in EASTERN:
        unplaced = int((question.now["partner_unit"] == "").sum())
        if unplaced:
            params = {"count": unplaced}
            found.append(WORDS.say("pairing_note_no_unit", lang, params))
    return found


def _way_notes(answer: PairingAnswer, lang: Lang) -> list[str]:
    """Say how many pairs are very far apart, and of how many no way is known."""
    held = answer.posts[answer.posts["party_id"] != ""]
    if answer.question.kind in ("three_regions", *EASTERN):
        return []
    far = int((held["travel"] > FAR_MIN).sum())
    unknown = int(held["travel"].isna().sum())
    told = [("pairing_note_far", far), ("pairing_note_unknown", unknown)]
    return [
        WORDS.say(key, lang, {"count": count, "hours": FAR_MIN // 60})
        for key, count in told
        if count
    ]


def pairing_notes(answer: PairingAnswer, lang: Lang) -> list[str]:
    """Sentences that must go with every file of a pairing."""
    question = answer.question
    notes = [
        asked_text(answer, lang),
        headline(answer, lang),
        kept_text(answer, lang),
        households_text(answer, lang),
        travel_told(question.travel, lang) if question.travel else "",
        *goal_lines(answer, lang),
        *conflict_lines(answer, lang),
        *data_notes(answer, lang),
        *more_lines(answer, lang),
        _say("pairing_draft_note", lang),
    ]
    rows = sum(
        int(frame["illustrative"].sum()) for frame in (question.posts, question.parties)
    )
    if rows:
        notes.append(WORDS.say("illustrative_note", lang, {"rows": rows}))
    return [one for one in notes if one]


def households_text(answer: PairingAnswer, lang: Lang) -> str:
    """Of which year the poor households are; empty where none are counted."""
    if answer.question.kind == "three_regions":
        return ""
    return source_text(answer.question.households, lang)


def asked_text(answer: PairingAnswer, lang: Lang) -> str:
    """What was asked, in one sentence."""
    question, choice = answer.question, answer.question.choice
    roles = term_group("roles")
    limit = choice.limit_min
    told = {
        "day": question.on,
        "villages": _say(f"set_{choice.villages}", lang),
        "roles": list_text([roles[one].label(lang) for one in choice.roles], lang),
        "needed": choice.needed,
        "capacity": question.capacity,
        "limit": _say("pairing_any_way", lang)
        if limit is None
        else WORDS.say("minutes", lang, {"value": f"{limit:g}"}),
    }
    return WORDS.say(f"pairing_asked_{question.kind}", lang, told)


def lacks_text(lacks: str, lang: Lang) -> str:
    """What a three-regions person lacks, in words; empty for nothing."""
    parts = [_say(f"pairing_part_{one}", lang) for one in split_list(lacks)]
    return list_text(parts, lang)


def trades_label(trades: str, lang: Lang) -> str:
    """Trades by name."""
    return list_text(
        [TRADES[one].label(lang) if one in TRADES else one
         for one in split_list(trades)], lang,
    )  # fmt: skip


def reason_label(reason: str, lang: Lang) -> str:
    """Short name of the reason why a post is open, for legends and tables."""
    return _say(f"pairing_reason_{reason}", lang)


def open_post(answer: PairingAnswer, row: int, lang: Lang) -> OpenPost:
    """Say of one open post, by its position, why it is and what would mend it."""
    question, plan = answer.question, answer.plan
    post = question.posts.iloc[row]
    reason = answer.reason(row)
    key = _sentence(answer, row, reason)
    told = _params(answer, row, str(post["kind"]), lang)
    if question.kind in EASTERN:
        key = _eastern_sentence(key, bool(post["tied"]))
        told |= {"county": post["county"], "tied": eastern_names(post["tied"], lang)}
    fixes = [WORDS.say(key, lang, told, part="fix")]
    if plan.why.option[row] >= 0 and key != "pairing_why_far":
        fixes.append(WORDS.say("pairing_option", lang, told))
    fix = "".join(fixes) if lang == "zh" else " ".join(fixes)
    return OpenPost(str(post["post_id"]), reason, WORDS.say(key, lang, told), fix)


def _sentence(answer: PairingAnswer, row: int, reason: str) -> str:
    why = answer.plan.why
    if reason == "nothing_in_reach":
        if answer.question.choice.limit_min is None:
            return "pairing_why_nothing"
        return "pairing_why_far" if why.option[row] >= 0 else "pairing_why_near_none"
    if reason == "no_matching_trade" and LACKS[why.lacks[row]] != "trade":
        return "pairing_why_nothing"
    if reason == "in_reach_but_full" and why.waiting[row] <= 1:
        return "pairing_why_taken"
    if reason == "excluded_by_planner":
        return "pairing_why_banned" if why.blocker[row] >= 0 else "pairing_why_excluded"
    return {
        "in_reach_but_full": "pairing_why_full",
        "no_matching_trade": "pairing_why_trade",
        "pinned_elsewhere": "pairing_why_pinned",
        "closed_then": "pairing_why_closed",
        "no_location": "pairing_why_unplaced",
    }[reason]


def _eastern_sentence(key: str, tied: bool) -> str:
    """Key of the sentence that tells it of eastern partners, without any way."""
    if key == "pairing_why_excluded":
        return key
    if key == "pairing_why_nothing" and tied:
        return "pairing_why_east_untied"
    return key.replace("pairing_why", "pairing_why_east")


def _params(
    answer: PairingAnswer, row: int, kind: str, lang: Lang
) -> dict[str, object]:
    question, plan = answer.question, answer.plan
    why, parties = plan.why, question.parties
    who = kind if kind in PARTS else question.kind
    told: dict[str, object] = {
        "who": _say(f"pairing_who_{who}", lang),
        "wanted": trades_label(str(question.posts["trades"].iloc[row]), lang)
        or _say("any_trade", lang),
        "offered": trades_text(int(why.offered[row]), lang),
        "waiting": max(int(why.waiting[row]) - 1, 0),
    }
    blocker, option = int(why.blocker[row]), int(why.option[row])
    if blocker >= 0:
        told |= {
            "blocker": parties["name"].iloc[blocker],
            "cost": _way(int(why.blocker_cost[row]), lang),
            "load": int(plan.load[blocker]),
            "capacity": int(parties["capacity"].iloc[blocker]),
        }
    if option >= 0:
        cost = int(why.option_cost[row])
        told |= {
            "option": parties["name"].iloc[option],
            "option_cost": _way(cost, lang),
            "over": travel_text(cost - question.problem.limit, "s", lang),
        }
    return told


def _way(cost: int, lang: Lang) -> str:
    """Travel to a party; that it is not known where no way was measured."""
    return _say("pairing_far", lang) if cost >= FAR_S else travel_text(cost, "s", lang)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})
