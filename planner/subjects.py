"""Whose cover is told: the villages, or named places that stand for them."""

from dataclasses import replace

import geopandas as gpd

from geo.frames import conform
from geo.schemas import LayerName
from planner.rule import Rule
from planner.workspace import Layers


def subject_of(layers: Layers) -> LayerName | None:
    """Layer whose cover is told: villages, else named places; None without both."""
    names: tuple[LayerName, ...] = ("villages", "places")
    return next((name for name in names if len(layers[name])), None)


def stand_in(layers: Layers, rule: Rule) -> tuple[Layers, Rule]:
    """Let named places stand for villages where there are none.

    Returns
    -------
    layers, rule
        As they are where there are villages. Else the places as villages, of which
        nothing is known but name and place; so all are asked for, whatever the trade.
    """
    if len(layers["villages"]):
        return layers, rule
    places = layers["places"]
    columns = {
        "village_code": places["place_id"],
        "name": places["name"],
        "illustrative": places["illustrative"],
    }
    table = gpd.GeoDataFrame(columns, geometry=places.geometry, crs=places.crs)
    return (
        {**layers, "villages": conform(table, "villages")},
        replace(rule, villages="all", match_trade=False),
    )
