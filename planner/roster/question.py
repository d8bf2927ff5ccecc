"""A question about the roster as numbers: posts, people, and who reaches whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from geo.frames import conform
from geo.schemas import DEFAULT_POST, LayerName, split_list
from geo.travel import Indices, LonLat, Travel
from planner.assignment import AssignmentProblem, make_people, make_posts, make_problem
from planner.assignment.problem import Posts
from planner.errors import PlanInputError, Problem
from planner.pairs import members, serves
from planner.poor_households import poor_households
from planner.problem import UNLIMITED, Flags, days, from_layers, trade_masks
from planner.roster.base_posts import open_bases
from planner.roster.choice import FITS, RosterChoice
from planner.rule import Rule

# Reasons name the nearest person up to so many times the limit.
_BEYOND = 2
LONG_AGO = "1900-01-01"
_COLUMNS = ["village_code", "post", "trades", "base_id"]
ROSTER_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "commissioners", "bases", "assignments",
    "household_counts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RosterQuestion:
    """What is asked of a roster, and what its numbers mean.

    Parameters
    ----------
    rule, choice
        Which villages, how near, on which day; and everything else.
    problem
        The numbers: posts are the rows of ``posts``, people those of ``people``.
    posts
        Columns ``post_id``, ``village_code``, ``post``, ``base_id``, ``trades``
        (wanted, joined), ``row`` (of the village in its layer), ``must``,
        ``weight`` (poor households of the village), and ``from_row``: the row of the
        roster in force that brings it back; empty where the rule or the choice asks
        for it.
    people
        The layer ``commissioners``, in its order, and then those whom only the roster
        before still names.
    villages
        The layer ``villages``, in its order.
    now
        Rows of the layer ``assignments`` in force on the day, with the ``post_id`` that
        each of them fills; empty where it fills none that is asked for, or ends.
    travel
        How reach was measured, by name.
    households
        Poor households of the villages with posts, as
        :func:`planner.poor_households.poor_households` counts them.
    notes
        What is to be known of the roster in force.
    """

    rule: Rule
    choice: RosterChoice
    problem: AssignmentProblem
    posts: pd.DataFrame
    people: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    now: pd.DataFrame
    travel: Mapping[str, float | str]
    households: pd.DataFrame
    notes: tuple[Problem, ...] = ()

    @property
    def is_in_force(self) -> bool:
        """Whether a roster in force fills any of the posts."""
        return bool((self.now["post_id"] != "").any())


def ask_roster(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    rule: Rule,
    choice: RosterChoice,
    travel: Travel,
    *,
    today: dt.date,
) -> RosterQuestion:
    """Put a question about the roster into numbers.

    Parameters
    ----------
    layers
        :data:`ROSTER_LAYERS` of a workspace.
    rule
        Which villages are owed a commissioner, the limit and the day; what it says of
        bases and of capacity is not asked.
    choice
        Everything else.
    travel
        How reach is measured.
    today
        Day for a rule without one.

    Raises
    ------
    PlanInputError
        If there are no villages or no commissioners, an extra post, pin or ban names
        what is not there, or a post is given up that the rule asks for; all at once.
    """
    needed: tuple[LayerName, ...] = ("villages", "commissioners")
    empty = [name for name in needed if layers[name].empty]
    if empty:
        raise PlanInputError([(f"roster_empty_{name}", {}) for name in empty])
    rule = rule.dated(today)
    now = _in_force(layers["assignments"], rule)
    going_on = now[~now["assignment_id"].isin(choice.ended)]
    posts = _posts(layers, rule, choice, going_on)
    filled = pd.Series(_filled_by(going_on, posts), dtype=object)
    now["post_id"] = filled.reindex(now.index).fillna("")
    people = _with_those_gone(layers["commissioners"], now)
    _check(choice, posts, people, now)
    asked = {**layers, "commissioners": people}
    households = poor_households(layers, rule.on or today)
    posts["weight"] = households["count"].to_numpy()[posts["row"].to_numpy(np.int64)]
    problem = _problem(asked, rule, choice, travel, posts, now)
    notes = _notes(now.loc[going_on.index], layers["bases"], rule)
    return RosterQuestion(
        rule, choice, problem, posts, people, layers["villages"], now, travel.settings,
        households.loc[posts["village_code"].unique()], notes,
    )  # fmt: skip


def _posts(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    rule: Rule,
    choice: RosterChoice,
    held: pd.DataFrame,
) -> pd.DataFrame:
    """Posts of the villages owed one, then those that have to be filled.

    The last are those of the roster in force that nothing asks for: a leader, a base.
    """
    villages = layers["villages"]
    asked = members(from_layers(layers), rule)
    at = {code: row for row, code in enumerate(villages["village_code"])}
    wanted: list[tuple[str, str, str, str]] = []
    for code, trades in villages.loc[asked, ["village_code", "trades"]].itertuples(
        index=False
    ):
        each = split_list(trades) if choice.each_trade else []
        own = [*each] if each else [trades]
        wanted += [
            (code, DEFAULT_POST, one, "") for one in own for _ in range(choice.needed)
        ]
    extra = [
        (post.village_code, post.post, post.trades, post.base_id)
        for post in choice.extra
    ]
    lost = sorted({post[0] for post in extra if post[0] not in at})
    if lost:
        raise PlanInputError([("roster_lost_villages", {"codes": ", ".join(lost)})])
    asked_for = _table([*wanted, *extra])
    filled = _filled_by(held, asked_for)
    more = held[
        np.array([not filled[row] for row in held.index], dtype=bool)
        & held["village_code"].isin(list(at))
        & ((held["post"] != DEFAULT_POST) | (held["base_id"] != ""))
        & ~_at_shut_bases(held, layers["bases"], rule)
    ]
    brought = more[_COLUMNS].itertuples(index=False, name=None)
    table = _table([*wanted, *extra, *brought])
    table["must"] = np.arange(len(table)) >= len(wanted)
    table["from_row"] = [*[""] * len(asked_for), *more["assignment_id"]]
    table["row"] = [at[code] for code in table["village_code"]]
    return table


def _table(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    """Posts as a table, each with an id: village, kind, and its number from 1."""
    table = pd.DataFrame(rows, columns=_COLUMNS).astype(object)
    number = table.groupby(["village_code", "post"], sort=False).cumcount() + 1
    ids = table["village_code"] + "/" + table["post"] + "/" + number.astype(str)
    return table.assign(post_id=ids.astype(object))


def _in_force(assignments: gpd.GeoDataFrame, rule: Rule) -> pd.DataFrame:
    """Rows of the roster on the day, the kind of post filled in."""
    day = rule.on.isoformat() if rule.on else ""
    since, until = assignments["since"], assignments["until"]
    held = assignments[(since <= day) & ((until == "") | (until >= day))]
    table = pd.DataFrame(held.drop(columns="geometry")).astype({"post": object})
    table["post"] = table["post"].where(table["post"] != "", DEFAULT_POST)
    return table


def _at_shut_bases(
    held: pd.DataFrame, bases: gpd.GeoDataFrame, rule: Rule
) -> "pd.Series[bool]":
    """Rows at a base that is not open on the day."""
    assert rule.on is not None  # noqa: S101 - a question has its day filled in
    shut = set(bases["base_id"]) - set(open_bases(bases, rule.on)["base_id"])
    return held["base_id"].isin(shut)


def _notes(
    held: pd.DataFrame, bases: gpd.GeoDataFrame, rule: Rule
) -> tuple[Problem, ...]:
    """Tell of rows whose post nothing asks for because their base is not open."""
    left_out = _at_shut_bases(held, bases, rule) & (held["post_id"] == "")
    ids = sorted(held.loc[left_out, "assignment_id"])
    told = {"count": len(ids), "ids": ", ".join(ids)}
    return (("roster_shut_bases", told),) if ids else ()


def _filled_by(held: pd.DataFrame, posts: pd.DataFrame) -> dict[int, str]:
    """Post that each row fills, at most one a post; empty where none is asked for.

    Of several posts of a kind at a village a row fills the one of its trades and base;
    rows of other trades then take what is left, in order.
    """
    at: dict[int, str] = dict.fromkeys(held.index, "")
    taken: set[str] = set()
    place = ["village_code", "post"]
    for columns in ([*place, "trades", "base_id"], place):
        free: dict[tuple[str, ...], list[str]] = {}
        for name, *key in posts[["post_id", *columns]].itertuples(index=False):
            if name not in taken:
                free.setdefault(tuple(key), []).append(name)
        for row, *key in held[columns].itertuples():
            if not at[row] and free.get(tuple(key)):
                at[row] = free[tuple(key)].pop(0)
        taken |= set(at.values())
    return at


def _with_those_gone(people: gpd.GeoDataFrame, now: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add those the roster still names but the register no longer has, out of post."""
    gone = sorted(set(now["commissioner_id"]) - set(people["commissioner_id"]))
    if not gone:
        return people
    rows = pd.DataFrame({"commissioner_id": gone, "name": gone, "ends": LONG_AGO})
    return conform(
        pd.concat([people, conform(rows, "commissioners")], ignore_index=True),
        "commissioners",
    )


