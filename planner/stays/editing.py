"""A stay moved, added or taken out by hand, checked at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.stays.answering import TourAnswer
from planner.stays.changing import stay_changes
from planner.stays.keeping import with_stays
from planner.stays.months import month_after, months_between
from planner.tours import Stay
from planner.tours.fitting import broken, placements, venue_for

_OPTIONS = ["set_id", "first", "months", "fits", "why", "venue_id", "km"]
_NEAREST = 6


@dataclass(frozen=True, slots=True)
class Near:
    """A set and month that would do instead."""

    set_id: str
    first: dt.date
    months: int


@dataclass(frozen=True, slots=True)
class Edit:
    """What came of a change by hand.

    Parameters
    ----------
    answer
        The new plan; None where a rule stands against it.
    why
        Codes of the rules that do: those of :func:`planner.tours.fitting.broken`, or
        ``"no_stay"``, ``"unknown_county"``, ``"unknown_set"``, ``"unknown_venue"``,
        ``"locked"``, ``"held"`` (booked or pinned), ``"enough"`` (the county has all
        its stays), ``"beside"`` (another stay would then break a rule). Their words:
        :func:`planner.stays.wording.why_text`.
    near
        Nearest months that would do, those of the set asked for first.
    changes
        What is otherwise (:func:`planner.stays.changing.stay_changes`).
    """

    answer: TourAnswer | None
    why: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    changes: pd.DataFrame | None = None


def months_for(
    answer: TourAnswer, of: str, *, months: int | None = None
) -> pd.DataFrame:
    """Weigh every set and month for a stay.

    Parameters
    ----------
    answer
        A plan.
    of
        Id of a stay that is to move, or code of a county that is to have one more.
    months
        How long; as now, or as short as it may be, where None.

    Returns
    -------
    pandas.DataFrame
        Columns ``set_id``, ``first`` (first day of a month), ``months``, ``fits``,
        ``why`` (code, empty where it fits), ``venue_id``, ``km`` (more driven than
        now, NaN where it does not fit); one row for each set that serves the county
        and each month, in that order. Empty if there is no such stay or county.
    """
    stay = answer.stay_of(of)
    county = _county(answer, of) if stay is None else stay.county
    if county is None:
        return pd.DataFrame(columns=_OPTIONS)
    problem, question = answer.question.problem, answer.question
    others = [one for one in answer.plan.stays if one != stay]
    length = months or (stay.months if stay else None)
    saved = 0.0 if stay is None else _more_km(answer, others, stay)
    rows = []
    for one in placements(problem, others, county, months=length):
        if not problem.sets.serves[one.stay.set, county]:
            continue
        why = one.why or _disturbed(answer, others, one.stay)
        rows.append((
            question.sets["set_id"].iloc[one.stay.set],
            month_after(question.choice.start, one.stay.first),
            one.stay.months,
            not why,
            why[0] if why else "",
            "" if why else question.venues["venue_id"].iloc[one.stay.venue],
            np.nan if why else round(_more_km(answer, others, one.stay) - saved, 1),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=_OPTIONS)


def move_stay(
    answer: TourAnswer,
    stay_id: str,
    set_id: str,
    first: dt.date,
    months: int | None = None,
    venue_id: str | None = None,
) -> Edit:
    """Put a stay into another month, or give it another set, length or venue.

    Parameters
    ----------
    answer
        A plan; it is not changed.
    stay_id
        A stay of it.
    set_id, first, months
        Where it is to be; as many months as now where None.
    venue_id
        The venue; where None that of now as long as it does, else the smallest that
        does.
    """
    stay = answer.stay_of(stay_id)
    if stay is None:
        return Edit(None, ("no_stay",))
    fixed = _fixed(answer, stay)
    if fixed:
        return Edit(None, fixed)
    others = [one for one in answer.plan.stays if one != stay]
    wanted = replace(stay, months=months or stay.months)
    return _put(answer, others, wanted, set_id, first, venue_id, of=stay_id)


def add_stay(
    answer: TourAnswer,
    county_code: str,
    set_id: str,
    first: dt.date,
    months: int | None = None,
    venue_id: str | None = None,
) -> Edit:
    """Give a county one more stay, as long as it is owed one.

    Parameters
    ----------
    answer, set_id, first, months, venue_id
        As for :func:`move_stay`; as short as it may be where no months are told.
    county_code
        Of the county.
    """
    county = _county(answer, county_code)
    if county is None:
        return Edit(None, ("unknown_county",))
    counties = answer.counties.iloc[county]
    if county_code in answer.question.choice.locked:
        return Edit(None, ("locked",))
    if counties["made"] >= counties["owed"]:
        return Edit(None, ("enough",))
    length = months or int(answer.question.problem.counties.shortest[county])
    wanted = Stay(county, 0, length, 0, -1)
    others = list(answer.plan.stays)
    return _put(answer, others, wanted, set_id, first, venue_id, of=county_code)


def drop_stay(answer: TourAnswer, stay_id: str) -> Edit:
    """Take a stay out; one that is booked, pinned, locked or over stays."""
    stay = answer.stay_of(stay_id)
    if stay is None:
        return Edit(None, ("no_stay",))
    fixed = _fixed(answer, stay)
    if fixed:
        return Edit(None, fixed)
    rest = [one for one in answer.plan.stays if one != stay]
    against = _newly_broken(answer, rest, rest)
    return Edit(None, ("beside",)) if against else _edited(answer, rest)


def _put(
    answer: TourAnswer,
    others: Sequence[Stay],
    wanted: Stay,
    set_id: str,
    first: dt.date,
    venue_id: str | None,
    *,
    of: str,
) -> Edit:
    """Put a stay of some length into a month, or say why not and where instead."""
    question = answer.question
    sets, venues = question.sets["set_id"].tolist(), question.venues
    if set_id not in sets:
        return Edit(None, ("unknown_set",))
    month = months_between(question.choice.start, first)
    stay = replace(wanted, first=month, set=sets.index(set_id))
    if venue_id is not None:
        own = np.flatnonzero(
            (venues["venue_id"] == venue_id).to_numpy()
            & (question.problem.venues.county == stay.county)
        )
        if not len(own):
            return Edit(None, ("unknown_venue",))
        stay = replace(stay, venue=int(own[0]))
    elif stay.venue >= 0 and broken(question.problem, others, stay):
        stay = replace(stay, venue=-1)
    why = broken(question.problem, others, stay) or _disturbed(answer, others, stay)
    if why:
        options = months_for(answer, of, months=stay.months)
        now = answer.stays.loc[answer.stays["stay_id"] == of, ["set_id", "first"]]
        near = _near(options.merge(now, how="left_anti"), set_id, first)
        return Edit(None, tuple(why), near)
    if stay.venue < 0:
        stay = replace(stay, venue=venue_for(question.problem, stay))
    return _edited(answer, [*others, stay])


def _edited(answer: TourAnswer, stays: Sequence[Stay]) -> Edit:
    after = with_stays(answer.question, stays)
    return Edit(after, changes=stay_changes(answer.stays, after.stays))


def _near(options: pd.DataFrame, set_id: str, first: dt.date) -> tuple[Near, ...]:
    fits = options[options["fits"].astype(bool)]
    away = [abs(months_between(first, month)) for month in fits["first"]]
    order = fits.assign(other=fits["set_id"] != set_id, away=away)
    nearest = order.sort_values(["other", "away"], kind="stable").head(_NEAREST)
    return tuple(
        Near(row["set_id"], row["first"], int(row["months"]))
        for row in nearest.to_dict("records")
    )


def _fixed(answer: TourAnswer, stay: Stay) -> tuple[str, ...]:
    """Why a stay may not be touched: it is over, booked or pinned, or locked."""
    question = answer.question
    if stay.first < question.choice.done:
        return ("over",)
    if stay in question.held:
        return ("held",)
    code = question.counties["county_code"].iloc[stay.county]
    return ("locked",) if code in question.choice.locked else ()


def _county(answer: TourAnswer, code: str) -> int | None:
    codes = answer.question.counties["county_code"].tolist()
    return codes.index(code) if code in codes else None


def _disturbed(
    answer: TourAnswer, others: Sequence[Stay], stay: Stay
) -> tuple[str, ...]:
    """Whether some other stay would break a rule beside this one."""
    found = _newly_broken(answer, others, [*others, stay])
    return ("beside",) if found else ()


def _newly_broken(
    answer: TourAnswer, asked: Iterable[Stay], stays: Sequence[Stay]
) -> bool:
    """Whether a stay that keeps all rules now would break one among others."""
    problem, now = answer.question.problem, answer.plan.stays
    for one in asked:
        if one in problem.booked:
            continue
        after = set(broken(problem, [other for other in stays if other != one], one))
        if after - {"over"}:
            before = broken(problem, [other for other in now if other != one], one)
            if after - set(before):
                return True
    return False


def _more_km(answer: TourAnswer, others: Sequence[Stay], stay: Stay) -> float:
    """Kilometres that a stay adds to the way of its set."""
    problem = answer.question.problem
    own = [one for one in others if one.set == stay.set]
    before = [one for one in own if one.first < stay.first]
    after = [one for one in own if one.first >= stay.first]
    place = int(problem.sets.home[stay.set])
    if before:
        place = max(before, key=lambda one: one.first).county
    km = float(problem.km[place, stay.county])
    if after:
        to = min(after, key=lambda one: one.first).county
        km += float(problem.km[stay.county, to] - problem.km[place, to])
    return km
