"""A planner's own programmes: added as files, checked, kept, and taken out again."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.errors import WORDS, PlanInputError
from planner.programmes.loading import FOLDER, load_programme, with_own
from planner.programmes.schema import Programme
from planner.programmes.score import Score
from planner.workspace import Workspace
from ui.components.messages import in_words, lines_of, plain
from ui.components.numbers import count_text
from ui.components.uploads import safe_name
from ui.text import say

_EXAMPLE = "baise.toml"
_TURN, _DONE = "score_own_turn", "score_own_done"


def own_programmes(path: Path, score: Score | None, lang: Lang) -> None:
    """Draw the programmes that the planner added, and the box to add one.

    Without a score they can still be taken out: it may be for one of them.
    """
    workspace = Workspace(path)
    texts = workspace.programme_texts()
    done = st.session_state.pop(_DONE, "")
    title = say("score_own", lang, count=count_text(len(texts), lang))
    turn = st.session_state.get(_TURN, 0)
    uploaded = st.session_state.get(f"score_own_file_{turn}") is not None
    with st.expander(title, expanded=bool(done) or uploaded or score is None):
        if done:
            st.success(plain(done))
        st.markdown(say("score_own_what", lang))
        st.download_button(
            say("score_own_example", lang), (FOLDER / _EXAMPLE).read_bytes(),
            _EXAMPLE, "application/toml", key="score_own_example", on_click="ignore",
        )  # fmt: skip
        _kept(workspace, texts, score, lang)
        _add(workspace, texts, lang)


def read_own(texts: Sequence[str]) -> list[Programme]:
    """Programmes that are kept.

    Raises
    ------
    PlanInputError
        If one of them cannot be used any more.
    """
    return [_read(f"{at + 1}.toml", text.encode()) for at, text in enumerate(texts)]


def _kept(
    workspace: Workspace, texts: Sequence[str], score: Score | None, lang: Lang
) -> None:
    """One line a programme, with the button that takes it out, usable or not."""
    for at, text in enumerate(texts):
        name, rows, key = f"#{at + 1}", "–", f"score_own_{at}"
        with in_words(lang):
            programme = _read(f"{at + 1}.toml", text.encode())
            name = programme.label(lang)
            rows = count_text(len(programme.rows), lang)
            # The name, too: another may stand in this place when it is clicked.
            key = f"score_own_{programme.id}_{at}"
            _warnings(programme, score, lang)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say("score_own_kept", lang, name=plain(name), rows=rows))
            if st.button(say("score_own_remove", lang), key=key, help=plain(name)):
                rest = [one for place, one in enumerate(texts) if place != at]
                _save(workspace, rest, "score_own_removed", name, lang)


def _warnings(programme: Programme, score: Score | None, lang: Lang) -> None:
    """Sets of a programme in which nobody is."""
    for key, params in score.warnings if score else ():
        if params.get("programme") == programme.id:
            st.warning(plain(WORDS.say(key, lang, params)))


def _add(workspace: Workspace, texts: Sequence[str], lang: Lang) -> None:
    """Draw the box for a file; what is wrong in it is told all at once."""
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader(
        say("score_own_upload", lang), type=["toml"], key=f"score_own_file_{turn}"
    )
    if file is None:
        return
    try:
        programme = _read(safe_name(file.name), file.getvalue())
        kept = read_own(texts)
        stay = [
            text
            for one, text in zip(kept, texts, strict=True)
            if one.id != programme.id
        ]
        with_own([*(one for one in kept if one.id != programme.id), programme])
    except PlanInputError as error:
        st.error("  \n".join(plain(line) for line in lines_of(error, lang)))
        return
    rows = count_text(len(programme.rows), lang)
    name = plain(programme.label(lang))
    st.success(say("score_own_good", lang, name=name, rows=rows))
    if st.button(say("score_own_save", lang), key="score_own_save", type="primary"):
        st.session_state[_TURN] = turn + 1
        text = file.getvalue().decode("utf-8-sig")
        _save(workspace, [*stay, text], "score_own_saved", programme.label(lang), lang)


def _save(
    workspace: Workspace,
    texts: Sequence[str],
    key: str,
    name: str,
    lang: Lang,
) -> None:
    done = say(key, lang, name=name)
    with in_words(lang):
        workspace.set_programme_texts(texts, change=done)
        st.session_state[_DONE] = done
        st.rerun()


def _read(name: str, content: bytes) -> Programme:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        return load_programme(file)