def _check(
    choice: RosterChoice,
    posts: pd.DataFrame,
    people: gpd.GeoDataFrame,
    now: pd.DataFrame,
) -> None:
    """Refuse a choice that names what is not there, or gives up what the rule asks."""
    known_posts, known_people = set(posts["post_id"]), set(people["commissioner_id"])
    problems: list[Problem] = []
    for name in ("pins", "bans"):
        pairs = getattr(choice, name)
        lost = sorted(
            {post for post, _ in pairs if post not in known_posts}
            | {person for _, person in pairs if person not in known_people}
        )
        if lost:
            problems.append(("roster_lost", {"name": name, "ids": ", ".join(lost)}))
    owed = _still_owed(choice, posts, now)
    if owed:
        problems.append(("roster_still_owed", {"ids": ", ".join(owed)}))
    if problems:
        raise PlanInputError(problems)


def _still_owed(
    choice: RosterChoice, posts: pd.DataFrame, now: pd.DataFrame
) -> list[str]:
    """Rows given up whose post the rule asks for, and which no other row fills."""
    ended = now["assignment_id"].isin(choice.ended)
    owed = set(posts.loc[~posts["must"], "post_id"]) - {*now["post_id"]}
    filled = pd.Series(_filled_by(now, posts), index=now.index, dtype=object)
    return sorted(now.loc[ended & filled.isin(owed), "assignment_id"])


