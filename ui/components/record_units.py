"""Names of places by their codes, and where each lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.schemas import NATION
from geo.words import Lang
from planner.workspace import Workspace
from ui.components import data
from ui.text import say

# Digits of the code of each level below the province, from the county down.
COUNTY, _TOWNSHIP, _VILLAGE, _CITY = 6, 9, 12, 4
_LAYERS = ("counties", "townships", "villages")


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Every place that a workspace knows, in order of code.

    Parameters
    ----------
    names
        Name by code: cities, counties, townships, villages.
    inside
        Codes of townships and villages by county.
    """

    names: Mapping[str, str]
    inside: Mapping[str, tuple[str, ...]]

    def label(self, code: str, lang: Lang) -> str:
        """Name with those of the levels above, county first; empty if unknown."""
        if code == NATION:
            return say("record_nation", lang)
        if len(code) == len(NATION):
            return say("record_province", lang, code=code) if code else ""
        lengths = (COUNTY, _TOWNSHIP, _VILLAGE) if len(code) > _CITY else (_CITY,)
        above = [code[:length] for length in lengths if length < len(code)]
        named = [self.names.get(one, "") for one in (*above, code)]
        return " ".join(name for name in named if name) if named[-1] else ""

    def tops(self) -> tuple[str, ...]:
        """Codes of the nation, the provinces, the cities and the counties."""
        large = sorted(code for code in self.names if len(code) <= COUNTY)
        provinces = sorted({code[:2] for code in large})
        return (NATION, *provinces, *sorted(large, key=lambda code: (len(code), code)))

    def counties(self) -> tuple[str, ...]:
        """Codes of the counties."""
        return tuple(sorted(code for code in self.names if len(code) == COUNTY))

    def like(self, text: str) -> frozenset[str]:
        """Codes of the places whose name holds a text."""
        return frozenset(code for code, name in self.names.items() if text in name)


def units_of(path: Path) -> Units:
    """Places of a workspace; made once for the same register."""
    each = Workspace(path).layer_versions()
    versions = tuple(each.get(name, "") for name in _LAYERS)
    return data.kept(("units", str(path), versions), lambda: _made(path))


def _made(path: Path) -> Units:
    frames, _ = data.layers(path)
    counties, townships, villages = (frames[name] for name in _LAYERS)
    names: dict[str, str] = {}
    for codes, called in (
        (counties["county_code"].str[:_CITY], counties["city_name"]),
        (villages["county_code"], villages["county_name"]),
        (counties["county_code"], counties["name"]),
        (villages["township_code"], villages["township_name"]),
        (townships["township_code"], townships["name"]),
        (villages["village_code"], villages["name"]),
    ):
        pairs = zip(codes, called, strict=True)
        names |= {code: name for code, name in pairs if code and name}
    small = sorted(code for code in names if len(code) > COUNTY)
    inside: dict[str, list[str]] = {}
    for code in small:
        inside.setdefault(code[:COUNTY], []).append(code)
    return Units(names, {county: tuple(codes) for county, codes in inside.items()})
