"""What lies behind one cell of the heat table: numbers, map, and units."""

import streamlit as st

from geo.words import Lang
from planner.programmes.outcome import Status
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Level
from planner.programmes.score import STATUSES, RowScore, Score
from ui.components import state
from ui.components.messages import markup, plain
from ui.components.score_tables import unit_columns, unit_table
from ui.components.score_units import unit_level
from ui.components.score_where import (
    ask_for_page,
    chosen_place,
    chosen_rows,
    record_button,
    score_map,
    take_zoom,
)
from ui.components.score_words import (
    due_text,
    part_name,
    place_line,
    place_name,
    status_text,
    unit_count,
)
from ui.maps.score_palette import LOOKS
from ui.text import say

_MAP, _LIST = 218, 150
# The page of the row shows more.
_MOST_ROWS = 500


def panel(score: Score, lang: Lang) -> None:
    """Draw what is behind the cell chosen, or how to choose one."""
    row = score.rows.get(state.get("row"))
    if row is None or row.status == "elsewhere":
        st.html(f'<div class="cp-card">{markup(say("score_panel_hint", lang))}</div>')
        return
    take_zoom()
    at = min(state.get("part"), len(row.parts) - 1)
    part = row.parts[at]
    st.html(cell_html(row, at, lang))
    for need in part.needs:
        st.caption(plain(need.text(lang)))
    with st.container(horizontal=True):
        st.button(
            say("score_open", lang), key="score_open", type="primary", on_click=_open
        )
        record_button(part, chosen_place(part)[1], lang, key="score_panel_record")
    if part.status == "nobody":
        return
    score_map(score, row, at, lang, height=_MAP)
    rows = chosen_rows(score, row, at, lang)
    short = rows[rows["state"] != "met"]
    count = unit_count(len(short), unit_level(part), lang)
    told = "score_panel_unjudged" if part.needs else "score_panel_short"
    st.caption(say(told, lang, count=count))
    if len(short):
        table = unit_table(short.iloc[:_MOST_ROWS])[["name", "value", "need"]]
        st.dataframe(
            table, hide_index=True, height=_LIST, row_height=26,
            column_config=unit_columns(table, lang), key="score_panel_units",
        )  # fmt: skip


def _open() -> None:
    state.put(view="indicator")
    ask_for_page()


def cell_html(row: RowScore, at: int, lang: Lang) -> str:
    """Place, row, part, status, numbers and day of what was chosen."""
    part = row.parts[at]
    level, code = chosen_place(part)
    status, numbers = place_line(part, level, code, lang)
    title = place_name(row, level, code, lang) if code else say("score_whole", lang)  # type: ignore[arg-type]
    look = LOOKS[status]
    name = row.row.label(lang)
    own = part_name(row, at, lang)
    lines = [name if own == name else f"{name} · {own}", row.row.clause]
    due = markup(due_text(part, status, lang))
    below = "".join(f'<div class="sub">{markup(line)}</div>' for line in lines)
    return (
        f'<div class="cp-card" data-cell><h3>{markup(title)} '
        f'<span data-status="{status}" style="background:{look.fill};'
        f"color:{look.ink};border-radius:0.3rem;padding:0.05rem 0.4rem;"
        f'font-size:0.9rem">{markup(status_text(status, lang))}</span></h3>{below}'
        f"<div>{markup(numbers)}</div><div>{due}</div></div>"
    )


def worst_part(row: RowScore, level: Level, code: str) -> int:
    """Position of the part that stands worst in a place; in all for no code."""
    ranks = [STATUSES.index(_status(part, level, code)) for part in row.parts]
    return ranks.index(max(ranks))


def _status(part: PartScore, level: str, code: str) -> Status:
    if not code:
        return part.status
    found = part.at(level)["status"]  # type: ignore[arg-type]
    status: Status = found.get(code, "elsewhere")
    return status
