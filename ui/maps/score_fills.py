"""How areas are filled: by state, by number short, or by what has been done."""

from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import LAYERS
from ui.maps import palette, score_palette
from ui.maps.score_palette import STATE_FILLS
from ui.maps.score_view import ScoreView


def fills(view: ScoreView) -> "pd.Series[str]":
    """Fill of each coloured area, by its code."""
    codes = view.shapes(view.level)[LAYERS[view.area_layer].key]
    match view.way:
        case "areas" | "above":
            own = codes if view.way == "areas" else codes.map(view.above)
            states = view.shown["state"].to_dict()
            found = [
                STATE_FILLS.get(states.get(code, ""), palette.NOT_ASKED) for code in own
            ]
        case "short":
            found = _steps(short_in(view), codes, score_palette.SHORT_STEPS)
        case "done":
            done = view.shown["value"].groupby(view.shown["place"]).sum()
            found = _steps(done, codes, score_palette.DONE_STEPS)
        case _:
            found = [palette.NOT_ASKED] * len(codes)
    return pd.Series(found, index=pd.Index(codes), dtype="object")


def short_in(view: ScoreView) -> "pd.Series[int]":
    """How many units are short, by county."""
    short = view.shown[view.shown["state"] != "met"]
    return short.groupby("place").size()


def step_bounds(most: float, steps: int) -> tuple[int, ...]:
    """Upper end of each of the steps up to the most there is, whole numbers."""
    return tuple(int(np.ceil(most * (step + 1) / steps)) for step in range(steps))


def _steps(
    amounts: "pd.Series[Any]", codes: "pd.Series[str]", colours: tuple[str, ...]
) -> list[str]:
    most = float(amounts.max()) if len(amounts) else 0.0
    ends = np.array(step_bounds(most, len(colours)))
    found = []
    for amount in amounts.reindex(codes, fill_value=0).to_numpy(dtype=float):
        at = min(int(np.searchsorted(ends, amount)), len(colours) - 1)
        found.append(colours[at] if amount > 0 else palette.NOT_ASKED)
    return found
