"""The page of one row: what is asked, how it stands, where it is short, how it goes."""

from pathlib import Path

import streamlit as st

from geo.schemas import RECORD_LAYERS
from geo.words import Lang
from planner.programmes.needs import Need
from planner.programmes.part_score import PartScore
from planner.programmes.score import RowScore, Score
from planner.programmes.wording import basis_text
from ui.components import state
from ui.components.messages import markup, plain
from ui.components.record_files import template
from ui.components.record_links import go_to_records
from ui.components.score_choosing import tied
from ui.components.score_explorer import choose_place, explorer
from ui.components.score_sets import who_owes
from ui.components.score_trend import trend
from ui.components.score_where import chosen_place
from ui.components.score_words import (
    carried_text,
    due_text,
    figures,
    need_text,
    part_name,
    place_line,
    place_name,
    programme_source,
    status_text,
)
from ui.maps.score_palette import LOOKS
from ui.text import say


def indicator(path: Path, score: Score, lang: Lang) -> None:
    """Draw the row that is chosen."""
    boxes = st.columns([1.6, 1])
    with boxes[0]:
        row = _choose_row(score, lang)
    with boxes[1]:
        at = _choose_part(row, lang)
    if row.status == "elsewhere":
        st.info(say("score_elsewhere_row", lang, name=plain(row.programme.label(lang))))
        st.html(asked_html(row, lang))
        return
    part = row.parts[at]
    left, right = st.columns([1, 1.78])
    with left:
        st.html(stand_html(row, at, lang))
        _needs(part, lang)
        below = st.container()
        st.html(asked_html(row, lang))
        with st.container(border=True):
            who_owes(part, lang)
    with right:
        choose_place(part, lang)
        explorer(path, row.row.id, at, lang)
    if part.status not in ("needs_data", "nobody"):
        # Last, since the years before take longest to work out.
        with below.container(border=True), st.spinner(say("score_working", lang)):
            trend(part, *chosen_place(part), lang)


def asked_html(row: RowScore, lang: Lang) -> str:
    """What is asked, where the document says so, who owes it, and our assumptions."""
    one = row.row
    lines = [
        (say("score_asks", lang), one.asks(lang) if row.status == "elsewhere" else ""),
        (say("score_clause", lang), one.clause),
        (say("score_find", lang), say("score_find_words", lang, words=one.find)),
        (say("score_owner", lang), one.owner(lang)),
        (say("score_source_head", lang), programme_source(row.programme, lang)),
        (say("score_note", lang), one.note(lang)),
    ]
    told = "".join(
        f"<dt>{markup(head)}</dt><dd>{markup(text)}</dd>"
        for head, text in lines
        if text
    )
    return f'<div class="cp-card"><dl>{told}</dl></div>'


def stand_html(row: RowScore, at: int, lang: Lang) -> str:
    """How a part stands: status, value, target, gap, and by when."""
    part = row.parts[at]
    lines = [] if part.needs or part.status == "nobody" else figures(part, lang)
    need = need_text(part.part, lang)
    told = [(say("score_each", lang), need)] if need else []
    told += here_lines(row, part, lang)
    body = "".join(
        f"<dt>{markup(head)}</dt><dd>{markup(text)}</dd>" for head, text in lines + told
    )
    notes = [
        due_text(part, part.status, lang),
        carried_text(part, lang),
        basis_text(part, lang),
        _why(part, lang),
    ]
    below = "".join(f'<div class="sub">{markup(text)}</div>' for text in notes if text)
    look = LOOKS[part.status]
    badge = (
        f'<span data-status="{part.status}" style="background:{look.fill};'
        f"color:{look.ink};border-radius:0.3rem;padding:0.1rem 0.5rem;"
        f'font-size:1rem">{markup(status_text(part.status, lang))}</span>'
    )
    name, asks = markup(part_name(row, at, lang)), markup(row.row.asks(lang))
    return (
        f'<div class="cp-card"><h3>{name} {badge}</h3><div>{asks}</div>'
        f"<dl>{body}</dl>{below}</div>"
    )


def here_lines(row: RowScore, part: PartScore, lang: Lang) -> list[tuple[str, str]]:
    """Numbers of the place that is chosen; none where all of it is."""
    level, code = chosen_place(part)
    if not code or part.needs:
        return []
    name = place_name(row, level, code, lang)  # type: ignore[arg-type]
    status, numbers = place_line(part, level, code, lang)
    return [(name, f"{status_text(status, lang)}{say('score_colon', lang)}{numbers}")]


def _why(part: PartScore, lang: Lang) -> str:
    """What a status that needs words means."""
    if part.status in ("nobody", "partial"):
        return say(f"score_why_{part.status}", lang)
    return ""


def _choose_row(score: Score, lang: Lang) -> RowScore:
    ids = list(score.rows)
    if state.get("row") not in score.rows:
        state.put(row=_first(score), part=0)
    chosen = st.selectbox(
        say("score_row", lang),
        ids,
        format_func=lambda name: _row_text(score.rows[name], lang),
        label_visibility="collapsed",
        **tied("row", part=0, row_pick=""),
    )
    return score.rows[chosen or ids[0]]


def _first(score: Score) -> str:
    """First row that is short; else the first of this place; else the first."""
    order = ("short", "needs_data", "open", "partial", "met", "nobody", "elsewhere")
    rows = score.rows.values()
    return min(rows, key=lambda row: order.index(row.status)).row.id


def _row_text(row: RowScore, lang: Lang) -> str:
    return say(
        "score_row_text", lang,
        sign=LOOKS[row.status].sign, label=row.row.label(lang), clause=row.row.clause,
        programme=row.programme.label(lang),
    )  # fmt: skip


def _choose_part(row: RowScore, lang: Lang) -> int:
    """Draw the choice of the part where there are several; its position."""
    count = len(row.parts)
    if state.get("part") >= count:
        state.put(part=0)
    if count == 1:
        return 0
    chosen = st.selectbox(
        say("score_part", lang, count=count),
        range(count),
        format_func=lambda at: _part_text(row, at, lang),
        label_visibility="collapsed",
        **tied("part", row_pick=""),
    )
    return int(chosen or 0)


def _part_text(row: RowScore, at: int, lang: Lang) -> str:
    status = row.parts[at].status
    name = part_name(row, at, lang)
    params = {"at": at + 1, "count": len(row.parts)}
    return say("score_part_text", lang, sign=LOOKS[status].sign, name=name, **params)


def _needs(part: PartScore, lang: Lang) -> None:
    """What to supply, with the way to it."""
    if not part.needs:
        return
    with st.container(border=True):
        st.markdown(say("score_needs", lang))
        for at, need in enumerate(part.needs):
            st.markdown(f"- {plain(need.text(lang))}")
            with st.container(horizontal=True):
                st.button(
                    say("score_needs_go", lang), key=f"score_need_{at}",
                    type="primary", on_click=_supply, args=(need,),
                )  # fmt: skip
                template(need.layer, lang, key=f"score_template_{at}")


def _supply(need: Need) -> None:
    if need.layer not in RECORD_LAYERS:
        state.go("data", "import")
        return
    kind = need.kinds[0] if len(need.kinds) == 1 else ""
    go_to_records(need.layer, need.attribute.name if need.attribute else kind)
