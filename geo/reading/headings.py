"""Headings as people write them, and which declared columns they may stand for."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from geo.schemas import LAYERS, RECORD_LAYERS, Column, LayerName

# Ranks of a heading: the declared name itself, a declared label, one of the aliases.
NAME, LABEL, ALIAS = 0, 1, 2
_BRACKETED = re.compile(r"[(\[{〔【〈《].*?[)\]}〕】〉》]")
_UNIT = re.compile(r"/(°|度|个|户|人|米|公里|km|m|deg)$")
_NOT_A_WORD = re.compile(r"[\W_]+")

# Bookkeeping of GIS software and of registers that no one misses.
_JUNK_HEADINGS = (
    "OBJECTID FID GID OID ID UUID level rank type Shape Shape_Leng Shape_Length "
    "Shape_Area Shape_Le_1 area perimeter length len geometry geom wkt YSDM BSM XZQDM "
    "XZQMC PAC GB code name 序号 编号 备注 说明 面积 周长 类型 级别 要素代码 标识码 "
    "city province 省 省名 省代码 省份 市 城乡分类 城乡分类代码 version "
    "fullname pinyin parent cityCode provinceCode id_1 layer path index "
    "typecode citycode"
)


@dataclass(frozen=True, slots=True)
class Headings:
    """How the headings of one layer may be written: normal form to (column, rank)."""

    columns: Mapping[str, tuple[tuple[str, int], ...]]


def normal(heading: str) -> str:
    """Bring a heading to a form in which spelling habits no longer show.

    Width, case, spaces, punctuation, units and whatever stands in brackets go:
    ``"经度（度）"``, ``" 经度 "`` and ``"经度/°"`` are one.
    """
    text = unicodedata.normalize("NFKC", heading).casefold().strip()
    bare = _UNIT.sub("", _BRACKETED.sub("", text))
    return _NOT_A_WORD.sub("", bare) or _NOT_A_WORD.sub("", text)


def matches(layer: LayerName, heading: str) -> tuple[tuple[str, int], ...]:
    """Declared columns of a layer a heading may stand for, each with its rank."""
    return _spellings(layer).columns.get(normal(heading), ())


def is_known(heading: str) -> bool:
    """Whether a heading has a meaning in any layer, or is known bookkeeping."""
    return normal(heading) in _all_known()


def is_commonplace(heading: str) -> bool:
    """Whether nobody misses a column of this heading where it is not asked for.

    Those of records are missed: they may be why the table was made.
    """
    return normal(heading) in _commonplace()


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Position of the row that holds the headings, below any title lines.

    Parameters
    ----------
    rows
        First rows of a sheet or text file, as text.

    Returns
    -------
    int
        The row with the most known headings, if there are two; else the first with
        more than one filled cell; else the first that is filled.
    """
    scores = [len({cell for cell in row if cell and is_known(cell)}) for row in rows]
    if max(scores, default=0) > 1:
        return scores.index(max(scores))
    filled = [sum(map(bool, row)) for row in rows]
    wide = (at for at, cells in enumerate(filled) if cells > 1)
    some = (at for at, cells in enumerate(filled) if cells)
    return next(wide, next(some, 0))


def short(values: Iterable[str], *, limit: int = 6) -> str:
    """Join a few headings for a message, with an ellipsis where there are more."""
    shown = list(values)
    tail = "…" if len(shown) > limit else ""
    return "、".join(shown[:limit]) + tail


@cache
def _spellings(layer: LayerName) -> Headings:
    found: dict[str, dict[str, int]] = {}
    for column in LAYERS[layer].columns:
        for text, rank in _written(column):
            ranks = found.setdefault(normal(text), {})
            ranks[column.name] = min(rank, ranks.get(column.name, rank))
    return Headings(
        MappingProxyType({text: tuple(ranks.items()) for text, ranks in found.items()})
    )


def _written(column: Column) -> Iterable[tuple[str, int]]:
    yield column.name, NAME
    if column.shp:
        yield column.shp, NAME
    yield column.zh, LABEL
    yield column.en, LABEL
    for alias in column.aliases:
        yield alias, ALIAS


@cache
def _all_known() -> frozenset[str]:
    return _commonplace() | _spelt(RECORD_LAYERS)


@cache
def _commonplace() -> frozenset[str]:
    places = _spelt(name for name, layer in LAYERS.items() if not layer.record)
    return places | {normal(text) for text in _JUNK_HEADINGS.split()}


def _spelt(layers: Iterable[LayerName]) -> frozenset[str]:
    return frozenset(text for layer in layers for text in _spellings(layer).columns)
