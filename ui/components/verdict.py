"""The overview: verdict in one sentence, reasons, counties, and what changed."""

from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from planner.handover import travel_note
from planner.report import CoverageReport
from planner.wording import reason_label, rule_text
from planner.workspace import Workspace
from ui.components import data, history, road_data, state
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import count_text, day_text, joined, share_text
from ui.components.tables import unit_rows
from ui.maps.clicks import parse_click
from ui.text import say

MAP_HEIGHT = 385
_MAP, _TABLE = "overview_map", "overview_table"
_MOST_REASONS, _MOST_NAMES = 3, 10


def headline(report: CoverageReport, lang: Lang) -> None:
    """Say in one sentence whether the rule is met."""
    summary = report.summary()
    asked, covered = summary["asked"], summary["covered"]
    sentence = verdict_sentence(report, lang)
    share = f" · {share_text(covered, asked, lang)}" if asked else ""
    asked_for = rule_text(report.verdict.rule, lang)
    st.html(
        f'<p class="cp-verdict" data-verdict>{sentence}</p>'
        f'<span class="cp-caption">{markup(asked_for + share)}</span>'
    )


def verdict_sentence(report: CoverageReport, lang: Lang) -> str:
    """The verdict as HTML, the numbers marked."""
    summary = report.summary()
    if summary["asked"] == 0:
        return markup(say("verdict_none", lang))
    key = "verdict_complete" if report.is_complete else "verdict"
    whom = say(f"verdict_{report.verdict.rule.villages}", lang)
    numbers = {
        name: f'<b class="{look}">{count_text(summary[name], lang)}</b>'
        for name, look in (("asked", ""), ("covered", "ok"), ("uncovered", "gap"))
    }
    return say(key, lang, whom=markup(whom), **numbers)


def standing(report: CoverageReport, path: Path, lang: Lang) -> None:
    """How travel is measured, what is illustrative, which problems are open."""
    loud = report.verdict.travel["method"] == "straight_line"
    parts = [("cp-travel loud" if loud else "cp-travel", travel_note(report, lang))]
    rows = sum(report.summary()["illustrative_rows"].values())
    if rows:
        text = say("badge_illustrative", lang, count=count_text(rows, lang))
        parts.append(("cp-badge", text))
    issues = data.problems(path)
    if not issues:
        parts.append(("cp-badge good", say("badge_no_problems", lang)))
    spans = "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="cp-lines">{spans}</div>', width="content")
        if issues:
            st.button(
                say("badge_problems", lang, count=len(issues)),
                key="open_problems",
                type="tertiary",
                on_click=state.go,
                args=("data", "problems"),
            )


def closures_told(report: CoverageReport, path: Path, lang: Lang) -> None:
    """What the closures in force change, and the way to the page that explains it."""
    rule, choice = report.verdict.rule, state.travel()
    if choice.method != "roads" or not choice.closures:
        return
    roads = data.roads(path)
    if roads is None:
        return
    closures = roads.in_force(rule.on or data.today())
    if not closures:
        return
    found = road_data.effect(path, rule, choice)
    names = joined([closure.name for closure in closures[:_MOST_NAMES]], lang)
    text = say(
        "closures_told", lang, count=len(closures), names=names,
        before=count_text(found.covered_before, lang),
        after=count_text(found.covered_after, lang), lost=len(found.lost),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="cp-badge bad">{markup(text)}</span>', width="content")
        st.button(
            say("closures_open", lang), key="open_closures", type="tertiary",
            on_click=state.go, args=("roads",),
        )  # fmt: skip


def reason_buttons(report: CoverageReport, lang: Lang) -> None:
    """The largest reasons; each opens the gap map narrowed to it."""
    found = list(report.reasons().items())[:_MOST_REASONS]
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("why_not", lang), width="content")
        for reason, count in found:
            label = reason_label(reason, lang)
            st.button(
                say("reason_button", lang, reason=label, count=count),
                key=f"reason_{reason}",
                on_click=_open_reason,
                args=(reason,),
            )
        close_gap(lang)


def close_gap(lang: Lang) -> None:
    """The one button that leads from a gap to what would close it."""
    st.button(
        say("bases_button", lang), key="close_gap", type="primary", on_click=_close_gap
    )


def _close_gap() -> None:
    """Ask what covers all, whatever was asked of the page before."""
    state.put(aim="all", base_view="sites")
    state.go("plan")


