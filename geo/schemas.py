"""The declared layers and lists, read from ``layers.toml`` and ``vocabulary.toml``.

One row per column: readers, checks, templates, exports and the data-format page are all
made from here, so that they cannot disagree.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from geo.words import Lang

ColumnKind = Literal[
    "code6", "code9", "code12", "text", "int", "float", "year", "date", "month_day",
    "hours", "weekdays", "market", "day_spans", "bool", "trades", "base_kind", "unit",
    "term", "codes", "units", "lon", "lat",
]  # fmt: skip
LayerName = Literal[
    "counties",
    "townships",
    "villages",
    "village_areas",
    "bases",
    "commissioners",
    "roads",
    "closures",
    "places",
    "candidate_sites",
    "events",
    "trainings",
    "people",
    "groups",
    "outputs",
    "agreements",
    "duties_done",
    "household_counts",
    "facts",
    "caravans",
    "visit_places",
    "seasons",
    "assignments",
    "museum_sets",
    "museum_venues",
    "museum_stays",
    "experts",
    "applications",
    "partners",
]
CODE_LENGTHS: Mapping[str, int] = MappingProxyType(
    {"code6": 6, "code9": 9, "code12": 12}
)
# What a unit code may have: province, city, county, township, village.
UNIT_LENGTHS = (2, 4, 6, 9, 12)
NATION = "00"
# The post of an assignment that names none.
DEFAULT_POST = "village_service"
# Where a row came from; carried beside the declared columns from reading to storage.
SOURCE_FILE, SOURCE_ROW = "source_file", "source_row"
LIST_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column; see the head of ``layers.toml`` for the kinds."""

    name: str
    kind: ColumnKind
    zh: str
    en: str
    help_zh: str
    help_en: str
    aliases: tuple[str, ...]
    shp: str = ""
    required: bool = False
    blank: bool = False
    terms: str = ""
    many: bool = False

    @property
    def stored(self) -> bool:
        """Whether the column is kept as an attribute (coordinates become geometry)."""
        return self.kind not in {"lon", "lat"}

    def label(self, lang: Lang) -> str:
        """Heading of the column for people."""
        return self.zh if lang == "zh" else self.en

    def help(self, lang: Lang) -> str:
        """One line on what to fill in."""
        return self.help_zh if lang == "zh" else self.help_en


@dataclass(frozen=True, slots=True)
class Layer:
    """One declared layer: its key column, columns in order and allowed shapes.

    ``record`` marks the layers of what was done, by whom and where; ``unit`` is the
    column of theirs that tells where.
    """

    name: LayerName
    zh: str
    en: str
    key: str
    geometry: tuple[str, ...]
    columns: tuple[Column, ...]
    record: bool = False
    unit: str = "unit_code"

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """Columns kept as attributes, in order."""
        return tuple(column for column in self.columns if column.stored)

    @property
    def is_table(self) -> bool:
        """Whether no row is ever drawn."""
        return self.geometry == ("none",)

    def column(self, name: str) -> Column:
        """Return a column by name.

        Raises
        ------
        KeyError
            If the layer has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        msg = f"{self.name} has no column {name}"
        raise KeyError(msg)

    def label(self, lang: Lang) -> str:
        """Name of the layer for people."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a declared list."""

    code: str
    zh: str
    en: str
    parent: str = ""
    aliases: tuple[str, ...] = ()

    def label(self, lang: Lang) -> str:
        """Name of the term for people."""
        return self.zh if lang == "zh" else self.en


def _load_layers() -> dict[LayerName, Layer]:
    text = (Path(__file__).parent / "layers.toml").read_text(encoding="utf-8")
    layers: dict[LayerName, Layer] = {}
    for name, table in tomllib.loads(text).items():
        columns = tuple(
            Column(**{**column, "aliases": tuple(column["aliases"])})
            for column in table.pop("columns")
        )
        table["geometry"] = tuple(table["geometry"])
        layers[name] = Layer(name=name, columns=columns, **table)  # type: ignore[index, arg-type]
    return layers


def _load_terms() -> dict[str, Mapping[str, Term]]:
    text = (Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8")
    return {
        group: MappingProxyType(
            {
                code: Term(code, **entry | {"aliases": tuple(entry.get("aliases", ()))})
                for code, entry in entries.items()
            }
        )
        for group, entries in tomllib.loads(text).items()
    }


LAYERS: Mapping[LayerName, Layer] = MappingProxyType(_load_layers())
RECORD_LAYERS: tuple[LayerName, ...] = tuple(
    name for name, layer in LAYERS.items() if layer.record
)
# Every list of vocabulary.toml by its name.
_TERMS: Mapping[str, Mapping[str, Term]] = MappingProxyType(_load_terms())
TRADES = _TERMS["trades"]
BASE_KINDS = _TERMS["base_kinds"]


def term_group(name: str) -> Mapping[str, Term]:
    """Terms of a list of ``vocabulary.toml`` by code.

    Raises
    ------
    KeyError
        If there is no such list.
    """
    return _TERMS[name]


def split_list(text: str) -> tuple[str, ...]:
    """Entries of a stored list column (``trades``, ``codes``, ``units``)."""
    return tuple(part for part in text.split(LIST_SEPARATOR) if part)
