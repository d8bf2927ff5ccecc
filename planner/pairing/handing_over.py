"""A pairing for the next office: a workbook and a table that come back in."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.export.delimited import write_csv
from geo.export.fields import Field, fields_of
from geo.export.files import Written
from geo.export.geojson import write_geojson
from geo.export.workbook import Sheet, write_workbook
from geo.words import Lang
from planner.errors import WORDS
from planner.file_fields import worded_field
from planner.pairing.answering import PairingAnswer
from planner.pairing.keeping import Terms, layer_of, pairing_rows
from planner.pairing.three import PARTS
from planner.pairing.wording import (
    change_why,
    fit_label,
    lacks_text,
    open_posts,
    pairing_notes,
    reason_label,
    subject_text,
)

FILES = ("pairing.xlsx", "pairing.csv", "pairing_ties.geojson")
# How each column is written; those not named here are texts.
_KINDS = {
    "households": "int", "load": "int", "capacity": "int", "travel": "float",
    "farthest": "float", "kept": "bool", "pinned": "bool", "wanted": "trades",
    "trades": "trades",
}  # fmt: skip
# Columns of the tables that go by another name in the words.
_COLUMNS = {"wanted": "trades", "households": "weight"}
_PAIRS = (
    "post_id", "unit_code", "name", "part", "township", "county", "wanted",
    "households", "party_id", "party", "organisation", "travel", "fit", "kept",
    "pinned",
)  # fmt: skip
_PERSONS = (
    "person_id", "name", "trades", "county", "project", "village", "base", "business",
    "lacks", "left",
)  # fmt: skip
_PARTIES = (
    "party_id", "name", "kind", "organisation", "trades", "load", "capacity",
    "households", "kept_count", "farthest",
)  # fmt: skip
_OPEN = (
    "post_id",
    "name",
    "part",
    "county",
    "wanted",
    "households",
    "reason",
    "text",
    "fix",
)
_CHANGES = ("post_id", "name", "before", "after", "text")


def write_pairing(
    answer: PairingAnswer,
    frame: gpd.GeoDataFrame,
    terms: Terms,
    folder: Path,
    lang: Lang = "zh",
) -> list[Path]:
    """Write a pairing as workbook, table and lines.

    Parameters
    ----------
    answer
        The pairing.
    frame, terms
        The layer it is kept in as it is now, and what the planner says of agreements.
    folder
        Made if missing; files of an earlier run are replaced.
    lang
        Language of headings and sentences.

    Returns
    -------
    list of pathlib.Path
        :data:`FILES`. The first sheet of the workbook and the table hold rows of the
        layer, and can be imported as they are or edited.

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = import_rows(answer, frame, terms, lang)
    book = pairing_workbook(answer, rows, folder / FILES[0], lang=lang)
    layer = layer_of(answer.question.kind)
    table = write_csv(rows, fields_of(layer), folder / FILES[1], lang=lang)
    fields = _fields(*(name for name in _PAIRS if name != "part"))
    lines = write_geojson(_ties(answer, lang), fields, folder / FILES[2])
    return [book.path, table, lines]


def import_rows(
    answer: PairingAnswer, frame: gpd.GeoDataFrame, terms: Terms, lang: Lang = "zh"
) -> pd.DataFrame:
    """Rows of the layer that a pairing is about, as adopting it would leave them."""
    question = answer.question
    rows = pairing_rows(frame, answer, terms, lang)
    if question.kind == "three_regions":
        own = rows["person_id"].isin(question.now["person_id"])
    else:
        now, asked = question.now, question.posts["unit_code"]
        about = set(now.loc[now["unit_code"].isin(asked), "agreement_id"])
        before = set(frame["agreement_id"]) - about
        own = ~rows["agreement_id"].isin(before)
    return pd.DataFrame(rows[own].drop(columns="geometry"))


