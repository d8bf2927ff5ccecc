"""A programme judged on a day before it begins owes what is to come."""

import datetime as dt

import pytest

from planner.verify_score import score_violations
from tests.planner.programmes.parts import score_of_part
from tests.toy_programmes import region, rows

DUTY = 'kind = "duty"\nunit = "county"\nset = "counties"\nschedule = '


@pytest.mark.parametrize(
    ("windows", "due"),
    [
        ('["01-01/12-31"]', dt.date(2018, 12, 31)),
        ('["03-21/03-31", "06-21/06-30"]', dt.date(2018, 3, 31)),
        ('["12-01/01-31"]', dt.date(2018, 1, 31)),
    ],
)
@pytest.mark.parametrize("on", [dt.date(2015, 1, 1), dt.date(2016, 6, 1)])
def test_a_duty_is_never_met_before_it_can_be_done(windows, due, on):
    done = rows("duties_done", "duty unit_code done_on", "own.row W 2018-02-01")
    layers = region(done)
    score = score_of_part(f"{DUTY}{{ windows = {windows} }}", layers, on=on)
    part = score.rows["own.row"].parts[0]
    assert (part.status, part.value, part.target) == ("open", 0, 2)
    assert part.due == due
    assert score_violations(score, layers) == []