def _problem(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    rule: Rule,
    choice: RosterChoice,
    travel: Travel,
    posts: pd.DataFrame,
    now: pd.DataFrame,
) -> AssignmentProblem:
    villages, people = layers["villages"], layers["commissioners"]
    rows = posts["row"].to_numpy(dtype=np.int64)
    place = _lonlat(villages)
    placed = np.asarray(np.isfinite(place).all(axis=1))
    in_post = serves(days(people["starts"]), days(people["ends"]), rule.on)
    person_at = {one: at for at, one in enumerate(people["commissioner_id"])}
    post_at = {one: at for at, one in enumerate(posts["post_id"])}
    return make_problem(
        make_people(
            people["commissioner_id"].to_numpy(dtype=object),
            trade_masks(people["trades"]),
            people["capacity"].to_numpy(dtype=np.int64, na_value=int(UNLIMITED)),
            in_post=in_post,
            left=_left(people, now, in_post),
            tier=people["tier"].to_numpy(dtype=object),
            team=people["team"].to_numpy(dtype=object),
        ),
        _as_numbers(posts, villages, place, placed, travel),
        _reach(place, placed, rows, _lonlat(people), rule, travel),
        limit=rule.cutoff,
        last_year=_last_year(people, villages),
        accepted=_holders(now, post_at, person_at, len(posts)),
        pins=[
            *((post_at[post], person_at[person]) for post, person in choice.pins),
            *_pinned(now, choice, post_at, person_at, in_post),
        ],
        bans=[(post_at[post], person_at[person]) for post, person in choice.bans],
        least_fit=FITS[choice.least_fit],
    )


