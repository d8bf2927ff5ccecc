"""What stands over the tabs: the network in one line; without roads, the next step."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.journeys import road_text
from planner.network import NetworkFacts
from planner.travelling import Roads
from ui.components import road_data, state
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import count_text, joined
from ui.text import say

_MOST_NAMES = 12


def no_roads(lang: Lang) -> None:
    """Explain a workspace without roads, and offer the next step."""
    st.header(say("roads_empty_title", lang), anchor=False)
    st.write(say("roads_empty_text", lang))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("roads_empty_import", lang), key="roads_import", type="primary",
            on_click=state.go, args=("data", "import"),
        )  # fmt: skip
    st.info(say("roads_empty_straight", lang))


def heading(path: Path, roads: Roads, lang: Lang) -> None:
    """Draw the line of facts, and behind it the parts cut off."""
    with in_words(lang):
        rule, choice = road_data.asked()
        found = road_data.facts(path, choice, road_data.day_of(rule))
        whom = road_data.subject(path)
        if found is None:
            return
        spans = [
            f'<span class="{look}">{markup(text)}</span>'
            for look, text in _spans(path, roads, found, lang)
        ]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<div class="cp-lines">{"".join(spans)}</div>', width="content")
            if len(found.parts) > 1 or len(found.far):
                with st.popover(say("roads_parts", lang)):
                    _parts(found, whom or "places", lang)
    if state.get("method") != "roads":
        st.warning(say("roads_not_chosen", lang))


def _spans(
    path: Path, roads: Roads, found: NetworkFacts, lang: Lang
) -> list[tuple[str, str]]:
    """Texts of the line, each with its look."""
    _, choice = road_data.asked()
    noun = say(f"effect_whom_{road_data.subject(path) or 'places'}", lang)
    told = [
        ("", say("roads_network", lang, km=count_text(round(found.metres / 1000), lang),
                 count=count_text(found.stretches, lang)))
    ]  # fmt: skip
    if len(found.parts) == 1:
        told.append(("", say("roads_one_part", lang)))
    else:
        cut, count = (count_text(n, lang) for n in (found.cut_off, len(found.parts)))
        key = "roads_in_parts" if found.cut_off else "roads_in_parts_none"
        text = say(key, lang, noun=noun, count=count, cut=cut)
        told.append(("cp-badge" if found.cut_off else "", text))
    if len(found.far):
        near = f"{choice.snap_limit_m / 1000:g}"
        count = count_text(len(found.far), lang)
        text = say("roads_far", lang, noun=noun, count=count, km=near)
        told.append(("cp-badge", text))
    profile = roads.profiles.get(choice.profile)
    name = profile.label(lang) if profile else choice.profile
    walk = f"{choice.walking_kmh:g}"
    told.append(("", say("roads_travel", lang, profile=name, walk=walk)))
    if found.illustrative:
        told.append(("cp-badge", say("illustrative", lang)))
    return told


def _parts(found: NetworkFacts, whom: str, lang: Lang) -> None:
    """List the parts beside the largest, and the places without a road."""
    noun = say(f"effect_whom_{whom}", lang)
    if len(found.parts) > 1:
        st.caption(say("roads_parts_caption", lang, noun=noun))
        others = found.parts.iloc[1:]
        rows = pd.DataFrame(
            {
                "name": [
                    road_text(str(name), str(ref), "road", lang)
                    if name or ref
                    else say("roads_part_nameless", lang)
                    for name, ref in zip(others["name"], others["ref"], strict=True)
                ],
                "km": (others["metres"] / 1000).round(1),
                "places": [
                    joined(names[:_MOST_NAMES], lang) for names in others["places"]
                ],
            }
        )
        column = st.column_config
        st.dataframe(
            rows,
            hide_index=True,
            row_height=28,
            column_config={
                "name": column.TextColumn(say("roads_part_name", lang)),
                "km": column.NumberColumn(say("road_col_km", lang), format="%.1f"),
                "places": column.TextColumn(noun),
            },
        )
    if len(found.far):
        names = joined(found.far["name"].iloc[:_MOST_NAMES], lang)
        st.caption(say("roads_far_caption", lang, noun=noun))
        st.markdown(plain(names))
    st.caption(say("roads_parts_mend", lang))
