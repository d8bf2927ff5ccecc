"""Rules on the pool of experts and on the applications of counties for them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from geo.checks.survey import Survey
from geo.checks.units import label_of
from geo.issues import Issue
from geo.reading.cells import folded, understood
from geo.row_issues import IntArray, row_issues
from geo.schemas import LAYERS, SOURCE_FILE, SOURCE_ROW, split_list

_COUNTY = 6
# Fewest members of a group by the programme.
FEWEST_MEMBERS = 8
# Spaces, and the dots that stand between the parts of a name.
_BETWEEN = re.compile(r"[\s·•・‧∙⋅．.'’\-]+")
# Characters of names whose traditional form is often typed; names are as told apart.
_TRADITIONAL = str.maketrans(
    "黃陳張劉趙吳鄭馮蔣韓楊許鄧蕭葉蘇盧羅譚龍農韋陸謝範鄒藍覃賀顧錢孫馬鐘鍾萬莊嚴"
    "華國強偉東麗紅軍義慶榮貴蘭鳳連維學啟興業應會長開質鋒剛銳飛雲靈濤潔瑩蓮藝",
    "黄陈张刘赵吴郑冯蒋韩杨许邓萧叶苏卢罗谭龙农韦陆谢范邹蓝覃贺顾钱孙马钟钟万庄严"
    "华国强伟东丽红军义庆荣贵兰凤连维学启兴业应会长开质锋刚锐飞云灵涛洁莹莲艺",
)
# Two names of fewer characters are too short to be a slip of the pen apart.
_LONG = 3
_SAME_PERSON = ("name", "organisation", "home_unit")


def check_expert_twice(survey: Survey) -> list[Issue]:
    """One expert is listed twice, if under two spellings. Error.

    Names are alike without spaces, dots, width and traditional forms; organisation
    and home are the same.
    """
    experts = survey.layer("experts")
    pairs = _sure(experts, _whose(experts))
    return _twice(survey, "expert_twice", "error", pairs)


def check_expert_near(survey: Survey) -> list[Issue]:
    """Two experts may be one: a character apart, or with another home. Warning.

    Or both of one name and home, and no organisation said.
    """
    experts = survey.layer("experts")
    whose = _whose(experts)
    sure = {again for _, again in _sure(experts, whose)}
    rows = np.flatnonzero(whose["name"] != "")
    pairs: dict[int, int] = {}
    for keys in (_by_name(whose, rows), _by_slip(whose, rows)):
        positions = np.array([row for row, _ in keys], dtype=np.intp)
        for first, again in _again(positions, [key for _, key in keys], experts):
            if again not in sure and first != again:
                pairs.setdefault(again, first)
    found = [(first, again) for again, first in sorted(pairs.items())]
    return _twice(survey, "expert_near", "warning", found)


def check_expert_wishes_contradict(survey: Survey) -> list[Issue]:
    """An expert would go to a unit, and would not. Warning.

    They count as not willing to.
    """
    experts = survey.layer("experts")
    both = [
        [code for code in split_list(yes) if code.startswith(split_list(no))]
        for yes, no in zip(experts["accepts"], experts["declines"], strict=True)
    ]
    return row_issues(
        "expert_wishes_contradict", "warning", layer="experts", frame=experts,
        rows=np.array([bool(units) for units in both], dtype=bool),
        params=lambda rows: {
            "name": experts["name"].iloc[rows].tolist(),
            "codes": ["、".join(both[row]) for row in rows],
        },
    )  # fmt: skip


def check_application_unit_wrong(survey: Survey) -> list[Issue]:
    """An application is of a unit that is no county. Error."""
    asked = survey.layer("applications")
    level = asked["unit_code"].str.len()
    return row_issues(
        "application_unit_wrong", "error", layer="applications", frame=asked,
        rows=((level > 0) & (level != _COUNTY)).to_numpy(dtype=bool),
        params=lambda rows: {"code": asked["unit_code"].iloc[rows].tolist()},
    )  # fmt: skip


def check_application_twice(survey: Survey) -> list[Issue]:
    """A county has two applications open, neither of them returned. Error."""
    asked = survey.layer("applications")
    rows = np.flatnonzero(_is_open(asked))
    keys = [(code,) for code in asked["unit_code"].iloc[rows]]
    pairs = _again(rows, keys, asked, "application_id")
    before = [first for first, _ in pairs]
    return row_issues(
        "application_twice", "error", layer="applications", frame=asked,
        rows=np.array([again for _, again in pairs], dtype=np.intp),
        params=lambda shown: {
            "code": asked["unit_code"].iloc[shown].tolist(),
            **_where(asked, before[: len(shown)], "application_id"),
        },
    )  # fmt: skip


def check_application_of_key_county(survey: Survey) -> list[Issue]:
    """A county that applies is on the key-assistance list, so out of scope. Warning."""
    asked, facts = survey.layer("applications"), survey.layer("facts")
    own = facts[facts["attribute"] == "key_assistance"]
    listed = {
        unit
        for unit, value in zip(own["unit_code"], own["value"], strict=True)
        if understood(folded(value), "bool") is True
    }
    wrong = _is_open(asked) & asked["unit_code"].isin(listed).to_numpy(dtype=bool)
    return row_issues(
        "application_of_key_county", "warning", layer="applications", frame=asked,
        rows=wrong,
        params=lambda rows: {"code": asked["unit_code"].iloc[rows].tolist()},
    )  # fmt: skip


def check_application_expert_unknown(survey: Survey) -> list[Issue]:
    """An application names an expert who is not in the pool. Warning, one for each."""
    known = {*survey.layer("experts")["expert_id"]}
    found = [
        (row, column, one)
        for row, column, one in _named(survey, ("proposed", "declines"))
        if one not in known
    ]
    asked = survey.layer("applications")
    columns = LAYERS["applications"].column
    return row_issues(
        "application_expert_unknown", "warning", layer="applications", frame=asked,
        rows=np.array([row for row, _, _ in found], dtype=np.intp),
        params=lambda rows: {
            "column": [label_of(columns(name)) for _, name, _ in found[: len(rows)]],
            "value": [one for _, _, one in found[: len(rows)]],
        },
    )  # fmt: skip


def check_application_expert_elsewhere(survey: Survey) -> list[Issue]:
    """A county proposes an expert from elsewhere for its own. Warning, one for each."""
    asked, experts = survey.layer("applications"), survey.layer("experts")
    homes = dict(zip(experts["expert_id"], experts["home_unit"], strict=True))
    names = dict(zip(experts["expert_id"], experts["name"], strict=True))
    units = asked["unit_code"].tolist()
    found = [
        (row, one)
        for row, _, one in _named(survey, ("proposed",))
        if one in homes and not homes[one].startswith(units[row] or "-")
    ]
    return row_issues(
        "application_expert_elsewhere", "warning", layer="applications", frame=asked,
        rows=np.array([row for row, _ in found], dtype=np.intp),
        params=lambda rows: {
            "name": [names[one] for _, one in found[: len(rows)]],
            "value": [one for _, one in found[: len(rows)]],
            "home": [homes[one] or "—" for _, one in found[: len(rows)]],
            "code": asked["unit_code"].iloc[rows].tolist(),
        },
    )  # fmt: skip


def check_application_beyond_pool(survey: Survey) -> list[Issue]:
    """All quotas of the pool make fewer groups of eight than counties wait. Warning."""
    asked, experts = survey.layer("applications"), survey.layer("experts")
    counties = asked["unit_code"][_is_open(asked)].nunique()
    there = (experts["until"] == "") | (experts["until"] >= survey.today.isoformat())
    quotas = experts["quota"].fillna(1).clip(lower=0)[there]
    places, needed = int(quotas.sum()), counties * FEWEST_MEMBERS
    if places >= needed:
        return []
    params = {
        "counties": counties, "needed": needed, "fewest": FEWEST_MEMBERS,
        "experts": int(there.sum()), "places": places,
        "groups": places // FEWEST_MEMBERS,
    }  # fmt: skip
    return [Issue("application_beyond_pool", "warning", "applications", params=params)]


def plain_name(text: str) -> str:
    """A name as it is compared: no spaces or dots, one width, simplified.

    Only characters common in names are simplified; others stay as they are.
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return plain.casefold().translate(_TRADITIONAL)


