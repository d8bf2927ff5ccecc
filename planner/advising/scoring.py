"""What the programme of advisory groups scores, now and once groups are accepted."""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo.frames import empty
from geo.schemas import LayerName
from geo.words import Lang
from planner.advising.counties import programme
from planner.advising.recording import Accepted
from planner.programmes.score import RowScore, score_layers
from planner.programmes.scoring import SCORED_LAYERS
from planner.programmes.wording import status_label, value_text

Layers = Mapping[LayerName, gpd.GeoDataFrame]

_COLUMNS = ["row_id", "part", "before", "after", "met_before", "met_after", "changed"]


def scored(layers: Layers, done: Accepted, on: dt.date, lang: Lang) -> pd.DataFrame:
    """Score the parts of the programme's rows before and after groups are accepted.

    Parameters
    ----------
    layers
        :data:`planner.programmes.scoring.SCORED_LAYERS`; those not given are empty.
    done
        The layers as they would be.
    on
        Day on which both are judged.
    lang
        Language.

    Returns
    -------
    pandas.DataFrame
        One row per part: ``row_id``, ``part`` (name), ``before`` and ``after`` (status
        and numbers in words), ``met_before``, ``met_after``, ``changed``. None where
        there are no villages or no counties, so that nothing can be scored.
    """
    frames = {name: layers.get(name, empty(name)) for name in SCORED_LAYERS}
    if frames["villages"].empty or frames["counties"].empty:
        return pd.DataFrame(columns=_COLUMNS)
    before = score_layers(frames, on=on, programmes=[programme()])
    after = before
    for name, frame in done.frames.items():
        after = after.updated(name, frame)
    rows = []
    for row_id, row in before.rows.items():
        for at, part in enumerate(row.parts):
            later = after.rows[row_id].parts[at]
            told = [_told(one.rows[row_id], at, lang) for one in (before, after)]
            rows.append(
                {
                    "row_id": row_id,
                    "part": part.part.label(lang) or row.row.label(lang),
                    "before": told[0],
                    "after": told[1],
                    "met_before": part.status == "met",
                    "met_after": later.status == "met",
                    "changed": told[0] != told[1],
                }
            )
    return pd.DataFrame(rows, columns=_COLUMNS)


def _told(row: RowScore, at: int, lang: Lang) -> str:
    part = row.parts[at]
    label = status_label(part.status, lang)
    if part.whole and part.value == part.value and part.whole == part.whole:
        return f"{label} {value_text(part, lang)}"
    return label
