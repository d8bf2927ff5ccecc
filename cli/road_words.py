"""What the commands on roads say: lines for people and rows for machines."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from geo.schemas import LayerName
from geo.words import Lang
from planner.journeys import class_text, road_text
from planner.network import NetworkFacts
from planner.wording import distance_text, list_text
from ui.text import say

# Rows told on the screen; files and --json hold all.
SHOWN = 10
_NAMES_SHOWN = 5


def facts_lines(facts: NetworkFacts, subject: LayerName, lang: Lang) -> list[str]:
    """A network in lines: its size, its classes, its parts, and whom it leaves out."""
    lines = [
        say(
            "cli_network",
            lang,
            stretches=facts.stretches,
            junctions=facts.junctions,
            length=distance_text(facts.metres, lang),
        )
    ]
    lines += [
        f"  {class_text(row['highway'], lang)} ({row['highway']}): "
        + distance_text(row["metres"], lang)
        for row in _rows(facts.classes.reset_index())
    ]
    rest = facts.parts.iloc[1:]
    if rest.empty:
        lines.append(say("cli_one_part", lang))
    else:
        lines.append(say("cli_parts", lang, count=len(facts.parts)))
        lines += [_part_line(row, lang) for row in rest.head(SHOWN).itertuples()]
        lines += _more(len(rest), lang)
    if facts.far.empty:
        lines.append(say(f"cli_far_none_{subject}", lang))
    else:
        lines.append(say(f"cli_far_{subject}", lang, count=len(facts.far)))
        lines += [
            f"  {row['id']} {row['name']}: {_far(row['road_m'], lang)}"
            for row in _rows(facts.far.head(SHOWN).reset_index(names="id"))
        ]
        lines += _more(len(facts.far), lang)
    return lines


def facts_data(facts: NetworkFacts, lang: Lang) -> dict[str, Any]:
    """The same for machines."""
    classes = [
        {
            "highway": row["highway"],
            "label": class_text(row["highway"], lang),
            "stretches": row["stretches"],
            "km": round(row["metres"] / 1000, 1),
        }
        for row in _rows(facts.classes.reset_index())
    ]
    parts = [
        {
            "name": row["name"],
            "ref": row["ref"],
            "lon": round(row["lon"], 6),
            "lat": round(row["lat"], 6),
            "stretches": row["stretches"],
            "km": round(row["metres"] / 1000, 1),
            "places": len(row["places"]),
            # Nearly everybody stands on the largest; of the others names are told.
            "place_names": list(row["places"]) if at else [],
        }
        for at, row in enumerate(_rows(facts.parts))
    ]
    far = facts.far.reset_index(names="id").assign(
        road_m=facts.far["road_m"].round().to_numpy()
    )
    return {
        "stretches": facts.stretches,
        "junctions": facts.junctions,
        "km": round(facts.metres / 1000, 1),
        "classes": classes,
        "parts": parts,
        "no_road_near": records(far),
    }


def closure_lines(closures: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    """Closures of a workspace, and which of them are in force."""
    force = sum(closure["in_force"] for closure in closures)
    lines = [say("cli_closures", lang, count=len(closures), force=force)]
    for closure in closures:
        state = "off" if not closure["active"] else "later"
        state = "now" if closure["in_force"] else state
        told = say(f"cli_closure_{state}", lang)
        lines.append(f"  {closure['id']} {closure['name']}: {told} {closure['roads']}")
    return [line.rstrip() for line in lines]


def journey_line(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of the table
    """One way: from where to where, how long and how far."""
    if not row.base_id:
        return "  " + say("cli_journey_none", lang, name=row.name)
    minutes, km = f"{row.minutes:.0f}", f"{row.km:.1f}"
    told = {"name": row.name, "base": row.base, "minutes": minutes, "km": km}
    return "  " + say("cli_journey", lang, **told)


def some_names(names: Sequence[str], lang: Lang) -> str:
    """The first names, and that there are more."""
    tail = "…" if len(names) > _NAMES_SHOWN else ""
    return list_text(names[:_NAMES_SHOWN], lang) + tail


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON: missing and infinite numbers are null."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in _rows(table)
    ]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): row[name] for name in row} for row in table.to_dict("records")]


def _plain(value: object) -> object:
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def _part_line(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of the parts
    place = f"{row.lon:.3f}, {row.lat:.3f}"
    told = {"length": distance_text(float(row.metres), lang), "place": place}
    if row.name or row.ref:
        told["name"] = road_text(row.name, row.ref, "", lang)
    line = "  " + say(
        "cli_part" if "name" in told else "cli_part_nameless", lang, **told
    )
    if not row.places:
        return line
    return line + say("cli_part_places", lang, names=some_names(row.places, lang))


def _far(metres: float, lang: Lang) -> str:
    if not math.isfinite(metres):
        return say("cli_far_no_road", lang)
    return say("cli_far_metres", lang, distance=distance_text(metres, lang))


def _more(count: int, lang: Lang) -> Iterable[str]:
    return [say("cli_rows_more", lang, count=count - SHOWN)] if count > SHOWN else []
