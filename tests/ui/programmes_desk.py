"""The toy region scored, and what stands on the page of programmes."""

import datetime as dt
import re

from planner.programmes.score import score_layers
from tests import toy, toy_records

ON = dt.date(2019, 6, 1)


SCORE = score_layers({**toy.layers(), **toy_records.layers()}, on=ON)


PARTS = [
    (row_id, at)
    for row_id, row in SCORE.rows.items()
    for at, part in enumerate(row.parts)
    if part.status != "elsewhere"
]


ROW = "cast.village_brand"


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))
