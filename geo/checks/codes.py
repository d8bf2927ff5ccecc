"""Rules on codes and names: given twice, unknown, at odds with each other."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.checks.groups import firsts_of, members_of
from geo.checks.survey import Survey
from geo.codes import county_of, is_development_zone, successor, township_of
from geo.issues import Issue
from geo.joins import declared_county
from geo.row_issues import IntArray, Params, row_issues
from geo.schemas import LAYERS, LayerName


def check_duplicate_code(survey: Survey) -> list[Issue]:
    """A key stands in two rows of its layer (counties: see county_twice). Error.

    Stretches of one road share its number.
    """
    issues: list[Issue] = []
    for name in survey.layers:
        if name not in {"counties", "roads"}:
            rows = _repeats(survey.layer(name)[LAYERS[name].key])
            issues += _repeat_issues(survey, "duplicate_code", name, rows)
    return issues


def check_county_twice(survey: Survey) -> list[Issue]:
    """A county stands in two rows with the same shape. Error."""
    rows = np.flatnonzero(_repeated_counties(survey) == 1)
    return _repeat_issues(survey, "county_twice", "counties", rows)


def check_duplicate_across(survey: Survey) -> list[Issue]:
    """A county stands in two rows with different shapes. Error."""
    rows = np.flatnonzero(_repeated_counties(survey) == 2)
    return _repeat_issues(survey, "duplicate_across", "counties", rows)


def check_name_twice_in_county(survey: Survey) -> list[Issue]:
    """Several villages of one county share a name. Warning, one per name.

    Names are not keys: real registers hold such pairs, so this never stops an import.
    """
    villages = survey.layer("villages")
    pair = declared_county(villages) + " " + villages["name"]
    members = members_of(pair, pair.duplicated(keep=False) & (villages["name"] != ""))
    codes = villages["village_code"]
    return row_issues(
        "name_twice_in_county", "warning", layer="villages", frame=villages,
        rows=firsts_of(members),
        params=lambda shown: {
            "name": villages["name"].iloc[shown].tolist(),
            "count": [len(group) for group in members[: len(shown)]],
            "codes": [_some(codes.iloc[group]) for group in members[: len(shown)]],
        },
    )  # fmt: skip


def check_code_prefix_disagrees(survey: Survey) -> list[Issue]:
    """A row's code and the county or township code beside it do not match. Error.

    An old code beside its successor is no contradiction, nor is a development zone's
    code beside that of its host county.
    """
    issues: list[Issue] = []
    for layer, column, cut in (
        ("villages", "township_code", township_of),
        ("villages", "county_code", county_of),
        ("townships", "county_code", county_of),
    ):
        name: LayerName = "villages" if layer == "villages" else "townships"
        frame = survey.layer(name)
        prefix = cut(frame[LAYERS[name].key])
        issues += _prefix_issues(name, frame, prefix, column)
    return issues


def check_unknown_county(survey: Survey) -> list[Issue]:
    """Villages name a county that is not among the counties. Warning, one per county.

    Old codes whose successor is there and development zones have rules of their own.
    """
    declared = declared_county(survey.layer("villages"))
    by_code = survey.joined.frame["county_by"].isin(("code", "successor"))
    zone = declared.isin([c for c in declared.unique() if is_development_zone(c)])
    unknown = (declared != "") & ~by_code & ~zone
    return _grouped(survey, "unknown_county", declared, unknown)


def check_unknown_township(survey: Survey) -> list[Issue]:
    """Villages of a known county name an unknown township. Warning, one for each.

    Codes of development zones pass: a zone's village may state its host county.
    """
    villages, frame = survey.layer("villages"), survey.joined.frame
    stated = villages["township_code"]
    codes = stated.where(stated != "", township_of(villages["village_code"]))
    known = set(survey.layer("townships")["township_code"])
    gone = [
        code
        for code in codes.unique()
        if not {code, successor(code)} & known and not is_development_zone(code)
    ]
    by_code = frame["county_by"].isin(("code", "successor"))
    unknown = (codes != "") & by_code & codes.isin(gone)
    return _grouped(survey, "unknown_township", codes, unknown)


def check_development_zone_hosted(survey: Survey) -> list[Issue]:
    """Villages of a development zone are counted in the county they lie in. Warning.

    Zones have codes and villages but no boundary; one warning per zone names the host.
    """
    declared, hosted, _ = _zones(survey)
    hosts = survey.joined.frame["county_code"]
    names = survey.county_names

    def host(rows: IntArray) -> Mapping[str, Sequence[object]]:
        members = members_of(declared, hosted)[: len(rows)]
        found = [hosts.iloc[group].drop_duplicates() for group in members]
        return {"host": [_some(each.map(names)) for each in found]}

    return _grouped(survey, "development_zone_hosted", declared, hosted, host)


def check_development_zone_without_host(survey: Survey) -> list[Issue]:
    """Villages of a development zone lie in no county, so none is host. Warning."""
    declared, _, homeless = _zones(survey)
    return _grouped(survey, "development_zone_without_host", declared, homeless)


def _repeats(keys: pd.Series) -> IntArray:
    return np.flatnonzero((keys != "") & keys.duplicated())


def _repeated_counties(survey: Survey) -> IntArray:
    """0: first of its code; 1: again with the first one's shape; 2: with another."""
    counties = survey.layer("counties")
    keys, shapes = counties["county_code"], counties.geometry.to_numpy()
    kind = np.zeros(len(counties), dtype=np.intp)
    first = {code: at for at, code in reversed(list(enumerate(keys)))}
    for row in _repeats(keys):
        before = shapes[first[keys.iloc[row]]]
        same = before is shapes[row] or (
            before is not None
            and shapes[row] is not None
            and before.normalize().equals_exact(shapes[row].normalize(), 1e-9)
        )
        kind[row] = 1 if same else 2
    return kind


