"""A county made up: villages, market days, opening hours, a year of visits."""

import numpy as np

from planner.caravans import CaravanProblem, Legs, Nights, Tasks, Vans

HOUR_S = 3600.0
_DAYS, _WIDE_KM, _DETOUR, _KMH = 365, 60.0, 1.4, 30.0
_HOSTS = 5


def county(
    villages: int, times: int, caravans: int, *, nights: bool, seed: int
) -> CaravanProblem:
    """Make a question: an hour and a half at each village, so many times a year.

    Parameters
    ----------
    villages, times, caravans
        How many; the caravans live in the middle. A fifth of the villages are visited
        on market days only, every fifth day in the morning.
    nights
        Whether five towns host caravans, two nights in a row at most.
    seed
        For the places.
    """
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, _WIDE_KM, (1 + villages + _HOSTS, 2))
    places[0] = _WIDE_KM / 2
    apart = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    km = _DETOUR * apart
    opens, closes = _windows()
    span = _DAYS // times
    earliest = np.tile(np.arange(times) * span, (villages, 1))
    tasks = Tasks(
        place=np.arange(1, villages + 1),
        service_s=np.full(villages, 1.5 * HOUR_S),
        times=np.full(villages, times),
        gap_days=np.full(villages, span // 3),
        value=np.full(villages, 2000.0),
        earliest=earliest,
        latest=earliest + span - 1,
        opens=opens,
        closes=closes,
        calendar=(rng.random(villages) < 0.2).astype(np.int64),
        allowed=np.ones((villages, caravans), dtype=np.bool_),
        bias=np.zeros((villages, _DAYS)),
        load=np.zeros(villages),
    )
    hosts = np.arange(villages + 1, villages + 1 + _HOSTS)
    return CaravanProblem(
        Legs(np.rint(km / _KMH * HOUR_S)[None], km[None]),
        tasks,
        _vans(caravans),
        np.arange(_DAYS) // 7,
        Nights(hosts, 200.0, 2) if nights else Nights(),
    )


def _windows() -> tuple[np.ndarray, np.ndarray]:
    """Every day from eight to half past five; market days from seven to one."""
    opens, closes = (np.zeros((2, _DAYS, 2)) for _ in range(2))
    opens[:, :, :] = HOUR_S
    opens[0, :, 0], closes[0, :, 0] = 8 * HOUR_S, 17.5 * HOUR_S
    opens[1, ::5, 0], closes[1, ::5, 0] = 7 * HOUR_S, 13 * HOUR_S
    return opens, closes


def _vans(count: int) -> Vans:
    def each(value: float) -> np.ndarray:
        return np.full(count, value)

    workdays = np.arange(_DAYS) % 7 < 5
    return Vans(
        home=np.zeros(count, dtype=np.int64),
        kind=np.zeros(count, dtype=np.int64),
        works=np.tile(workdays, (count, 1)),
        begin_s=each(7 * HOUR_S),
        end_s=each(19 * HOUR_S),
        work_s=each(9 * HOUR_S),
        week_s=each(40 * HOUR_S),
        rest_s=each(HOUR_S),
        rest_from_s=each(11.5 * HOUR_S),
        rest_until_s=each(13 * HOUR_S),
        stops=np.full(count, 8),
        room=each(np.inf),
        km_cost=each(2.0),
        hour_cost=each(50.0),
        day_cost=each(300.0),
    )
