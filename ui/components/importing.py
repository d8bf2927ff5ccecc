"""Import on the screen: upload, check, answer, commit; nothing goes in by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.answers import Answers, Question
from geo.issues import errors
from geo.schemas import LAYERS
from geo.words import Lang
from planner.errors import PlanInputError
from planner.intake import ImportOutcome, Mode, import_files
from planner.workspace import Workspace
from ui.components import data, history, state
from ui.components.choosing import choose_files, forget_files
from ui.components.issue_table import issue_table
from ui.components.messages import in_words, plain
from ui.components.numbers import count_text
from ui.components.progress import progress_bar
from ui.components.uploads import UploadFolder, save
from ui.text import say

MODES: tuple[Mode, ...] = ("update", "replace")
_JOB, _ANSWERS = "import_job", "import_answers"
_DONE, _NOTE = "import_done", "import_note"


@dataclass(frozen=True, slots=True)
class Job:
    """Uploaded files and what checking them found.

    Parameters
    ----------
    key
        What the check depends on: files, answers, mode, workspace and, last, its
        version.
    folder
        Where the files lie; removed with the job.
    paths
        Files to import.
    outcome
        What a dry run said.
    """

    key: tuple[object, ...]
    folder: UploadFolder
    paths: tuple[Path, ...]
    outcome: ImportOutcome

    def is_overtaken_by(self, later: "Job") -> bool:
        """Whether the same was checked again because the workspace had changed."""
        return self.key != later.key and self.key[:-1] == later.key[:-1]


def importer(name: str, path: Path, lang: Lang) -> None:
    """Draw the whole way from upload to commit for a workspace."""
    _tell_done(lang)
    uploads = choose_files(lang)
    mode = st.radio(
        say("mode", lang),
        MODES,
        format_func=lambda name: say(f"mode_{name}", lang),
        horizontal=True,
        key="import_mode",
    )
    if not uploads:
        st.session_state.pop(_JOB, None)
        st.session_state.pop(_ANSWERS, None)
        return
    known: Job | None = st.session_state.get(_JOB)
    job = None
    with in_words(lang):
        job = _checked(path, uploads, mode, lang)
    if job is None:
        return
    note = st.session_state.pop(_NOTE, "")
    if known is not None and known.is_overtaken_by(job):
        note = note or say("check_changed", lang)
    if note:
        st.warning(note)
    if _show(job, lang) and not note:
        _commit(job, name, path, mode, lang)


def _checked(
    path: Path,
    uploads: Sequence[UploadedFile],
    mode: Mode,
    lang: Lang,
) -> Job:
    """Check the files, once for the same files, answers, mode and workspace."""
    answers = st.session_state.get(_ANSWERS, Answers())
    workspace = Workspace(path)
    files = tuple(upload.file_id for upload in uploads)
    version = workspace.data_version
    key = (files, answers.to_toml(), mode, str(path), version)
    job: Job | None = st.session_state.get(_JOB)
    if job is not None and job.key == key:
        return job
    if job is not None and job.key[0] == files:
        folder, paths = job.folder, job.paths
    else:
        folder = UploadFolder()
        paths = tuple(save(uploads, folder.path))
    with progress_bar(lang) as tell:
        outcome = import_files(
            workspace, paths, answers=answers, today=data.today(), mode=mode,
            progress=tell, dry_run=True,
        )  # fmt: skip
    job = Job(key, folder, paths, outcome)
    st.session_state[_JOB] = job
    return job


def _show(job: Job, lang: Lang) -> bool:
    """Show what the check found; True when the planner asks for the import."""
    outcome = job.outcome
    wrong = len(errors(outcome.issues))
    _say_result(outcome, wrong, lang)
    if outcome.questions:
        _questions(outcome.questions, lang)
    if wrong:
        issue_table(outcome.issues, lang, key="import")
    elif outcome.changes:
        _changes(outcome, lang)
    asked = st.button(
        say("commit", lang),
        type="primary",
        disabled=not outcome.importable,
        key="commit",
    )
    if outcome.issues and not wrong:
        issue_table(outcome.issues, lang, key="import")
    return asked


def _say_result(outcome: ImportOutcome, wrong: int, lang: Lang) -> None:
    """One sentence on the check as a whole."""
    if wrong:
        st.error(say("check_errors", lang, count=wrong))
    elif outcome.questions:
        st.warning(say("check_questions", lang, count=len(outcome.questions)))
    elif not outcome.importable:
        st.error(say("check_nothing", lang))
    elif outcome.issues:
        st.success(say("check_good", lang, count=len(outcome.issues)))
    else:
        st.success(say("check_clean", lang))


def _questions(questions: Sequence[Question], lang: Lang) -> None:
    """Every open question in one form."""
    with st.form("questions"):
        chosen = []
        for number, question in enumerate(questions):
            options = list(question.options)
            known = question.guess in options
            chosen.append(
                st.selectbox(
                    plain(question.text(lang)),
                    options,
                    index=options.index(question.guess) if known else None,
                    format_func=lambda option, asked=question: _option(
                        asked, option, lang
                    ),
                    placeholder=say("choose", lang),
                    # A coordinate system may be any code, not only those offered.
                    accept_new_options=question.topic == "crs",
                    key=f"question_{number}_{question.source}_{question.topic}",
                )
            )
        if st.form_submit_button(say("apply_answers", lang), type="primary"):
            _answer(questions, chosen, lang)


def _option(question: Question, option: str, lang: Lang) -> str:
    return question.option_text(option, lang) if option in question.options else option


def _answer(
    questions: Sequence[Question], chosen: Sequence[str | None], lang: Lang
) -> None:
    answers: Answers = st.session_state.get(_ANSWERS, Answers())
    with in_words(lang):
        for question, value in zip(questions, chosen, strict=True):
            if value:
                answers = answers.with_answer(question, value)
        st.session_state[_ANSWERS] = answers
        st.rerun()


def _changes(outcome: ImportOutcome, lang: Lang) -> None:
    rows = [
        {
            "layer": LAYERS[change.layer].label(lang),
            "added": change.added,
            "changed": change.changed,
            "removed": change.removed,
            "rows": change.rows,
        }
        for change in outcome.changes
    ]
    names = ("layer", "added", "changed", "removed", "rows")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        row_height=28,
        column_config={name: say(f"change_col_{name}", lang) for name in names},
    )


def _commit(job: Job, name: str, path: Path, mode: Mode, lang: Lang) -> None:
    outcome, changed = None, False
    with in_words(lang), progress_bar(lang) as tell:
        _record_before(path)
        try:
            outcome = import_files(
                Workspace(path), job.paths,
                answers=st.session_state.get(_ANSWERS, Answers()),
                today=data.today(), mode=mode, progress=tell,
            )  # fmt: skip
        except PlanInputError as error:
            changed = any(key == "workspace_changed" for key, _ in error.problems)
            if not changed:
                raise
    if changed:
        st.session_state.pop(_JOB)
        _check_again(say("check_changed", lang))
    if outcome is None:
        return
    if not outcome.committed:
        st.session_state[_JOB] = replace(job, outcome=outcome)
        _check_again(say("check_refused", lang))
    rows = sum(change.added + change.changed for change in outcome.changes)
    st.session_state[_DONE] = say("committed", lang, count=count_text(rows, lang))
    forget_files()
    state.choose_workspace(name)
    st.rerun()


def _check_again(note: str) -> NoReturn:
    """Draw the page anew with what stands now, and say why."""
    st.session_state[_NOTE] = note
    st.rerun()


def _record_before(path: Path) -> None:
    """Record the verdict before the import; the overview then tells the change."""
    workspace = Workspace(path)
    if not workspace.exists:
        return
    try:
        report = data.report(path, state.rule(data.today()), state.travel())
    except PlanInputError:
        # Not enough in it yet to be judged.
        return
    workspace.record_verdict(history.record_of(report, data.today()))


def _tell_done(lang: Lang) -> None:
    done = st.session_state.pop(_DONE, None)
    if done:
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.success(done)
        right.page_link("ui/pages/overview.py", label=say("go_overview", lang))
