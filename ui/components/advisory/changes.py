"""What changes against the groups in force, and what the last step changed."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.changing import member_changes, since_now
from planner.advising.keeping import rows_of
from planner.advising.wording import role_label
from planner.errors import PlanInputError
from ui.components.advisory import asking, working
from ui.components.advisory.groups import pick_county, to_card
from ui.components.advisory.shown import Shown, kept
from ui.components.numbers import count_text
from ui.text import say

_AGAINST = "advisory_against"


def changes_view(path: Path, now: Shown, lang: Lang) -> None:
    """Draw who is new beside the groups in force, or what the last step changed."""
    step = step_changes(path, now)
    against = "force"
    if step is not None:
        st.session_state.setdefault(_AGAINST, "force")
        against = st.segmented_control(
            say("advisory_against", lang), ["force", "step"], key=_AGAINST,
            required=True, label_visibility="collapsed",
            format_func=lambda one: say(f"advisory_against_{one}", lang),
        )  # fmt: skip
    changes = _since_now(now) if against == "force" or step is None else step
    if changes.empty:
        st.success(say(f"advisory_no_changes_{against}", lang))
        return
    counts = {
        "count": count_text(len(changes), lang),
        "counties": count_text(changes["county_code"].nunique(), lang),
    }
    st.caption(say(f"advisory_changes_{against}", lang, **counts))
    column = st.column_config
    pick_county(
        change_rows(now, changes, lang), "advisory_changes",
        {
            "county": column.TextColumn(say("advisory_col_county", lang), width=80),
            "change": column.TextColumn(say("advisory_col_change", lang), width=70),
            "name": column.TextColumn(say("advisory_col_person", lang), width=110),
            "organisation": column.TextColumn(
                say("advisory_col_organisation", lang), width=170
            ),
            "before": column.TextColumn(say("advisory_col_before", lang), width=90),
            "after": column.TextColumn(say("advisory_col_after", lang), width=90),
        },
        height=360,
    )  # fmt: skip
    to_card(now, lang)


def change_rows(now: Shown, changes: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Changes in words, indexed by county code.

    Parameters
    ----------
    now
        The matching.
    changes
        As :func:`planner.advising.changing.member_changes` gives them.
    lang
        Language.
    """
    organisations = now.experts["organisation"]
    table = pd.DataFrame(
        {
            "county": changes["county"],
            "change": [say(f"advisory_change_{one}", lang) for one in
                       changes["change"]],
            "name": changes["name"],
            "organisation": [organisations.get(one, "") for one in
                             changes["expert_id"]],
            "before": [role_label(one, lang) for one in changes["before"]],
            "after": [role_label(one, lang) for one in changes["after"]],
        }
    )  # fmt: skip
    return table.set_axis(changes["county_code"], axis=0)


def change_count(now: Shown) -> int:
    """How many members are other than in the groups in force."""
    return len(_since_now(now))


def step_changes(path: Path, now: Shown) -> pd.DataFrame | None:
    """What the last step changed; None where there was none, or it is not known."""
    try:
        choice = asking.asked_before()
        if choice is None or choice == now.choice:
            return None
        # Asked otherwise or with other data since, it would have to be matched first.
        ended = working.ended(path, choice)
    except PlanInputError:
        return None
    if ended is None:
        return None
    before = ended.answer
    names = {**before.names, **now.answer.names}
    return member_changes(rows_of(before), rows_of(now.answer), names)


def step_text(path: Path, now: Shown, lang: Lang) -> str:
    """What the last step changed, in a sentence; empty where there was none."""
    found = step_changes(path, now)
    if found is None:
        return ""
    if found.empty:
        return say("advisory_step_same", lang)
    changed = found["change"]
    told = {
        "groups": count_text(found["county_code"].nunique(), lang),
        "came": count_text(int((changed == "joined").sum()), lang),
        "left": count_text(int((changed == "left").sum()), lang),
    }
    return say("advisory_step", lang, **told)


def _since_now(now: Shown) -> pd.DataFrame:
    return kept(now, "since now", lambda: since_now(now.answer))
