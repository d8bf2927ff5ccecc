"""Rules on numbers, dates and flags: what cannot be so, and what is unlikely."""

import pandas as pd

from geo.checks.survey import Survey
from geo.issues import Issue, Severity
from geo.row_issues import IntArray, row_issues
from geo.schemas import LayerName

# The register of poor villages was drawn up in 2014; none can have left it before.
FIRST_EXIT_YEAR = 2014
# Columns of the first and last day, and the one that names the row.
_SPANS: tuple[tuple[LayerName, str, str, str], ...] = (
    ("bases", "opened", "closed", "name"),
    ("commissioners", "starts", "ends", "name"),
    ("closures", "since", "until", "name"),
    ("people", "since", "until", "name"),
    ("groups", "since", "until", "name"),
    ("outputs", "date", "until", "name"),
    ("agreements", "signed_on", "ends_on", "partner"),
    ("duties_done", "started_on", "done_on", "duty"),
    ("caravans", "since", "until", "name"),
    ("visit_places", "since", "until", "name"),
    ("seasons", "since", "until", "name"),
    ("assignments", "since", "until", "commissioner_id"),
    ("museum_sets", "since", "until", "name"),
    ("museum_venues", "since", "until", "name"),
    ("museum_stays", "since", "until", "set_id"),
    ("experts", "since", "until", "name"),
    ("partners", "since", "until", "name"),
)
_PROVIDERS: tuple[LayerName, ...] = ("bases", "commissioners", "candidate_sites")


def check_capacity_negative(survey: Survey) -> list[Issue]:
    """A base, site or commissioner can serve fewer than no villages. Error."""
    return _capacity(survey, "capacity_negative", "error", below=True)


def check_capacity_zero(survey: Survey) -> list[Issue]:
    """A base, site or commissioner can serve no village and never will. Warning."""
    return _capacity(survey, "capacity_zero", "warning", below=False)


def check_dates_reversed(survey: Survey) -> list[Issue]:
    """A base closed before it opened; a term, closure or record ends first. Error."""
    return [issue for span in _SPANS for issue in _reversed(survey, *span)]


def check_date_in_future(survey: Survey) -> list[Issue]:
    """A base opens after today; until then it serves nobody. Warning."""
    bases = survey.layer("bases")
    opened = _dates(bases["opened"])
    return row_issues(
        "date_in_future", "warning", layer="bases", frame=bases,
        rows=(opened > pd.Timestamp(survey.today)).to_numpy(dtype=bool),
        params=lambda rows: _text(bases, rows, "name", "opened"),
    )  # fmt: skip


def check_exit_year_odd(survey: Survey) -> list[Issue]:
    """An exit year before 2014, when the register began, or after this one. Warning."""
    villages = survey.layer("villages")
    year = villages["exit_year"]
    odd = (year < FIRST_EXIT_YEAR) | (year > survey.today.year)
    return row_issues(
        "exit_year_odd", "warning", layer="villages", frame=villages,
        rows=odd.fillna(False).to_numpy(dtype=bool),
        params=lambda rows: {
            "name": villages["name"].iloc[rows].tolist(),
            "year": [int(each) for each in year.iloc[rows]],
            "first": [FIRST_EXIT_YEAR] * len(rows),
        },
    )  # fmt: skip


def check_poor_without_trade(survey: Survey) -> list[Issue]:
    """Poor villages name no trade, so nobody can be matched to them. One warning."""
    villages = survey.layer("villages")
    poor = villages["is_poor"]
    count = int((poor & (villages["trades"] == "")).sum())
    if count == 0:
        return []
    params = {"count": count, "total": int(poor.sum())}
    return [Issue("poor_without_trade", "warning", "villages", params=params)]


def check_exited_but_not_poor(survey: Survey) -> list[Issue]:
    """A village has an exit year but is not marked as poor. Warning.

    A village that has left stays in the register as poor, with the year it left.
    """
    villages = survey.layer("villages")
    odd = villages["exit_year"].notna() & ~villages["is_poor"]
    return row_issues(
        "exited_but_not_poor", "warning", layer="villages", frame=villages,
        rows=odd.to_numpy(dtype=bool),
        params=lambda rows: {
            "name": villages["name"].iloc[rows].tolist(),
            "year": [int(each) for each in villages["exit_year"].iloc[rows]],
        },
    )  # fmt: skip


def _capacity(
    survey: Survey, rule: str, severity: Severity, *, below: bool
) -> list[Issue]:
    issues: list[Issue] = []
    for layer in _PROVIDERS:
        frame = survey.layer(layer)
        capacity = frame["capacity"].astype("Float64").fillna(1)
        odd = capacity < 0 if below else capacity == 0
        issues += row_issues(
            rule, severity, layer=layer, frame=frame, rows=odd.to_numpy(dtype=bool),
            params=lambda rows, frame=frame: {  # type: ignore[misc]
                "name": frame["name"].iloc[rows].tolist(),
                "capacity": [int(each) for each in frame["capacity"].iloc[rows]],
            },
        )  # fmt: skip
    return issues


def _reversed(
    survey: Survey, layer: LayerName, first: str, last: str, name: str
) -> list[Issue]:
    frame = survey.layer(layer)
    if (frame[last] == "").all():
        return []
    odd = _dates(frame[last]) < _dates(frame[first])
    return row_issues(
        "dates_reversed", "error", layer=layer, frame=frame,
        rows=odd.to_numpy(dtype=bool),
        params=lambda rows: {
            "name": frame[name].iloc[rows].tolist(),
            "first": frame[first].iloc[rows].tolist(),
            "last": frame[last].iloc[rows].tolist(),
        },
    )  # fmt: skip


def _dates(text: pd.Series) -> pd.Series:
    """Days of ISO dates; what is empty or is not a date compares as neither."""
    return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")


def _text(frame: pd.DataFrame, rows: IntArray, *names: str) -> dict[str, list[object]]:
    return {name: frame[name].iloc[rows].tolist() for name in names}
