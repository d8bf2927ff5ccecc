"""Who could sit where in a county's group, and how each side likes the other.

A county looks at the trades needed (the rarest in the pool first), the level, the
province and who served it before; an expert at the order of ``accepts``, the trades
needed that they know, and how near the county is to their home. What comes first in the
planner's order decides, the next where that is equal, and so on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.schemas import TRADES, split_list, term_group
from planner.advising.choice import AdvisoryChoice
from planner.advising.counties import eastern_provinces
from planner.advisory.problem import (
    BAR_BITS,
    HOME,
    LEADER,
    MOST_SEATS,
    OPEN,
    PARTNER,
    TRADE,
    Flags,
    Floats,
    Ints,
)
from planner.problem import trade_masks

Row = Mapping[Any, Any]
_BIT = {code: 1 << place for place, code in enumerate(TRADES)}
# Homes in the county, its city, its province, anywhere; each nearer than the next.
_NEAR = (6, 4, 2)
_FAR_KM = 10_000
# Places on a list of ``accepts`` that are told apart.
MOST_WISHES = 1000
_EARTH_KM = 6371.0


@dataclass(frozen=True)
class Pool:
    """The experts as columns, each of length e.

    Parameters
    ----------
    ids, organisation, home
        Texts, ``home`` the code of the unit each comes from.
    leads, east
        Who may lead a group, and who comes from an eastern province.
    knows
        Trades as bits, parts included.
    level
        From 0, a village's, to that of the nation.
    quota
        Groups each may join that are asked about here.
    lonlat
        Place of each home, degrees, shape (e, 2); NaN where not known.
    """

    ids: "np.ndarray[Any, Any]"
    organisation: "np.ndarray[Any, Any]"
    home: "np.ndarray[Any, Any]"
    leads: Flags
    east: Flags
    knows: Ints
    level: Ints
    quota: Ints
    lonlat: Floats

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Listed:
    """Seats of one county, and who could hold them.

    Parameters
    ----------
    kind, trades
        Of its seats, shape (16,); see :class:`planner.advisory.Seats`.
    experts, likes, wishes, may_sit, barred
        Of its pairs, each of shape (n,); see :func:`planner.advisory.make_pairs`.
    """

    kind: Ints
    trades: Ints
    experts: Ints
    likes: Floats
    wishes: Floats
    may_sit: Ints
    barred: Ints


def pool_of(experts: pd.DataFrame, lonlat: Floats) -> Pool:
    """Take the experts of a question as columns."""
    levels = [*term_group("tiers")][::-1]
    rank = {tier: at for at, tier in enumerate(levels)}
    home = experts["home_unit"].to_numpy(dtype=object)
    east = eastern_provinces()
    return Pool(
        ids=experts["expert_id"].to_numpy(dtype=object),
        organisation=experts["organisation"].to_numpy(dtype=object),
        home=home,
        leads=experts["leads"].to_numpy(dtype=bool),
        east=np.array([code[:2] in east for code in home], dtype=bool),
        knows=trade_masks(experts["trades"], with_parts=True),
        level=np.array([rank.get(one, 0) for one in experts["tier"]], dtype=np.int64),
        quota=(experts["quota"] - experts["elsewhere"])
        .clip(lower=0)
        .to_numpy(dtype=np.int64),
        lonlat=lonlat,
    )


def rarest_first(needs: str, room: Mapping[str, float]) -> list[str]:
    """Trades of a county, those with least room in the pool first."""
    own = [trade for trade in split_list(needs) if trade in TRADES]
    return sorted(dict.fromkeys(own), key=lambda trade: (room.get(trade, 0.0), trade))


def room_of(pool: Pool, needs: Sequence[str]) -> dict[str, float]:
    """Groups that those who know a trade may join, for each county that needs it."""
    asked: dict[str, int] = {}
    for text in needs:
        for trade in {*split_list(text)} & {*TRADES}:
            asked[trade] = asked.get(trade, 0) + 1
    return {
        trade: float(pool.quota[pool.knows & _BIT[trade] != 0].sum()) / count
        for trade, count in asked.items()
    }


class CountyList:
    """What one county and the pool mean to each other.

    Parameters
    ----------
    pool
        The experts.
    row
        Its row of the question's counties.
    needs
        Trades needed, the rarest first.
    choice
        As asked.
    agreed
        Positions of its members in force and pinned experts, with the role each has:
        ``"leader"``, ``"member"`` or ``"pin"``.
    """

    def __init__(
        self,
        pool: Pool,
        row: Row,
        needs: Sequence[str],
        choice: AdvisoryChoice,
        agreed: Mapping[int, str],
    ) -> None:
        self.pool, self.row, self.choice, self.agreed = pool, row, choice, agreed
        self.needs = [_BIT[trade] for trade in needs]
        code = row["county_code"]
        self.home = np.char.startswith(pool.home.astype(str), code)
        # In counties without an eastern partner experts of the east are as all others.
        self.east = pool.east & ~self.home & bool(row["paired"])
        proposed = {*split_list(row["proposed"])}
        self.proposed = self.home & np.isin(pool.ids.astype(str), [*proposed])
        where = split_list(row["partner_unit"])
        partners = [code[:2] in where for code in pool.home] if where else True
        self.partner = self.east & partners
        self.fresh = np.ones(len(pool), dtype=bool)
        self.fresh[[*agreed]] = False

    def listed(self, wish: Ints, barred: Ints, before: Flags, lonlat: Floats) -> Listed:
        """Lay out the seats and list the pairs.

        Parameters
        ----------
        wish
            How much each expert would come, by the order of ``accepts``, shape (e,).
        barred
            Bits of what keeps each apart from the county, shape (e,).
        before
            Who served the county before, shape (e,).
        lonlat
            Place of the county, shape (2,).
        """
        kind, trades, may_sit = self._seats(barred)
        at = np.flatnonzero(may_sit)
        like = {
            "trades": (self._known(at, weighed=True), 1 << len(self.needs)),
            "level": (self.pool.level[at], len(term_group("tiers"))),
            "province": (self._digits(at, 2), 2),
            "before": (before[at], 2),
        }
        wishes = {
            # Of the same scale in every county: an expert compares them.
            "wish": (wish[at].clip(0, MOST_WISHES - 1), MOST_WISHES),
            "trades": (self._known(at, weighed=False), len(TRADES) + 1),
            "near": (self._nearness(at, lonlat), (len(_NEAR) + 1) * _FAR_KM),
        }
        return Listed(
            kind, trades, at,
            _in_order(like, self.choice.county_order, len(at)),
            _in_order(wishes, self.choice.expert_order, len(at)),
            may_sit[at], barred[at],
        )  # fmt: skip

    def _seats(self, barred: Ints) -> tuple[Ints, Ints, Ints]:
        """Kinds and trades of the seats, and who may hold which."""
        members = [at for at, role in self.agreed.items() if role != "leader"]
        leader = [at for at, role in self.agreed.items() if role == "leader"][:1]
        members += [at for at, role in self.agreed.items() if role == "leader"][1:]
        open_to = barred == 0
        home = self._home_seats(members, open_to)
        partner, east_leads = self._partner_seats(members, leader, open_to)
        fixed = 1 + home + partner
        total = max(
            int(self.row["seats"]), min(fixed + len(self.needs), self.choice.most)
        )
        trade = self.needs[: max(min(total, MOST_SEATS) - fixed, 0)]
        # Whoever was agreed on has a seat, however many they are.
        others = [at for at in members if not (self.home[at] or self.east[at])]
        need = fixed + len(others)
        trade = self._uncovered(trade, others, room=total - need)
        need += len(trade) - self._seated(others, trade)
        total = min(max(total, need), MOST_SEATS)
        kinds = [LEADER] + [HOME] * home + [PARTNER] * partner + [TRADE] * len(trade)
        kinds += [OPEN] * (total - len(kinds))
        # More agreed on than there are seats is refused where all counties are known.
        kinds = kinds[:MOST_SEATS]
        kind = np.full(MOST_SEATS, -1, dtype=np.int64)
        kind[: len(kinds)] = kinds
        trades = np.zeros(MOST_SEATS, dtype=np.int64)
        trades[fixed : fixed + len(trade)] = trade
        return kind, trades, self._may_sit(kind, trades, members, leader, east_leads)

    @property
    def _is_whole(self) -> bool:
        """Whether there are as many members by now as the county wants."""
        return len(self.agreed) >= int(self.row["seats"])

    def _home_seats(self, members: list[int], open_to: Flags) -> int:
        least, most = self.choice.home
        held = int(self.home[members].sum())
        if self._is_whole:
            return max(least, held)
        there = int((self.proposed & open_to & self.fresh).sum()) + held
        return max(min(most, there), least, held)

    def _partner_seats(
        self, members: list[int], leader: list[int], open_to: Flags
    ) -> tuple[int, bool]:
        """How many, and whether a leader may be of the east, who counts as one."""
        if not self.row["paired"]:
            return 0, True
        least, most = self.choice.partner
        held = int(self.east[members].sum())
        if leader:
            east_leads = bool(self.east[leader[0]])
        else:
            could = (self.east & self.pool.leads & open_to).any()
            east_leads = bool(could) and most - 1 >= max(least, held)
        if self._is_whole:
            return max(least, held), east_leads
        there = int((self.partner & open_to & self.fresh).sum()) + held
        return max(min(most - east_leads, there), least, held), east_leads

    def _uncovered(
        self, trade: Sequence[int], others: list[int], room: int
    ) -> list[int]:
        """Trades that get a seat: of a group without room only those nobody knows."""
        kept = list(trade)
        for bit in reversed(trade):
            if len(kept) - self._seated(others, kept) <= max(room, 0):
                break
            known = any(self.pool.knows[at] & bit for at in self.agreed)
            if known and not any(self.pool.knows[at] & bit for at in others):
                kept.remove(bit)
        return kept

    def _seated(self, others: list[int], trade: Sequence[int]) -> int:
        """How many members agreed on surely find a seat of their trade."""
        free, seated = list(trade), 0
        for at in others:
            own = next((bit for bit in free if self.pool.knows[at] & bit), None)
            if own is not None:
                free.remove(own)
                seated += 1
        return seated

    def _may_sit(
        self,
        kind: Ints,
        trades: Ints,
        members: list[int],
        leader: list[int],
        east_leads: bool,
    ) -> Ints:
        """Seats that each expert may hold, as bits; 0 for those who may hold none."""
        bits = {
            which: int((np.int64(1) << np.flatnonzero(kind == which)).sum())
            for which in (LEADER, HOME, PARTNER, OPEN)
        }
        knows = self.pool.knows
        elsewhere = ~(self.home | self.east)
        found = np.where(self.proposed, bits[HOME], 0).astype(np.int64)
        found |= np.where(self.partner, bits[PARTNER], 0)
        found |= np.where(elsewhere, bits[OPEN], 0)
        for seat in np.flatnonzero(kind == TRADE).tolist():
            found |= np.where(elsewhere & (knows & trades[seat] != 0), 1 << seat, 0)
        leads = self.pool.leads & ~self.home & (elsewhere | east_leads)
        found |= np.where(leads, bits[LEADER], 0)
        for at in members:
            own = HOME if self.home[at] else PARTNER if self.east[at] else OPEN
            stays = found[at] & ~bits[LEADER] | bits[own]
            found[at] = found[at] | bits[own] if self.agreed[at] == "pin" else stays
        for at in leader:
            found[at] = bits[LEADER]
        return found

    def _known(self, at: Ints, *, weighed: bool) -> Ints:
        """Trades needed that experts know: how many, or as bits, the rarest highest."""
        found = np.zeros(len(at), dtype=np.int64)
        for place, bit in enumerate(reversed(self.needs)):
            knows = (self.pool.knows[at] & bit != 0).astype(np.int64)
            found += knows << place if weighed else knows
        return found

    def _digits(self, at: Ints, digits: int) -> Flags:
        """Whose home shares so many first digits with the county."""
        code = self.row["county_code"][:digits]
        return np.array(
            [one[:digits] == code for one in self.pool.home[at]], dtype=bool
        )

    def _nearness(self, at: Ints, lonlat: Floats) -> Ints:
        near = sum(self._digits(at, digits).astype(np.int64) for digits in _NEAR)
        km = _kilometres(self.pool.lonlat[at], lonlat)
        return np.asarray(near) * _FAR_KM + _FAR_KM - 1 - km


def bars(
    pool: Pool, row: Row, choice: AdvisoryChoice, wish: Ints, interest: Ints
) -> Ints:
    """What keeps each expert apart from a county, as bits.

    Parameters
    ----------
    pool, row, choice
        As for :class:`CountyList`.
    wish
        As for :meth:`CountyList.listed`; -1: would not come.
    interest
        Positions of experts with an interest in the county.
    """
    code, ids = row["county_code"], pool.ids.astype(str)
    own = [one for one in choice.declined if one[0] == code]
    by_expert = [expert for _, expert, who in own if who == "expert"]
    by_county = [expert for _, expert, who in own if who == "county"]
    by_county += split_list(row["declines"])
    conflicts = [one.strip() for one in split_list(row["conflicts"])]
    kept_out = [expert for county, expert in choice.bans if county == code]
    of_interest = np.zeros(len(pool), dtype=bool)
    of_interest[interest] = True
    told: Mapping[str, npt.NDArray[np.bool_]] = {
        "declined_by_expert": (wish < 0) | np.isin(ids, by_expert),
        "declined_by_county": np.isin(ids, by_county),
        "conflict": of_interest
        | np.isin(pool.organisation.astype(str), [one for one in conflicts if one]),
        "excluded_by_planner": np.isin(ids, kept_out),
    }
    found = np.zeros(len(pool), dtype=np.int64)
    for name, flags in told.items():
        found |= np.where(flags, BAR_BITS[name], 0)
    return found


def _in_order(
    scores: Mapping[str, tuple[Any, int]], order: Sequence[str], count: int
) -> Floats:
    """One number in which the first of an order decides, then the next.

    Each score is whole, from 0 to below its limit.
    """
    found = np.zeros(count)
    for name in order:
        values, limit = scores[name]
        found = found * limit + values
    return found


def _kilometres(here: Floats, there: Floats) -> Ints:
    """Straight line in whole kilometres; where a place is not known, very far."""
    if not np.isfinite(there).all():
        return np.full(len(here), _FAR_KM - 1, dtype=np.int64)
    x, y = np.radians(here).T
    to_x, to_y = np.radians(there)
    half = np.sin((y - to_y) / 2) ** 2
    half += np.cos(y) * np.cos(to_y) * np.sin((x - to_x) / 2) ** 2
    km = 2 * _EARTH_KM * np.arcsin(np.sqrt(half))
    whole: Ints = np.nan_to_num(km, nan=_FAR_KM - 1).astype(np.int64)
    return np.minimum(whole, _FAR_KM - 1)
