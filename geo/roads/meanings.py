"""What the attributes of a road layer mean, in OpenStreetMap's own words."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from geo.roads.classes import FERRY, HIGHWAYS
from geo.roads.segments import TEXTS

_COLUMNS = ("road_id", *TEXTS, "oneway", "bridge", "tunnel")
ONEWAY = MappingProxyType({"yes": 1, "-1": -1, "no": 0, "": 0})
_NO = frozenset({"", "no", "n", "f", "false", "0", "否", "无", "非", "-"})
# Numbers of Chinese roads: one or two digits, or four, are an expressway's.
_EXPRESSWAY = re.compile(r"[GS](\d{1,2}|\d{4})", re.IGNORECASE)
_BY_LETTER = MappingProxyType(
    {
        "G": "trunk", "S": "primary", "X": "secondary", "Z": "secondary",
        "Y": "tertiary", "C": "unclassified",
    }
)  # fmt: skip
_NUMBER = re.compile(r"([GSXYCZ])\d+[A-Z]?\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """Attributes as segments keep them, and what could not be understood.

    Parameters
    ----------
    attributes
        Same index; columns :data:`geo.roads.segments.ATTRIBUTES`.
    unknown
        Column to the values that are kept as they are (``highway``) or passed over
        (``oneway``), with how often each comes.
    """

    attributes: pd.DataFrame
    unknown: Mapping[str, Mapping[str, int]]


def understand(frame: pd.DataFrame) -> Understood:
    """Read the attributes of road rows.

    Parameters
    ----------
    frame
        Columns of the declared layer ``roads``, as text; any may be missing.
    """
    blank = pd.Series([""] * len(frame), index=frame.index, dtype="str")
    given = {name: _text(frame.get(name, blank)) for name in _COLUMNS}
    highway = _translated(given["highway"], "highway")
    highway = highway.where(highway != "", _by_number(given["ref"]))
    oneway = _translated(given["oneway"], "oneway")
    known = HIGHWAYS | {FERRY, ""}
    unknown = {
        "highway": _counted(given["highway"][~highway.isin(known)]),
        "oneway": _counted(given["oneway"][~oneway.isin(list(ONEWAY))]),
    }
    texts = {name: given[name] for name in TEXTS} | {
        "highway": highway,
        "surface": _translated(given["surface"], "surface"),
        "access": _translated(given["access"], "access"),
    }
    illustrative = frame.get("illustrative", pd.Series(False, index=frame.index))
    attributes = pd.DataFrame(
        {
            "road_id": given["road_id"],
            **texts,
            "oneway": oneway.map(ONEWAY).fillna(0).astype(np.int8),
            "bridge": ~_plain(given["bridge"]).isin(_NO),
            "tunnel": ~_plain(given["tunnel"]).isin(_NO),
            "illustrative": illustrative.astype(bool),
        },
        index=frame.index,
    )
    return Understood(attributes, unknown)


def known_share(highway: "pd.Series[Any]") -> float:
    """Share of the filled cells that name a class of road."""
    given = _text(highway)
    given = given[given != ""]
    known = _translated(given, "highway").isin(HIGHWAYS | {FERRY})
    return float(known.mean()) if len(given) else 0.0


def _text(column: "pd.Series") -> "pd.Series[str]":
    return column.astype(object).where(column.notna(), "").astype("str").str.strip()


def _plain(column: "pd.Series[str]") -> "pd.Series[str]":
    """Width, case and spaces aside."""
    return _by_value(
        column, lambda text: unicodedata.normalize("NFKC", text).casefold()
    )


def _translated(column: "pd.Series[str]", name: str) -> "pd.Series[str]":
    """Translate known spellings; others stay as they are."""
    words = _meanings()[name]
    return _by_value(
        column,
        lambda text: words.get(unicodedata.normalize("NFKC", text).casefold(), text),
    )


def _by_value(
    column: "pd.Series[str]", change: Callable[[str], str]
) -> "pd.Series[str]":
    values = {text: change(text) for text in column.unique().tolist()}
    return column.map(values).astype("str")


def _by_number(refs: "pd.Series[str]") -> "pd.Series[str]":
    """Class that a Chinese road number shows, empty where it shows none."""

    def of(ref: str) -> str:
        first = unicodedata.normalize("NFKC", ref).partition(";")[0].strip()
        if _EXPRESSWAY.fullmatch(first):
            return "motorway"
        found = _NUMBER.fullmatch(first)
        return _BY_LETTER[found[1].upper()] if found else ""

    return _by_value(refs, of)


def _counted(values: "pd.Series[str]") -> Mapping[str, int]:
    return {str(value): int(n) for value, n in values.value_counts().items()}


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    text = (Path(__file__).parent / "meanings.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for column, table in tomllib.loads(text).items():
        words = {plain: osm for osm, spellings in table.items() for plain in spellings}
        own = {osm: osm for osm in table}
        found[column] = {
            unicodedata.normalize("NFKC", word).casefold(): osm
            for word, osm in (words | own).items()
        }
    found["highway"] |= {name: name for name in (*HIGHWAYS, FERRY)}
    return found
