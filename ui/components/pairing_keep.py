"""Adopting a pairing with what is said of the agreements, the way back, and files."""

import tempfile
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.pairing.handing_over import FILES, write_pairing
from planner.pairing.keeping import Terms, layer_of, pairing_rows
from planner.workspace import Workspace
from ui.components import data, pairing_data, road_changes
from ui.components.issue_table import XLSX
from ui.components.messages import plain
from ui.components.pairing_data import Pairing
from ui.text import say

_MIME = {"xlsx": XLSX, "csv": "text/csv", "geojson": "application/geo+json"}
_DAYS = ("signed_on", "ends_on", "filed_on")
_TEXTS = ("goal", "task", "mechanism")


def keep_view(path: Path, pairing: Pairing, lang: Lang) -> None:
    """Draw the terms, adopting, the way back, and the files."""
    if pairing.faults:
        st.error(say("pairing_not_kept", lang))
        return
    terms = _terms(pairing, lang)
    if terms is not None:
        _adopt(path, pairing, terms, lang)
    road_changes.undo(path, lang, key="pairing")
    if terms is not None:
        _files(path, pairing, terms, lang)


def _terms(pairing: Pairing, lang: Lang) -> Terms | None:
    """What the planner says of the agreements; None where that cannot be."""
    if pairing.asked.kind == "three_regions":
        project = st.text_input(
            say("pairing_project", lang), key="pairing_project",
            placeholder=say("pairing_project_example", lang),
            help=say("pairing_project_help", lang),
        )  # fmt: skip
        return _made({"project": project}, lang)
    st.caption(say("pairing_terms_help", lang))
    given: dict[str, object] = {}
    for column, name in zip(st.columns(3), _DAYS, strict=True):
        given[name] = column.date_input(
            say(f"pairing_{name}", lang), None, format="YYYY-MM-DD",
            key=f"pairing_{name}",
        )  # fmt: skip
    for column, name in zip(st.columns(3), _TEXTS, strict=True):
        given[name] = column.text_input(
            say(f"pairing_{name}", lang), key=f"pairing_{name}",
            placeholder=say("pairing_to_fill", lang),
        )  # fmt: skip
    return _made(given, lang)


def _made(given: dict[str, object], lang: Lang) -> Terms | None:
    try:
        return Terms(**given)  # type: ignore[arg-type]
    except PlanInputError as error:
        st.error("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        return None


def _adopt(path: Path, pairing: Pairing, terms: Terms, lang: Lang) -> None:
    """Draw the button that keeps the pairing, and asks once more before."""
    kind = pairing.asked.kind
    if pairing_data.kept(
        path, pairing.asked, ("same", terms, lang),
        lambda: _changes_nothing(path, pairing, terms, lang),
    ):  # fmt: skip
        st.caption(say("pairing_adopt_same", lang))
        return
    if not road_changes.ask("pairing_adopt", say("pairing_adopt", lang)):
        return
    with st.container(border=True):
        counts = pairing.answer.counts
        signed = "signed" if terms.signed_on else "draft"
        key = "people" if kind == "three_regions" else signed
        people = int((pairing.answer.people["lacks"] != "").sum())
        told = {"new": counts["new"], "kept": counts["kept"], "people": people}
        st.markdown(say(f"pairing_sure_{key}", lang, **told))
        version = data.layers(path)[1]
        road_changes.confirm(
            say("pairing_adopt_yes", lang), "pairing_adopt_yes", lang, _keep,
            (path, pairing, terms, version, lang),
        )  # fmt: skip


def _changes_nothing(path: Path, pairing: Pairing, terms: Terms, lang: Lang) -> bool:
    frame = data.layers(path)[0][layer_of(pairing.asked.kind)]
    return bool(frame.equals(pairing_rows(frame, pairing.answer, terms, lang)))


def _keep(path: Path, pairing: Pairing, terms: Terms, version: str, lang: Lang) -> None:
    kind = pairing.asked.kind
    layer = layer_of(kind)
    change = say(f"pairing_change_{kind}", lang)

    def act() -> None:
        frame = data.layers(path)[0][layer]
        rows = pairing_rows(frame, pairing.answer, terms, lang)
        Workspace(path).replace_layer(layer, rows, change=change, made_from=version)

    drafts = kind != "three_regions" and terms.signed_on is None
    key = "pairing_adopted_drafts" if drafts else "pairing_adopted"
    road_changes.keep(act, say(key, lang), lang)


def _files(path: Path, pairing: Pairing, terms: Terms, lang: Lang) -> None:
    """Draw the files to hand on; they are written when they are asked for."""
    st.markdown(f"**{say('pairing_files', lang)}**")
    with st.container(horizontal=True):
        for name in FILES:
            ending = name.rpartition(".")[2]
            st.download_button(
                say(f"pairing_file_{ending}", lang),
                lambda name=name: _written(path, pairing, terms, name, lang),
                f"{say('pairing_file_name', lang)}.{ending}", _MIME[ending],
                key=f"pairing_file_{ending}", on_click="ignore",
            )  # fmt: skip
    st.caption(say("pairing_files_note", lang))


def _written(
    path: Path, pairing: Pairing, terms: Terms, name: str, lang: Lang
) -> bytes:
    frame = data.layers(path)[0][layer_of(pairing.asked.kind)]
    with tempfile.TemporaryDirectory() as folder:
        files = write_pairing(pairing.answer, frame, terms, Path(folder), lang)
        return next(one for one in files if one.name == name).read_bytes()
