"""The toy region for programmes: short ways to write records, and to move the region.

Units go by these names (see :mod:`tests.toy` for the drawing)::

    N "00"  nation      P "45"  province     C "4510"  city
    W 451022  west county          E 451024  east county
      T1 …100  V1 sheep              T3 …100  V5 vegetables, asks for help
               V2 sheep, maize                V6 silk, the only one not poor
      T2 …101  V3 tea, left in 2018
               V4 tea, asks for help

So W has four poor villages and E one; V1, V4 and V5 ask for help; all three townships
have poor villages and trades; both counties are poor. Commissioner c1 knows sheep, c2
tea (and not the vegetables of :mod:`tests.toy`, so that nobody serves V5) and c3
livestock. In a straight line 45 minutes are 16 km.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

import geopandas as gpd
import pandas as pd

from geo.crs import STORAGE_CRS
from geo.frames import conform, empty
from geo.schemas import LAYERS, SOURCE_FILE, SOURCE_ROW, LayerName
from planner.programmes.loading import shipped_programmes
from planner.programmes.score import Score, score_layers
from planner.programmes.scoring import SCORED_LAYERS
from tests import toy

Layers = dict[LayerName, gpd.GeoDataFrame]
VILLAGES = {f"V{n}": code for n, code in enumerate(toy.villages()["village_code"], 1)}
UNITS = {
    "N": "00", "P": "45", "C": "4510", "W": toy.WEST, "E": toy.EAST,
    "T1": "451022100", "T2": "451022101", "T3": "451024100",
} | VILLAGES  # fmt: skip
_UNIT_KINDS = ("unit", "code6", "code9", "code12")
_NUMBERS = ("int", "year", "float")
# Names as nobody should write them; every screen and file must bear them.
HOSTILE = '=HYPERLINK("x")<b>'


def rows(layer: LayerName, columns: str, *lines: str) -> gpd.GeoDataFrame:
    """Records as readers hand them on, one a line; cells in order, apart by spaces.

    ``-`` is an empty cell, a unit may go by its name above, ``at`` is ``x,y`` in the
    kilometres of the sketch, and ``3*`` before a line repeats it. Keys and names that
    are not given are made up: ``events-1``, ``events-2``.
    """
    names = columns.split()
    made = [
        dict(zip(names, line.split(), strict=True))
        for text in lines
        for line in _repeated(text)
    ]
    declared = {column.name: column for column in LAYERS[layer].stored_columns}
    found = []
    for number, row in enumerate(made, 1):
        cells = {
            name: _cell(declared[name].kind, text)
            for name, text in row.items()
            if text != "-" and name != "at"
        }
        made_up = f"{layer}-{number}"
        filled = {LAYERS[layer].key: made_up}
        if "name" in declared:
            filled["name"] = made_up
        found.append(filled | cells)
    frame = gpd.GeoDataFrame(
        pd.DataFrame(found),
        geometry=[
            toy.at(*map(float, row["at"].split(","))) if row.get("at", "-") != "-"
            else None
            for row in made
        ],
        crs=STORAGE_CRS,
    )  # fmt: skip
    frame[SOURCE_FILE] = f"{layer}.csv"
    frame[SOURCE_ROW] = range(2, len(frame) + 2)
    return conform(frame, layer)


def _repeated(line: str) -> list[str]:
    times, star, rest = line.partition("* ")
    return [rest] * int(times) if star else [line]


def _cell(kind: str, text: str) -> object:
    if kind in _NUMBERS:
        return int(text)
    return UNITS.get(text, text) if kind in _UNIT_KINDS else text


def region(*records: gpd.GeoDataFrame) -> Layers:
    """Every scored layer of the toy region; records take the place of their layer."""
    return _bare() | {_layer_of(frame): frame for frame in records}


@cache
def _bare() -> Layers:
    """The region without records; made once, for nobody changes a frame in place."""
    found = {name: empty(name) for name in SCORED_LAYERS} | toy.layers()
    found["bases"] = empty("bases")
    people = found["commissioners"].copy()
    people.loc[people["commissioner_id"] == "c2", "trades"] = "tea"
    villages = found["villages"].copy()
    villages.loc[1, "name"] = HOSTILE
    return found | {"commissioners": people, "villages": villages}


def _layer_of(frame: gpd.GeoDataFrame) -> LayerName:
    return next(n for n in SCORED_LAYERS if LAYERS[n].key == frame.columns[0])


def moved(layers: Layers, places: Mapping[str, str]) -> Layers:
    """Move the region elsewhere: every code that begins with a key gets its value.

    The longest key counts. Codes of partners and homes far away stay as they are.
    """
    longest = sorted(places, key=len, reverse=True)

    def change(code: str) -> str:
        for old in longest:
            if code.startswith(old):
                return places[old] + code[len(old) :]
        return code

    found = {}
    for name, frame in layers.items():
        own = frame.copy()
        for column in LAYERS[name].stored_columns:
            if column.kind in _UNIT_KINDS:
                own[column.name] = own[column.name].map(change).astype("str")
        if "city_code" in own:
            own["city_code"] = own["county_code"].str[:4]
        found[name] = own
    return found


# Where each programme's toy lies: codes of the sketch and those they become.
AT_HOME: Mapping[str, str] = {}
BAICHENG = {"451022": "220802", "451024": "220822", "4510": "2208", "45": "22"}
# Two of the four designated counties, in two provinces.
NATION = {"451022": "360881", "451024": "610828", "4510": "3608", "45": "36"}
# The east county is 靖西市, and V6 is 三南村 in 安德镇.
JINGXI = {
    "451024100202": "451081103213", "451024100": "451081103", "451024": "451081",
}  # fmt: skip


def code(name: str, places: Mapping[str, str] = AT_HOME) -> str:
    """Code of a unit by its name, where the region has been moved to."""
    own = UNITS.get(name, name)
    for old in sorted(places, key=len, reverse=True):
        if own.startswith(old):
            return places[old] + own[len(old) :]
    return own


def score_of(layers: Layers, programme: str, on: dt.date) -> Score:
    """Score one shipped programme, in a straight line."""
    chosen = [one for one in shipped_programmes() if one.id == programme]
    return score_layers(layers, on=on, programmes=chosen)


def without(layers: Layers, names: Sequence[LayerName]) -> Layers:
    """The layers, some of them emptied."""
    return layers | {name: empty(name) for name in names}
