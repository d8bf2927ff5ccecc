"""Putting a roster in force, with a way back, and keeping rosters by name."""

import datetime as dt
import tempfile
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.plans import KeptPlan, drop_plan, keep_plan, kept_plans
from planner.roster.answering import roster_rows
from planner.roster.handing_over import TIES, write_roster
from planner.workspace import Workspace
from ui.components import data, road_changes, roster_state, state
from ui.components.issue_table import XLSX
from ui.components.messages import plain
from ui.components.numbers import count_text, day_text, joined
from ui.components.roster_data import Roster
from ui.components.roster_kept import (
    IN_FORCE,
    moved,
    of_force,
    open_roster,
    record,
    stale,
)
from ui.components.roster_state import Must
from ui.components.uploads import safe_name
from ui.text import say

_FILES = {
    "xlsx": ("roster.xlsx", XLSX),
    "shp": (f"{TIES}_shp.zip", "application/zip"),
    "geojson": (f"{TIES}.geojson", "application/geo+json"),
}
_SINCE, _NAME = "roster_since", "roster_name"


def keep_view(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw adopting, the way back, and the kept rosters."""
    adopt(path, roster, lang)
    _keeping(path, roster, lang)
    _files(path, roster, lang)


def force_note(path: Path, lang: Lang) -> str:
    """Say of the roster in force whether it is still true; empty where it is."""
    version = Workspace(path).layer_versions().get("assignments", "")
    plan = of_force(path, version)
    if plan is None:
        return ""
    changed = stale(plan, path)
    if not changed:
        return ""
    what = joined([say(f"roster_stale_{one}", lang) for one in changed], lang)
    return say("roster_force_stale", lang, name=plan.name, what=what)


def adopt(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the button that puts the roster in force, and asks once more before."""
    day = roster.asked.rule.on or data.today()
    differs = roster.changes or _repinned(roster) or roster.asked.choice.ended
    if roster.in_force and not differs:
        st.caption(say("roster_adopt_same", lang))
    elif road_changes.ask("roster_adopt", say("roster_adopt", lang)):
        _sure(path, roster, day, lang)
    road_changes.undo(path, lang, key="roster")


def _repinned(roster: Roster) -> bool:
    """Whether other rows are pinned than in the roster in force."""
    now = roster.answer.question.now
    before = set(now.loc[now["pinned"].astype(bool), "post_id"]) - {""}
    posts = roster.posts
    return before != set(posts.loc[posts["pinned"], "post_id"])


def _sure(path: Path, roster: Roster, day: dt.date, lang: Lang) -> None:
    with st.container(border=True):
        since = st.date_input(
            say("roster_adopt_since", lang), day, key=f"{_SINCE}_{day}",
            format="YYYY-MM-DD",
            width=180,
        )  # fmt: skip
        same, new = _going_on(roster)
        key = "roster_adopt_sure" if roster.in_force else "roster_adopt_sure_first"
        told = {"filled": same + new, "same": same, "new": new}
        st.markdown(say(key, lang, count=len(roster.changes), **told))
        version = data.layers(path)[1]
        road_changes.confirm(
            say("roster_adopt_yes", lang), "roster_adopt_yes", lang, _adopt,
            (path, roster, since, version, lang),
        )  # fmt: skip


def still_open(roster: Roster) -> list[Must]:
    """Posts that the roster in force brought back and that nobody fills now."""
    posts = roster.answer.question.posts
    brought = (posts["from_row"] != "") & (roster.answer.plan.person < 0)
    columns = ["village_code", "post", "trades", "base_id"]
    return list(posts.loc[brought, columns].itertuples(index=False, name=None))


def _going_on(roster: Roster) -> tuple[int, int]:
    """Posts whose holder was there last year or is in force, and those newly filled."""
    posts, now = roster.posts, roster.answer.question.now
    filled = posts[posts["commissioner_id"] != ""]
    held = set(zip(now["post_id"], now["commissioner_id"], strict=True))
    rows = filled[["post_id", "commissioner_id", "kept"]].itertuples(index=False)
    same = sum(kept or (post, person) in held for post, person, kept in rows)
    return same, len(filled) - same


def _adopt(
    path: Path, roster: Roster, since: dt.date, version: str, lang: Lang
) -> None:
    workspace = Workspace(path)
    day = day_text(since, lang)
    change = say("roster_change", lang, day=day)

    def act() -> None:
        rows = roster_rows(
            data.layers(path)[0]["assignments"], roster.answer, since=since
        )
        workspace.replace_layer("assignments", rows, change=change, made_from=version)
        own = workspace.layer_versions()["assignments"]
        name = say("roster_kept_name", lang, day=day)
        keep_plan(path, record(path, roster, name, in_force=own))

    was = workspace.data_version
    if road_changes.keep(act, say("roster_adopted", lang, day=day), lang):
        roster_state.adopted(was)
        roster_state.settled(still_open(roster))
        if since > (roster.asked.rule.on or data.today()):
            state.put(on=since)


def _files(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the files to hand on; they are written when they are asked for."""
    st.markdown(f"**{say('roster_files', lang)}**")
    place = data.place_name(path, lang) or state.get("ws")
    title = say("roster_file_name", lang, place=safe_name(place))
    with st.container(horizontal=True):
        for kind, (name, mime) in _FILES.items():
            st.download_button(
                say(f"roster_file_{kind}", lang),
                lambda name=name: _written(roster, name, lang),
                f"{title}.{name.rpartition('.')[2]}", mime,
                key=f"roster_file_{kind}", on_click="ignore",
            )  # fmt: skip
    if state.get("county"):
        rows = count_text(len(roster.posts), lang)
        st.caption(say("roster_files_whole", lang, count=rows))
    st.caption(say("roster_files_note", lang))


def _written(roster: Roster, name: str, lang: Lang) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        files = write_roster(roster.answer, Path(folder), lang)
        return next(one for one in files if one.name == name).read_bytes()


def _keeping(path: Path, roster: Roster, lang: Lang) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            say("roster_name", lang), max_chars=60, key=_NAME, width=240,
            placeholder=say("roster_name_example", lang),
        )  # fmt: skip
        st.button(
            say("roster_keep", lang), key="roster_keep", on_click=_keep,
            args=(path, roster, lang),
        )  # fmt: skip
    for at, plan in enumerate(kept_plans(path, "assignment")):
        with st.container(border=True):
            told, buttons = st.columns([2.6, 1], vertical_alignment="center")
            told.markdown(_told(plan, path, roster, lang))
            with buttons, st.container(horizontal=True, gap="small"):
                st.button(
                    say("roster_kept_open", lang), key=f"roster_kept_open_{at}",
                    on_click=_open, args=(plan, lang),
                )  # fmt: skip
                st.button(
                    say("roster_kept_drop", lang), key=f"roster_kept_drop_{at}",
                    on_click=_drop, args=(path, plan, lang), type="tertiary",
                )  # fmt: skip


def _told(plan: KeptPlan, path: Path, roster: Roster, lang: Lang) -> str:
    version = Workspace(path).layer_versions().get("assignments", "")
    counts = {name: plan.summary.get(name, 0) for name in ("posts", "filled", "kept")}
    made = plan.made[:16].replace("T", " ")
    lines = [
        f"**{plain(plan.name)}** · {plain(made)}",
        say("roster_kept_told", lang, moved=moved(plan, roster), **counts),
    ]
    changed = stale(plan, path)
    if changed:
        what = joined([say(f"roster_stale_{one}", lang) for one in changed], lang)
        lines.append(f":orange[{say('roster_kept_stale', lang, what=what)}]")
    # What was taken back, or replaced since, is no longer in force.
    if version and plan.settings.get(IN_FORCE) == version:
        lines[0] += f" · {say('roster_kept_force', lang)}"
    return "  \n".join(lines)


def _keep(path: Path, roster: Roster, lang: Lang) -> None:
    name = str(st.session_state[_NAME]).strip()
    told = say("roster_kept", lang, name=plain(name))
    if road_changes.keep(
        lambda: keep_plan(path, record(path, roster, name)), told, lang
    ):
        st.session_state[_NAME] = ""


def _open(plan: KeptPlan, lang: Lang) -> None:
    told = say("roster_kept_opened", lang, name=plain(plan.name))
    road_changes.keep(lambda: open_roster(plan), told, lang)


def _drop(path: Path, plan: KeptPlan, lang: Lang) -> None:
    told = say("roster_kept_dropped", lang, name=plain(plan.name))
    road_changes.keep(lambda: drop_plan(path, "assignment", plan.name), told, lang)
