"""What the search reads and what it changes, as arrays of records.

Compiled code pays for each array it names; a record of many fields costs as one.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.travel import Indices
from planner.problem import Flags

Records = npt.NDArray[Any]
# One of them, as compiled code sees it.
Record = Any
Grid = npt.NDArray[np.float64]
Slots = npt.NDArray[np.int64]

# A leg from one place to another and the way back: cost and seconds.
LEG = np.dtype([("cost", "f8"), ("back", "f8"), ("drive", "f8"), ("drive_back", "f8")])
# One caravan on one day. Times are seconds after midnight.
#   day, van, kind   whose and when; kind: row of the legs
#   week             row of the limits on a week's work, -1 for none
#   home, back       where it begins and ends unless a night away is before or after it
#   begin, end, work earliest departure, latest return, most seconds of work
#   room, stops      most load, most stops
#   fixed            cost of going out at all
#   rest…            a pause of so many seconds begins between two times; 0 for none
#   twin             is like the shift before it while both are empty
#   following, preceding  shift of the same caravan on the day after or before if a
#                    night between is allowed, or -1
#   frozen           stays as it is
SHIFT = np.dtype(
    [(name, "i8") for name in ("day", "van", "kind", "week", "home", "back", "stops")]
    + [(name, "i8") for name in ("following", "preceding")]
    + [(name, "f8") for name in ("begin", "end", "work", "room", "fixed")]
    + [(name, "f8") for name in ("rest_from", "rest_until", "rest")]
    + [(name, "?") for name in ("twin", "frozen")]
)
# A place and the visits it is owed.
#   times, gap       number of visits, fewest days from one to the next
#   prize, worth     cost of a visit not made while the search goes on; what is to be
#                    added to it when plans are compared
#   calendar         row of the windows
#   far              cost from the nearest home
#   first, last      its patterns: none where the days are chosen by spans
TASK = np.dtype(
    [(name, "i8") for name in ("place", "times", "gap", "calendar", "first", "last")]
    + [(name, "f8") for name in ("service", "load", "prize", "worth", "far")]
)
# First and last day of a visit, the first after the last where it may not be made;
# locked ones are not taken out again.
SPAN = np.dtype([("earliest", "i8"), ("latest", "i8"), ("locked", "?")])
# A visit begins and ends within one.
WINDOW = np.dtype([("opens", "f8"), ("closes", "f8")])
# A position of a shift: its task (-1 at both ends), place, cost of the leg that begins
# there, earliest time of leaving, whether the pause is over by then.
STOP = np.dtype(
    [("task", "i8"), ("place", "i8"), ("leg", "f8"), ("leave", "f8"), ("rested", "?")]
)
# A shift as planned: stops, place of the night after it or -1, departure, work, load
# and cost; a stamp that changes with it and returns with it; whether a rule is broken;
# whether this step touched it, and what it was.
TOUR = np.dtype(
    [(name, "i8") for name in ("size", "night", "stamp")]
    + [(name, "i8") for name in ("old_size", "old_night", "old_stamp")]
    + [(name, "f8") for name in ("depart", "busy", "load", "price")]
    + [(name, "?") for name in ("broken", "touched")]
)
# Cheapest position of a task in a shift and the work with it, found at a stamp.
FOUND = np.dtype([("cost", "f8"), ("work", "f8"), ("at", "i8"), ("stamp", "i8")])
# Work space of the choice of days.
DAY = np.dtype([("cost", "f8"), ("shift", "i8"), ("value", "f8"), ("fresh", "f8")])
# Whether a task is to be put back, whether this step changed it.
MARK = np.dtype([("pooled", "?"), ("changed", "?")])


class Rules(NamedTuple):
    """All that is given: q kinds of vehicles, n places, s shifts, c tasks, d days.

    Parameters
    ----------
    leg, shift, task, span, window
        Records (q, n, n), (s,) in order of the days, (c,), (c, r), (k, d, 2).
    day_first
        First shift of each day, and one more: (d + 1,).
    week_work
        Most seconds of work of one caravan in one week.
    allowed
        Whether a caravan may serve a task: (c, v).
    only
        The one caravan that may serve a task on a day, -1 for any: (c, d).
    bias
        Cost of a task on a day beside the way there: (c, d).
    patterns
        Sets of as many days as a task has visits, one of which is kept whole: (p, r).
    near
        Tasks nearest first, the task itself left out: (c, any).
    hosts, night_cost, most_nights
        Places for a night, what one costs, how many in a row.
    timed
        Whether the clock matters; otherwise only work, load and stops are limited.
    """

    leg: Records
    shift: Records
    task: Records
    span: Records
    window: Records
    day_first: Indices
    week_work: Grid
    allowed: Flags
    only: Slots
    bias: Grid
    patterns: Slots
    near: Slots
    hosts: Indices
    night_cost: float
    most_nights: int
    timed: bool


class State(NamedTuple):
    """A plan being changed: who stops where on which shift, and what follows from it.

    Parameters
    ----------
    stop, tour, week
        Positions (s, most + 2), shifts (s,), seconds worked in a week.
    shift_of
        Shift of each visit, -1 where it is not made: (c, r).
    found, day, came
        Insertions known (c, s); work space of the choice of days (d + 1,), (r, d + 1).
    pool, key, mark
        Tasks to put back, what they are sorted by, marks of all tasks.
    touched, changed, old_route, old_shift_of
        Shifts and tasks of this step, and what they were.
    tally, total, seed
        Rows named in :mod:`planner.caravans.shifts`; cost
        and worth of visits not made; state of the random numbers.
    """

    stop: Records
    tour: Records
    week: Grid
    shift_of: Slots
    found: Records
    day: Records
    came: Slots
    pool: Indices
    key: Grid
    mark: Records
    touched: Indices
    changed: Indices
    old_route: Slots
    old_shift_of: Slots
    tally: Indices
    total: Grid
    seed: npt.NDArray[np.uint64]


class Best(NamedTuple):
    """The best plan so far: tasks in order, sizes, nights, shifts of visits, cost."""

    route: Slots
    size: Indices
    night: Indices
    shift_of: Slots
    total: Grid


def empty_state(rules: Rules, seed: int) -> State:
    """Give a plan without visits; its shifts are still to be worked out."""
    shifts, tasks, days = len(rules.shift), len(rules.task), len(rules.day_first) - 1
    positions = int(rules.shift["stops"].max(initial=0)) + 2
    visits = rules.span.shape[1]
    stop = np.zeros((shifts, positions), STOP)
    stop["task"] = -1
    stop["place"][:, 0] = rules.shift["home"]
    stop["place"][:, 1] = rules.shift["back"]
    tour = np.zeros(shifts, TOUR)
    tour["night"] = -1
    found = np.zeros((tasks, shifts), FOUND)
    found["stamp"] = -1
    return State(
        stop=stop,
        tour=tour,
        week=np.zeros(max(len(rules.week_work), 1)),
        shift_of=np.full((tasks, visits), -1),
        found=found,
        day=np.zeros(days + 1, DAY),
        came=np.zeros((visits, days + 1), np.int64),
        pool=np.zeros(tasks, np.int64),
        key=np.zeros(tasks),
        mark=np.zeros(tasks, MARK),
        touched=np.zeros(shifts, np.int64),
        changed=np.zeros(tasks, np.int64),
        old_route=np.full((shifts, positions), -1),
        old_shift_of=np.full((tasks, visits), -1),
        tally=np.zeros(5, np.int64),
        total=np.zeros(2),
        seed=np.array([(seed + 1) * 0x9E3779B97F4A7C15 % 2**64], dtype=np.uint64),
    )


def best_of(state: State) -> Best:
    """Copy what makes a plan."""
    return Best(
        state.stop["task"].copy(),
        state.tour["size"].copy(),
        state.tour["night"].copy(),
        state.shift_of.copy(),
        np.array([state.total.sum()]),
    )