def _repeat_issues(
    survey: Survey, rule: str, layer: LayerName, rows: IntArray
) -> list[Issue]:
    frame = survey.layer(layer)
    keys = frame[LAYERS[layer].key]

    def params(shown: IntArray) -> Mapping[str, Sequence[object]]:
        wanted = keys.isin(keys.iloc[shown])
        numbers = frame["source_row"].fillna(0)[wanted]
        first = numbers.groupby(keys[wanted]).first()
        again = keys.iloc[shown]
        return {
            "code": again.tolist(),
            "name": _names(frame, shown),
            "first_row": [int(first[key]) for key in again],
        }

    return row_issues(rule, "error", layer=layer, frame=frame, rows=rows, params=params)


def _names(frame: pd.DataFrame, rows: IntArray) -> list[str]:
    return frame["name"].iloc[rows].tolist() if "name" in frame else [""] * len(rows)


def _prefix_issues(
    layer: LayerName, frame: pd.DataFrame, prefix: pd.Series, column: str
) -> list[Issue]:
    stated = frame[column]
    odd = (stated != "") & (prefix != "") & (stated != prefix)
    pairs = pd.DataFrame({"own": prefix[odd], "stated": stated[odd]}).drop_duplicates()
    fine = {
        (own, other)
        for own, other in pairs.itertuples(index=False)
        if successor(own) == successor(other) or is_development_zone(own)
    }
    rows = np.flatnonzero(odd)
    both = zip(prefix.iloc[rows], stated.iloc[rows], strict=True)
    rows = rows[[pair not in fine for pair in both]]
    return row_issues(
        "code_prefix_disagrees", "error", layer=layer, frame=frame, rows=rows,
        params=lambda shown: {
            "name": frame["name"].iloc[shown].tolist(),
            "code": frame[LAYERS[layer].key].iloc[shown].tolist(),
            "stated": stated.iloc[shown].tolist(),
        },
    )  # fmt: skip


def _zones(survey: Survey) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Declared counties of villages; those in zones with a host; those without."""
    declared = declared_county(survey.layer("villages"))
    by = survey.joined.frame["county_by"]
    zone = declared.isin([c for c in declared.unique() if is_development_zone(c)])
    zone &= ~by.isin(("code", "successor"))
    hosted = by.isin(("host", "nearest"))
    return declared, zone & hosted, zone & ~hosted


def _some(values: pd.Series, most: int = 5) -> str:
    """A few values in one line; the dots say that there are more."""
    shown = ", ".join(values.iloc[:most])
    return f"{shown} …" if len(values) > most else shown


def _grouped(
    survey: Survey,
    rule: str,
    codes: pd.Series,
    rows: pd.Series,
    more: Params | None = None,
) -> list[Issue]:
    """One warning per code among the marked villages, at its first row."""
    villages = survey.layer("villages")
    members = members_of(codes, rows)

    def params(shown: IntArray) -> Mapping[str, Sequence[object]]:
        basic = {
            "code": codes.iloc[shown].tolist(),
            "count": [len(group) for group in members[: len(shown)]],
        }
        return basic | dict(more(shown)) if more else basic

    return row_issues(
        rule, "warning", layer="villages", frame=villages, rows=firsts_of(members),
        params=params,
    )  # fmt: skip
