"""Accepting the groups, matchings kept by name, files, and replies read back in."""

import datetime as dt
import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.advising.handing_over import FILES, write_advisory
from planner.advising.keeping import choice_in, data_version, kept, rows_in, rows_of
from planner.advising.recording import Accepted, accept
from planner.errors import PlanInputError
from planner.plans import KeptPlan, drop_plan, keep_plan, kept_plans
from planner.recording import in_both
from planner.workspace import Layers, Workspace
from ui.components import data, road_changes, state
from ui.components.advisory import asking, shown
from ui.components.advisory.back import read_back_in
from ui.components.advisory.scores import scores_table
from ui.components.advisory.shown import Shown
from ui.components.issue_table import XLSX
from ui.components.messages import lines_of, plain
from ui.components.numbers import count_text, day_text
from ui.text import say

_MIME = {"xlsx": XLSX, "csv": "text/csv", "html": "text/html"}
_SINCE, _CERTIFIED = "advisory_since", "advisory_certified"
_WHOLE, _NAME = "advisory_whole_only", "advisory_name"
Counties = tuple[str, ...]


def hand_view(path: Path, now: Shown, lang: Lang) -> None:
    """Draw accepting and the matchings kept on the left, files on the right."""
    if now.faults:
        st.error(say("advisory_not_kept", lang))
        return
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        _accepting(path, now, lang)
        _keeping(path, now, lang)
    with right:
        _files(now, lang)
        read_back_in(now, lang)


def _accepting(path: Path, now: Shown, lang: Lang) -> None:
    """Draw from when groups are in force, and the button that asks once more."""
    st.markdown(f"**{say('advisory_accept_title', lang)}**")
    boxes = st.columns(2)
    since = boxes[0].date_input(
        say("advisory_since", lang), data.today(), format="YYYY-MM-DD", key=_SINCE
    )
    certified = boxes[1].date_input(
        say("advisory_certified_on", lang), None, format="YYYY-MM-DD", key=_CERTIFIED,
        help=say("advisory_certified_help", lang),
    )  # fmt: skip
    whole = st.toggle(
        say("advisory_whole_only", lang), key=_WHOLE,
        help=say("advisory_whole_only_help", lang),
    )  # fmt: skip
    groups = now.groups
    counties = tuple(groups.index[groups["full"]] if whole else groups.index)
    # What would be written is made of the very layers whose version is told.
    layers, version = data.layers(path)
    found = _accepted(layers, now, since, certified, counties, lang)
    if found is not None and not (found.groups or found.members):
        st.caption(say("advisory_accept_same", lang))
    elif found is not None and road_changes.ask(
        "advisory_accept", say("advisory_accept", lang)
    ):
        _sure(path, found, since, counties, version, lang)
    road_changes.undo(path, lang, key="advisory")


def _accepted(
    layers: Layers,
    now: Shown,
    since: dt.date | None,
    certified: dt.date | None,
    counties: Counties,
    lang: Lang,
) -> Accepted | None:
    """The layers as they would be; None where that cannot be, which is said."""
    if since is None:
        return None
    try:
        return accept(
            layers, now.answer, since=since, certified=certified, counties=counties
        )
    except PlanInputError as error:
        st.error("  \n".join(plain(line) for line in lines_of(error, lang)))
        return None


def _sure(
    path: Path,
    found: Accepted,
    since: dt.date,
    counties: Counties,
    version: str,
    lang: Lang,
) -> None:
    """Draw what would be written, what it does to the score, and ask once more."""
    with st.container(border=True):
        told = {
            name: count_text(getattr(found, name), lang)
            for name in ("groups", "members", "facts")
        }
        lines = [say("advisory_sure", lang, day=day_text(since, lang), **told)]
        if found.facts:
            lines.append(say("advisory_sure_facts", lang, **told))
        st.markdown("  \n".join(lines))
        scores_table(path, found.frames, lang)
        road_changes.confirm(
            say("advisory_accept_yes", lang), "advisory_accept_yes", lang, _accept,
            (path, found, since, counties, version, lang),
        )  # fmt: skip


def _accept(
    path: Path,
    found: Accepted,
    since: dt.date,
    counties: Counties,
    version: str,
    lang: Lang,
) -> None:
    day = day_text(since, lang)
    change = in_both(
        lambda one: say(
            "advisory_accept_change", one, day=day_text(since, one), count=found.members
        )
    )

    def act() -> None:
        Workspace(path).replace_layers(found.frames, change=change, made_from=version)

    if road_changes.keep(act, say("advisory_accepted", lang, day=day), lang):
        asking.settled(counties)


