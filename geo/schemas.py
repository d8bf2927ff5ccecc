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
    "bool", "trades", "base_kind", "codes", "lon", "lat",
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
]
CODE_LENGTHS: Mapping[str, int] = MappingProxyType(
    {"code6": 6, "code9": 9, "code12": 12}
)
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
    """One declared layer: its key column, columns in order and allowed shapes."""

    name: LayerName
    zh: str
    en: str
    key: str
    geometry: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """Columns kept as attributes, in order."""
        return tuple(column for column in self.columns if column.stored)

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


def _load_terms(group: str) -> dict[str, Term]:
    text = (Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)[group]
    return {code: Term(code, **entry) for code, entry in entries.items()}


LAYERS: Mapping[LayerName, Layer] = MappingProxyType(_load_layers())
TRADES: Mapping[str, Term] = MappingProxyType(_load_terms("trades"))
BASE_KINDS: Mapping[str, Term] = MappingProxyType(_load_terms("base_kinds"))


def split_list(text: str) -> tuple[str, ...]:
    """Entries of a stored list column (``trades``, ``codes``)."""
    return tuple(part for part in text.split(LIST_SEPARATOR) if part)
