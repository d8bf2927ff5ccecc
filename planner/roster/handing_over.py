"""A roster for the next office: workbook that comes back in, shapefile and GeoJSON."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.export.fields import Field, fields_of
from geo.export.files import Written
from geo.export.geojson import write_geojson
from geo.export.shapefile import Encoding, write_shapefile_zip
from geo.export.workbook import Sheet, write_workbook
from geo.frames import conform
from geo.words import LANGS, Lang
from planner.assignment import Fit, post_reason_label
from planner.errors import WORDS
from planner.file_fields import worded_field
from planner.reasons import REASONS
from planner.roster.answering import RosterAnswer, are_illustrative, roster_rows
from planner.roster.trades import COUNTS, trade_table
from planner.roster.wording import post_label, roster_notes, trade_label

TIES = "roster_ties"


def write_roster(
    answer: RosterAnswer,
    folder: Path,
    lang: Lang = "zh",
    *,
    since: dt.date | None = None,
) -> list[Path]:
    """Write the roster as workbook, zipped shapefile and GeoJSON.

    Parameters
    ----------
    answer
        The roster.
    folder
        Made if missing; files of an earlier run are replaced.
    lang
        Language of headings and sentences.
    since
        First day of what is new, the day of the rule by default.

    Returns
    -------
    list of pathlib.Path
        ``roster.xlsx``, ``roster_ties_shp.zip`` and ``roster_ties.geojson``.

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    book = roster_workbook(answer, folder / "roster.xlsx", lang=lang, since=since)
    ties = ties_shapefile(answer, folder / f"{TIES}_shp.zip", lang=lang)
    lines = ties_geojson(answer, folder / f"{TIES}.geojson", lang=lang)
    return [book.path, ties.path, lines]


def roster_workbook(
    answer: RosterAnswer,
    path: Path,
    *,
    lang: Lang = "zh",
    since: dt.date | None = None,
) -> Written:
    """Write roster, loads, trades, open posts, changes and notes as xlsx.

    Its first sheet is the layer ``assignments`` as :func:`roster_rows` would leave it,
    of the rows in force; edited, it can be imported as it is.
    """
    unit = answer.question.rule.unit
    sheets: list[tuple[str, pd.DataFrame, tuple[Field, ...]]] = [
        ("roster_sheet_rows", row_table(answer, since=since), _row_fields(unit)),
        ("roster_sheet_people", answer.people, _people_fields(unit)),
        ("roster_sheet_trades", _trades(answer, lang), _trade_fields()),
        ("roster_sheet_open", _open_table(answer, lang), _open_fields()),
        ("roster_sheet_changes", _change_table(answer, lang), _change_fields()),
    ]
    notes = {0: tuple(roster_notes(answer, lang))}
    if not answer.question.is_in_force:
        notes[len(sheets) - 1] = (_say("roster_no_changes_yet", lang),)
    return write_workbook(
        [
            Sheet(_say(title, lang), frame, fields, notes.get(at, ()), not at)
            for at, (title, frame, fields) in enumerate(sheets)
        ],
        path,
        lang=lang,
    )


def row_table(answer: RosterAnswer, *, since: dt.date | None = None) -> pd.DataFrame:
    """Rows of the layer ``assignments`` with the names of people and villages.

    Parameters
    ----------
    answer
        The roster.
    since
        First day of what is new, the day of the rule by default.
    """
    question = answer.question
    day = since or question.rule.on
    assert day is not None  # noqa: S101 - a question has its day filled in
    now = conform(question.now.drop(columns="post_id"), "assignments")
    rows = pd.DataFrame(roster_rows(now, answer, since=day).drop(columns="geometry"))
    people = question.people.set_index("commissioner_id")["name"].to_dict()
    villages = question.villages.set_index("village_code")
    place = villages.reindex(rows["village_code"])
    tie = ["commissioner_id", "village_code", "post"]
    travel = answer.posts.drop_duplicates(tie).set_index(tie)["travel"].to_dict()
    return rows.assign(
        person=rows["commissioner_id"].map(people).fillna(""),
        village=place["name"].fillna("").to_numpy(),
        township=place["township_name"].fillna("").to_numpy(),
        county=place["county_name"].fillna("").to_numpy(),
        travel=[
            travel.get(key, float("nan"))
            for key in rows[tie].itertuples(index=False, name=None)
        ],
    )


def tie_table(answer: RosterAnswer, lang: Lang) -> gpd.GeoDataFrame:
    """Filled posts as lines from the village to the home of its holder.

    Where either has no place there is no line.
    """
    posts = answer.posts[answer.posts["commissioner_id"] != ""]
    village = answer.question.villages.set_index("village_code").geometry
    home = answer.question.people.set_index("commissioner_id").geometry
    lines = [
        _line(village[code], home[person])
        for code, person in zip(
            posts["village_code"], posts["commissioner_id"], strict=True
        )
    ]
    told = posts.assign(
        post=[post_label(post, lang) for post in posts["post"]],
        fit=[_fit(degree, lang) for degree in posts["fit"]],
        illustrative=are_illustrative(answer.question, posts),
    )
    return gpd.GeoDataFrame(told, geometry=lines, crs=STORAGE_CRS)


