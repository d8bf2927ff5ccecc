"""The legend of a map of one part, of what is drawn and nothing else."""

from collections import Counter

import numpy as np

from geo.schemas import LAYERS
from ui.maps import palette, score_palette
from ui.maps.legend import Entry, Section, line_below
from ui.maps.score_fills import fills, short_in, step_bounds
from ui.maps.score_palette import STATE_FILLS
from ui.maps.score_view import ScoreView
from ui.text import say


def sections(view: ScoreView) -> list[Section]:
    """Legend of a view: a title, symbols with counts, and notes."""
    entries = {
        "points": _points,
        "areas": _states,
        "above": _states,
        "short": _short_steps,
        "done": _done_steps,
        "none": _nothing,
    }[view.way](view)
    found = [
        {"title": view.title, "entries": entries},
        {"title": "", "entries": [], "notes": _notes(view)},
    ]
    return [part for part in found if part["entries"] or part.get("notes")]


def attribution(view: ScoreView, *, map_number: str = "") -> str:
    """Source, date, what is illustrative, and the map review number, in one line."""
    illustrative = [
        LAYERS[name].label(view.lang)
        for name in view.drawn_layers()
        if view.layers[name]["illustrative"].any()
    ]
    return line_below(view.sources(), view.day, illustrative, map_number, view.lang)


def _points(view: ScoreView) -> list[Entry]:
    counts = Counter(view.points[0]["state"])
    return [
        {
            "shape": "circle",
            "style": "covered" if state == "met" else "uncovered",
            "fill": palette.PAPER if state == "met" else fill,
            "text": _counted(view, state, counts[state]),
        }
        for state, fill in STATE_FILLS.items()
        if counts[state]
    ]


def _states(view: ScoreView) -> list[Entry]:
    """Areas by state; of units above the county, the units are counted."""
    counts = Counter(fills(view))
    if view.way == "above":
        inside = view.units[view.units.index.isin(view.above.values())]
        states = Counter(inside["state"])
        counts |= {fill: states[state] for state, fill in STATE_FILLS.items()}
    named = {**STATE_FILLS, "none": palette.NOT_ASKED}
    return [
        _area(fill, _counted(view, state, counts[fill]))
        for state, fill in named.items()
        if counts[fill]
    ]


def _short_steps(view: ScoreView) -> list[Entry]:
    found = short_in(view).to_numpy(dtype=float)
    return _stepped(view, found, score_palette.SHORT_STEPS)


def _done_steps(view: ScoreView) -> list[Entry]:
    found = view.shown["value"].to_numpy(dtype=float)
    return _stepped(view, found, score_palette.DONE_STEPS)


def _nothing(view: ScoreView) -> list[Entry]:
    del view
    return []


def _stepped(
    view: ScoreView, amounts: np.ndarray, colours: tuple[str, ...]
) -> list[Entry]:
    """Steps in which any area falls, and areas with nothing."""
    drawn = Counter(fills(view))
    most = float(amounts.max()) if len(amounts) else 0.0
    ends = step_bounds(most, len(colours))
    first, found = 1, []
    for colour, end in zip(colours, ends, strict=True):
        if drawn[colour]:
            span = f"{first}–{end}" if end > first else f"{end}"
            found.append(_area(colour, span))
        first = end + 1
    if drawn[palette.NOT_ASKED]:
        zero = "score_map_zero_short" if view.way == "short" else "score_map_zero_done"
        found.append(_area(palette.NOT_ASKED, say(zero, view.lang)))
    return found


def _notes(view: ScoreView) -> list[str]:
    notes = []
    if view.way in ("short", "done"):
        notes.append(say(f"score_map_note_{view.way}", view.lang))
    if view.way == "none":
        notes.append(say("score_map_note_trades", view.lang))
    elif view.unplaced:
        notes.append(say("score_map_note_unplaced", view.lang, count=view.unplaced))
    if view.is_crowded:
        notes.append(say("score_map_note_crowded", view.lang))
    return notes


def _counted(view: ScoreView, state: str, count: int) -> str:
    name = say(f"score_map_legend_{state}", view.lang)
    return say("atlas_entry", view.lang, name=name, count=f"{count:,}")


def _area(fill: str, text: str) -> Entry:
    return {"shape": "area", "style": "area", "fill": fill, "text": text}
