"""A question about advisory groups as numbers: counties, seats, experts, wishes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName, split_list
from planner.advising.choice import FIELDS, AdvisoryChoice
from planner.advising.counties import asking_counties
from planner.advising.listing import CodeLists, positions, wish_for
from planner.advising.names import Names
from planner.advising.standing import members_in_force, pool, served_before
from planner.advising.wishes import (
    CountyList,
    Listed,
    Pool,
    bars,
    pool_of,
    rarest_first,
    room_of,
)
from planner.advisory.problem import (
    MOST_SEATS,
    AdvisoryProblem,
    Experts,
    Ints,
    Least,
    Seats,
    can_sit,
    make_pairs,
)
from planner.errors import PlanInputError, Problem
from planner.pairing.places import places_of

ADVISORY_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "people", "groups",
    "agreements", "events", "duties_done", "facts", "household_counts", "experts",
    "applications",
)  # fmt: skip
Layers = Mapping[LayerName, gpd.GeoDataFrame]
# How a pinned expert is told from members in force.
_PIN = "pin"


@dataclass(frozen=True, slots=True)
class AdvisoryQuestion:
    """What is asked of a matching, and what its numbers mean.

    Parameters
    ----------
    choice, on
        As asked; the day.
    problem
        The numbers: counties are the rows of ``counties`` that are ``matched``, in
        their order; experts the rows of ``experts``.
    counties
        One row per county that asks, is asked about or has a group, those that are
        matched first, then by code. Columns ``county_code``, ``county``, ``city``,
        ``exited`` (left poverty by the day), ``key_assistance``, ``eligible``,
        ``why_not`` (empty, ``"not_exited"``, ``"key_assistance"``, ``"both"`` or
        ``"unknown"``), ``need`` (stated that it asks), ``application_id`` (empty where
        none), ``date``, ``state``, ``batch``, ``needs`` (trades, joined; of those
        matched the rarest in the pool first), ``need_text``, ``proposed``,
        ``declines``, ``conflicts`` (as in the application), ``paired``, ``partner``
        (name of the eastern partner, empty where none), ``partner_unit`` (its province,
        two digits; joined), ``group_id`` (in force now, else empty), ``members_now``,
        ``seats``, ``matched`` (in this matching), ``waits`` (why not, empty where
        matched: see :meth:`planner.advising.answering.AdvisoryAnswer.waiting`),
        ``illustrative``.
    experts
        The pool and whoever else serves in a group now. Columns ``expert_id``,
        ``name``, ``organisation``, ``tier``, ``trades``, ``home_unit``, ``home`` (name
        of it, where known), ``quota`` (as in the pool and raised), ``leads`` (may lead
        a group), ``elsewhere`` (groups in force that are not matched), ``accepts``,
        ``declines``, ``interests``, ``in_pool``, ``illustrative``.
    now
        Members of every group in force, and those agreed on who begin later. Columns
        ``county_code``, ``group_id``, ``person_id``, ``expert_id``, ``name``,
        ``organisation``, ``tier``, ``role`` (``"leader"`` or ``"member"``),
        ``trades``, ``home_unit``, ``since``, ``certified``, ``illustrative``.
    notes
        What is to be known of the records: message keys and their values.
    """

    choice: AdvisoryChoice
    on: dt.date
    problem: AdvisoryProblem
    counties: pd.DataFrame
    experts: pd.DataFrame
    now: pd.DataFrame
    notes: tuple[Problem, ...] = ()

    @property
    def matched(self) -> pd.DataFrame:
        """The counties of the problem, in its order."""
        return self.counties[self.counties["matched"]]


def ask_advisory(
    layers: Layers, choice: AdvisoryChoice, *, today: dt.date
) -> AdvisoryQuestion:
    """Put a question about advisory groups into numbers.

    Parameters
    ----------
    layers
        :data:`ADVISORY_LAYERS` of a workspace.
    choice
        Everything else.
    today
        The day on which applications, experts, groups and members are looked at.

    Raises
    ------
    PlanInputError
        If nobody is in the pool, or a pin, a ban or a refusal names what is not there,
        or a pin has no seat; all at once.
    """
    now = members_in_force(layers, today, coming=True)
    counties = asking_counties(layers, choice, now, today)
    experts = _experts(layers, choice, counties, now, today)
    problems = list(_unknown(choice, counties, experts))
    if problems:
        raise PlanInputError(problems)
    columns = pool_of(experts, places_of(layers, experts["home_unit"]))
    counties = _rarest_first(counties, columns)
    matched = counties[counties["matched"]]
    agreed = [_agreed(code, choice, experts, now) for code in matched["county_code"]]
    lists = _lists(layers, choice, matched, experts, columns, agreed)
    problems = list(_bad_pins(matched, experts, agreed, lists))
    if problems:
        raise PlanInputError(problems)
    problem = _problem(choice, matched, columns, agreed, lists)
    notes = tuple(_notes(counties, experts))
    return AdvisoryQuestion(choice, today, problem, counties, experts, now, notes)


def _experts(
    layers: Layers,
    choice: AdvisoryChoice,
    counties: pd.DataFrame,
    now: pd.DataFrame,
    on: dt.date,
) -> pd.DataFrame:
    """The pool, with quotas raised and the groups that each is in elsewhere."""
    table = pool(layers, now, on)
    names = Names(layers)
    matched = counties.loc[counties["matched"], "county_code"]
    others = now[~now["county_code"].isin(matched)]
    load = others.groupby("expert_id")["county_code"].nunique()
    ids = table["expert_id"]
    raised = ids.map(dict(choice.quota_raised)).fillna(0).astype("int64")
    return table.assign(
        quota=table["quota"] + raised,
        elsewhere=ids.map(load).fillna(0).astype("int64"),
        home=[names.of(code) for code in table["home_unit"]],
    )


def _unknown(
    choice: AdvisoryChoice, counties: pd.DataFrame, experts: pd.DataFrame
) -> Iterator[Problem]:
    """Pins, bans and refusals of counties or experts that are not there."""
    if experts.empty:
        yield "advisory_nobody", {}
        return
    matched = set(counties.loc[counties["matched"], "county_code"])
    known, ids = set(counties["county_code"]), set(experts["expert_id"])
    named = {
        "pins": (choice.pins, matched),
        "bans": (choice.bans, known),
        "declined": ([one[:2] for one in choice.declined], known),
    }
    for field, (pairs, codes) in named.items():
        name = FIELDS[field]
        for county, expert in pairs:
            if county not in codes:
                yield "advisory_unknown_county", {"name": name, "value": county}
            if expert not in ids:
                yield "advisory_unknown_expert", {"name": name, "value": expert}
    for expert, _ in choice.quota_raised:
        if expert not in ids:
            told = {"name": FIELDS["quota_raised"], "value": expert}
            yield "advisory_unknown_expert", told


def _rarest_first(counties: pd.DataFrame, columns: Pool) -> pd.DataFrame:
    """Put the trades needed of matched counties in order."""
    matched = counties["matched"]
    room = room_of(columns, counties.loc[matched, "needs"].tolist())
    ordered = [";".join(rarest_first(text, room)) for text in counties["needs"]]
    return counties.assign(needs=ordered)


def _agreed(
    county: str, choice: AdvisoryChoice, experts: pd.DataFrame, now: pd.DataFrame
) -> dict[int, str]:
    """Positions of a county's members in force and pinned experts, and their roles."""
    at = positions(experts["expert_id"].tolist())
    own = now[now["county_code"] == county]
    found = {
        at[expert]: role
        for expert, role in zip(own["expert_id"], own["role"], strict=True)
    }
    for code, expert in choice.pins:
        if code == county:
            found.setdefault(at[expert], _PIN)
    return found