def ties_shapefile(
    answer: RosterAnswer,
    path: Path,
    *,
    lang: Lang = "zh",
    encoding: Encoding = "utf-8",
) -> Written:
    """Write the ties as a zipped shapefile of lines, with minutes or kilometres."""
    notes: dict[str, str] = {one: " ".join(roster_notes(answer, one)) for one in LANGS}
    return write_shapefile_zip(
        tie_table(answer, lang), _tie_fields(), path, name=TIES, encoding=encoding,
        notes=notes,
    )  # fmt: skip


def ties_geojson(answer: RosterAnswer, path: Path, *, lang: Lang = "zh") -> Path:
    """Write the ties as GeoJSON."""
    return write_geojson(tie_table(answer, lang), _tie_fields(), path)


def _line(
    village: shapely.Point | None, home: shapely.Point | None
) -> shapely.LineString | None:
    if village is None or home is None or village.is_empty or home.is_empty:
        return None
    return shapely.LineString([village, home])


def _trades(answer: RosterAnswer, lang: Lang) -> pd.DataFrame:
    table = trade_table(answer)
    return table.assign(trade=[trade_label(one, lang) for one in table["trade"]])


def _open_table(answer: RosterAnswer, lang: Lang) -> pd.DataFrame:
    posts = answer.posts.set_index("post_id")
    why = answer.why_open(lang)
    table = posts.loc[why.index].join(why).reset_index()
    labels = {reason: post_reason_label(reason, lang) for reason in REASONS if reason}
    return table.assign(reason=table["reason"].map(labels).fillna(""))


def _change_table(answer: RosterAnswer, lang: Lang) -> pd.DataFrame:
    """Changes against the roster in force; none where there is no such roster."""
    names = answer.names
    told = zip(answer.changes(), answer.change_texts(lang), strict=True)
    rows = [
        {
            "post_id": one.post,
            "village_code": one.post.split("/")[0],
            "village": names.get(one.post, ""),
            "post": one.post.split("/")[1],
            "before": names.get(one.before, one.before),
            "after": names.get(one.after, one.after),
            "text": why,
        }
        for one, why in (told if answer.question.is_in_force else ())
    ]
    return pd.DataFrame(rows, columns=[field.name for field in _change_fields()])


def _row_fields(unit: str) -> tuple[Field, ...]:
    """Names first, since people read them; on import only the rest is."""
    names = _fields("village", "person", "township", "county")
    return (*names, _way("travel", unit), *fields_of("assignments"))


def _people_fields(unit: str) -> tuple[Field, ...]:
    own = {field.name: field for field in fields_of("commissioners")}
    shown = ("commissioner_id", "name", "trades", "tier", "team", "county_code")
    counts = [_field(name, "int") for name in ("load", "kept", "last_year")]
    ways = [_way(name, unit) for name in ("travel_sum", "farthest")]
    named = [
        Field("travel", "float", way.shp, way.zh, way.en, way.help_zh, way.help_en)
        for way in ways[:1]
    ]
    known = [own[name] for name in shown]
    return (*known, counts[0], own["capacity"], *counts[1:], *named, ways[1])


def _way(name: str, unit: str) -> Field:
    """Return a field of travel with its unit, ``s`` or ``m``, in the heading."""
    field = _field(name, "float")
    zh, en = (
        WORDS.say(f"roster_in_{unit}", lang, {"name": getattr(field, lang)})
        for lang in LANGS
    )
    return replace(field, zh=zh, en=en)


def _trade_fields() -> tuple[Field, ...]:
    return (*_fields("trade"), *(_field(name, "int") for name in COUNTS))


def _open_fields() -> tuple[Field, ...]:
    return (
        *_post_fields(), *_fields("township", "county"), _wanted(),
        *_fields("reason", "text", "fix"),
    )  # fmt: skip


def _change_fields() -> tuple[Field, ...]:
    return (*_post_fields(), *_fields("before", "after", "text"))


def _tie_fields() -> tuple[Field, ...]:
    own = {field.name: field for field in fields_of("assignments")}
    person = {field.name: field for field in fields_of("commissioners")}["name"]
    return (
        *_fields("post_id"), own["village_code"], *_fields("village"),
        Field("post", "text", own["post"].shp, own["post"].zh, own["post"].en),
        own["commissioner_id"],
        Field("name", "text", "PERSON", person.zh, person.en),
        _wanted(), _field("travel", "float"), *_fields("degree"),
        _field("kept_tie", "bool"), own["illustrative"],
    )  # fmt: skip


def _post_fields() -> tuple[Field, ...]:
    own = {field.name: field for field in fields_of("assignments")}
    return (*_fields("post_id"), own["village_code"], *_fields("village"), own["post"])


def _wanted() -> Field:
    return next(one for one in fields_of("assignments") if one.name == "trades")


def _fields(*names: str) -> tuple[Field, ...]:
    return tuple(_field(name, "text") for name in names)


# Columns of tables whose words differ from their own name, and names in shapefiles that
# are not their own in capitals.
_COLUMNS = {"degree": "fit", "kept_tie": "kept"}
_SHP = {"text": "WHY", "degree": "FIT", "kept_tie": "KEPT", "travel_sum": "TRAVEL"}


def _field(name: str, kind: str) -> Field:
    """Return a field; its words stand in ``messages/roster_files.toml``."""
    column, shp = _COLUMNS.get(name, name), _SHP.get(name, name.upper())
    return worded_field(f"field_roster_{name}", column, kind, shp)


def _fit(degree: str, lang: Lang) -> str:
    return WORDS.say(f"fit_{int(Fit[degree.upper()])}", lang, {})


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})
