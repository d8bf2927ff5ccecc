"""Colours and signs of the score; each status is told by both, and in grey print."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.programmes.outcome import Status
from ui.maps import palette


@dataclass(frozen=True, slots=True)
class Look:
    """How a status looks: its sign, the fill of its cell, and the ink of the sign."""

    sign: str
    fill: str
    ink: str


_INK = "#16202a"
LOOKS: Mapping[Status, Look] = MappingProxyType(
    {
        "met": Look("✓", "#bfe3c8", _INK),
        "short": Look("✗", "#b3161b", palette.PAPER),
        "open": Look("…", "#ffcf70", _INK),
        "needs_data": Look("?", "#ddd5ef", _INK),
        "partial": Look("◐", "#cfe2f3", _INK),
        "counted": Look("○", palette.PAPER, _INK),
        "nobody": Look("–", "#eff0f2", "#56616b"),
        "elsewhere": Look("·", "#eff0f2", "#56616b"),
    }
)
# States of a unit on the map, the worst first.
STATE_FILLS: Mapping[str, str] = MappingProxyType(
    {state: LOOKS[state].fill for state in ("short", "open", "needs_data", "met")}
)
SHORT = STATE_FILLS["short"]
# Fewer to more: units that are short, and what has been done.
SHORT_STEPS = ("#f6d3c3", "#dd8468", SHORT)
DONE_STEPS = ("#d7e6f1", "#8fb8d6", "#3d7cab")
