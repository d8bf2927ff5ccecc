"""The roster in force: who is named at which village, and what rows count of it.

A county has a roster in force on a day where a row of the layer ``assignments`` that
holds on that day names somebody the register knows for the service of one of the
villages asked for there. Its villages are judged by who is named there; those of other
counties by what a coverage rule could allocate.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import cast

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.schemas import DEFAULT_POST
from planner.pairs import matches
from planner.programmes.ground import Flags
from planner.programmes.outcome import Judged
from planner.programmes.records import Floats, Records
from planner.programmes.schema import Counted, Part
from planner.programmes.situation import Situation, texts
from planner.programmes.units import Positions, Texts
from planner.reasons import REASONS
from planner.rule import Rule

# Reasons of villages of a roster, beside those of coverage.
NOT_NAMED, TOO_FEW_NAMED = "not_named", "too_few_named"
_SERVICE = Counted("assignments", kinds=(DEFAULT_POST,))
# Last day of those who never served: nobody knows them.
_NEVER = "1900-01-01"
_OPEN = "9999-12-31"


def named_rows(roster: GeoDataFrame, people: GeoDataFrame) -> GeoDataFrame:
    """Rows of a roster as records of what their people do.

    Parameters
    ----------
    roster, people
        The layers ``assignments`` and ``commissioners``.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows, ``since`` to ``until`` while their people are in post (never, of those
        the register does not know), with the trades of their people, the kind of post
        filled in, ``known``: whether the register knows the person, and ``adopted`` and
        ``dropped``: first and last day as written.
    """
    register = people.drop_duplicates("commissioner_id", keep="last")
    person = register.set_index("commissioner_id")[["trades", "starts", "ends"]]
    own = person.reindex(roster["commissioner_id"].to_numpy(dtype=object))
    starts, ends = (own[name].fillna("").to_numpy() for name in ("starts", "ends"))
    known = roster["commissioner_id"].isin(person.index).to_numpy()
    since, until = roster["since"].to_numpy(), roster["until"].to_numpy()
    ends = np.where(known, np.where(ends == "", _OPEN, ends), _NEVER)
    written = np.where(until == "", _OPEN, until)
    return roster.assign(
        post=roster["post"].where(roster["post"] != "", DEFAULT_POST),
        trades=pd.Series(own["trades"].fillna("").to_numpy(), roster.index, "str"),
        since=pd.Series(np.where(starts > since, starts, since), roster.index, "str"),
        until=pd.Series(np.where(ends < written, ends, written), roster.index, "str"),
        known=known,
        adopted=since,
        dropped=until,
    )


def follows(part: Part) -> bool:
    """Whether a roster in force goes before what a part would else be judged by."""
    if part.share is not None and part.share.kept:
        return part.of[0].layer == "commissioners"
    by_rule = part.kind == "assigned" and part.rule is not None
    return by_rule and cast(Rule, part.rule).providers == "commissioners"


def listed_counties(s: Situation, on: dt.date, asked: Positions | None = None) -> Flags:
    """Whether each county has a roster in force on a day; False at the end for none.

    Parameters
    ----------
    s, on
        What is known, and the day.
    asked
        Villages asked for, as positions; every village where None.
    """
    named = s.records("assignments")
    keep = named.counting(_SERVICE) & named.between("adopted", "dropped", on)
    keep &= named.frame["known"].to_numpy(dtype=bool)
    # The last stands for rows whose village is none of the register's.
    counts = np.zeros(s.ground.units.count("village") + 1, dtype=bool)
    counts[:-1] = asked is None
    counts[[] if asked is None else asked] = True
    keep &= counts[named.places["village"]]
    listed = np.zeros(s.ground.units.count("county") + 1, dtype=bool)
    listed[named.places["county"][keep]] = True
    listed[-1] = False
    return listed


def people_named(s: Situation, on: dt.date) -> set[str]:
    """Ids of those who hold a post of any kind on a day, and are in post themselves."""
    named = s.records("assignments")
    return set(named.frame.loc[named.alive(on), "commissioner_id"])


def judge_named(part: Part, s: Situation) -> Judged:
    """Judge whether villages are served: by name, or by a rule where nobody is named.

    Whoever is named serves if in post and of a fitting trade; how far they live and how
    many villages they have was weighed when the roster was adopted. Where there is no
    roster the rule allocates those who have room beside the rosters of others.
    """
    rule = cast(Rule, part.rule)
    rows, units = s.owing(part.set, "village"), s.ground.units
    by_name = listed_counties(s, s.on, rows)[units.up("village", "county")[rows]]
    value = np.zeros(len(rows))
    reason = np.full(len(rows), "", dtype=object)
    met = np.zeros(len(rows), dtype=bool)
    sent: list[tuple[str, str]] = []
    if by_name.any():
        found, why = _named(s, rule)
        value[by_name] = found[rows[by_name]]
        met[by_name] = value[by_name] >= rule.needed
        reason[by_name & ~met] = why[rows[by_name & ~met]]
    rest = np.flatnonzero(~by_name)
    if len(rest):
        verdict = s.verdict(rule, rows[rest], taken=_loads(s))
        value[rest] = np.bincount(verdict.serving[:, 0], minlength=len(rest))
        met[rest] = verdict.covered
        reason[rest] = texts(REASONS)[verdict.reason]
        codes = units.codes["village"][rows[rest]][verdict.serving[:, 0]]
        people = verdict.problem.providers.ids[verdict.serving[:, 1]]
        sent = list(zip(codes.tolist(), people.tolist(), strict=True))
    return Judged(
        unit="village",
        ids=units.codes["village"][rows],
        names=units.names["village"][rows],
        places=s.above("village", rows),
        value=value,
        need=np.full(len(rows), float(rule.needed)),
        met=met,
        told={"reason": reason},
        by_name=by_name,
        sent=tuple(sent),
    )


def _named(s: Situation, rule: Rule) -> tuple[Floats, Texts]:
    """How many named people serve each village, and why no more of them do."""
    named, village = s.records("assignments"), s.ground.villages
    at = named.places["village"]
    written = named.counting(_SERVICE) & named.between("adopted", "dropped", s.on)
    written &= at >= 0
    fits = matches(np.append(village["trades"], 0)[at], named.trades, rule)
    serves = written & named.alive(s.on)
    why = np.full(len(village["trades"]), NOT_NAMED, dtype=object)
    why[at[serves & fits]] = TOO_FEW_NAMED
    why[at[written & ~serves]] = "closed_then"
    why[at[serves & ~fits]] = "no_matching_trade"
    rows = np.flatnonzero(serves & fits)
    person, _ = pd.factorize(named.frame["commissioner_id"].iloc[rows])
    pairs = np.unique(np.stack((at[rows], person)), axis=1)[0]
    return np.bincount(pairs, minlength=len(why)).astype(np.float64), why


def _loads(s: Situation) -> Mapping[str, int]:
    """Villages that people already serve by name."""
    named = s.records("assignments")
    rows = named.frame.loc[named.counting(_SERVICE) & named.alive(s.on)]
    pairs = rows[["commissioner_id", "village_code"]].drop_duplicates()
    return Counter(pairs["commissioner_id"])


def still_named(
    s: Situation, people: Records, year_end: dt.date
) -> tuple[Flags, Flags, Flags]:
    """Of people, those whom a roster then and now decides on; named then; named now.

    A roster decides on the people of a county that has one in force on both days.
    """
    both = listed_counties(s, year_end) & listed_counties(s, s.on)
    ids = people.frame["commissioner_id"]
    then, now = (
        ids.isin(people_named(s, day)).to_numpy(dtype=bool) for day in (year_end, s.on)
    )
    return both[people.places["county"]], then, now
