"""A plan of new bases for the next office: workbook, shapefiles and GeoJSON."""

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.crs import STORAGE_CRS
from geo.export.fields import Field, fields_of
from geo.export.files import Written, replacing
from geo.export.geojson import write_geojson
from geo.export.shapefile import Encoding, write_shapefile_zip
from geo.issues import Issue
from geo.words import LANGS, Lang
from planner.errors import WORDS
from planner.file_fields import worded_field, write_sheets
from planner.handover import report_notes, travel_note
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.question import BaseQuestion
from planner.poor_households import source_text
from planner.report_fields import fact_fields
from planner.wording import rule_text

SITES, VILLAGES = "new_bases", "villages_served"


def write_plan(answer: BaseAnswer, folder: Path, lang: Lang = "zh") -> list[Path]:
    """Write a plan as workbook, zipped shapefiles and GeoJSON.

    Parameters
    ----------
    answer
        The plan.
    folder
        Made if missing; files of an earlier run are replaced.
    lang
        Language of headings and sentences.

    Returns
    -------
    list of pathlib.Path
        ``new_bases.xlsx``, ``new_bases_shp.zip``, ``new_bases.geojson`` and
        ``villages_served.geojson``.

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        plan_workbook(answer, folder / f"{SITES}.xlsx", lang=lang).path,
        plan_shapefiles(answer, folder / f"{SITES}_shp.zip", lang=lang).path,
        sites_geojson(answer, folder / f"{SITES}.geojson", lang=lang),
        served_geojson(answer, folder / f"{VILLAGES}.geojson"),
    ]


def why_here(site: Mapping[str, object], answer: BaseAnswer, lang: Lang) -> str:
    """Say what a new base is for.

    Parameters
    ----------
    site
        A row of :attr:`planner.new_bases.answering.BaseAnswer.sites`.
    answer
        The plan it is in.
    lang
        Language.
    """
    villages, only = int(str(site["villages"])), int(str(site["only"]))
    if not villages:
        return WORDS.say("base_why_none", lang, {})
    told: dict[str, object] = {"villages": villages, "only": only}
    if not answer.question.choice.keeps_existing:
        amount = float(str(site["travel"]))
        told["travel"] = amount_text(amount, answer.question.verdict.rule.unit, lang)
        return WORDS.say("base_why_nearest", lang, told)
    return WORDS.say("base_why" if only else "base_why_spare", lang, told)


def amount_text(amount: float, unit: str, lang: Lang) -> str:
    """Minutes or kilometres in words, as tables of plans hold them."""
    if unit == "s":
        return WORDS.say("minutes", lang, {"value": f"{amount:.0f}"})
    return WORDS.say("kilometres", lang, {"value": f"{amount:.1f}"})


def site_table(answer: BaseAnswer, lang: Lang) -> gpd.GeoDataFrame:
    """New bases with their number on the map and the reason of each in words."""
    sites = answer.sites
    why = [why_here(row, answer, lang) for row in sites.to_dict("records")]
    return sites.assign(number=range(1, len(sites) + 1), why=why)


def village_table(answer: BaseAnswer) -> gpd.GeoDataFrame:
    """Villages served, with the name of their new base, as points."""
    villages = answer.villages
    names = answer.sites.set_index("site_id")["name"]
    places = answer.question.report.villages.geometry
    return gpd.GeoDataFrame(
        villages.assign(site_name=villages["site_id"].map(names)),
        geometry=list(places.reindex(villages["village_code"])),
        crs=STORAGE_CRS,
    )


def site_fields(unit: str) -> tuple[Field, ...]:
    """Fields of the table of new bases; ``unit`` is that of travel, ``s`` or ``m``."""
    own = {field.name: field for field in fields_of("candidate_sites")}
    return (
        own["site_id"],
        _field("number", "int", "NUMBER"),
        own["name"],
        own["kind"],
        own["county_code"],
        _field("county_name", "text", "CNTY_NAME", "county"),
        Field("upgrades", "text", "UPGRADES", own["base_id"].zh, own["base_id"].en),
        _field("cost", "float", "COST"),
        _field("villages", "int", "VILLAGES"),
        _field("only", "int", "ONLY_IT"),
        _field("households", "int", "POOR_HH"),
        _field("travel", "float", "TRAVEL", f"farthest_{unit}"),
        _field("why", "text", "WHY"),
        own["illustrative"],
    )


def served_fields(unit: str) -> tuple[Field, ...]:
    """Fields of the table of villages served; ``unit`` as for the bases."""
    register = {field.name: field for field in fields_of("villages")}
    county = register["county_name"]
    return (
        *(register[name] for name in ("village_code", "name", "township_name")),
        _field(county.name, "text", county.shp, "county"),
        register["poor_households"],
        _field("site_id", "text", "SITE_ID", "site"),
        _field("site_name", "text", "SITE_NAME"),
        _field("travel", "float", "TRAVEL", f"travel_{unit}"),
    )


def plan_notes(answer: BaseAnswer, lang: Lang, *, by_hand: bool = False) -> list[str]:
    """Sentences that go with every file of a plan."""
    join = "：" if lang == "zh" else ": "
    facts = [
        f"{item}{join}{value if isinstance(value, str) else format(value, 'g')}"
        for item, value in _facts(answer, lang, by_hand)
    ]
    question = answer.question
    told = [source_text(question.households.iloc[question.rows], lang)]
    told += [*pin_notes(question, lang), *report_notes(question.report, lang)]
    return [*facts, *(one for one in told if one)]


def pin_notes(question: BaseQuestion, lang: Lang) -> list[str]:
    """Say which pinned sites were not looked at; nothing if all were."""
    if not question.lost_pins:
        return []
    names = ("、" if lang == "zh" else ", ").join(question.lost_pins)
    return [WORDS.say("bases_pins_lost", lang, {"names": names})]


def plan_workbook(
    answer: BaseAnswer, path: Path, *, lang: Lang = "zh", by_hand: bool = False
) -> Written:
    """Write what was asked, the new bases and the villages they serve as xlsx.

    Parameters
    ----------
    answer
        The plan.
    path
        Target; replaced if there.
    lang
        Language of headings and sentences.
    by_hand
        Whether a planner has changed it since it was solved for.
    """
    report = answer.question.report
    unit = answer.question.verdict.rule.unit
    rows: list[tuple[str, float | str]] = [
        *_facts(answer, lang, by_hand),
        (_say("fact_limit", lang), rule_text(report.verdict.rule, lang)),
        (_say("fact_travel", lang), travel_note(report, lang)),
        (_say("fact_data", lang), report.data_version),
    ]
    facts = _fact_table(rows)
    item, value = fact_fields()
    amount = _field("amount", "float", "AMOUNT")
    sheets: list[tuple[str, pd.DataFrame, Sequence[Field]]] = [
        ("base_sheet_facts", facts, (item, amount, value)),
        ("base_sheet_sites", _flat(site_table(answer, lang)), site_fields(unit)),
        ("base_sheet_villages", _flat(village_table(answer)), served_fields(unit)),
    ]
    notes = plan_notes(answer, lang, by_hand=by_hand)
    return write_sheets(sheets, notes, path, lang)


def plan_shapefiles(
    answer: BaseAnswer,
    path: Path,
    *,
    lang: Lang = "zh",
    encoding: Encoding = "utf-8",
    by_hand: bool = False,
) -> Written:
    """Write one zip with a shapefile of the new bases and one of the villages served.

    Parameters
    ----------
    answer, path, by_hand
        As for :func:`plan_workbook`.
    lang
        Language of the reasons.
    encoding
        Of the attribute tables.
    """
    notes: dict[str, str] = {}
    for one in LANGS:
        notes[one] = " ".join(plan_notes(answer, one, by_hand=by_hand))
    issues: list[Issue] = []
    with (
        tempfile.TemporaryDirectory() as name,
        replacing(path, suffix=".zip") as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as whole,
    ):
        for title, frame, fields in _layers(answer, lang):
            written = write_shapefile_zip(
                frame, fields, Path(name) / f"{title}.zip", name=title,
                encoding=encoding, notes=notes,
            )  # fmt: skip
            issues += written.issues
            with zipfile.ZipFile(written.path) as own:
                for file in own.namelist():
                    whole.writestr(file, own.read(file))
    return Written(path, tuple(issues))


def sites_geojson(answer: BaseAnswer, path: Path, *, lang: Lang = "zh") -> Path:
    """Write the new bases as GeoJSON."""
    unit = answer.question.verdict.rule.unit
    return write_geojson(site_table(answer, lang), site_fields(unit), path)


def served_geojson(answer: BaseAnswer, path: Path) -> Path:
    """Write the villages served as GeoJSON."""
    unit = answer.question.verdict.rule.unit
    return write_geojson(village_table(answer), served_fields(unit), path)


def _layers(
    answer: BaseAnswer, lang: Lang
) -> list[tuple[str, gpd.GeoDataFrame, tuple[Field, ...]]]:
    unit = answer.question.verdict.rule.unit
    return [
        (SITES, site_table(answer, lang), site_fields(unit)),
        (VILLAGES, village_table(answer), served_fields(unit)),
    ]


def _fact_table(rows: Sequence[tuple[str, float | str]]) -> pd.DataFrame:
    """Numbers in a column of their own, so that they stay numbers."""
    return pd.DataFrame(
        {
            "item": [item for item, _ in rows],
            "amount": [None if isinstance(one, str) else one for _, one in rows],
            "value": [one if isinstance(one, str) else "" for _, one in rows],
        }
    )


def _facts(
    answer: BaseAnswer, lang: Lang, by_hand: bool
) -> list[tuple[str, float | str]]:
    """What the plan comes to, as item and value."""
    if by_hand:
        proof = _say("base_by_hand", lang)
    elif answer.plan.status == "optimal":
        proof = _say("base_proved", lang)
    else:
        gap = f"{answer.plan.gap * 100:.1f}"
        proof = WORDS.say("base_gap", lang, {"gap": gap})
    values: dict[str, float | str] = {
        "bases": len(answer.opened),
        "cost": answer.cost,
        "villages": len(answer.villages),
        "unreached": len(answer.unreached),
        "proof": proof,
    }
    return [(_say(f"base_fact_{name}", lang), text) for name, text in values.items()]


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})


def _field(name: str, kind: str, shp: str, key: str = "") -> Field:
    return worded_field(f"field_base_{key or name}", name, kind, shp)


def _flat(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns="geometry"))
