"""Counties that are owed stays: which, how many, how late, how poor."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from planner.pairing.places import places_of
from planner.poor_households import poor_households
from planner.programmes.ground import ground_of
from planner.programmes.loading import shared
from planner.programmes.sets import Sets
from planner.stays.choice import CountyRule, TourChoice

Layers = Mapping[LayerName, gpd.GeoDataFrame]
TOUR_KIND = "museum_tour"
HAPPENED = ("done", "booked")
_COUNTY = 6


def county_table(
    layers: Layers,
    choice: TourChoice,
    today: dt.date,
    held: Collection[str],
    toured: Mapping[str, Collection[dt.date]],
) -> pd.DataFrame:
    """Give one row for each county of a question, in order of the codes.

    Parameters
    ----------
    layers
        ``counties``, ``townships``, ``villages``, ``bases``, ``commissioners``,
        ``facts``, ``household_counts``, ``events``, ``museum_sets`` and
        ``museum_stays``.
    choice, today
        What is asked; the day on which poverty is looked at.
    held
        Code of the county of each stay that stands already: they are owed at least
        these.
    toured
        Of :func:`toured_in`: so many fewer are owed.

    Returns
    -------
    pandas.DataFrame
        Columns of :attr:`planner.stays.question.TourQuestion.counties`, and
        ``last_theme`` (empty where none is known).
    """
    rules = {rule[0]: rule for rule in choice.by_county}
    usual = (choice.stays, choice.shortest, choice.longest, choice.gap_months)
    asked = set(_asked(layers, choice, today)) | set(rules)
    codes = sorted(
        code
        for code in asked | set(held)
        if rules.get(code, ("", *usual))[1] > 0 or code in held
    )
    standing = pd.Series(sorted(held), dtype=object).value_counts()
    own = pd.DataFrame(
        [_rule(code, rules.get(code, (code, *usual)), asked) for code in codes],
        columns=["county_code", "owed", "shortest", "longest", "gap"],
    )
    made = np.array([len(toured.get(code, ())) for code in own["county_code"]], int)
    own["owed"] = np.maximum(
        np.maximum(own["owed"], made) - made,
        standing.reindex(own["county_code"]).fillna(0).to_numpy(np.int64),
    )
    return _told(layers, choice, today, own, toured)


def _rule(code: str, rule: CountyRule, asked: Collection[str]) -> CountyRule:
    """What is asked of a county; nothing but what it has of one that is not."""
    return rule if code in asked else (code, 0, *rule[2:])


def _asked(layers: Layers, choice: TourChoice, today: dt.date) -> list[str]:
    """Counties that are owed stays where nothing is said of them alone."""
    codes = layers["counties"]["county_code"].astype(str)
    if choice.counties == "all":
        return [str(code) for code in codes]
    common = shared()
    ground = ground_of(layers)
    poor = Sets(ground, common.sets, common.attributes, today).mask("poor_counties")
    known = set(codes)
    units = [str(code) for code in ground.units.codes["county"][poor]]
    return [code for code in units if code in known]


def _told(
    layers: Layers,
    choice: TourChoice,
    today: dt.date,
    own: pd.DataFrame,
    toured: Mapping[str, Collection[dt.date]],
) -> pd.DataFrame:
    """Names, places, poor households and latest stays of counties."""
    frame = layers["counties"].set_index("county_code")
    codes = own["county_code"].astype(object)
    names = frame["name"].reindex(codes).fillna("").to_numpy(dtype=object)
    city = frame["city_name"].reindex(codes).fillna("").to_numpy(dtype=object)
    lonlat = places_of(layers, codes)
    last = latest_stays(layers, choice.start)
    last |= {code: (max(own_days), "") for code, own_days in toured.items()}
    days = [last[code][0] if code in last else None for code in codes]
    share = choice.months / np.maximum(own["owed"].to_numpy(), 1)
    since = np.array([_months_since(day, choice.start) for day in days])
    return own.assign(
        county_code=codes,
        name=np.where(names == "", codes, names),
        city=np.where(city == "", codes.str[:4], city),
        poor_households=_households(layers, today, codes),
        last=pd.Series(days, dtype=object),
        last_theme=[last[code][1] if code in last else "" for code in codes],
        late=since > share,
        lon=lonlat[:, 0],
        lat=lonlat[:, 1],
        illustrative=frame["illustrative"].reindex(codes).fillna(False).to_numpy(bool),
    )


def _months_since(day: dt.date | None, start: dt.date) -> float:
    if day is None:
        return np.inf
    return float((start.year - day.year) * 12 + start.month - day.month)


def _households(layers: Layers, today: dt.date, codes: Iterable[str]) -> np.ndarray:
    """Poor households of the poor villages of each county."""
    villages = layers["villages"]
    counts = poor_households(layers, today)["count"].to_numpy()
    poor = villages["is_poor"].to_numpy(dtype=bool)
    county = villages["county_code"].to_numpy(dtype=object)[poor]
    total = pd.Series(counts[poor], dtype=np.int64).groupby(county).sum()
    found: np.ndarray = total.reindex(list(codes)).fillna(0).to_numpy(np.int64)
    return found


def latest_stays(
    layers: Layers, before: dt.date
) -> dict[str, tuple[dt.date, str]]:  # fmt: skip
    """Last day and theme of each county's latest stay that ends before a day.

    Parameters
    ----------
    layers
        ``museum_sets``; ``museum_stays``, of which those done and booked count, and
        ``events`` of kind ``museum_tour``, which have no theme.
    before
        The day.
    """
    sets, stays, events = (
        layers["museum_sets"], layers["museum_stays"], layers["events"]
    )  # fmt: skip
    themes = dict(zip(sets["set_id"], sets["theme"], strict=True))
    own = stays[stays["state"].isin(HAPPENED)]
    rows = [
        (until, theme or themes.get(one, ""), unit)
        for until, theme, one, unit in zip(
            own["until"], own["theme"], own["set_id"], own["unit_code"], strict=True
        )
    ]
    tours = events[events["kind"] == TOUR_KIND]
    rows += [
        (day, "", unit)
        for day, unit in zip(tours["date"], tours["unit_code"], strict=True)
    ]
    found: dict[str, tuple[dt.date, str]] = {}
    # A stay and its event end on one day: the theme of the stay is the one kept.
    for text, theme, unit in sorted(rows):
        if text and text < before.isoformat() and len(unit) >= _COUNTY:
            day = dt.date.fromisoformat(text)
            known = found.get(unit[:_COUNTY])
            if not (known and known[0] == day and not theme):
                found[unit[:_COUNTY]] = day, theme
    return found


def toured_in(
    layers: Layers, choice: TourChoice
) -> dict[str, tuple[dt.date, ...]]:  # fmt: skip
    """Days of tours in months that are over, of which no stay is on record.

    Parameters
    ----------
    layers
        ``museum_stays`` and ``events``.
    choice
        The months, and the day until which they are over.

    Returns
    -------
    dict
        By code of the county, in order of the days.
    """
    if choice.done_until is None:
        return {}
    until = min(choice.done_until, choice.end).isoformat()
    stays, events = layers["museum_stays"], layers["events"]
    own = stays[stays["state"].isin(HAPPENED) & (stays["since"] != "")]
    spans: dict[str, list[tuple[str, str]]] = {}
    for unit, since, end in zip(
        own["unit_code"], own["since"], own["until"], strict=True
    ):
        spans.setdefault(unit[:_COUNTY], []).append((since, end or since))
    tours = events[
        (events["kind"] == TOUR_KIND)
        & (events["date"] >= choice.start.isoformat())
        & (events["date"] <= until)
    ]
    found: dict[str, list[dt.date]] = {}
    for unit, day in zip(tours["unit_code"], tours["date"], strict=True):
        code = unit[:_COUNTY]
        told = any(since <= day <= end for since, end in spans.get(code, ()))
        if len(code) == _COUNTY and not told:
            found.setdefault(code, []).append(dt.date.fromisoformat(day))
    return {code: tuple(sorted(days)) for code, days in found.items()}


def weights(counties: pd.DataFrame) -> "np.ndarray":
    """Say what a stay in each county is worth, from above 1 to 2.

    Counties never toured come first, then those whose latest stay lies furthest back,
    of these the poorest; each is worth a little more than the next. Two stays are
    always worth more than one, wherever they are.

    Parameters
    ----------
    counties
        Rows of :func:`county_table`.

    Returns
    -------
    numpy.ndarray
        Shape (c,).
    """
    days = [day.toordinal() if day else 0 for day in counties["last"]]
    keys = list(zip(days, (-counties["poor_households"]).tolist(), strict=True))
    order = {key: at for at, key in enumerate(sorted(set(keys)))}
    rank = np.array([order[key] for key in keys], dtype=np.float64)
    return 2.0 - rank / max(len(order), 1)
