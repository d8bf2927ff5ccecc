"""Cards of the map file: who serves a village and why not; whom a provider serves."""

from collections.abc import Callable, Iterable
from typing import Any

from planner.problem import COMMISSIONER
from planner.wording import reason_label, trades_text
from ui.maps.servers import home_text, served_text, servers_text
from ui.maps.view import View
from ui.text import say

Card = list[tuple[str, str]]
_SERVERS_NAMED, _SERVED_NAMED = 8, 12


def add_cards(view: View, layers: Iterable[dict[str, Any]]) -> None:
    """Give every village and provider feature of freshly made layers its card."""
    providers = view.report.verdict.problem.providers
    people = providers.kinds == COMMISSIONER
    villages = {code: row for row, code in enumerate(view.report.villages.index)}
    ids = enumerate(zip(people.tolist(), providers.ids, strict=True))
    rows = {("commissioner" if one else "base", code): at for at, (one, code) in ids}
    made: dict[str, Callable[[View, int], Card]] = {
        "village": village_card,
        "base": provider_card,
        "commissioner": provider_card,
    }
    for layer in layers:
        for feature in layer["data"]["features"]:
            properties = feature["properties"]
            kind = properties.get("kind")
            if kind not in made:
                continue
            code = properties["code"]
            row = villages[code] if kind == "village" else rows[kind, code]
            properties["card"] = made[kind](view, row)


def village_card(view: View, row: int) -> Card:
    """Labels and texts of one village's card.

    Parameters
    ----------
    view
        Report and language.
    row
        Position of the village.
    """
    lang, verdict = view.lang, view.report.verdict
    village = view.report.villages.iloc[row]
    rows: Card = [("atlas_card_code", str(village.name))]
    if verdict.covered[row]:
        servers = servers_text(view.report, row, lang, most=_SERVERS_NAMED)
        rows.append(("atlas_card_servers", servers))
    elif verdict.in_set[row]:
        why = view.report.explain(str(village.name), lang)
        rows += [
            ("atlas_card_reason", reason_label(why.reason, lang)),
            ("atlas_card_why", why.text),
            ("atlas_card_fix", why.fix),
        ]
    trades = int(verdict.problem.villages.trades[row])
    if trades:
        rows.append(("atlas_card_trades", trades_text(trades, lang)))
    if verdict.problem.villages.exit_year[row]:
        year = int(verdict.problem.villages.exit_year[row])
        rows.append(("atlas_card_exit", str(year)))
    return [(say(key, lang), text) for key, text in rows if text]


def provider_card(view: View, row: int) -> Card:
    """Labels and texts of one provider's card; ``row`` is its position."""
    lang, report = view.lang, view.report
    person = report.verdict.problem.providers.kinds[row] == COMMISSIONER
    rows = [
        ("atlas_card_home" if person else "atlas_card_place",
         home_text(report, row, lang)),
        ("atlas_card_serves", served_text(report, row, lang, most=_SERVED_NAMED)),
    ]  # fmt: skip
    return [(say(key, lang), text) for key, text in rows if text]
