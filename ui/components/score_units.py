"""The units behind a number: those of a place, with names, what they lack, and why."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.schemas import TRADES, LayerName
from geo.words import Lang
from planner.programmes.outcome import Judged
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Counted, Level
from planner.programmes.wording import reason_text
from ui.components.score_words import is_total, level_unit
from ui.text import say

# Levels whose names tell where a unit lies, nearest last.
_ABOVE: dict[str, tuple[Level, ...]] = {
    "village": ("county", "township"),
    "township": ("county",),
    "county": ("city",),
    "city": ("province",),
    "person": ("county",),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where records that count for a part are written: layer and kind."""

    layer: LayerName
    kind: str = ""


def source_of(part: PartScore) -> Source:
    """Where to add a record that counts for a part."""
    asked = part.part
    if asked.kind == "duty":
        return Source("duties_done", asked.duty)
    if asked.rule is not None:
        people = asked.rule.providers == "commissioners"
        return Source("commissioners" if people else "bases")
    of: Counted | None = asked.of[0] if asked.of else None
    if of is None:
        return Source("facts")
    return Source(of.layer, of.kinds[0] if len(of.kinds) == 1 else "")


def unit_level(part: PartScore) -> str:
    """What the units of :meth:`PartScore.units` are: a level, a trade or a person."""
    outcome = part.outcome
    if isinstance(outcome, Judged):
        return part.part.unit
    return "county" if outcome.whole is None else "village"


def listed(part: PartScore, lang: Lang) -> pd.DataFrame:
    """Units behind the number, those that lack most first.

    Returns
    -------
    pandas.DataFrame
        Indexed by code: ``name``, ``where``, ``value``, ``need``, ``gap``, ``met``,
        ``place``, ``state`` (``"met"``, ``"short"``, ``"open"``: short, but not yet
        due, ``"needs_data"``: not judged) and, where told, ``reason``, ``next_day``
        and ``overdue``.
    """
    rows = part.units()
    level = unit_level(part)
    names = [_name(level, str(c), str(n), lang) for c, n in rows["name"].items()]
    found = rows.assign(
        name=names, where=_where(part, rows, level, lang), state=_states(part, rows)
    )
    if "reason" in found:
        labels = {one: reason_text(one, lang) for one in found["reason"].unique()}
        found["reason"] = [labels[one] for one in found["reason"]]
    if "next_day" in found:
        days = pd.to_datetime(found["next_day"], errors="coerce")
        found["next_day"] = days.dt.strftime("%Y-%m-%d").fillna("")
    if "overdue" in found:
        words = {
            flag: say(f"score_overdue_{int(flag)}", lang) for flag in (True, False)
        }
        found["overdue"] = [words[bool(one)] for one in found["overdue"]]
    order = np.lexsort((np.arange(len(found)), -found["gap"].to_numpy(dtype=float)))
    return found.iloc[order]


def inside(part: PartScore, rows: pd.DataFrame, level: str, code: str) -> pd.DataFrame:
    """Rows of :func:`listed` that lie in one unit of a level; all for an empty code.

    Of a total, of which only counties are listed, a smaller place is a row itself.
    """
    if not code:
        return rows
    if is_total(part) and not part.scoring.ground.units.reaches("county", level):  # type: ignore[arg-type]
        return _itself(part, rows, level, code)
    at = _positions(part, level)
    wanted = int(part.scoring.ground.units.find(level, [code])[0])  # type: ignore[arg-type]
    keep = pd.Series(at == wanted, index=part.units().index)
    return rows[keep.reindex(rows.index).to_numpy(dtype=bool)]


def _itself(part: PartScore, rows: pd.DataFrame, level: str, code: str) -> pd.DataFrame:
    """A place smaller than the county, as a row like those of counties."""
    one = part.at(level).loc[[code]]  # type: ignore[arg-type]
    units = part.scoring.ground.units
    at = int(units.up(level, "county")[units.find(level, [code])[0]])  # type: ignore[arg-type]
    county = units.codes["county"][at] if at >= 0 else ""
    one = one.assign(need=0.0, gap=0.0, met=True, where="", place=county, state="met")
    return one[list(rows.columns)]


def _positions(part: PartScore, level: str) -> np.ndarray:
    """Position at a level of each unit of :meth:`PartScore.units`; -1 for none."""
    outcome, units = part.outcome, part.scoring.ground.units
    if isinstance(outcome, Judged):
        return outcome.places[level]  # type: ignore[index]
    own: Level = "county" if outcome.whole is None else "village"
    index = part.units().index
    if not units.reaches(own, level):  # type: ignore[arg-type]
        return np.full(len(index), -1)
    return units.up(own, level)[units.find(own, index)]  # type: ignore[arg-type]


def _states(part: PartScore, rows: pd.DataFrame) -> np.ndarray:
    """Whether each unit is met, short, or short with its day still ahead."""
    if part.needs:
        return np.full(len(rows), "needs_data", dtype=object)
    late = np.full(len(rows), part.in_force.due < part.scoring.on)
    if "overdue" in rows:
        late = rows["overdue"].to_numpy(dtype=bool)
    short = np.where(late, "short", "open")
    return np.where(rows["met"].to_numpy(dtype=bool), "met", short)


def _name(level: str, code: str, name: str, lang: Lang) -> str:
    if level == "trade":
        return TRADES[code].label(lang) if code in TRADES else name
    return level_unit(level, code, name, lang)


def _where(part: PartScore, rows: pd.DataFrame, level: str, lang: Lang) -> list[str]:
    """Names of what each unit lies in."""
    units = part.scoring.ground.units
    columns = []
    for above in _ABOVE.get(level, ()):
        at = _positions(part, above)
        codes, names = units.codes[above], units.names[above]
        columns.append(
            [
                level_unit(above, str(codes[one]), str(names[one]), lang)
                if one >= 0
                else ""
                for one in at.tolist()
            ]
        )
    if not columns:
        return [""] * len(rows)
    return [" ".join(filter(None, each)) for each in zip(*columns, strict=True)]
