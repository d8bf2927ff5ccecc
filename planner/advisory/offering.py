"""Offers and refusals: compiled loops over pairs.

The group of a county is a base of a transversal matroid: people who can all be seated.
A row of 16 seats holds the pair that sits in each, or -1; seats change hands freely, so
that only who is in counts. A rank is a place on a list: less is better.
"""

import numpy as np

from geo.roads.compiling import compiled
from planner.advisory.problem import Flags, Ints

_SEATS = 16
NOBODY = -1


@compiled
def place(held: Ints, masks: Ints, pair: int) -> bool:
    """Seat one more, others moving along the shortest chain that makes room.

    Parameters
    ----------
    held
        The seats of the county, shape (16,); changed.
    masks
        Seats that each pair may hold, shape (n,).
    pair
        Who is to be seated.

    Returns
    -------
    bool
        Whether there was room.
    """
    before = np.full(_SEATS, -2, dtype=np.int64)
    queue = np.empty(_SEATS, dtype=np.int64)
    first, last, mask, came = 0, 0, masks[pair], -1
    while True:
        for seat in range(_SEATS):
            if mask >> seat & 1 and before[seat] == -2:
                before[seat] = came
                queue[last] = seat
                last += 1
        if first == last:
            return False
        came = queue[first]
        first += 1
        if held[came] == NOBODY:
            break
        mask = masks[held[came]]
    while before[came] != -1:
        held[came] = held[before[came]]
        came = before[came]
    held[came] = pair
    return True


@compiled
def open_to(held: Ints, masks: Ints, seats: int) -> int:
    """Bits of the seats from which some seat of a county can be freed.

    Parameters
    ----------
    held, masks
        See :func:`place`.
    seats
        Bits of the seats wanted; they count themselves.
    """
    found = seats
    grown = True
    while grown:
        grown = False
        for seat in range(_SEATS):
            taken = held[seat] != NOBODY and not found >> seat & 1
            if taken and masks[held[seat]] & found != 0:
                found |= 1 << seat
                grown = True
    return found


@compiled
def free_seats(held: Ints, there: int) -> int:
    """Bits of the seats that nobody holds."""
    found = 0
    for seat in range(_SEATS):
        if there >> seat & 1 and held[seat] == NOBODY:
            found |= 1 << seat
    return found


@compiled
def lowest(held: Ints, masks: Ints, rank: Ints, stays: Flags, pair: int) -> int:
    """Whom the county likes least of those who could give way to one more.

    Parameters
    ----------
    held, masks, pair
        See :func:`place`; there is no room for the pair.
    rank
        Place of each pair on the county's list, shape (n,).
    stays
        Pairs that never give way, shape (n,).

    Returns
    -------
    int
        Their pair; -1 where all of them stay.
    """
    found, grown, worst = masks[pair], True, NOBODY
    while grown:
        grown = False
        for seat in range(_SEATS):
            if found >> seat & 1 and held[seat] != NOBODY:
                wider = found | masks[held[seat]]
                grown = grown or wider != found
                found = wider
    for seat in range(_SEATS):
        other = held[seat]
        may_go = found >> seat & 1 and other != NOBODY and not stays[other]
        if may_go and (worst == NOBODY or rank[other] > rank[worst]):
            worst = other
    return worst


@compiled
def remove(held: Ints, pair: int) -> None:
    """Free the seat of a pair."""
    for seat in range(_SEATS):
        if held[seat] == pair:
            held[seat] = NOBODY


@compiled
def seat_all(
    held: Ints, county: Ints, masks: Ints, order: Ints, part: Flags, seated: Ints
) -> int:
    """Seat the heaviest base of each county, as though everybody would come.

    Parameters
    ----------
    held
        Seats of each county, shape (c, 16); changed.
    county, masks
        Of each pair, shape (n,).
    order
        Pairs by county, best first, shape (n,).
    part
        Pairs that may sit, shape (n,).
    seated
        Gets the pairs that are seated, at least one place for each seat.

    Returns
    -------
    int
        How many were seated.
    """
    count = 0
    for pair in order:
        if part[pair] and place(held[county[pair]], masks, pair):
            seated[count] = pair
            count += 1
    return count


