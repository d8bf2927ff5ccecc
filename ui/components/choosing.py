"""The files chosen for an import: shown by name, replaced by name, taken out again.

They are kept apart from the uploader, which is empty again after each choice: a mended
file takes the place of the old one instead of standing beside it.
"""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.words import Lang
from ui.components.downloads import size_text
from ui.components.messages import plain
from ui.components.numbers import joined
from ui.components.uploads import chosen, grouped, safe_name
from ui.text import say

# Counts imports: widgets named by it are fresh after each.
NONCE = "import_nonce"
_FILES, _REPLACED, _TURN = "import_files", "import_replaced", "upload_turn"


def choose_files(lang: Lang) -> list[UploadedFile]:
    """Draw the uploader and the files chosen so far, and return these."""
    st.file_uploader(
        say("upload", lang),
        accept_multiple_files=True,
        key=_uploader(),
        help=say("upload_help", lang),
        on_change=_take,
    )
    files: list[UploadedFile] = st.session_state.get(_FILES, [])
    replaced = st.session_state.pop(_REPLACED, [])
    if replaced:
        names = plain(joined(replaced, lang))
        st.caption(say("files_replaced", lang, names=names))
    if files:
        _show(files, lang)
    return files


def forget_files() -> None:
    """Begin anew after an import."""
    st.session_state.pop(_FILES, None)
    st.session_state[NONCE] = st.session_state.get(NONCE, 0) + 1


def _uploader() -> str:
    return f"upload_{st.session_state.setdefault(_TURN, 0)}"


def _take() -> None:
    before = st.session_state.get(_FILES, [])
    files, replaced = chosen(before, st.session_state[_uploader()])
    st.session_state[_FILES], st.session_state[_REPLACED] = files, replaced
    st.session_state[_TURN] += 1


def _show(files: Sequence[UploadedFile], lang: Lang) -> None:
    """One button a file, a shapefile counting as one; a click takes it out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for group in grouped(files):
            name = safe_name(group[0].name)
            st.button(
                say(
                    "file_chosen", lang, name=plain(_called(group, lang)),
                    size=size_text(sum(file.size for file in group)),
                ),
                key=f"remove_{name.casefold()}",
                help=say("file_remove", lang),
                on_click=_remove,
                args=({file.file_id for file in group},),
            )  # fmt: skip
        st.button(
            say("start_over", lang),
            key="start_over",
            type="tertiary",
            on_click=_remove,
            args=({file.file_id for file in files},),
        )


def _called(group: Sequence[UploadedFile], lang: Lang) -> str:
    name = safe_name(group[0].name)
    if len(group) == 1:
        return name
    endings = [safe_name(file.name).rpartition(".")[2] for file in group[1:]]
    return say("file_parts", lang, name=name, parts=joined(endings, lang))


def _remove(ids: set[str]) -> None:
    files = st.session_state.get(_FILES, [])
    st.session_state[_FILES] = [file for file in files if file.file_id not in ids]