def counties(report: CoverageReport, path: Path, lang: Lang) -> None:
    """Counties as a table and a small map; picking one opens it on the gap map."""
    left, right = st.columns([1.25, 1])
    table = unit_rows(report, "county")
    with left:
        table = _with_duty(table, lang)
        st.dataframe(
            table,
            key=_TABLE,
            hide_index=True,
            height=MAP_HEIGHT,
            row_height=28,
            on_select=lambda: _open_row(table),
            selection_mode="single-row",
            column_config=unit_columns("county", lang),
        )
        st.html(f'<span class="cp-caption">{markup(say("pick_county", lang))}</span>')
    with right:
        st_folium(
            data.overview(path, report.verdict.rule, state.travel(), lang=lang),
            key=_MAP,
            height=MAP_HEIGHT,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            on_change=_open_county,
        )


def unit_columns(level: str, lang: Lang) -> dict[str, object]:
    """Headings and looks of a table of units."""
    column = st.column_config
    return {
        # Wide enough for the longest county names, such as 隆林各族自治县.
        "name": column.TextColumn(say(f"kind_{level}", lang), width=120),
        "asked": column.NumberColumn(say("col_asked", lang)),
        "covered": column.NumberColumn(say("col_covered", lang)),
        "uncovered": column.NumberColumn(say("col_uncovered", lang)),
        "share": column.ProgressColumn(
            say("col_share", lang),
            format="%.1f %%",
            min_value=0,
            max_value=100,
            width=110,
        ),
    }


def change(report: CoverageReport, path: Path, lang: Lang) -> None:
    """What changed since the last recorded verdict, and the button to record."""
    workspace, today = Workspace(path), data.today()
    past = workspace.verdicts()
    found = history.last_change(past, report, today)
    left, right = st.columns([4, 1], vertical_alignment="center")
    recorded = history.is_recorded(past, report, today)
    first = recorded and found is None
    left.markdown(say("change_first", lang) if first else change_text(found, lang))
    label = say("recorded" if recorded else "record", lang)
    if right.button(label, key="record", disabled=recorded, width="stretch"):
        with in_words(lang):
            workspace.record_verdict(history.record_of(report, today))
            st.rerun()
    if found is not None:
        _whole_lists(found, lang)


def _whole_lists(found: history.Change, lang: Lang) -> None:
    """Every village of a list that the sentence cuts short."""
    for name, villages in (("gained", found.gained), ("lost", found.lost)):
        if len(villages) > _MOST_NAMES:
            label = say(f"change_all_{name}", lang, count=len(villages))
            with st.expander(label):
                st.markdown(plain(joined(villages, lang)))


def _with_duty(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Counties with villages to cover; the others only when asked for."""
    idle = int((table["asked"] == 0).sum())
    if not idle or idle == len(table):
        return table
    label = say("idle_counties", lang, count=idle)
    shown = st.toggle(label, key="idle_counties")
    return table if shown else table[table["asked"] > 0]


def change_text(found: history.Change | None, lang: Lang) -> str:
    """Sentence on what changed, as Markdown."""
    if found is None:
        return say("change_none", lang)
    day = found.day
    key = "change" if found.same_rule else "change_rule"
    parts = [
        say(
            key, lang, day=_day(day, lang),
            covered=f"{found.covered:+d}", uncovered=f"{found.uncovered:+d}",
        )
    ]  # fmt: skip
    for name, villages in (("gained", found.gained), ("lost", found.lost)):
        if villages:
            names = plain(joined(villages[:_MOST_NAMES], lang))
            cut = "_cut" if len(villages) > _MOST_NAMES else ""
            count = len(villages)
            parts.append(say(f"change_{name}{cut}", lang, count=count, names=names))
    return " ".join(parts)


def _day(iso: str, lang: Lang) -> str:
    stamp = pd.to_datetime(iso, errors="coerce")
    return plain(iso) if pd.isna(stamp) else day_text(stamp.date(), lang)


def _open_reason(reason: str) -> None:
    state.put(reasons=(reason,), county="")
    state.go("gap")


def _open_row(table: pd.DataFrame) -> None:
    rows = st.session_state[_TABLE]["selection"]["rows"]
    if rows:
        _open(str(table.index[rows[0]]))


def _open_county() -> None:
    picked = parse_click(st.session_state[_MAP])
    if picked is not None and picked.kind == "county":
        _open(picked.code)


def _open(code: str) -> None:
    state.put(county=code, reasons=(), pick=state.Pick("county", code))
    state.go("gap")
