"""A score as plain values, for machines."""

from typing import Any

import numpy as np
import pandas as pd

from geo.words import Lang
from planner.programmes.part_score import PartScore, Point
from planner.programmes.score import RowScore, Score
from planner.programmes.wording import basis_text, reason_text


def plain_score(score: Score, lang: Lang, *, history: bool = True) -> dict[str, Any]:
    """Return a score as values that JSON can hold.

    Parameters
    ----------
    score
        What is told.
    lang
        Language of labels and of what is to be supplied.
    history
        Whether to tell trends and forecasts, which takes several times as long.
    """
    return {
        "on": score.on.isoformat(),
        "programmes": [
            {"id": one.id, "label": one.label(lang), "place": one.place}
            for one in score.programmes
        ],
        "rows": {
            name: _plain_row(row, lang, history=history)
            for name, row in score.rows.items()
        },
    }


def _plain_row(score: RowScore, lang: Lang, *, history: bool) -> dict[str, Any]:
    row = score.row
    told: dict[str, Any] = {
        "programme": score.programme.id,
        "label": row.label(lang),
        "clause": row.clause,
        "status": score.status,
        "value": score.value,
        "target": score.target,
        "gap": score.gap,
        "due": score.due.isoformat(),
        "parts": [_plain_part(part, lang, history=history) for part in score.parts],
    }
    if score.status == "needs_data":
        # A number made of missing data would be taken for one that was counted.
        told |= dict.fromkeys(("value", "target", "gap"))
        told["needs_data"] = [need.text(lang) for need in score.needs]
    return told


def _plain_part(score: PartScore, lang: Lang, *, history: bool) -> dict[str, Any]:
    part = score.part
    told: dict[str, Any] = {
        "kind": part.kind,
        "unit": part.unit,
        "set": part.set,
        "label": part.label(lang),
        "status": score.status,
        "due": score.due.isoformat(),
        "carried": score.carried,
    }
    if score.status in ("elsewhere", "nobody"):
        return told
    if score.status == "needs_data":
        return told | {"needs_data": [need.text(lang) for need in score.needs]}
    told |= {
        "value": score.value,
        "target": score.target,
        "gap": score.gap,
        "whole": score.whole,
        "units": _plain_units(score.short(), lang),
    }
    basis = basis_text(score, lang)
    if basis:
        told["basis"] = basis
    if history:
        told["trend"] = [_plain_point(point) for point in score.trend]
        told["forecast"] = _plain_forecast(score)
    return told


def _plain_units(short: pd.DataFrame, lang: Lang) -> list[dict[str, Any]]:
    """Units that are short, with what they have and need, and why where that is told.

    A reason is told by its key, and in words.
    """
    columns = ["name", "place", "value", "need", "gap"]
    rows = short[columns].rename_axis("code").reset_index()
    if "reason" in short:
        told = short["reason"].tolist()
        texts = {one: reason_text(one, lang) for one in {*told}}
        rows["reason"] = told
        rows["reason_text"] = [texts[one] for one in told]
    names = [str(name) for name in rows]
    return [dict(zip(names, row, strict=True)) for row in rows.to_numpy().tolist()]


def _plain_point(point: Point) -> dict[str, Any]:
    day, value, target = point
    wanted = None if np.isnan(target) else target
    return {"day": day.isoformat(), "value": value, "target": wanted}


def _plain_forecast(score: PartScore) -> dict[str, Any] | None:
    found = score.forecast
    if found is None:
        return None
    return {
        "by": found.by.isoformat(),
        "value": round(found.value, 2),
        "low": round(found.low, 2),
        "high": round(found.high, 2),
        "target": found.target,
        "meets": found.meets,
        "years": found.years,
    }
