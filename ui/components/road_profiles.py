"""Speed profiles as tables to edit, and edited tables as TOML again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import tomlkit

from geo.roads.profiles import parse_profiles
from geo.words import Lang
from planner.journeys import class_text
from ui.text import WORDS, say

# Parts of a profile that are tables of speeds.
PARTS = ("speeds", "surfaces")
OWN_SOURCE = "planner"
_GENERAL = ("sources", "maxspeed")


@dataclass(frozen=True, slots=True)
class Edited:
    """Speed profiles after an edit.

    Parameters
    ----------
    text
        TOML, its comments kept.
    changed
        How many speeds differ.
    """

    text: str
    changed: int


def names_of(text: str, lang: Lang) -> dict[str, str]:
    """Profiles of a TOML text: their names for people by key."""
    tables = tomlkit.parse(text).unwrap()
    return {
        str(key): str(table.get(lang, key))
        for key, table in tables.items()
        if key not in _GENERAL and isinstance(table, dict)
    }


def speed_rows(text: str, profile: str, part: str, lang: Lang) -> pd.DataFrame:
    """One table of a profile.

    Returns
    -------
    pandas.DataFrame
        Indexed by class or surface; ``name`` in words, ``kmh``, ``source`` in words.
    """
    table = tomlkit.parse(text).unwrap()[profile].get(part, {})
    word = _class_name if part == "speeds" else _surface_name
    names = [word(key, lang) for key in table]
    return pd.DataFrame(
        {
            # Two classes that planners call alike are told apart by their keys.
            "name": [
                say("speed_class", lang, name=name, key=key)
                if names.count(name) > 1
                else name
                for name, key in zip(names, table, strict=True)
            ],
            "kmh": [float(entry["kmh"]) for entry in table.values()],
            "source": [source_name(entry["source"], lang) for entry in table.values()],
        },
        index=pd.Index(list(table), name="key", dtype="str"),
    )


def with_speeds(
    text: str,
    profile: str,
    speeds: Mapping[str, Mapping[str, float | None]],
    note: str,
) -> Edited:
    """Put edited speeds into the profiles.

    Parameters
    ----------
    text
        TOML as it is.
    profile
        Profile edited.
    speeds
        By part, then by class or surface: km/h; None or NaN where a cell was emptied.
    note
        What the source of changed values is said to be, in the file.

    Raises
    ------
    geo.errors.DataError
        With every value that is no speed, all at once.
    """
    document = tomlkit.parse(text)
    trial: dict[str, Any] = document.unwrap()
    changed = 0
    for part, values in speeds.items():
        for key, kmh in values.items():
            if kmh == trial[profile][part][key]["kmh"]:
                continue
            changed += 1
            value = _number(kmh)
            trial[profile][part][key] = {"kmh": value, "source": OWN_SOURCE}
            if value is not None:
                entry: Any = document[profile][part][key]  # type: ignore[index]
                entry["kmh"], entry["source"] = value, OWN_SOURCE
    if changed:
        trial["sources"] = {**trial.get("sources", {}), OWN_SOURCE: note}
        sources: Any = document["sources"]
        sources.setdefault(OWN_SOURCE, note)
    parse_profiles(trial)
    return Edited(tomlkit.dumps(document), changed)


def sources_of(text: str) -> dict[str, str]:
    """Sources of the numbers, as the file has them."""
    return dict(tomlkit.parse(text).unwrap().get("sources", {}))


def source_name(source: str, lang: Lang) -> str:
    """Short name of a source; its key where it is not one of ours."""
    known = f"speed_source_{source}" in WORDS
    return say(f"speed_source_{source}", lang) if known else source


def _number(kmh: float | None) -> float | int | None:
    if kmh is None or kmh != kmh:
        return None
    return int(kmh) if float(kmh).is_integer() else float(kmh)


def _class_name(key: str, lang: Lang) -> str:
    name = class_text(key, lang)
    return say("speed_link", lang, name=name) if key.endswith("_link") else name


def _surface_name(key: str, lang: Lang) -> str:
    known = f"surface_{key}" in WORDS
    return say(f"surface_{key}", lang) if known else key
