"""What a coverage report writes into files: fields of villages, units and summary."""

from geo.export.fields import Field, fields_of
from planner.errors import WORDS
from planner.report import Level


def _field(name: str, kind: str, shp: str) -> Field:
    """Return a result field; its words stand in ``messages/fields.toml``."""
    entry = WORDS.entry(f"field_{name}")
    return Field(
        name,
        kind,  # type: ignore[arg-type]
        shp,
        entry["zh"],
        entry["en"],
        entry["help_zh"],
        entry["help_en"],
    )


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
        _field("travel", "float", "TRAVEL"),
        _field("reason", "text", "REASON"),
        _field("text", "text", "WHY"),
        _field("fix", "text", "FIX"),
    ]
    skip = {field.name for field in named}
    rest = [field for name, field in register.items() if name not in skip]
    return (*named, *verdict, *rest)


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
