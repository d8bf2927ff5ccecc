"""Answers worked out by hand, and whether the score says the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.programmes.score import Score
from tests.toy_programmes import code

# From the best to the worst; a row stands as the worst of its parts.
_ORDER = ("met", "partial", "open", "needs_data", "short")


@dataclass(frozen=True)
class Part:
    """What one part of a row should come to; ``short`` names units by the sketch."""

    status: str
    value: float
    target: float
    short: str = ""


def check_row(
    score: Score, row_id: str, parts: list[Part], places: Mapping[str, str]
) -> None:
    """Compare a row and each of its parts with the answer."""
    row = score.rows[row_id]
    assert len(row.parts) == len(parts)
    for number, (one, answer) in enumerate(zip(row.parts, parts, strict=True), 1):
        told = Part(one.status, one.value, one.target, " ".join(one.short().index))
        wanted = " ".join(code(name, places) for name in answer.short.split())
        answer = Part(answer.status, answer.value, answer.target, wanted)
        assert told == answer, f"{row_id} part {number}"
        assert one.gap == max(0, answer.target - answer.value)
    assert row.status == max((part.status for part in parts), key=_ORDER.index)
    if len(parts) > 1:
        assert row.value == sum(part.status == "met" for part in parts)
        assert row.target == len(parts)
        assert row.gap == row.target - row.value
    else:
        assert (row.value, row.target) == (parts[0].value, parts[0].target)
