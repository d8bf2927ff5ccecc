"""The map as one file that opens by double click: map, settings and tables."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from geo.export.files import replacing
from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.handover import travel_note
from planner.report import CoverageReport
from planner.wording import reason_label, travel_text
from ui.maps import assets
from ui.maps.gap_map import gap_map
from ui.maps.layers import CSS
from ui.maps.legend import attribution, date_text
from ui.maps.lines import percent
from ui.maps.roads import RoadsDrawn
from ui.maps.view import View
from ui.text import say

FILE_CSS = (Path(__file__).parent / "standalone.css").read_text(encoding="utf-8")
LANG_TAGS = {"zh": "zh-CN", "en": "en"}


def write_html(
    report: CoverageReport,
    path: Path,
    *,
    lang: Lang,
    title: str = "",
    map_number: str = "",
    roads: RoadsDrawn | None = None,
) -> Path:
    """Write the map of a report as a file that needs nothing else.

    Parameters
    ----------
    report
        The report.
    path
        File to write; an earlier one is replaced as a whole or not at all.
    lang
        Language of every word.
    title
        Heading; a general one where it is empty.
    map_number
        Map review number; "for internal use" is written where it is empty.
    roads
        Roads to draw and what is closed of them; None for none.

    Returns
    -------
    pathlib.Path
        The path given.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    page = html_page(report, lang=lang, title=title, map_number=map_number, roads=roads)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, suffix=".html") as part:
        part.write_text(page, encoding="utf-8", newline="\n")
    return path


def html_page(
    report: CoverageReport,
    *,
    lang: Lang,
    title: str = "",
    map_number: str = "",
    roads: RoadsDrawn | None = None,
) -> str:
    """Return the page of :func:`write_html`; the same report, the same page."""
    drawn = gap_map(report, lang=lang, map_number=map_number, cards=True, roads=roads)
    figure = drawn.get_root()
    figure.render()
    heading = escape(title.strip() or say("atlas_title", lang))
    view = View(report, lang, roads=roads)
    line = escape(attribution(view, map_number=map_number))
    page = f"""<!DOCTYPE html>
<html lang="{LANG_TAGS[lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<link rel="stylesheet" href="leaflet.css">
<script src="leaflet.js"></script>
<style>
{CSS}{FILE_CSS}</style>
</head>
<body>
<header><h1>{heading}</h1>
<p class="verdict">{escape(verdict_text(report, lang))}</p></header>
{figure.html.render()}
<main>
{_tables(report, lang)}
</main>
<footer>{line}</footer>
<script>
{figure.script.render()}
</script>
</body>
</html>
"""
    return assets.inline(page)


def _tables(report: CoverageReport, lang: Lang) -> str:
    """Everything under the map."""
    count = int(report.verdict.uncovered.sum())
    return f"""{_settings(report, lang)}
<h2>{escape(say("atlas_table_units", lang))}</h2>
{_units_table(report, lang)}
<h2>{escape(say("atlas_table_title", lang, count=count))}</h2>
{_villages_table(report, lang)}"""


def verdict_text(report: CoverageReport, lang: Lang) -> str:
    """The verdict in one sentence."""
    whole = report.units("all").iloc[0]
    asked, covered = int(whole["asked"]), int(whole["covered"])
    if not asked:
        return say("atlas_verdict_none", lang)
    key = "atlas_verdict_full" if asked == covered else "atlas_verdict_gap"
    return say(key, lang, asked=asked, covered=covered, uncovered=asked - covered)


def settings_lines(report: CoverageReport, lang: Lang) -> list[str]:
    """Rule, way of travel, then day and data behind the verdict: three lines."""
    rule, travel = report.verdict.rule, report.verdict.travel
    providers = say(f"atlas_by_{rule.providers}", lang)
    if rule.base_kinds:
        join = say("atlas_entry_join", lang)
        kinds = join.join(BASE_KINDS[kind].label(lang) for kind in rule.base_kinds)
        providers = say("atlas_rule_kinds", lang, providers=providers, kinds=kinds)
    lines = [
        say(
            "atlas_rule",
            lang,
            villages=say(f"atlas_set_{rule.villages}", lang),
            needed=rule.needed,
            providers=providers,
            limit=travel_text(rule.cutoff, rule.unit, lang),
            trade=say(f"atlas_trade_{'on' if rule.match_trade else 'off'}", lang),
            capacity=say(
                f"atlas_capacity_{'on' if rule.use_capacity else 'off'}", lang
            ),
        )
    ]
    if travel["method"] == "straight_line":
        numbers = {"detour": travel["detour"], "speed": f"{travel['speed_kmh']:g}"}
        lines.append(say("atlas_straight_line", lang, **numbers))
    else:
        lines.append(travel_note(report, lang))
    last = [say("atlas_as_of", lang, date=date_text(View(report, lang)))]
    if report.data_version:
        last.append(say("atlas_data_version", lang, version=report.data_version))
    return [*lines, ("" if lang == "zh" else " ").join(last)]


def _units_table(report: CoverageReport, lang: Lang) -> str:
    columns = ("asked", "covered", "uncovered", "share")
    keys = ("atlas_card_county", *(f"atlas_column_{name}" for name in columns))
    rows = [
        (
            name,
            str(asked),
            str(covered),
            str(uncovered),
            percent(share, lang) if asked else "",
        )
        for name, asked, covered, uncovered, share in report.units("county")[
            ["name", *columns]
        ].itertuples(index=False)
    ]
    return table_html([say(key, lang) for key in keys], rows, numbers=4)


def _villages_table(report: CoverageReport, lang: Lang) -> str:
    told = report.explained(lang)
    villages = report.villages.loc[told.index]
    keys = ("code", "village", "township", "county", "reason", "why", "fix")
    rows = [
        (code, name, township, county, reason_label(reason, lang), text, fix)
        for code, name, township, county, reason, text, fix in zip(
            villages.index,
            villages["name"],
            villages["township_name"],
            villages["county_name"],
            villages["reason"],
            told["text"],
            told["fix"],
            strict=True,
        )
    ]
    return table_html([say(f"atlas_card_{key}", lang) for key in keys], rows)


def table_html(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0
) -> str:
    """HTML table; the last ``numbers`` columns are set flush right."""
    first = len(heads) - numbers

    def cells(tag: str, texts: Sequence[str]) -> str:
        opening = [tag] * first + [f'{tag} class="n"'] * numbers
        return "".join(
            f"<{start}>{escape(text)}</{tag}>"
            for start, text in zip(opening, texts, strict=True)
        )

    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f"<table><thead><tr>{cells('th', heads)}</tr></thead>"
        f"<tbody>\n{body}\n</tbody></table>"
    )


def _settings(report: CoverageReport, lang: Lang) -> str:
    """Settings as paragraphs; travel that is no more than an estimate stands out."""
    rule, travel, last = map(escape, settings_lines(report, lang))
    straight = report.verdict.travel["method"] == "straight_line"
    kind = "settings mind" if straight else "settings"
    return (
        f'<p class="settings">{rule}</p>\n<p class="{kind}">{travel}</p>\n'
        f'<p class="settings">{last}</p>'
    )