def _keeping(path: Path, now: Shown, lang: Lang) -> None:
    """Draw the name to keep the matching by, and those that are kept."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            say("advisory_name", lang), max_chars=60, key=_NAME, width=240,
            placeholder=say("advisory_name_example", lang),
        )  # fmt: skip
        st.button(
            say("advisory_keep", lang), key="advisory_keep", on_click=_keep,
            args=(path, now, lang),
        )  # fmt: skip
    for at, plan in enumerate(kept_plans(path, "advisory")):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_told(plan, path, now, lang), width="stretch")
            st.button(
                say("advisory_open", lang), key=f"advisory_open_{at}",
                on_click=_open, args=(plan, lang),
            )  # fmt: skip
            # A question stays one of its plan, wherever that stands in the list.
            key = f"advisory_drop_{plan.name}"
            if road_changes.ask(key, say("advisory_drop", lang)):
                road_changes.confirm(
                    say("advisory_drop_yes", lang), f"{key}_yes", lang, _drop,
                    (path, plan, lang),
                )  # fmt: skip


def _told(plan: KeptPlan, path: Path, now: Shown, lang: Lang) -> str:
    """Name, day and figures of a kept matching, and how it differs from this one."""
    names = ("counties", "full", "members", "new")
    counts = {name: plan.summary.get(name, 0) for name in names}
    was, is_now = (
        set(rows[["county_code", "expert_id"]].itertuples(index=False, name=None))
        for rows in (rows_in(plan.content), rows_of(now.answer))
    )
    made = plan.made[:16].replace("T", " ")
    lines = [
        f"**{plain(plan.name)}** · {plain(made)}",
        say("advisory_kept_told", lang, differ=len(was ^ is_now), **counts),
    ]
    if plan.data_version != data_version(Workspace(path)):
        lines.append(f":orange[{say('advisory_kept_stale', lang)}]")
    return "  \n".join(lines)


def _keep(path: Path, now: Shown, lang: Lang) -> None:
    name = str(st.session_state[_NAME]).strip()
    if name in {plan.name for plan in kept_plans(path, "advisory")}:
        road_changes.refuse(say("advisory_name_taken", lang, name=plain(name)))
        return

    def act() -> None:
        version = data_version(Workspace(path))
        keep_plan(path, kept(now.answer, version, kind="advisory", name=name))

    if road_changes.keep(act, say("advisory_kept", lang, name=plain(name)), lang):
        st.session_state[_NAME] = ""


def _open(plan: KeptPlan, lang: Lang) -> None:
    told = say("advisory_opened", lang, name=plain(plan.name))
    act = lambda: asking.put_choice(choice_in(plan.settings))  # noqa: E731
    if road_changes.keep(act, told, lang):
        state.put(advisory_view="groups")


def _drop(path: Path, plan: KeptPlan, lang: Lang) -> None:
    told = say("advisory_dropped", lang, name=plain(plan.name))
    road_changes.keep(lambda: drop_plan(path, "advisory", plan.name), told, lang)


def _files(now: Shown, lang: Lang) -> None:
    """Draw the files to hand on; they are written when they are asked for."""
    st.markdown(f"**{say('advisory_files', lang)}**")
    since = st.session_state.get(_SINCE)
    with st.container(horizontal=True):
        for name in FILES:
            ending = name.rpartition(".")[2]
            st.download_button(
                say(f"advisory_file_{ending}", lang),
                partial(file_bytes, now, name, lang, since),
                name, _MIME[ending], key=f"advisory_file_{ending}", on_click="ignore",
            )  # fmt: skip
    st.caption(say("advisory_files_note", lang))


def file_bytes(
    now: Shown, name: str, lang: Lang, since: dt.date | None = None
) -> bytes:
    """One file of the matching; all are written at once, and kept.

    Parameters
    ----------
    now
        The matching.
    name
        Of the file.
    lang
        Language.
    since
        First day of new members on their certificates; today where None.

    Raises
    ------
    geo.errors.DataError
        If it cannot be written.
    """

    def make() -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            files = write_advisory(
                now.answer, Path(folder), lang, layers=now.layers, since=since
            )
            return {one.name: one.read_bytes() for one in files}

    return shown.kept(now, ("files", lang, since), make)[name]
