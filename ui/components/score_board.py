"""The scoreboard: the answer in a sentence, every programme, and the heat table."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.programmes.schema import KINDS, Level
from planner.programmes.score import RowScore, Score
from ui.components import data, state
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import day_text
from ui.components.score_heat import (
    CLAUSE,
    LABEL,
    TOLD,
    WHOLE,
    Asked,
    Board,
    board,
    concerns,
    counted,
    levels,
    programme_rows,
    short_names,
    shown_rows,
    status_counts,
)
from ui.components.score_panel import panel, worst_part
from ui.components.score_words import status_name, status_text
from ui.maps.score_palette import LOOKS
from ui.text import say

_TABLE, _HEIGHT, _ROW = "score_heat", 436, 30
_LABEL_PX: dict[Lang, int] = {"zh": 190, "en": 300}
_CLAUSE_PX, _CELL_PX = 58, 40
_FITTING, _COLUMNS = 12, "score_heat_level"
_FILTERS = ("score_programmes", "score_statuses", "score_kind", "score_text")


def scoreboard(path: Path, score: Score, lang: Lang) -> None:
    """Draw the whole scoreboard."""
    st.html(sentence_html(score, lang))
    st.html(programmes_html(score, lang))
    asked = _filters(score, lang)
    rows = shown_rows(score, asked, lang)
    heat_table(path, [row.row.id for row in rows], lang)
    st.html(legend_html(lang))


def keep_filters() -> None:
    """Keep the filters while another view is drawn; Streamlit would forget them."""
    for name in (*_FILTERS, _COLUMNS):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def sentence_html(score: Score, lang: Lang) -> str:
    """How many of the rows that concern this place are met, short, or lack data."""
    rows = [row for row in score.rows.values() if concerns(row)]
    counts = counted(rows)
    numbers = {
        status: f'<b class="{look}">{counts[status]}</b>'
        for status, look in (("met", "ok"), ("short", "gap"), ("needs_data", ""))
    }
    day = markup(day_text(score.on, lang))
    head = say("score_sentence", lang, count=len(rows), day=day, **numbers)
    rest = [
        say(f"score_count_{status}", lang, count=counts[status])
        for status in ("open", "partial")
        if counts[status]
    ]
    more = say("score_clause_join", lang).join(rest)
    tail = f' <span class="cp-caption">{markup(more)}</span>' if more else ""
    return f'<p class="cp-verdict" style="font-size:1.4rem" data-score>{head}{tail}</p>'


def programmes_html(score: Score, lang: Lang) -> str:
    """One line a programme with its counts; those of another place in one line."""
    lines, elsewhere = [], []
    for programme in score.programmes:
        rows = programme_rows(score, programme)
        if all(row.status == "elsewhere" for row in rows):
            name = programme.label(lang)
            elsewhere.append(say("score_folded", lang, name=name, count=len(rows)))
            continue
        head = say("score_programme", lang, name=programme.label(lang), count=len(rows))
        counts = status_counts(counted(rows), lang)
        lines.append(f"<b>{markup(head)}</b> {markup(counts)}")
    if elsewhere:
        join = say("score_clause_join", lang)
        told = say("score_elsewhere", lang, names=join.join(elsewhere))
        lines.append(f'<span class="cp-caption">{markup(told)}</span>')
    body = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div style="font-size:0.86rem;line-height:1.5">{body}</div>'


def legend_html(lang: Lang) -> str:
    """Every status with its sign and colour."""
    parts = [
        f'<span><span style="display:inline-block;min-width:1.3rem;text-align:center;'
        f"background:{look.fill};color:{look.ink};border:1px solid #cdd4da;"
        f'margin-right:0.25rem">{look.sign}</span>{markup(status_name(status, lang))}'
        "</span>"
        for status, look in LOOKS.items()
        if status != "elsewhere"
    ]
    hint = markup(say("score_heat_hint", lang))
    return f'<div class="cp-lines cp-caption">{"".join(parts)}<span>{hint}</span></div>'


@st.fragment
def heat_table(path: Path, shown: list[str], lang: Lang) -> None:
    """Draw the table and, beside it, what lies behind the cell that is chosen."""
    with in_words(lang):
        score = data.score(path, state.travel())
        if not shown:
            st.info(say("score_no_rows", lang))
            return
        level = _level(score)
        made = board(
            score, _heat(score, level), level,
            [score.rows[name] for name in shown if name in score.rows], lang,
        )  # fmt: skip
        left, right = st.columns([2.95, 1])
        with left:
            _table(made, score, level, lang)
        with right:
            panel(score, lang)
    state.publish()


def _filters(score: Score, lang: Lang) -> Asked:
    """Draw the filters in one line."""
    boxes = st.columns([1.5, 1.5, 0.9, 1.1, 0.8], vertical_alignment="bottom")
    here = [
        programme
        for programme in score.programmes
        if any(row.status != "elsewhere" for row in programme_rows(score, programme))
    ]
    names = {one.id: one.label(lang) for one in here}
    hidden = {"label_visibility": "collapsed"}
    programmes = boxes[0].multiselect(
        say("score_filter_programme", lang), list(names), format_func=names.get,
        placeholder=say("score_filter_programme", lang), key=_FILTERS[0], **hidden,
    )  # fmt: skip
    statuses = boxes[1].multiselect(
        say("score_filter_status", lang), [*TOLD, "nobody"],
        format_func=lambda status: status_text(status, lang),
        placeholder=say("score_filter_status", lang), key=_FILTERS[1], **hidden,
    )  # fmt: skip
    kind = boxes[2].selectbox(
        say("score_filter_kind", lang), ["", *KINDS],
        format_func=lambda one: say(f"score_kind_{one or 'all'}", lang),
        key=_FILTERS[2], **hidden,
    )  # fmt: skip
    text = boxes[3].text_input(
        say("score_filter_text", lang), placeholder=say("score_filter_text", lang),
        key=_FILTERS[3], **hidden,
    )  # fmt: skip
    with boxes[4]:
        _choose_level(score, lang)
    return Asked(tuple(programmes), tuple(statuses), kind or "", (text or "").strip())


def _choose_level(score: Score, lang: Lang) -> None:
    st.selectbox(
        say("score_level", lang), levels(score),
        format_func=lambda level: say(f"score_columns_{level}", lang),
        key=_COLUMNS, label_visibility="collapsed",
    )  # fmt: skip


def _level(score: Score) -> Level:
    fit = levels(score)
    chosen = st.session_state.get(_COLUMNS)
    return chosen if chosen in fit else fit[0]


def _heat(score: Score, level: Level) -> pd.DataFrame:
    return data.kept_with(score, ("score heat", level), lambda: score.heat(level))


def _table(made: Board, score: Score, level: Level, lang: Lang) -> None:
    codes = list(made.names)
    briefs = short_names(list(made.names.values()))
    column = st.column_config.TextColumn
    # A pinned column is written in grey, so only where the table is to be moved.
    wide = len(codes) > _FITTING or lang == "en"
    columns: dict[str, object] = {
        LABEL: column(
            say("score_col_row", lang), width=_LABEL_PX[lang], pinned=wide
        ),
        CLAUSE: column(say("score_clause", lang), width=_CLAUSE_PX),
        WHOLE: column(
            say("score_col_whole", lang), width=_CELL_PX, alignment="center",
            help=say("score_col_whole_help", lang),
        ),
    }  # fmt: skip
    for code, brief in zip(codes, briefs, strict=True):
        columns[code] = column(
            brief, width=_CELL_PX, alignment="center", help=plain(made.names[code])
        )
    st.dataframe(
        made.table.style.apply(lambda _: made.css, axis=None),
        key=_TABLE, hide_index=True, height=_HEIGHT, row_height=_ROW,
        on_select=lambda: _chosen(made, score, level), selection_mode="single-cell",
        column_config=columns, placeholder="",
    )  # fmt: skip


def _chosen(made: Board, score: Score, level: Level) -> None:
    """Take the row and the place of the cell that is chosen."""
    cells = st.session_state[_TABLE]["selection"]["cells"]
    if not cells:
        return
    position, column = cells[0]
    row_id = made.row_at(int(position))
    if not row_id:
        return
    place = column if column in made.names and made.table.loc[row_id, column] else ""
    row: RowScore = score.rows[row_id]
    state.put(
        row=row_id, row_level=level if place else "", row_unit=place, row_pick="",
        part=worst_part(row, level, place),
    )  # fmt: skip
