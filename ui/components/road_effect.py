"""What a change of roads does to cover: one sentence, village by village, as files."""

import pandas as pd
import streamlit as st

from geo.export.delimited import csv_bytes
from geo.words import Lang
from planner.comparison import Comparison, change_text
from planner.rule import Rule
from planner.wording import reason_label, rule_text
from ui.components import road_files
from ui.components.numbers import count_text
from ui.text import say

_ROW = 28
_MOST_HEIGHT = 38 + 9 * _ROW
# Of the table on the screen, with their widths; the files hold every one of _FILE.
_SHOWN = {
    "change": 72,
    "name": 95,
    "township": 95,
    "county": 105,
    "server_before": 175,
    "travel_before": 66,
    "nearest_after": 175,
    "travel_after": 66,
    "more": 66,
    "reason": 100,
    "text": 600,
}
_NUMBERS = ("travel_before", "travel_after", "more")
_FILE = {
    "village_code": "text",
    "name": "text",
    "township": "text",
    "county": "text",
    "change": "text",
    "server_before": "text",
    "travel_before": "float",
    "nearest_after": "text",
    "travel_after": "float",
    "more": "float",
    "reason": "text",
    "text": "text",
}


def sentence(found: Comparison, what: str, whom: str, lang: Lang) -> str:
    """Say what changes, as Markdown.

    Parameters
    ----------
    found
        The two verdicts.
    what
        What changes them: ``"closure"``, ``"all"`` or ``"speed"``.
    whom
        ``"villages"`` or ``"places"``.
    lang
        Language.
    """
    head = say(f"effect_head_{what}", lang)
    noun = say(f"effect_whom_{whom}", lang)
    before, after = found.covered_before, found.covered_after
    counts = {name: count_text(n, lang) for name, n in _counts(found).items()}
    if found.table.empty:
        return head + say("effect_none", lang, count=count_text(after, lang), noun=noun)
    numbers = {
        "before": count_text(before, lang),
        "after": count_text(after, lang),
        "noun": noun,
    }
    key = "effect_covered_same" if before == after else "effect_covered"
    parts = [say(key, lang, **numbers)]
    parts += [
        say(f"effect_{name}", lang, count=counts[name], noun=noun)
        for name in ("lost", "gained", "farther", "nearer", "other")
        if counts[name] != "0"
    ]
    return head + say("effect_joint", lang).join(parts) + say("effect_end", lang)


def effect_table(
    found: Comparison, rule: Rule, title: str, lang: Lang, *, key: str
) -> None:
    """Draw who changes and how, with a download as workbook and as text."""
    if found.table.empty:
        return
    rows = effect_rows(found, rule.unit, lang)
    column = st.column_config
    config: dict[str, object] = {
        name: column.TextColumn(say(f"road_col_{name}", lang), width=width)
        for name, width in _SHOWN.items()
        if name not in _NUMBERS
    }
    config |= {
        name: column.NumberColumn(
            say(f"road_col_{name}_{rule.unit}", lang),
            format="%d" if rule.unit == "s" else "%.1f",
            width=_SHOWN[name],
        )
        for name in _NUMBERS
    }
    shown = rows[list(_SHOWN)]
    if not (rows["township"] != "").any():
        shown = shown.drop(columns=["township", "county"])
    st.dataframe(
        shown,
        key=f"{key}_table",
        hide_index=True,
        height=min(38 + _ROW * len(shown), _MOST_HEIGHT),
        row_height=_ROW,
        column_config=config,
        placeholder="",
    )
    note = rule_text(rule, lang)
    fields = road_files.fields_of(
        _FILE, {name: f"road_col_{name}_{rule.unit}" for name in _NUMBERS}
    )
    with st.container(horizontal=True):
        st.download_button(
            say("download_xlsx", lang),
            lambda: road_files.xlsx_bytes(rows, fields, title, lang, note),
            say("effect_file_xlsx", lang),
            road_files.XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
        )
        st.download_button(
            say("download_csv", lang),
            lambda: csv_bytes(rows, fields, lang),
            say("effect_file_csv", lang),
            road_files.CSV,
            key=f"{key}_csv",
            on_click="ignore",
        )


def effect_rows(found: Comparison, unit: str, lang: Lang) -> pd.DataFrame:
    """One row per village that changes, in words, those that lose cover first.

    Returns
    -------
    pandas.DataFrame
        Indexed from 0; the columns of the files.
    """
    table = found.table
    reasons = {
        name: reason_label(name, lang) if name else ""
        for name in table["reason_after"].unique()
    }
    records = table.to_dict("records")
    return pd.DataFrame(
        {
            "village_code": table.index.to_numpy(),
            "name": table["name"].to_numpy(),
            "township": table["township_name"].to_numpy(),
            "county": table["county_name"].to_numpy(),
            "change": [say(f"change_kind_{_kind(row)}", lang) for row in records],
            "server_before": table["server_before"].to_numpy(),
            "travel_before": table["travel_before"].to_numpy(),
            "nearest_after": table["nearest_after"].to_numpy(),
            "travel_after": table["travel_after"].to_numpy(),
            "more": table["more"].to_numpy(),
            "reason": table["reason_after"].map(reasons).to_numpy(),
            "text": [change_text(row, unit, lang) for row in records],
        }
    )


def kinds(found: Comparison) -> dict[str, str]:
    """How each village that changes is changed, by its code.

    Returns
    -------
    dict
        To ``lost``, ``gained``, ``farther``, ``nearer`` or ``other``.
    """
    records = found.table.to_dict("records")
    return {
        str(code): _kind(row)
        for code, row in zip(found.table.index, records, strict=True)
    }


def _counts(found: Comparison) -> dict[str, int]:
    told = list(kinds(found).values())
    names = ("lost", "gained", "farther", "nearer", "other")
    return {name: told.count(name) for name in names}


def _kind(row: dict[str, object]) -> str:
    before, after = row["status_before"], row["status_after"]
    if before != after:
        return {"covered": "gained", "uncovered": "lost"}.get(str(after), "other")
    if after != "covered":
        return "other"
    more = float(str(row["more"]))
    return "farther" if more > 0 else "nearer" if more < 0 else "other"