def _lists(
    layers: Layers,
    choice: AdvisoryChoice,
    matched: pd.DataFrame,
    experts: pd.DataFrame,
    columns: Pool,
    agreed: list[dict[int, str]],
) -> list[Listed]:
    """Seats and pairs of each matched county."""
    accepts, declines, interests = (
        CodeLists(experts[name]) for name in ("accepts", "declines", "interests")
    )
    before, at = served_before(layers), positions(experts["expert_id"].tolist())
    places = places_of(layers, matched["county_code"])
    found = []
    for number, row in enumerate(matched.to_dict("records")):
        code = str(row["county_code"])
        wish = wish_for(code, accepts, declines.naming(code))
        barred = bars(columns, row, choice, wish, interests.naming(code))
        served = np.zeros(len(columns), dtype=bool)
        served[[at[one] for where, one in before if where == code and one in at]] = True
        own = CountyList(columns, row, split_list(row["needs"]), choice, agreed[number])
        found.append(own.listed(wish, barred, served, places[number]))
    return found


def _bad_pins(
    matched: pd.DataFrame,
    experts: pd.DataFrame,
    agreed: list[dict[int, str]],
    lists: list[Listed],
) -> Iterator[Problem]:
    """Pins that a refusal, a quota or the number of seats is against."""
    names = experts["name"].tolist()
    load = experts["elsewhere"].to_numpy(dtype=np.int64, copy=True)
    for own in agreed:
        load[[*own]] += 1
    for county, own, listed in zip(matched["county"], agreed, lists, strict=True):
        at = np.searchsorted(listed.experts, [*own])
        masks = listed.may_sit[at].tolist()
        if not can_sit(masks):
            told = {"county": county, "count": len(own), "most": MOST_SEATS}
            yield "advisory_no_seat", told
        for expert, place in zip(own, at, strict=True):
            if own[expert] != _PIN:
                continue
            told = {"county": county, "expert": names[expert]}
            if listed.barred[place]:
                yield "advisory_pin_barred", told
            quota = int(experts["quota"].iloc[expert])
            if load[expert] > quota:
                yield (
                    "advisory_pin_quota",
                    {**told, "load": int(load[expert]), "quota": quota},
                )


