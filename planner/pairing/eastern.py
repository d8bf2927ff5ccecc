"""Eastern partners: which they are, whom each may take on, and what is in force.

A partner that says whom it serves takes on nobody else. One that does not may be any
county's partner; as an organisation it goes to the villages of counties tied to its
own place (its county, city or province), or tied to nobody. What ties a county is an
east-west agreement in force, drafts among them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.schemas import LIST_SEPARATOR, NATION, LayerName, split_list
from geo.travel import Indices
from planner.errors import PlanInputError
from planner.pairing.choice import Kind
from planner.pairing.numbers import FAR_S, MOST_PAIRS
from planner.pairing.parties import complete, in_force
from planner.pairing.subjects import AGREEMENT, agreements_in_force

Layers = Mapping[LayerName, gpd.GeoDataFrame]
_PROVINCE = 2
_PARTNER: Mapping[str, str] = {
    "east_counties": "county", "east_villages": "organisation",
}  # fmt: skip


def eastern_papers(layers: Layers, kind: Kind, on: dt.date) -> pd.DataFrame:
    """Agreements in force with eastern partners, drafts among them.

    A village's is one of pairing whose partner is of another province than the village,
    or has no place and the name of an eastern organisation.
    """
    papers = agreements_in_force(layers, AGREEMENT[kind], on)
    if kind == "east_counties":
        return papers
    unit, partners = papers["partner_unit"], layers["partners"]
    elsewhere = unit.str[:_PROVINCE] != papers["unit_code"].str[:_PROVINCE]
    named = papers["partner"].isin(_of_kind(partners, kind)["name"])
    eastern = np.where(unit != "", elsewhere & (unit != NATION), named)
    return papers[eastern.astype(bool)].reset_index(drop=True)


def eastern_parties(
    layers: Layers, kind: Kind, papers: pd.DataFrame, *, capacity: int, on: dt.date
) -> tuple[pd.DataFrame, list[str]]:
    """Eastern partners, and the party of each agreement in force.

    Parameters
    ----------
    layers
        ``partners``.
    kind
        ``"east_counties"`` or ``"east_villages"``.
    papers
        From :func:`eastern_papers`; a partner that only they name is a party too, for
        what it has and nothing else.
    capacity
        What a partner takes on that names no number of its own.
    on
        The day on which they must serve.

    Returns
    -------
    pandas.DataFrame
        As :func:`planner.pairing.parties.with_places` takes it, and ``only``: codes of
        the western units it serves, joined; empty for any.
    list of str
        Id of the party of each agreement.
    """
    rows = _of_kind(layers["partners"], kind)
    table = pd.DataFrame(
        {
            "party_id": "east:" + rows["partner_id"],
            "name": rows["name"],
            "trades": rows["trades"],
            "capacity": rows["capacity"].fillna(capacity).clip(lower=0),
            "unit_code": rows["unit_code"],
            "kind": rows["kind"],
            "organisation": rows["name"] if kind == "east_villages" else "",
            "serves": in_force(rows["since"], rows["until"], on),
            "illustrative": rows["illustrative"],
            "only": rows["serves"],
        }
    )
    ids = _party_of(papers, table)
    lost = papers[np.array([not one for one in ids], dtype=bool)]
    names = _named(lost)
    if names:
        more = _only_named(lost.assign(party_id=names))
        table = pd.concat([table, more], ignore_index=True)
    left = iter(names)
    ids = [one or next(left) for one in ids]
    only = table["only"].to_numpy(dtype=object)
    return complete(table).assign(only=only), ids


def tied_to(layers: Layers, kind: Kind, codes: Sequence[str], on: dt.date) -> list[str]:
    """Eastern units that villages are tied to, joined; empty where to none.

    Of counties, which are what is to be tied, it is empty throughout.
    """
    if kind == "east_counties":
        return [""] * len(codes)
    papers = agreements_in_force(layers, AGREEMENT["east_counties"], on)
    pairs = set(zip(papers["unit_code"], papers["partner_unit"], strict=True))
    below = _Below(codes)
    units: list[set[str]] = [set() for _ in codes]
    for west, east in pairs:
        for row in below.rows(west).tolist() if east else ():
            units[row].add(east)
    return [LIST_SEPARATOR.join(sorted(own)) for own in units]


def tied(posts: pd.DataFrame, parties: pd.DataFrame, now: pd.DataFrame) -> csr_array:
    """Which party may hold which post, as travel that is not known.

    Parameters
    ----------
    posts
        See :class:`planner.pairing.question.PairingQuestion`, with ``tied`` as
        :func:`tied_to` tells it.
    parties
        From :func:`eastern_parties`.
    now
        Agreements in force with their ``party_id``: what is in force may go on.

    Returns
    -------
    scipy.sparse.csr_array
        Shape (n posts, m parties), :data:`planner.pairing.numbers.FAR_S` where it may.

    Raises
    ------
    PlanInputError
        If there are more pairs than can be looked at.
    """
    below = _Below(posts["unit_code"].tolist())
    groups = posts.groupby("tied").indices
    held: dict[str, list[str]] = {}
    for unit, party in zip(now["unit_code"], now["party_id"], strict=True):
        held.setdefault(party, []).append(unit)
    rows: list[Indices] = []
    columns = ("party_id", "unit_code", "only")
    for party, unit, only in zip(*(parties[one] for one in columns), strict=True):
        own = [below.rows(one) for one in (*split_list(only), *held.get(party, ()))]
        if not only:
            places = [at for units, at in groups.items() if _may(unit, str(units))]
            own += [np.asarray(at, dtype=np.int64) for at in places]
        rows.append(np.unique(np.concatenate([_NONE, *own])))
        if sum(map(len, rows)) > MOST_PAIRS:
            told = {"most": f"{MOST_PAIRS:,}"}
            raise PlanInputError([("pairing_too_many_ties", told)])
    row = np.concatenate([_NONE, *rows])
    column = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    cost = np.full(len(row), FAR_S, dtype=np.int64)
    return csr_array((cost, (row, column)), shape=(len(posts), len(parties)))


_NONE: Indices = np.empty(0, dtype=np.int64)


class _Below:
    """Units of one level by the code of what they are in."""

    def __init__(self, codes: Sequence[str]) -> None:
        own = np.array(codes, dtype="U12")
        self.order: Indices = np.argsort(own, kind="stable").astype(np.int64)
        self.codes, self.digits = own[self.order], max(map(len, codes), default=0)

    def rows(self, unit: str) -> Indices:
        """Positions of those in a unit, or of the one that it is in."""
        code = "" if unit == NATION else unit[: self.digits]
        first, last = np.searchsorted(self.codes, (code, f"{code}~"))
        return self.order[first:last]


def _may(unit: str, units: str) -> bool:
    """Whether an organisation of a unit goes where others are tied to some units."""
    own = split_list(units)
    return not own or any(_related(unit, one) for one in own)


def _related(one: str, other: str) -> bool:
    """Whether one unit is in the other, or they are the same."""
    if NATION in (one, other):
        return True
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _of_kind(partners: gpd.GeoDataFrame, kind: Kind) -> pd.DataFrame:
    rows = pd.DataFrame(partners.drop(columns="geometry"))
    return rows[rows["kind"] == _PARTNER[kind]]


def _party_of(papers: pd.DataFrame, parties: pd.DataFrame) -> list[str]:
    """Party of each agreement by name and place; empty where there is none."""
    known: dict[str, list[tuple[str, str]]] = {}
    columns = (parties[name] for name in ("name", "unit_code", "party_id"))
    for name, unit, party in zip(*columns, strict=True):
        known.setdefault(name, []).append((unit, party))
    found = []
    for partner, unit in zip(papers["partner"], papers["partner_unit"], strict=True):
        # One whose place is just that of the agreement goes first.
        own = sorted(known.get(partner, ()), key=lambda one: one[0] != unit)
        fits = (id_ for place, id_ in own if not unit or _related(place, unit))
        found.append(next(fits, ""))
    return found


def _only_named(papers: pd.DataFrame) -> pd.DataFrame:
    """Partners that only agreements name, as rows of parties."""
    one = papers.groupby("party_id", sort=False)
    units = one["unit_code"].unique()
    return pd.DataFrame(
        {
            "party_id": units.index,
            "name": one["partner"].first().to_numpy(),
            "capacity": units.map(len).to_numpy(),
            "unit_code": one["partner_unit"].first().to_numpy(),
            "kind": "organisation",
            "organisation": one["partner"].first().to_numpy(),
            "serves": True,
            "illustrative": one["illustrative"].any().to_numpy(),
            "only": units.map(LIST_SEPARATOR.join).to_numpy(),
        }
    )


def _named(papers: pd.DataFrame) -> list[str]:
    """Ids of partners that only agreements name."""
    pairs: Iterable[tuple[str, str]] = zip(
        papers["partner"], papers["partner_unit"], strict=True
    )
    return [f"org:{name}@{unit}" if unit else f"org:{name}" for name, unit in pairs]