def _whose(experts: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": experts["name"].map(plain_name),
            "organisation": experts["organisation"].map(plain_name),
            "home_unit": experts["home_unit"],
            "tier": experts["tier"],
        }
    )


def _sure(experts: pd.DataFrame, whose: pd.DataFrame) -> list[tuple[int, int]]:
    told = np.flatnonzero((whose["organisation"] != "") & (whose["name"] != ""))
    keys = list(zip(*(whose[name].iloc[told] for name in _SAME_PERSON), strict=True))
    return _again(told, keys, experts)


def _by_name(whose: pd.DataFrame, rows: IntArray) -> list[tuple[int, tuple[str, ...]]]:
    """Rows of one name and organisation, or of one name and home where none is said."""
    some = whose.iloc[rows]
    return [
        (int(row), (name, organisation) if organisation else (name, "", home))
        for row, name, organisation, home in zip(
            rows, some["name"], some["organisation"], some["home_unit"], strict=True
        )
    ]


def _by_slip(whose: pd.DataFrame, rows: IntArray) -> list[tuple[int, tuple[str, ...]]]:
    """Rows by what is left of a name without one character: alike are a slip apart."""
    some = whose.iloc[rows]
    found: list[tuple[int, tuple[str, ...]]] = []
    for row, name, *beside in zip(
        rows, some["name"], some["organisation"], some["home_unit"], some["tier"],
        strict=True,
    ):  # fmt: skip
        if len(name) >= _LONG and beside[0]:
            found += [
                (int(row), (f"{name[:at]}?{name[at + 1 :]}", *beside))
                # Another surname is another person.
                for at in range(1, len(name))
            ]
    return found


