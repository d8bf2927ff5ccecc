"""Attributes of units: what holds by default, and what a planner says instead."""

import datetime as dt
from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from planner.programmes.ground import ground_of
from planner.programmes.schema import Attribute, Programme
from planner.programmes.sets import Sets


def attributes_of(programmes: Iterable[Programme]) -> Mapping[str, Attribute]:
    """Every attribute that a programme asks about, by name."""
    return {
        name: attribute
        for programme in programmes
        for name, attribute in programme.attributes.items()
    }


def attribute_table(
    frames: Mapping[LayerName, gpd.GeoDataFrame],
    attributes: Mapping[str, Attribute],
    name: str,
    *,
    on: dt.date,
) -> pd.DataFrame:
    """Every unit that an attribute is about, with its default and what is stated.

    Parameters
    ----------
    frames
        ``counties``, ``townships``, ``villages``, ``bases``, ``commissioners`` and
        ``facts``, as :func:`geo.frames.conform` gives them.
    attributes
        Every declared attribute; a default may ask about others.
    name
        Of the attribute.
    on
        Day of the defaults.

    Returns
    -------
    pandas.DataFrame
        Indexed by unit code, in its order: ``default`` (boolean, NA where nothing is
        presumed), ``value`` and ``reason`` as stated last, ``fact_id`` of that fact;
        all empty where nothing is stated.
    """
    attribute = attributes[name]
    facts = frames["facts"]
    own = facts[facts["attribute"] == name]
    # Without what is stated of it, the attribute is what it is by default.
    others = facts[facts["attribute"] != name].reset_index(drop=True)
    ground = ground_of({**frames, "facts": others})
    codes = pd.Index(ground.units.codes[attribute.unit].astype(str), name="unit_code")
    default = pd.array([pd.NA] * len(codes), dtype="boolean")
    if attribute.type == "yesno" and attribute.default is not None:
        values, _ = Sets(ground, {}, attributes, on).attribute(attribute)
        default = pd.array(np.asarray(values, dtype=bool), dtype="boolean")
    last = pd.DataFrame(own.drop(columns="geometry")).sort_values(
        ["since", "fact_id"], kind="stable"
    )
    stated = last.drop_duplicates("unit_code", keep="last").set_index("unit_code")
    table = stated[["value", "reason", "fact_id"]].reindex(codes).fillna("")
    return table.assign(default=default)