def pairing_workbook(
    answer: PairingAnswer, rows: pd.DataFrame, path: Path, *, lang: Lang = "zh"
) -> Written:
    """Write the rows to import, the pairs, loads, what is open, changes and notes."""
    kind = answer.question.kind
    layer = layer_of(kind)
    three = kind == "three_regions"
    sheets = [
        (layer, rows, fields_of(layer)),
        ("pairs", pair_table(answer, lang), _fields(*_PAIRS)),
        ("parties", _party_table(answer, lang), _fields(*_PARTIES)),
        ("open", _open_table(answer, lang), _fields(*_OPEN)),
        ("changes", _change_table(answer, lang), _fields(*_CHANGES)),
    ]
    if three:
        sheets.insert(1, ("persons", _person_table(answer, lang), _fields(*_PERSONS)))
    notes = tuple(pairing_notes(answer, lang))
    return write_workbook(
        [
            Sheet(_say(f"pairing_sheet_{name}", lang), table, fields,
                  () if at else notes, not at)
            for at, (name, table, fields) in enumerate(sheets)
        ],
        path,
        lang=lang,
    )  # fmt: skip


def pair_table(answer: PairingAnswer, lang: Lang) -> pd.DataFrame:
    """Every post in words; who holds it is empty where nobody does."""
    posts = answer.posts
    return posts.assign(
        part=[_part(kind, lang) for kind in posts["kind"]],
        fit=[fit_label(answer, one, lang) for one in posts["fit"]],
    )


def _ties(answer: PairingAnswer, lang: Lang) -> gpd.GeoDataFrame:
    """Pairs as lines from who is paired to the party; none where a place is missing."""
    question, held = answer.question, answer.plan.person
    ends = question.parties[["lon", "lat"]].to_numpy(dtype=float)
    starts = question.posts[["lon", "lat"]].to_numpy(dtype=float)
    lines = [
        None
        if at < 0 or pd.isna(starts[row]).any() or pd.isna(ends[at]).any()
        else shapely.LineString([starts[row], ends[at]])
        for row, at in enumerate(held.tolist())
    ]
    table = gpd.GeoDataFrame(pair_table(answer, lang), geometry=lines, crs=STORAGE_CRS)
    return table[held >= 0]


def _party_table(answer: PairingAnswer, lang: Lang) -> pd.DataFrame:
    parties = answer.parties[answer.parties["load"] > 0]
    kinds = [_say(f"pairing_kind_{one}", lang) for one in parties["kind"]]
    return parties.assign(kind=kinds).rename(columns={"kept": "kept_count"})


def _person_table(answer: PairingAnswer, lang: Lang) -> pd.DataFrame:
    people = answer.people
    told = {
        name: [lacks_text(one, lang) for one in people[name]]
        for name in ("lacks", "left")
    }
    return people.assign(**told)


def _open_table(answer: PairingAnswer, lang: Lang) -> pd.DataFrame:
    told = open_posts(answer, lang)
    posts = answer.posts.set_index("post_id").loc[[one.post_id for one in told]]
    return posts.reset_index().assign(
        part=[_part(kind, lang) for kind in posts["kind"]],
        reason=[reason_label(one.reason, lang) for one in told],
        text=[one.text for one in told],
        fix=[one.fix for one in told],
    )


def _change_table(answer: PairingAnswer, lang: Lang) -> pd.DataFrame:
    names = answer.names
    rows = [
        {
            "post_id": one.post,
            "name": subject_text(answer, one.post, lang),
            "before": names.get(one.before, one.before),
            "after": names.get(one.after, one.after),
            "text": change_why(answer, one, lang),
        }
        for one in answer.changes()
    ]
    return pd.DataFrame(rows, columns=list(_CHANGES))


def _part(kind: str, lang: Lang) -> str:
    return _say(f"pairing_part_{kind}", lang) if kind in PARTS else ""


def _fields(*names: str) -> tuple[Field, ...]:
    return tuple(_field(name) for name in names)


def _field(name: str) -> Field:
    """Return a field; its words stand in ``messages/pairing_files.toml``."""
    key = f"field_pairing_{name.removesuffix('_count')}"
    kind = "int" if name == "kept_count" else _KINDS.get(name, "text")
    return worded_field(key, _COLUMNS.get(name, name), kind, name.upper()[:10])


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})
