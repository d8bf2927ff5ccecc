"""How many poor households villages count, and of which year each number is."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from geo.words import Lang
from planner.errors import WORDS
from planner.wording import list_text

# Stands in the place of a year for what the register says, which has none.
REGISTER = 0


def poor_households(
    layers: Mapping[LayerName, gpd.GeoDataFrame], on: dt.date
) -> pd.DataFrame:
    """Poor households of each village, counted alike on every page.

    Those with labour of the latest count (layer ``household_counts``) up to the year of
    the day, else what the register of villages says, else 0.

    Parameters
    ----------
    layers
        ``villages``, and ``household_counts`` if there is such a layer.
    on
        The day.

    Returns
    -------
    pandas.DataFrame
        By village code, in the order of the layer: ``count`` (households) and ``year``
        (of the count; :data:`REGISTER` where the register says it).
    """
    villages = layers["villages"]
    codes = pd.Index(villages["village_code"], dtype=object)
    register = villages["poor_households"].to_numpy(dtype=np.int64, na_value=0)
    found = pd.DataFrame({"count": register, "year": REGISTER}, index=codes)
    counts = layers.get("household_counts")
    if counts is None or counts.empty:
        return found
    known = (counts["year"] <= on.year) & counts["with_labour"].notna()
    table = pd.DataFrame(counts.loc[known.fillna(False).to_numpy(dtype=bool)])
    last = table.sort_values(["year", "count_id"], kind="stable").drop_duplicates(
        "unit_code", keep="last"
    )
    latest = last.set_index("unit_code")[["with_labour", "year"]].reindex(codes)
    counted = latest["with_labour"].notna().to_numpy()
    for name, column in (("count", "with_labour"), ("year", "year")):
        found.loc[counted, name] = latest.loc[counted, column].to_numpy(dtype=np.int64)
    return found


def source_text(households: pd.DataFrame, lang: Lang) -> str:
    """Say of which year the numbers are, and of how many villages; empty for none.

    Parameters
    ----------
    households
        Rows of :func:`poor_households`.
    lang
        Language.
    """
    counts = Counter(int(year) for year in households["year"])
    left = counts.pop(REGISTER, 0)
    told = [
        WORDS.say("households_year", lang, {"year": year, "villages": counts[year]})
        for year in sorted(counts, reverse=True)
    ]
    params = {"years": list_text(told, lang), "villages": left}
    if not told:
        return WORDS.say("households_register", lang, params) if left else ""
    return WORDS.say("households_both" if left else "households_counted", lang, params)
