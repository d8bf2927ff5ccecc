"""Names that programmes give to what records are sorted by: duties and attributes."""

from collections.abc import Mapping
from pathlib import Path

from geo.schemas import LayerName
from geo.words import Lang
from planner.programmes.loading import programmes_of
from planner.programmes.schema import Attribute
from planner.record_facts import attributes_of
from planner.workspace import Workspace
from ui.components.numbers import joined
from ui.text import say


def declared(path: Path) -> Mapping[str, Attribute]:
    """Attributes that the programmes of a workspace ask about, by name."""
    return attributes_of(programmes_of(Workspace(path)))


def kind_names(path: Path, layer: LayerName, lang: Lang) -> dict[str, str]:
    """Duties or attributes by id, with their names; none for other layers."""
    if layer == "facts":
        return {name: one.label(lang) for name, one in declared(path).items()}
    if layer != "duties_done":
        return {}
    labels: dict[str, list[str]] = {}
    for programme in programmes_of(Workspace(path)):
        for row in programme.rows:
            for part in row.parts:
                if part.kind == "duty":
                    label = part.label(lang) or row.label(lang)
                    labels.setdefault(part.duty or row.id, []).append(label)
    return {
        duty: say(
            "record_duty", lang, name=joined(dict.fromkeys(names), lang), id=duty
        )
        for duty, names in labels.items()
    }  # fmt: skip