def _again(
    rows: IntArray,
    keys: Sequence[tuple[str, ...]],
    frame: pd.DataFrame,
    key: str = "expert_id",
) -> list[tuple[int, int]]:
    """Positions of the first row and of each later one of the same, by the later."""
    ids = frame[key].tolist()
    firsts: dict[tuple[str, ...], int] = {}
    pairs = [
        (firsts.setdefault(one, int(row)), int(row))
        for row, one in zip(rows, keys, strict=True)
    ]
    # Rows of one key have a rule of their own.
    return [(first, again) for first, again in pairs if ids[first] != ids[again]]


def _twice(
    survey: Survey, rule: str, severity: str, pairs: Sequence[tuple[int, int]]
) -> list[Issue]:
    experts = survey.layer("experts")
    before = [first for first, _ in pairs]
    return row_issues(
        rule, severity, layer="experts", frame=experts,  # type: ignore[arg-type]
        rows=np.array([again for _, again in pairs], dtype=np.intp),
        params=lambda rows: {
            "name": experts["name"].iloc[rows].tolist(),
            "organisation": [one or "—" for one in experts["organisation"].iloc[rows]],
            "first_name": experts["name"].iloc[before[: len(rows)]].tolist(),
            **_where(experts, before[: len(rows)], "expert_id"),
        },
    )  # fmt: skip


def _where(
    frame: pd.DataFrame, rows: Sequence[int], key: str
) -> Mapping[str, list[object]]:
    some = frame.iloc[list(rows)]
    return {
        "first_key": some[key].tolist(),
        "first_source": [source or "—" for source in some[SOURCE_FILE]],
        "first_row": [int(row) for row in some[SOURCE_ROW].fillna(0)],
    }


def _is_open(asked: pd.DataFrame) -> np.ndarray:
    found: np.ndarray = (asked["state"] != "returned").to_numpy(dtype=bool)
    return found


def _named(survey: Survey, columns: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Row, column and id of each expert an application names."""
    asked = survey.layer("applications")
    for row, texts in enumerate(zip(*(asked[name] for name in columns), strict=True)):
        for column, text in zip(columns, texts, strict=True):
            for one in split_list(text):
                yield row, column, one