def _problem(
    choice: AdvisoryChoice,
    matched: pd.DataFrame,
    columns: Pool,
    agreed: list[dict[int, str]],
    lists: list[Listed],
) -> AdvisoryProblem:
    size = len(matched)
    kind = np.array([one.kind for one in lists], dtype=np.int64)
    trades = np.array([one.trades for one in lists], dtype=np.int64)
    kind, trades = kind.reshape(size, MOST_SEATS), trades.reshape(size, MOST_SEATS)
    ones = np.ones(size, dtype=np.int64)
    paired = matched["paired"].to_numpy(dtype=np.int64)
    least = Least(
        ones * choice.fewest, ones, ones * choice.home[0], paired * choice.partner[0]
    )
    pairs = make_pairs(
        np.repeat(np.arange(size), [len(one.experts) for one in lists]),
        _joined([one.experts for one in lists]),
        _joined([one.likes for one in lists]),
        _joined([one.wishes for one in lists]),
        _joined([one.may_sit for one in lists]),
        _joined([one.barred for one in lists]),
    )
    stays = [(at, one) for at, own in enumerate(agreed) for one in sorted(own)]
    return AdvisoryProblem(
        Seats(kind, trades), least, Experts(columns.quota, columns.knows), pairs,
        np.array(stays, dtype=np.int64).reshape(-1, 2),
    )  # fmt: skip


def _joined(parts: "list[np.ndarray]") -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _notes(counties: pd.DataFrame, experts: pd.DataFrame) -> Iterator[Problem]:
    """What is to be known of the records, beside the answer."""
    matched = counties[counties["matched"]]
    silent = matched.loc[~matched["need"], "county"]
    if len(silent):
        told = {"count": len(silent), "names": silent.tolist()}
        yield "advisory_note_no_need", told
    listed = experts[experts["in_pool"]]
    blank = listed.loc[listed["trades"] == "", "name"]
    if len(blank):
        yield "advisory_note_no_trade", {"count": len(blank), "names": blank.tolist()}
    strange = [
        (row["county"], one)
        for row in matched.to_dict("records")
        for one in split_list(row["proposed"])
        if not _is_home(one, row["county_code"], experts)
    ]
    if strange:
        names = [f"{county} {one}" for county, one in strange]
        yield "advisory_note_proposed", {"count": len(names), "names": names}
    unknown = matched.loc[matched["paired"] & (matched["partner_unit"] == ""), "county"]
    if len(unknown):
        told = {"count": len(unknown), "names": unknown.tolist()}
        yield "advisory_note_partner", told


def _is_home(expert: str, county: str, experts: pd.DataFrame) -> bool:
    own = experts[experts["expert_id"] == expert]
    return bool(own["home_unit"].str.startswith(county).any())
