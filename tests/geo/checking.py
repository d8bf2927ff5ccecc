"""Checks of a sound region in which something is wrong."""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd

from geo.checks import run_checks
from geo.issues import Issue
from geo.schemas import LayerName

Layers = Mapping[LayerName, gpd.GeoDataFrame]


def check_changed(sound: Layers, changed: Layers, today: dt.date) -> list[Issue]:
    """Check layers laid over sound ones; where nothing is changed, check all.

    Rules that look at sound layers alone have nothing to say, which each room tests
    once, and are passed over.
    """
    unchanged = sound.keys() - changed.keys() if changed else ()
    return run_checks({**sound, **changed}, today=today, unchanged=unchanged)
