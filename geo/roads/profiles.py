"""Speed profiles: who may use a stretch, and how many seconds it takes."""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from geo.errors import DataError
from geo.issues import Issue
from geo.roads.elevation import Elevation
from geo.roads.maxspeeds import Limits, limit_of
from geo.roads.segments import Segments
from geo.roads.slopes import Slope, slowed
from geo.words import Lang

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_SHIPPED = Path(__file__).with_name("profiles.toml")
_GENERAL = ("sources", "maxspeed")
_FASTEST_KMH = 200.0
_LISTS = ("modes", "denied", "through_only")
_PARTS = {"zh", "en", "oneway", "slope", "speeds", "surfaces", *_LISTS}


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed and where it comes from."""

    kmh: float
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of traveller uses roads.

    Parameters
    ----------
    name, zh, en
        Key in the file, and names for people.
    oneway
        Whether one-way streets bind this traveller.
    modes
        OpenStreetMap's access keys for this traveller, the most particular first.
    denied
        Access values that keep this traveller out.
    through_only
        Classes that are left at junctions only, never in between.
    slope
        How slopes slow this traveller down; see :mod:`geo.roads.slopes`.
    speeds
        By class of road; other classes are not used.
    surfaces
        Ceilings by surface.
    limits
        What speed limits written in words mean, km/h.
    """

    name: str
    zh: str
    en: str
    oneway: bool
    modes: tuple[str, ...]
    denied: frozenset[str]
    through_only: frozenset[str]
    slope: Slope
    speeds: Mapping[str, Speed]
    surfaces: Mapping[str, Speed]
    limits: Limits

    @property
    def digest(self) -> str:
        """Hash of everything that changes a travel time."""
        parts = (
            self.oneway,
            self.modes,
            sorted(self.denied),
            sorted(self.through_only),
            self.slope,
            *(
                sorted((key, speed.kmh) for key, speed in table.items())
                for table in (self.speeds, self.surfaces)
            ),
            sorted(self.limits.items()),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def label(self, lang: Lang) -> str:
        """Name for people."""
        return self.zh if lang == "zh" else self.en


def load_profiles(path: Path | None = None) -> Mapping[str, Profile]:
    """Read profiles from a TOML file, the shipped one if none is given.

    Raises
    ------
    DataError
        With everything that is wrong in the file.
    """
    path = path or _SHIPPED
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError([_wrong(path, "profiles_unreadable", why=str(error))]) from None
    return parse_profiles(tables, source=path.name)


def shipped_text() -> str:
    """The shipped profiles as they are written, in TOML."""
    return _SHIPPED.read_text(encoding="utf-8")


def parse_profiles(
    tables: Mapping[str, Any], *, source: str = ""
) -> Mapping[str, Profile]:
    """Check tables as of ``profiles.toml`` and make profiles of them.

    Parameters
    ----------
    tables
        Parsed file, or what an editor on the screen made.
    source
        Name of the file, for messages.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    reader = _Reader(Path(source), tables)
    read = {
        name: reader.profile(name, table)
        for name, table in tables.items()
        if name not in _GENERAL
    }
    profiles = {name: one for name, one in read.items() if one is not None}
    if not read:
        reader.wrong("profiles_none")
    if reader.issues:
        raise DataError(reader.issues)
    return MappingProxyType(profiles)


class _Reader:
    """Reads profiles, gathering what is wrong."""

    def __init__(self, path: Path, tables: Mapping[str, Any]) -> None:
        self.path = path
        self.issues: list[Issue] = []
        sources = tables.get("sources")
        self.sources = set(sources) if isinstance(sources, dict) else set()
        words = self.speeds("maxspeed", tables.get("maxspeed", {}))
        self.limits = {word: speed.kmh for word, speed in words.items()}

    def wrong(self, rule: str, **params: object) -> None:
        """Note a fault."""
        self.issues.append(_wrong(self.path, rule, **params))

    def speeds(self, where: str, table: object) -> Mapping[str, Speed]:
        """Read ``class = { kmh = ..., source = ... }`` lines."""
        if not isinstance(table, dict):
            self.wrong("profile_part_wrong", where=where)
            return {}
        found = {}
        for key, entry in table.items():
            place = f"{where}.{key}"
            if not isinstance(entry, dict) or set(entry) != {"kmh", "source"}:
                self.wrong("profile_part_wrong", where=place)
                continue
            kmh, source = entry["kmh"], entry["source"]
            number = isinstance(kmh, int | float) and not isinstance(kmh, bool)
            if not (number and 0 < kmh <= _FASTEST_KMH):
                params = {"value": kmh, "most": _FASTEST_KMH}
                self.wrong("profile_speed_wrong", where=place, **params)
            elif not isinstance(source, str) or source not in self.sources:
                self.wrong("profile_source_unknown", where=place, value=source)
            else:
                found[key] = Speed(float(kmh), source)
        return MappingProxyType(found)

    def profile(self, name: str, table: object) -> Profile | None:
        """Read one profile."""
        if not isinstance(table, dict):
            self.wrong("profile_part_wrong", where=name)
            return None
        faults = len(self.issues)
        for key in sorted(set(table) ^ _PARTS):
            rule = "profile_part_unknown" if key in table else "profile_part_missing"
            self.wrong(rule, where=f"{name}.{key}")
        for key in _LISTS:
            value = table.get(key, [])
            if not isinstance(value, list) or not all(
                isinstance(v, str) for v in value
            ):
                self.wrong("profile_part_wrong", where=f"{name}.{key}")
        for key, allowed in (("oneway", (True, False)), ("slope", get_args(Slope))):
            if key in table and table[key] not in allowed:
                self.wrong("profile_part_wrong", where=f"{name}.{key}")
        speeds = self.speeds(f"{name}.speeds", table.get("speeds", {}))
        surfaces = self.speeds(f"{name}.surfaces", table.get("surfaces", {}))
        if len(self.issues) > faults:
            return None
        return Profile(
            name=name,
            zh=str(table["zh"]),
            en=str(table["en"]),
            oneway=table["oneway"],
            modes=tuple(table["modes"]),
            denied=frozenset(table["denied"]),
            through_only=frozenset(table["through_only"]),
            slope=table["slope"],
            speeds=speeds,
            surfaces=surfaces,
            limits=MappingProxyType(self.limits),
        )


def seconds(
    segments: Segments, profile: Profile, elevation: Elevation | None = None
) -> tuple[Floats, Floats]:
    """Seconds along each stretch, with its direction and against it.

    Parameters
    ----------
    segments
        Road network.
    profile
        Who travels.
    elevation
        Heights of the ground, for the slope penalty; none without.

    Returns
    -------
    forward, backward
        Shape (edges,), float64; infinite where the traveller may not go.
    """
    edges = segments.edges
    speed = speeds_kmh(segments, profile)
    length = edges["length_m"].to_numpy(dtype=np.float64)
    nowhere = np.full(len(edges), np.inf)
    flat: Floats = np.divide(length * 3.6, speed, out=nowhere, where=speed > 0)
    forward, backward = flat, flat
    if elevation is not None:
        ahead, back = slowed(segments, elevation, profile.slope)
        forward, backward = flat * ahead, flat * back
    if profile.oneway:
        oneway = edges["oneway"].to_numpy()
        forward = np.where(oneway == -1, np.inf, forward)
        backward = np.where(oneway == 1, np.inf, backward)
    return forward, backward


def speeds_kmh(segments: Segments, profile: Profile) -> Floats:
    """Speed on each stretch on the level, km/h; 0 where the traveller may not go."""
    edges = segments.edges
    by_class = {key: speed.kmh for key, speed in profile.speeds.items()}
    by_surface = {key: speed.kmh for key, speed in profile.surfaces.items()}
    speed = edges["highway"].map(by_class).to_numpy(dtype=np.float64, na_value=0.0)
    surface = edges["surface"].map(by_surface)
    ceiling = surface.to_numpy(dtype=np.float64, na_value=math.inf)
    limits = {
        text: limit_of(text, profile.limits)[0] for text in edges["maxspeed"].unique()
    }
    limit = edges["maxspeed"].map(limits).to_numpy(dtype=np.float64, na_value=math.inf)
    allowed = {text: _admits(text, profile) for text in edges["access"].unique()}
    admitted = edges["access"].map(allowed).to_numpy(dtype=bool)
    lowest: Floats = np.minimum(np.minimum(speed, ceiling), limit)
    return np.where(admitted, lowest, 0.0)


def speed_issues(segments: Segments, profile: Profile) -> tuple[Issue, ...]:
    """Say which speed limits are no speeds; they are passed over.

    One issue for each text as it is written, with the number of stretches and the
    first road that carries it.
    """
    edges = segments.edges
    found = []
    for text, rows in edges.groupby("maxspeed", sort=True):
        rule = limit_of(str(text), profile.limits)[1]
        if rule:
            first = rows.iloc[0]
            road = first["name"] or first["ref"] or first["road_id"]
            params = {"value": text, "count": len(rows), "road": road}
            found.append(Issue(rule, "warning", key=first["road_id"], params=params))
    return tuple(found)


def _admits(access: str, profile: Profile) -> bool:
    """Whether ``private;foot=yes`` and its like let the traveller in."""
    plain: list[str] = []
    by_mode: dict[str, str] = {}
    for part in access.split(";"):
        mode, equals, value = part.partition("=")
        if equals:
            by_mode[mode.strip()] = value.strip()
        elif mode.strip():
            plain.append(mode.strip())
    for mode in profile.modes:
        if mode in by_mode:
            return by_mode[mode] not in profile.denied
    # Of several plain values one that lets in is enough.
    return not plain or any(value not in profile.denied for value in plain)


def _wrong(path: Path, rule: str, **params: object) -> Issue:
    return Issue(rule, "error", source=path.name, params=params)
