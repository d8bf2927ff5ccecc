"""Rules on candidate sites: without a place, outside all counties, of no base."""

import numpy as np

from geo.checks.survey import Survey, missing_places
from geo.issues import Issue
from geo.joins import locate, nearest, places_of
from geo.row_issues import row_issues

# As far as any site may lie from the nearest county and still be told how far.
_ANYWHERE_M = 10_000_000.0


def check_site_without_place(survey: Survey) -> list[Issue]:
    """A candidate site has no place; without one nothing can be opened there. Error."""
    sites = survey.layer("candidate_sites")
    return row_issues(
        "site_without_place", "error", layer="candidate_sites", frame=sites,
        rows=missing_places(sites),
        params=lambda rows: {"name": sites["name"].iloc[rows].tolist()},
    )  # fmt: skip


def check_site_outside_counties(survey: Survey) -> list[Issue]:
    """A candidate site lies in none of the counties. Warning, with metres off.

    One that states a county of the layer has a rule of its own.
    """
    sites = survey.layer("candidate_sites")
    stated = survey.drawn_county(sites["county_code"]) >= 0
    extents = survey.extents["candidate_sites"]
    inside = locate(sites.geometry, survey.layer("counties"), "county_code").notna()
    rows = np.flatnonzero(extents.in_china & ~stated & ~inside.to_numpy(dtype=bool))
    found = places_of(sites.geometry).take(rows)
    at, metres = nearest(found, survey.county_shapes, within_m=_ANYWHERE_M)
    told = zip(at.tolist(), metres.tolist(), strict=True)
    near = dict(zip(rows.tolist(), told, strict=True))
    return row_issues(
        "site_outside_counties", "warning", layer="candidate_sites", frame=sites,
        rows=rows[at >= 0],
        params=lambda shown: {
            "name": sites["name"].iloc[shown].tolist(),
            "county": [
                survey.county_names[survey.county_codes[near[row][0]]]
                for row in shown.tolist()
            ],
            "metres": [near[row][1] for row in shown.tolist()],
        },
    )  # fmt: skip


def check_site_cost_negative(survey: Survey) -> list[Issue]:
    """A candidate site costs less than nothing. Error."""
    sites = survey.layer("candidate_sites")
    negative = (sites["cost"] < 0).fillna(value=False)
    return row_issues(
        "site_cost_negative", "error", layer="candidate_sites", frame=sites,
        rows=negative.to_numpy(dtype=bool),
        params=lambda rows: {
            "name": sites["name"].iloc[rows].tolist(),
            "cost": [float(cost) for cost in sites["cost"].iloc[rows]],
        },
    )  # fmt: skip


def check_site_base_unknown(survey: Survey) -> list[Issue]:
    """A candidate site would upgrade a base that is not among the bases. Warning."""
    sites = survey.layer("candidate_sites")
    known = survey.layer("bases")["base_id"]
    lost = (sites["base_id"] != "") & ~sites["base_id"].isin(known)
    return row_issues(
        "site_base_unknown", "warning", layer="candidate_sites", frame=sites,
        rows=lost.to_numpy(dtype=bool),
        params=lambda rows: {
            "name": sites["name"].iloc[rows].tolist(),
            "value": sites["base_id"].iloc[rows].tolist(),
        },
    )  # fmt: skip
