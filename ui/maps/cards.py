"""The village card of the map file: who serves, how far, why not, what would fix it."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from planner.wording import reason_label, trades_text, travel_text
from ui.maps.view import View
from ui.text import say

Card = list[tuple[str, str]]
_SERVERS_NAMED = 5


def add_cards(view: View, layers: Iterable[dict[str, Any]]) -> None:
    """Give every village feature of freshly made layers its card."""
    places = {code: row for row, code in enumerate(view.report.villages.index)}
    servers = _servers(view)
    for layer in layers:
        for feature in layer["data"]["features"]:
            properties = feature["properties"]
            if properties.get("kind") == "village":
                row = places[properties["code"]]
                properties["card"] = village_card(view, row, servers.get(row, []))


def village_card(view: View, row: int, servers: list[int]) -> Card:
    """Labels and texts of one village's card.

    Parameters
    ----------
    view
        Report and language.
    row
        Position of the village.
    servers
        Positions of the providers that serve it.
    """
    lang, verdict = view.lang, view.report.verdict
    village = view.report.villages.iloc[row]
    rows: Card = [("atlas_card_code", str(village.name))]
    if verdict.covered[row]:
        cost = travel_text(int(verdict.server_cost[row]), verdict.rule.unit, lang)
        rows += [
            ("atlas_card_servers", _names(view, servers)),
            ("atlas_card_travel", cost),
        ]
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


def _servers(view: View) -> dict[int, list[int]]:
    """Providers that serve each village, by position."""
    found: dict[int, list[int]] = {}
    for village, provider in view.report.verdict.serving.tolist():
        found.setdefault(village, []).append(provider)
    return found


def _names(view: View, servers: list[int]) -> str:
    names = view.report.verdict.problem.providers.names
    join = say("atlas_entry_join", view.lang)
    told = join.join(names[np.array(servers[:_SERVERS_NAMED], dtype=int)])
    more = len(servers) - _SERVERS_NAMED
    return f"{told} (+{more})" if more > 0 else told
