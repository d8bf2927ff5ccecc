"""Write docs/data_format.md and docs/checks.md from the declared layers and rules."""

from collections.abc import Iterable
from pathlib import Path

from geo.checks import RULES
from geo.schemas import BASE_KINDS, LAYERS, TRADES, Layer, Term

_HEADS = (
    "column", "中文", "English", "kind", "required", "shapefile", "填写", "what",
    "aliases",
)  # fmt: skip
_DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Write both pages."""
    for name, text in pages().items():
        (_DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(_DOCS / name)


def pages() -> dict[str, str]:
    """File name to its text."""
    return {"data_format.md": data_format(), "checks.md": checks()}


def data_format() -> str:
    """Layers, columns and lists."""
    head = (
        "# Data format 数据格式\n\n"
        "Made by `scripts/build_docs.py` from `geo/layers.toml` and"
        " `geo/vocabulary.toml`; do not edit.\nHeadings may be the Chinese or English"
        " label, the name, or any of the aliases. `planner template` writes empty"
        " files.\n"
    )
    parts = [head, *map(_layer, LAYERS.values())]
    parts.append(_terms("Trades 产业", TRADES.values()))
    parts.append(_terms("Base kinds 基地类型", BASE_KINDS.values()))
    return "\n".join(parts)


def checks() -> str:
    """Rules in the order they are run."""
    rows = [f"| `{rule.name}` | {rule.summary} |" for rule in RULES]
    head = (
        "# Checks\n\nMade by `scripts/build_docs.py` from `geo.checks.RULES`;"
        " do not edit.\nAn error keeps the whole import out; a warning lets it in.\n\n"
        "| rule | what it holds against the data |\n| --- | --- |\n"
    )
    return head + "\n".join(rows) + "\n"


def _layer(layer: Layer) -> str:
    lines = [
        f"## {layer.name} {layer.zh}\n",
        f"Shapes: {', '.join(layer.geometry)}. Key: `{layer.key}`.\n",
        *_note(layer),
        f"| {' | '.join(_HEADS)} |",
        f"| {' | '.join('---' for _ in _HEADS)} |",
    ]
    lines += [
        f"| `{column.name}` | {column.zh} | {column.en} | {column.kind} | "
        f"{'yes' if column.required else ''} | {column.shp} | {column.help_zh} | "
        f"{column.help_en} | {', '.join(column.aliases)} |"
        for column in layer.columns
    ]
    return "\n".join(lines) + "\n"


def _note(layer: Layer) -> list[str]:
    if layer.geometry != ("LineString",):
        return []
    return [
        "No table can hold a line, so there is no template: bring a line layer (shp,"
        " gpkg, geojson), an OpenStreetMap extract (`.osm.pbf`) or a graph of OSMnx"
        " (`.graphml`). Lines meet where an end of one touches another and at"
        " vertices they share; a plain crossing is no junction, and bridges and"
        " tunnels are met at their ends alone. Chinese values are translated by"
        " `geo/roads/meanings.toml`.\n"
    ]


def _terms(title: str, terms: Iterable[Term]) -> str:
    lines = [
        f"## {title}\n",
        "| code | 中文 | English | part of |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| `{t.code}` | {t.zh} | {t.en} | {t.parent} |" for t in terms]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
