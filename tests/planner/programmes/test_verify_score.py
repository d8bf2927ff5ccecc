"""The independent check finds nothing in a right score, and every wrong number."""

from dataclasses import replace

import numpy as np
import pytest

from planner.programmes.outcome import Judged
from planner.verify_score import score_violations
from tests.planner.programmes.test_answers_all import TOYS
from tests.toy_programmes import score_of


@pytest.fixture(scope="module", params=TOYS)
def scored(request):
    """A programme on its toy: a right score, and the layers."""
    toy = TOYS[request.param]
    layers = toy.layers()
    return score_of(layers, request.param, toy.ON), layers


def spoiled(outcome):
    """The same outcome with its first number one too high."""
    if isinstance(outcome, Judged):
        value, met = outcome.value.copy(), outcome.met.copy()
        value[0], met[0] = value[0] + 1, not met[0]
        return replace(outcome, value=value, met=met)
    if outcome.values is not None:
        return replace(outcome, values=np.arange(1, 1 + len(outcome.values)))
    amount = outcome.amount.copy()
    amount[0] += 1
    return replace(outcome, amount=amount)


def test_a_right_score_has_no_violation(scored):
    score, layers = scored
    assert score_violations(score, layers) == []


def test_one_wrong_number_in_any_part_is_found(scored):
    score, layers = scored
    unseen = []
    for name, row in score.rows.items():
        for number, part in enumerate(row.parts, 1):
            if part.part.rule is not None:
                continue
            alone = replace(part)
            vars(alone)["outcome"] = spoiled(part.outcome)
            wrong = replace(row, parts=(alone,))
            found = score_violations(replace(score, rows={name: wrong}), layers)
            if not found:
                unseen.append((name, number))
    assert unseen == []


def test_a_wrong_status_is_found(scored):
    score, layers = scored
    name, row, lacking = next(
        (name, row, part) for name, row in score.rows.items() for part in row.parts
        if part.status in ("open", "short", "partial") and part.part.rule is None
    )  # fmt: skip
    part = replace(lacking)
    vars(part)["status"] = "met"
    wrong = replace(score, rows={name: replace(row, parts=(part,))})
    (fault,) = score_violations(wrong, layers)
    assert (fault.promise, fault.detail) == ("status", "met")
    assert fault.subject.startswith(f"{name} part 1")


def test_a_sample_looks_at_so_many_rows_or_a_few_more(scored, monkeypatch):
    score, layers = scored
    seen = set()
    monkeypatch.setattr(
        "planner.verify_score._part", lambda part, case: seen.add(id(part)) or []
    )
    assert score_violations(score, layers, sample=3) == []
    looked_at = [r for r in score.rows.values() if {id(p) for p in r.parts} <= seen]
    assert 3 <= len(looked_at) <= 6
