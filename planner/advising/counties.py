"""Counties that ask for a group: whether they may, what they need, their partners."""

import datetime as dt
from collections.abc import Mapping
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, LayerName
from planner.advising.choice import AdvisoryChoice, state_rank
from planner.advising.names import Names
from planner.advising.standing import COUNTY, groups_in_force
from planner.pairing.subjects import agreements_in_force
from planner.programmes.ground import Flags, ground_of
from planner.programmes.loading import shipped_programmes
from planner.programmes.schema import Programme
from planner.programmes.sets import Sets

Layers = Mapping[LayerName, gpd.GeoDataFrame]
PROGRAMME, EAST_ROW = "advisory", "advisory.east_west"
# Facts of counties that decide who is served, in the programme's own words.
EXITED, KEY, NEED, PAIRED = (
    "exited",
    "key_assistance",
    "advisory_need",
    "has_east_partner",
)
_APPLICATION = (
    "application_id", "date", "state", "batch", "needs", "need_text", "proposed",
    "declines", "conflicts", "seats", "illustrative",
)  # fmt: skip


@cache
def programme() -> Programme:
    """The programme of advisory groups."""
    return next(one for one in shipped_programmes() if one.id == PROGRAMME)


@cache
def eastern_provinces() -> frozenset[str]:
    """First two digits of the provinces that the programme counts as eastern."""
    row = next(row for row in programme().rows if row.id == EAST_ROW)
    codes = row.parts[0].of[0].where["home_unit"]
    return frozenset(codes if isinstance(codes, tuple) else ())


def asking_counties(
    layers: Layers, choice: AdvisoryChoice, now: pd.DataFrame, on: dt.date
) -> pd.DataFrame:
    """Counties that ask, are asked about or have a group.

    Parameters
    ----------
    layers, choice
        As for :func:`planner.advising.question.ask_advisory`.
    now
        Members in force.
    on
        The day.

    Returns
    -------
    pandas.DataFrame
        See ``counties`` of :class:`planner.advising.question.AdvisoryQuestion`; besides
        ``need`` (stated that it asks), ``paired``, and of the application ``proposed``,
        ``declines``, ``conflicts``.
    """
    facts = county_facts(layers, on)
    papers = _applications(layers, choice)
    formed = groups_in_force(layers, on, coming=True)
    formed = formed.drop_duplicates("county_code")
    asked = {*papers.index, *formed["county_code"], *now["county_code"]}
    asked |= set(facts.index[facts[NEED]])
    table = pd.DataFrame(index=pd.Index(sorted(asked), name="county_code"))
    known = pd.Series(table.index.isin(facts.index), table.index)
    table = table.join(facts).join(papers)
    flags = [EXITED, KEY, NEED, PAIRED, "eligible", "illustrative"]
    table[flags] = table[flags].astype("boolean").fillna(False).astype(bool)
    texts = [name for name in _APPLICATION if name not in ("seats", "illustrative")]
    table[texts] = table[texts].fillna("")
    names = Names(layers)
    table["county"] = [names.of(code) for code in table.index]
    table["city"] = [names.city(code) for code in table.index]
    table["why_not"] = _why_not(table, known)
    group_of = dict(zip(formed["county_code"], formed["group_id"], strict=True))
    table["group_id"] = [group_of.get(code, "") for code in table.index]
    count = now.groupby("county_code")["expert_id"].nunique()
    table["members_now"] = count.reindex(table.index).fillna(0).astype("int64")
    wanted = table["seats"].astype("Int64").fillna(choice.members)
    table["seats"] = wanted.clip(choice.fewest, choice.most).astype("int64")
    table = _with_partners(layers, table, names, on)
    table["waits"] = [_waits(row, choice) for row in table.to_dict("records")]
    table["matched"] = table["waits"] == ""
    found = table.rename(columns={NEED: "need", PAIRED: "paired"}).reset_index()
    return found.sort_values(
        ["matched", "county_code"], ascending=[False, True], ignore_index=True
    )


def county_facts(layers: Layers, on: dt.date) -> pd.DataFrame:
    """What is stated of every county of the workspace on a day, by code.

    Returns
    -------
    pandas.DataFrame
        Flags ``exited``, ``key_assistance``, ``advisory_need``, ``has_east_partner``
        and ``eligible`` (in the programme's scope), indexed by county code.
    """
    ground, own = ground_of(layers), programme()
    sets = Sets(ground, own.sets, own.attributes, on)
    columns: dict[str, Flags] = {
        name: sets.attribute(own.attributes[name])[0].astype(bool)
        for name in (EXITED, KEY, NEED, PAIRED)
    }
    columns["eligible"] = sets.mask("eligible_counties")
    codes = ground.units.codes["county"].astype(str)
    return pd.DataFrame(columns, index=pd.Index(codes, dtype=object))


def _applications(layers: Layers, choice: AdvisoryChoice) -> pd.DataFrame:
    """The application of each county that counts: of the batch, open, the latest."""
    papers = pd.DataFrame(layers["applications"].drop(columns="geometry"))
    papers = papers.assign(
        county_code=papers["unit_code"].str[:COUNTY],
        own=papers["batch"] == choice.batch if choice.batch else True,
        rank=[state_rank(state) for state in papers["state"]],
    )
    papers["open"] = papers["rank"] >= 0
    order = ["own", "open", "date", "rank", "application_id"]
    latest = papers.sort_values(order).drop_duplicates("county_code", keep="last")
    return latest.set_index("county_code")[[*_APPLICATION]]


def _why_not(table: pd.DataFrame, known: "pd.Series[bool]") -> list[str]:
    rows = zip(known, table[EXITED], table[KEY], strict=True)
    return [
        "unknown" if not there
        else "both" if key and not left
        else "key_assistance" if key
        else "not_exited" if not left
        else ""
        for there, left, key in rows
    ]  # fmt: skip


def _waits(row: Mapping[object, object], choice: AdvisoryChoice) -> str:
    """Why a county is not in this matching; empty where it is."""
    if not row["application_id"]:
        return "no_application" if row["eligible"] else str(row["why_not"])
    if not row["eligible"]:
        return str(row["why_not"])
    rank = state_rank(str(row["state"]))
    if rank < 0:
        return "returned"
    if choice.batch and row["batch"] != choice.batch:
        return "other_batch"
    return "" if rank >= state_rank(choice.review) else "not_reviewed"


def _with_partners(
    layers: Layers, table: pd.DataFrame, names: Names, on: dt.date
) -> pd.DataFrame:
    """Add ``partner``, ``partner_unit`` (provinces), and who is paired by agreement."""
    papers = agreements_in_force(layers, "east_west", on)
    papers = papers[~papers["draft"]].assign(
        county=lambda rows: rows["unit_code"].str[:COUNTY]
    )
    told: dict[str, tuple[list[str], set[str]]] = {}
    for row in papers.to_dict("records"):
        who, where = told.setdefault(row["county"], ([], set()))
        unit = str(row["partner_unit"])
        who.append(row["partner"] or names.of(unit))
        where |= {unit[:2]} if unit else set()
    none: tuple[list[str], set[str]] = ([], set())
    found = [told.get(str(code), none) for code in table.index]
    return table.assign(
        partner=["、".join(dict.fromkeys(who)) for who, _ in found],
        partner_unit=[LIST_SEPARATOR.join(sorted(where)) for _, where in found],
        **{PAIRED: table[PAIRED] | np.array([bool(who) for who, _ in found])},
    )