def _as_numbers(
    posts: pd.DataFrame,
    villages: gpd.GeoDataFrame,
    place: LonLat,
    placed: Flags,
    travel: Travel,
) -> Posts:
    """Posts as numbers, each with what its village is like."""
    rows = posts["row"].to_numpy(dtype=np.int64)
    joined, road_m = _access(place, placed, np.unique(rows), travel)
    return make_posts(
        posts["post_id"].to_numpy(dtype=object),
        trade_masks(posts["trades"]),
        place=rows,
        must=posts["must"].to_numpy(dtype=bool),
        weight=posts["weight"].to_numpy(dtype=np.int64),
        placed=placed[rows],
        joined=joined[rows],
        road_m=road_m[rows],
        excluded=villages["excluded"].to_numpy(dtype=bool)[rows],
    )


def _lonlat(frame: gpd.GeoDataFrame) -> LonLat:
    points = frame.geometry.to_numpy()
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))


def _access(
    place: LonLat, placed: Flags, rows: Indices, travel: Travel
) -> tuple[Flags, "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
    """Whether each village is joined to the roads, and how far off it is."""
    joined, road_m = np.ones(len(place), dtype=bool), np.full(len(place), np.nan)
    asked = rows[placed[rows]]
    access = travel.access(place[asked])
    joined[asked], road_m[asked] = access.joined, access.distance_m
    return joined, road_m


def _reach(
    place: LonLat,
    placed: Flags,
    rows: Indices,
    homes: LonLat,
    rule: Rule,
    travel: Travel,
) -> csr_array:
    """Travel cost of posts and people, shape (n, m)."""
    villages, at = np.unique(rows, return_inverse=True)
    asked = np.flatnonzero(placed[villages])
    housed = np.flatnonzero(np.isfinite(homes).all(axis=1))
    near = travel.within(
        place[villages[asked]],
        homes[housed],
        cutoff=rule.cutoff * _BEYOND,
        unit=rule.unit,
    ).matrix.tocoo()
    table = csr_array(
        (near.data.astype(np.int64), (asked[near.row], housed[near.col])),
        shape=(len(villages), len(homes)),
    )
    return csr_array(table[at])


def _left(people: gpd.GeoDataFrame, now: pd.DataFrame, in_post: Flags) -> Flags:
    """Those who served in the roster in force, or are taken to be gone."""
    named = people["commissioner_id"].isin(now["commissioner_id"])
    return np.asarray(named | (people["ends"] == LONG_AGO), dtype=np.bool_) & ~in_post


def _last_year(
    people: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> list[tuple[int, int]]:
    """Pairs (village, person) of last year; villages no longer there are left out."""
    at = {code: row for row, code in enumerate(villages["village_code"])}
    return [
        (at[code], person)
        for person, codes in enumerate(people["villages_last_year"])
        for code in split_list(codes)
        if code in at
    ]


def _holders(
    now: pd.DataFrame,
    post_at: Mapping[str, int],
    person_at: Mapping[str, int],
    posts: int,
) -> Indices:
    """Holder of each post in the roster as it is; -1 where none."""
    accepted = np.full(posts, -1, dtype=np.int64)
    for post, person in zip(now["post_id"], now["commissioner_id"], strict=True):
        if post:
            accepted[post_at[post]] = person_at.get(person, -1)
    return accepted


def _pinned(
    now: pd.DataFrame,
    choice: RosterChoice,
    post_at: Mapping[str, int],
    person_at: Mapping[str, int],
    in_post: Flags,
) -> list[tuple[int, int]]:
    """Rows pinned in the roster, where the planner says nothing else of the post.

    The pin of somebody who has left lapses: nobody can be kept who is not there.
    """
    said = {post for post, _ in choice.pins} | {*choice.freed}
    rows = now[now["pinned"].astype(bool)] if len(now) else now
    return [
        (post_at[post], person_at[person])
        for post, person in zip(rows["post_id"], rows["commissioner_id"], strict=True)
        if post
        and post not in said
        and (post, person) not in choice.bans
        and in_post[person_at[person]]
    ]
