"""Advisory groups on the screen: the answer in a sentence, people, marks."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from geo.schemas import split_list
from geo.words import Lang
from planner.advising.wording import headline, role_label, tier_label, why_label
from ui.components.advisory.shown import Shown
from ui.components.messages import markup
from ui.components.numbers import count_text, joined
from ui.text import say


def sentence(now: Shown, lang: Lang) -> str:
    """The answer in one sentence, as HTML."""
    counts = now.answer.counts
    if not counts["counties"]:
        told_none = markup(headline(counts, lang))
        return f'<p class="cp-verdict" data-advisory>{told_none}</p>'
    told = {
        name: f'<b class="{look}">{count_text(counts[name], lang)}</b>'
        for name, look in (("counties", ""), ("full", "ok"), ("short", "gap"))
    }
    key = "advisory_headline" if counts["short"] else "advisory_headline_full"
    text = say(key, lang, **told)
    return f'<p class="cp-verdict" data-advisory>{text}</p>'


def people_text(now: Shown, lang: Lang) -> str:
    """How many people are in the groups, how many of them are new, who waits."""
    counts = now.answer.counts
    names = ("members", "new", "serving", "experts", "waiting")
    told = {name: count_text(counts[name], lang) for name in names}
    return say("advisory_people", lang, **told)


def largest_reasons(
    missed: pd.DataFrame, lang: Lang, most: int
) -> list[tuple[str, str, int]]:
    """Why groups are not whole: code, name, and how many counties, most first."""
    pairs = {(row["why"], row["county_code"]) for row in missed.to_dict("records")}
    counts = Counter(why for why, _ in sorted(pairs))
    return [
        (why, why_label(why, lang), count) for why, count in counts.most_common(most)
    ]


def wait_label(why: str, lang: Lang) -> str:
    """Short name of a reason why a county waits."""
    return say(f"advisory_wait_{why}", lang)


def roles_text(roles: str, lang: Lang) -> str:
    """Names of seats joined."""
    return joined([role_label(one, lang) for one in split_list(roles)], lang)


def trades_count(group: Mapping[str, object]) -> str:
    """How many of the trades needed somebody knows."""
    needed = set(split_list(str(group["trades_needed"])))
    covered = set(split_list(str(group["trades_covered"]))) & needed
    return f"{len(covered)} / {len(needed)}" if needed else "–"


def person_text(name: str, organisation: str, lang: Lang) -> str:
    """Name of an expert with the organisation, where it is another."""
    return joined([one for one in dict.fromkeys((name, organisation)) if one], lang)


def short_tier(tier: str, lang: Lang) -> str:
    """Name of a level without what stands in brackets."""
    return tier_label(tier, lang).partition(say("advisory_bracket", lang))[0]


def rank_text(rank: int, lang: Lang) -> str:
    """Place on somebody's list; empty for none."""
    return say("advisory_rank", lang, rank=int(rank)) if rank > 0 else ""


def ranks_text(row: Mapping[str, object]) -> str:
    """Place of the expert on the county's list, and of the county on theirs."""
    return f"{row['rank_county'] or '–'} / {row['rank_expert'] or '–'}"


def marks(member: Mapping[str, object], lang: Lang) -> str:
    """Whether a member is in force, pinned, new, illustrative."""
    names = [name for name in ("agreed", "pinned", "illustrative") if member[name]]
    if not member["agreed"]:
        names.insert(0, "new")
    return joined([say(f"advisory_is_{one}", lang) for one in names], lang)


def status_text(now: Shown, county: str, lang: Lang) -> str:
    """Sign and name of how a county's group stands."""
    name: str = now.state_of(county)
    if name == "new" and now.group(county)["status"] == "partly":
        name = "filled"
    return say(f"advisory_status_{name}", lang)


def facts_html(rows: list[tuple[str, str]]) -> str:
    """Labels and texts of a card, those that are empty left out."""
    told = "".join(
        f"<dt>{markup(label)}</dt><dd>{markup(value)}</dd>"
        for label, value in rows
        if value
    )
    return f"<dl>{told}</dl>"