@compiled
def counties_offer(
    held: Ints,
    there: Ints,
    county: Ints,
    expert: Ints,
    masks: Ints,
    rank: Ints,
    wish: Ints,
    order: Ints,
    end: Ints,
    out: Flags,
    taken: Ints,
    begins: Ints,
    count: Ints,
    room: Ints,
    todo: Ints,
    waiting: int,
    most: int,
) -> tuple[int, int]:
    """Let counties offer seats, best first, until no offer is left.

    Parameters
    ----------
    held
        Seats of each county, shape (c, 16); changed, as are ``out``, ``taken``,
        ``count`` and ``todo``.
    there
        Bits of the seats of each county, shape (c,).
    county, expert, masks, rank, wish
        Of each pair, shape (n,): who, which seats, its place in ``order`` and its place
        on the list of the expert.
    order, end
        Pairs by county, best first, shape (n,); where those of each county end, shape
        (c,).
    out
        Pairs that are refused or not to be, shape (n,).
    taken, begins, count, room
        Pairs that each expert holds so far: from ``begins``, so many, room for so many.
    todo, waiting
        Pairs whose offer is not made yet: so many of them.
    most
        Offers to make at most.

    Returns
    -------
    waiting, made
        Offers still to be made, and made.
    """
    made = 0
    while waiting and made < most:
        made += 1
        waiting -= 1
        lost = todo[waiting]
        who = expert[lost]
        begin = begins[who]
        if count[who] < room[who]:
            taken[begin + count[who]] = lost
            count[who] += 1
            continue
        worst = -1
        for at in range(begin, begin + count[who]):
            if worst < 0 or wish[taken[at]] > wish[taken[worst]]:
                worst = at
        if worst >= 0 and wish[lost] < wish[taken[worst]]:
            lost, taken[worst] = taken[worst], lost
        out[lost] = True
        here = county[lost]
        row = held[here]
        remove(row, lost)
        wide = open_to(row, masks, free_seats(row, there[here]))
        # Of what stood before on the list nothing fits: the best base lacks only one.
        for at in range(rank[lost] + 1, end[here]):
            pair = order[at]
            if not out[pair] and masks[pair] & wide != 0 and not (row == pair).any():
                place(row, masks, pair)
                todo[waiting] = pair
                waiting += 1
                break
    return waiting, made


@compiled
def experts_offer(
    held: Ints,
    county: Ints,
    expert: Ints,
    masks: Ints,
    rank: Ints,
    order: Ints,
    end: Ints,
    following: Ints,
    stays: Flags,
    count: Ints,
    room: Ints,
    todo: Ints,
    listed: Flags,
    waiting: int,
    most: int,
) -> tuple[int, int]:
    """Let experts offer themselves, their best county first, until none is left.

    Parameters
    ----------
    held, county, expert, masks, rank, count, room, most
        See :func:`counties_offer`.
    order, end, following
        Pairs by expert, best first, shape (n,); where those of each expert end, and
        the next to be offered, shape (e,).
    stays
        Pairs that never give way, shape (n,).
    todo, listed, waiting
        Experts that may have an offer to make: so many; who is among them, shape (e,).

    Returns
    -------
    waiting, made
        Experts still to be asked, and offers made.
    """
    made = 0
    while waiting and made < most:
        who = todo[waiting - 1]
        if count[who] >= room[who] or following[who] == end[who]:
            waiting -= 1
            listed[who] = False
            continue
        made += 1
        pair = order[following[who]]
        following[who] += 1
        row = held[county[pair]]
        if not place(row, masks, pair):
            worst = lowest(row, masks, rank, stays, pair)
            if worst == NOBODY or rank[worst] < rank[pair]:
                continue
            remove(row, worst)
            place(row, masks, pair)
            loser = expert[worst]
            count[loser] -= 1
            if not listed[loser]:
                listed[loser] = True
                todo[waiting] = loser
                waiting += 1
        count[who] += 1
    return waiting, made


@compiled
def settle(held: Ints, masks: Ints, rank: Ints) -> None:
    """Seat each group anew: the first seats first, each held by whom is liked best.

    Parameters
    ----------
    held
        Seats of each county, shape (c, 16); changed.
    masks, rank
        Of each pair, shape (n,).
    """
    trial = np.empty(_SEATS, dtype=np.int64)
    people = np.empty(_SEATS, dtype=np.int64)
    left = masks.copy()
    for row in held:
        size = _in_order(row, rank, people)
        row[:] = NOBODY
        seats = _best_seats(masks, people[:size])
        for pair in people[:size]:
            left[pair] = masks[pair] & seats
        for seat in range(_SEATS):
            if not seats >> seat & 1:
                continue
            for pair in people[:size]:
                before = left[pair]
                if not before >> seat & 1 or (row == pair).any():
                    continue
                left[pair] = 1 << seat
                trial[:] = NOBODY
                fits = True
                for other in people[:size]:
                    fits = fits and place(trial, left, other)
                if fits:
                    row[seat] = pair
                    break
                left[pair] = before


@compiled
def _in_order(row: Ints, rank: Ints, people: Ints) -> int:
    """Write down who sits in a row, liked best first; answers how many."""
    size = 0
    for seat in range(_SEATS):
        if row[seat] != NOBODY:
            at = size
            while at and rank[people[at - 1]] > rank[row[seat]]:
                people[at] = people[at - 1]
                at -= 1
            people[at] = row[seat]
            size += 1
    return size


@compiled
def _best_seats(masks: Ints, people: Ints) -> int:
    """First seats that people can hold all at once, as bits.

    Such sets of seats are a matroid too, and any of them can be part of seating
    everybody (Mendelsohn and Dulmage 1958).
    """
    holders = np.zeros(_SEATS, dtype=np.int64)
    for at in range(len(people)):
        for seat in range(_SEATS):
            if masks[people[at]] >> seat & 1:
                holders[seat] |= 1 << at
    # Here people are the places, and seats are put in them.
    taken = np.full(_SEATS, NOBODY, dtype=np.int64)
    found = 0
    for seat in range(_SEATS):
        if place(taken, holders, seat):
            found |= 1 << seat
    return found
