"""Write the generated pages of docs/ from what is declared."""

from collections.abc import Iterable
from pathlib import Path

from geo.checks import RULES
from geo.schemas import BASE_KINDS, LAYERS, TRADES, Column, Layer, Term, term_group
from scripts.build_programmes_doc import programmes_page

_HEADS = (
    "column", "中文", "English", "kind", "required", "shapefile", "填写", "what",
    "aliases",
)  # fmt: skip
# Said of a layer beside what holds for all records.
_SAID = {
    "visit_places": (
        "What caravans visit beside the villages; planned with them. Without longitude"
        " and latitude a place stands where its village does, or in the middle of its"
        " township or county. Texts of days and hours are kept in one form, however"
        " they are written:\n\n"
        "| kind | kept as | also read |\n| --- | --- | --- |\n"
        "| hours | `08:30-11:30;14:30-17:00`, two windows at most | `8：30 - 11：30`,"
        " `14点至17点半` |\n"
        "| weekdays | `1;2;5`, Monday 1 | `周一、周五`, `1-5`,"
        " `周一至周五`, `工作日`, `Mon-Fri` |\n"
        "| market | `农历 3;6;9`: lunar days that end in 3, 6 or 9 |"
        " `逢农历三、六、九`, `lunar 3;6;9` |\n"
        "| | `公历 5;15;25`: days of the month; last digits where none is above 10,"
        " `10` as `0` | `公历逢5日、15日`, `solar 5;15;25` |\n"
        "| | `每3天 2027-01-02`: every third day, counted from that day | `三日一圩，"
        "2027年1月2日`, `every 3 days from 2027-01-02` |\n"
        "| | `每周 2;5`: Tuesdays and Fridays | `每逢周二、周五`, `周二`,"
        " `weekly tue, fri` |\n"
        "| day_spans | `2027-03-02;2027-08-01/2027-08-15` |"
        " `2027年8月1日至8月15日`, `2027.8.1-2027.8.15` |\n"
    ),
    "seasons": (
        "What a row says holds for all units below its own. A school whose unit has"
        " terms is open in them alone; a village is shut in a `farm_busy`; `closed`"
        " shuts everything; where there is a `preferred` other days are only dearer.\n"
    ),
    "museum_sets": (
        "A set of the mobile museum goes from county to county for two or three months"
        " each. Days are kept as `2027-03-02;2027-08-01/2027-08-15`; a column of kind"
        " `units` holds codes of any level, each with all below it.\n"
    ),
    "museum_venues": (
        "Where a set may stand. `free` says it is free on these days alone; `days_off`"
        " says it is taken.\n"
    ),
    "museum_stays": (
        "Stays that were made count for the gap and the theme of the next; those that"
        " are booked stay as they are when a tour is planned.\n"
    ),
    "experts": (
        "Who may be asked into an advisory group. `accepts` is in order of wish: the"
        " first code is liked best. Nobody advises a county of their `interests`.\n"
    ),
    "applications": (
        "What a county asks for. One application of a county is open at a time; those"
        " returned are kept and count for nothing.\n"
    ),
    "partners": (
        "Who helps from the east. Which of them a county has is told by agreements of"
        " kind `east_west`; here stands who there is and how much they can take.\n"
    ),
}
_RECORDED = "Records of what was done, by whom and where; the"
_DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Write all pages."""
    for name, text in pages().items():
        (_DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(_DOCS / name)


def pages() -> dict[str, str]:
    """File name to its text."""
    return {
        "data_format.md": data_format(),
        "checks.md": checks(),
        "programmes.md": programmes(),
    }


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
    lists = {
        column.terms: f"{column.terms} {column.zh}"
        for layer in LAYERS.values()
        for column in layer.columns
        if column.terms
    }
    parts += [_terms(title, term_group(name).values()) for name, title in lists.items()]
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


def programmes() -> str:
    """The register of the shipped programmes."""
    head = (
        "# Programmes 方案\n\nMade by `scripts/build_docs.py` from `data/programmes/`;"
        " do not edit.\nHow such files are written: [programme_format.md]"
        "(programme_format.md).\n"
    )
    return f"{head}\n{programmes_page()}"


def _layer(layer: Layer) -> str:
    lines = [
        f"## {layer.name} {layer.zh}\n",
        f"Shapes: {', '.join(layer.geometry)}. Key: `{layer.key}`.\n",
        *_note(layer),
        f"| {' | '.join(_HEADS)} |",
        f"| {' | '.join('---' for _ in _HEADS)} |",
    ]
    lines += [
        f"| `{column.name}` | {column.zh} | {column.en} | {_kind(column)} | "
        f"{'yes' if column.required else ''} | {column.shp} | {column.help_zh} | "
        f"{column.help_en} | {', '.join(column.aliases)} |"
        for column in layer.columns
    ]
    return "\n".join(lines) + "\n"


def _kind(column: Column) -> str:
    return f"{column.kind}: {column.terms}" if column.terms else column.kind


def _note(layer: Layer) -> list[str]:
    if layer.record:
        said = _SAID.get(layer.name)
        about = f"{said}\nThe" if said else _RECORDED
        return [
            f"{about} key may stay empty. A"
            " column of kind `term` takes the entries of its list below by code,"
            " Chinese, English or alias, and keeps any other text with a warning.\n"
        ]
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
        "| code | 中文 | English | part of | aliases |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{t.code}` | {t.zh} | {t.en} | {t.parent} | {', '.join(t.aliases)} |"
        for t in terms
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
