"""Controls of the rule, of the travel estimate, and of what the gap map shows."""

from pathlib import Path

import streamlit as st

from geo.frames import county_names
from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.report import CoverageReport
from planner.travelling import RANGES, Roads
from planner.wording import reason_label
from ui.components import data, state
from ui.components.messages import markup, plain
from ui.components.scope import reason_counts
from ui.text import say

VILLAGE_SETS = ("poor", "not_exited", "owed", "all")
PROVIDER_SETS = ("any", "bases", "commissioners")


def rule_controls(path: Path, lang: Lang) -> None:
    """Draw the rule in the sidebar; every change judges anew at once."""
    with st.sidebar:
        st.selectbox(
            say("rule_villages", lang),
            VILLAGE_SETS,
            format_func=lambda name: say(f"villages_{name}", lang),
            help=say("rule_villages_help", lang),
            **state.widget("villages"),
        )
        st.selectbox(
            say("rule_providers", lang),
            PROVIDER_SETS,
            format_func=lambda name: say(f"providers_{name}", lang),
            **state.widget("providers"),
        )
        limit_controls(lang)
        left, right = st.columns([1, 1.3], vertical_alignment="bottom")
        left.number_input(
            say("rule_needed", lang),
            int(state.NEEDED[0]),
            int(state.NEEDED[1]),
            step=1,
            **state.widget("needed"),
        )
        right.date_input(
            say("rule_on", lang),
            help=say("rule_on_help", lang),
            format="YYYY-MM-DD",
            **state.widget("on", missing=data.today()),
        )
        st.toggle(say("rule_trade", lang), **state.widget("trade"))
        st.toggle(say("rule_capacity", lang), **state.widget("capacity"))
        travel_controls(path, lang)
        _kinds(lang)


def limit_controls(lang: Lang) -> None:
    """Draw the limit and its unit."""
    left, right = st.columns(2)
    left.number_input(
        say("rule_limit", lang), *state.LIMIT, step=5.0, format="%g",
        **state.widget("limit"),
    )  # fmt: skip
    right.selectbox(
        say("rule_unit", lang),
        state.UNITS,
        format_func=lambda name: say(f"unit_{name}", lang),
        **state.widget("unit"),
    )


def travel_controls(path: Path, lang: Lang) -> None:
    """How travel is measured: along roads, or where there are none a straight line."""
    try:
        broken = data.has_broken_speeds(path)
        roads = None if broken else data.roads(path)
    except ValueError:
        # The page itself says what is wrong with the workspace.
        return
    if roads is None:
        why = "speed_broken" if broken else "no_roads"
        st.html(f'<p class="cp-loud">{markup(say(why, lang))}</p>')
    if broken or roads is not None:
        st.segmented_control(
            say("rule_method", lang),
            state.METHODS,
            format_func=lambda name: say(f"method_{name}", lang),
            required=True,
            **state.widget("method"),
        )
    if roads is None or state.get("method") == "straight_line":
        _straight_line(lang)
    else:
        _along_roads(roads, lang)


def _along_roads(roads: Roads, lang: Lang) -> None:
    st.selectbox(
        say("rule_profile", lang),
        list(roads.profiles),
        format_func=lambda name: roads.profiles[name].label(lang),
        placeholder=say("choose", lang),
        **state.widget("profile", among=roads.profiles),
    )
    with st.expander(say("rule_travel", lang)):
        left, right = st.columns(2)
        left.number_input(
            say("rule_walk", lang), *RANGES["walking_kmh"], step=0.5, format="%g",
            help=say("rule_walk_help", lang), **state.widget("walk"),
        )  # fmt: skip
        right.number_input(
            say("rule_near", lang), *state.SNAP_KM, step=0.5, format="%g",
            help=say("rule_near_help", lang), **state.widget("near"),
        )  # fmt: skip
        st.toggle(say("rule_closures", lang), **state.widget("closures"))


def _straight_line(lang: Lang) -> None:
    with st.expander(say("rule_travel", lang)):
        left, right = st.columns(2)
        left.number_input(
            say("rule_speed", lang), *RANGES["speed_kmh"], step=5.0, format="%g",
            help=say("rule_speed_help", lang), **state.widget("speed"),
        )  # fmt: skip
        right.number_input(
            say("rule_detour", lang), *RANGES["detour"], step=0.1, format="%g",
            help=say("rule_detour_help", lang), **state.widget("detour"),
        )  # fmt: skip


def _kinds(lang: Lang) -> None:
    with st.expander(say("rule_kinds", lang)):
        st.multiselect(
            say("rule_kinds", lang),
            list(BASE_KINDS),
            format_func=lambda code: BASE_KINDS[code].label(lang),
            placeholder=say("rule_kinds_all", lang),
            label_visibility="collapsed",
            disabled=state.get("providers") == "commissioners",
            **state.widget("kinds"),
        )


def county_box(path: Path, help_key: str, lang: Lang) -> None:
    """Draw the choice of a county to look at; what is asked stays the same.

    Parameters
    ----------
    path
        The workspace.
    help_key
        Text that says what the choice changes.
    lang
        Language.
    """
    names = county_names(data.layers(path)[0]["counties"])
    if state.get("county") not in ("", *names):
        state.put(county="")
    st.selectbox(
        say("roster_county", lang), ["", *names],
        format_func=lambda code: names.get(code) or say("gap_county_all", lang),
        help=say(help_key, lang), **state.widget("county"),
    )  # fmt: skip


def known_county(report: CoverageReport, lang: Lang) -> None:
    """Say so where a link names a county that is not there, and show them all."""
    code = state.get("county")
    if code and code not in report.units("county").index:
        st.warning(say("county_missing", lang, code=plain(code)))
        state.put(county="")


def map_controls(report: CoverageReport, lang: Lang) -> None:
    """Draw one row over the map: level, county, reasons, layers."""
    level, county, reasons, colour, show = st.columns(
        [2.3, 1.1, 1.1, 1.5, 3.4], vertical_alignment="bottom"
    )
    level.segmented_control(
        say("gap_level", lang),
        state.LEVELS,
        format_func=lambda name: say(f"level_{name}", lang),
        required=True,
        **state.widget("level"),
    )
    names = report.units("county")["name"].to_dict()
    county.selectbox(
        say("gap_county", lang),
        ["", *names],
        format_func=lambda code: names.get(code) or say("gap_county_all", lang),
        **state.widget("county"),
    )
    with reasons:
        _reasons(report, lang)
    colour.segmented_control(
        say("gap_colour", lang),
        state.COLOURS,
        format_func=lambda name: say(f"colour_{name}", lang),
        required=True,
        **state.widget("colour"),
    )
    show.pills(
        say("gap_show", lang),
        state.SHOWN,
        selection_mode="multi",
        format_func=lambda name: say(f"show_{name}", lang),
        **state.widget("show"),
    )


def _reasons(report: CoverageReport, lang: Lang) -> None:
    """Reasons to narrow the map to, with their counts in the county shown."""
    counts = reason_counts(report, state.get("county"))
    chosen = state.get("reasons")
    key = "gap_reasons_some" if chosen else "gap_reasons_all"
    # Not a multiselect: it says "Select all" in English whatever the language.
    with st.popover(say(key, lang, count=len(chosen)), width="stretch"):
        st.pills(
            say("gap_reasons", lang),
            list(dict.fromkeys([*counts, *chosen])),
            selection_mode="multi",
            format_func=lambda name: say(
                "reason_count", lang, reason=reason_label(name, lang),
                count=counts.get(name, 0),
            ),
            **state.widget("reasons"),
        )  # fmt: skip
