"""What a coverage report writes into files: fields of villages, units and summary."""

from dataclasses import replace

from geo.export.fields import Field, fields_of
from geo.words import LANGS
from planner.file_fields import worded_field
from planner.reasons import REASONS
from planner.report import Level
from planner.wording import reason_label


def _field(name: str, kind: str, shp: str) -> Field:
    """Return a result field; its words stand in ``messages/fields.toml``."""
    return worded_field(f"field_{name}", name, kind, shp)


def village_fields() -> tuple[Field, ...]:
    """Fields of the village table: who they are, the verdict, then the register."""
    register = {field.name: field for field in fields_of("villages")}
    named = [
        register["village_code"],
        register["name"],
        register["township_code"],
        register["township_name"],
        register["county_code"],
        register["county_name"],
    ]
    verdict = [
        _field("status", "text", "STATUS"),
        _field("servers", "int", "SERVERS"),
        _field("server_id", "text", "SERVER_ID"),
        _field("server", "text", "SERVER"),
        _field("servers_all", "text", "SERVERS_AL"),
        _field("travel", "float", "TRAVEL"),
        _field("road_km", "float", "ROAD_KM"),
        _reason_field(),
        _field("text", "text", "WHY"),
        _field("fix", "text", "FIX"),
    ]
    skip = {field.name for field in named}
    rest = [field for name, field in register.items() if name not in skip]
    return (*named, *verdict, *rest)


def _reason_field() -> Field:
    """The reason code, its help spelling out every code."""
    field = _field("reason", "text", "REASON")
    told = {
        lang: "；".join(
            f"{code} {reason_label(code, lang)}" for code in REASONS if code
        )
        for lang in LANGS
    }
    return replace(
        field,
        help_zh=f"{field.help_zh}：{told['zh']}",
        help_en=f"{field.help_en}: {told['en']}",
    )


def unit_fields(level: Level) -> tuple[Field, ...]:
    """Fields of a table of townships, counties or cities."""
    key = _field("unit_code", "text", "CODE")
    return (
        Field(
            f"{level}_code", "text", "CODE", key.zh, key.en, key.help_zh, key.help_en
        ),
        _field("name", "text", "NAME"),
        _field("villages", "int", "VILLAGES"),
        _field("asked", "int", "ASKED"),
        _field("covered", "int", "COVERED"),
        _field("uncovered", "int", "UNCOVERED"),
        _field("share", "float", "SHARE"),
        _field("top_reason", "text", "TOP_REASON"),
    )


def fact_fields() -> tuple[Field, ...]:
    """Fields of the sheet that says what was asked and how it was measured."""
    return (_field("item", "text", "ITEM"), _field("value", "text", "VALUE"))
