"""The shipped programme files say everything a row needs, in words that exist."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from geo.schemas import BASE_KINDS, LAYERS, TRADES, term_group
from planner.programmes.loading import shipped_programmes
from planner.programmes.parsing import UNIT_COLUMNS

FOLDER = Path(__file__).resolve().parents[2] / "data" / "programmes"
# Every row of the five documents, in their order.
ROWS = {
    "cast": (
        "village_service", "county_association", "unions_total", "associations_total",
        "experts", "station", "caravan", "museum_tour", "school_museum", "county_plan",
        "township_union", "village_association", "village_business", "village_brand",
        "village_estation", "household_skill", "pairing", "east_west", "selection",
    ),
    "most": (
        "personnel", "results", "starspace", "park", "one_county_one_industry",
        "designated", "area", "three_regions", "innovation_centre", "training",
        "park_village_household", "county_policy", "supervision",
    ),
    "baicheng": (
        "platform", "demo_base", "outputs", "network", "service_centre", "info",
        "personnel", "demonstration", "outreach", "leaders", "skill", "livelihood",
        "matching", "scattered", "ledger",
    ),
    "baise": (
        "commissioner", "base_guidance", "new_tech", "training", "exchange_platform",
        "three_regions", "county_training", "park", "starspace", "facility", "tv",
        "outreach", "expert_group", "university", "demo_base", "jingxi", "signboard",
        "report", "meetings",
    ),
    "advisory": (
        "eligible", "application", "group", "matching", "east_west", "agreement",
        "meeting", "liaison", "ledger", "public_notice",
    ),
}  # fmt: skip
IDS = tuple(f"{name}.{row}" for name, rows in ROWS.items() for row in rows)
SAID = ("clause", "find", "zh", "en", "asks_zh", "asks_en", "owner_zh", "owner_en")
# One place of a document: 一（二）4, 四10, 附表第13、14项.
CLAUSE = re.compile(r"[一二三四五六七](（[一二三四五六七八]）)?\d*|附表第\d+(、\d+)*项")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LABEL_LENGTH, FIND_LENGTH = 30, 25

Table = dict[str, Any]


@cache
def file(name: str) -> Table:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def rows() -> Iterator[tuple[Table, Table]]:
    """Each row, with the programme it is of."""
    for name in ROWS:
        for row in file(name)["row"]:
            yield file(name)["programme"], row


def parts() -> Iterator[tuple[Table, Table, Table]]:
    for programme, row in rows():
        for part in row["part"]:
            yield programme, row, part


def declared(kind: str, name: str) -> dict[str, Table]:
    """Shared sets or attributes, and a programme's own."""
    own = [] if name == "sets" else file(name).get(kind, [])
    return {one["name"]: one for one in (*file("sets")[kind], *own)}


def counted(part: Table) -> list[Table]:
    of = part.get("of", [])
    return [of] if isinstance(of, dict) else of


def filters(one: Table) -> list[Table]:
    default = one.get("default")
    named = [one.get("where"), default if isinstance(default, dict) else None]
    return [each for each in (*named, *one.get("any", ())) if each is not None]


def test_the_76_rows_are_there_once_each_and_in_order():
    assert len(IDS) == len(set(IDS)) == 76
    assert tuple(row["id"] for _, row in rows()) == IDS
    assert all(row["id"].startswith(f"{top['id']}.") for top, row in rows())


def test_every_file_loads_without_a_problem():
    assert tuple(r.id for one in shipped_programmes() for r in one.rows) == IDS
    assert [one.id for one in shipped_programmes()] == list(ROWS)


def test_no_other_file_lies_in_the_folder():
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {f"{name}.toml" for name in (*ROWS, "sets")}


@pytest.mark.parametrize("field", SAID)
def test_every_row_says_it(field):
    assert [row["id"] for _, row in rows() if not row.get(field, "").strip()] == []


def test_every_clause_is_a_place_in_a_document():
    wrong = [
        row["id"]
        for _, row in rows()
        if not all(CLAUSE.fullmatch(one) for one in row["clause"].split("；"))
    ]
    assert wrong == []


def test_what_to_find_is_short_and_of_one_line():
    wrong = [
        row["find"]
        for _, row in rows()
        if not 3 <= len(row["find"]) <= FIND_LENGTH
        or row["find"].split() != [row["find"]]
    ]
    assert wrong == []


def test_labels_are_short_and_each_in_its_language():
    for _, row in rows():
        for one in (row, *row["part"]):
            zh = one.get("zh", "无")
            assert len(zh) <= LABEL_LENGTH, zh
            assert CHINESE.search(zh), zh


def test_a_row_of_several_parts_names_them_all_differently():
    for _, row in rows():
        if len(row["part"]) > 1:
            for lang in ("zh", "en"):
                names = [part.get(lang) for part in row["part"]]
                assert all(names), row["id"]
                assert len({*names}) == len(names), row["id"]


def test_notes_and_asks_are_whole_sentences_in_both_languages():
    for _, row in rows():
        for name in ("asks", "note"):
            if f"{name}_zh" in row or f"{name}_en" in row:
                assert row[f"{name}_zh"].endswith("。"), row["id"]
                assert row[f"{name}_en"].endswith("."), row["id"]


def test_what_is_ours_and_not_the_document_s_is_told():
    """Minutes, splits, spacings and upper bounds stand in no document."""
    ours = ("rule", "spacing_days", "at_most", "apportion")
    silent = {
        row["id"]
        for _, row, part in parts()
        if any(name in part for name in ours) and "note_zh" not in row
    }
    # Its document gives 24 a year and two for each of twelve counties.
    assert silent == {"baise.outreach"}


def test_every_part_has_a_dated_target_in_the_programme_s_term():
    for top, row, part in parts():
        last = top.get("ends", dt.date.max)
        days = [target["by"] for target in part["targets"]]
        assert days, row["id"]
        assert days == sorted({*days}), row["id"]
        assert all(top["starts"] <= day <= last for day in days), row["id"]
        if part["kind"] == "quantity":
            assert all(target["value"] > 0 for target in part["targets"]), row["id"]


def test_every_set_and_attribute_named_exists():
    for name in ROWS:
        sets, attributes = declared("set", name), declared("attribute", name)
        for row in file(name)["row"]:
            for part in row["part"]:
                for field in ("set", "holds"):
                    assert part.get(field, "nation") in sets, (row["id"], part)
        for one in sets.values():
            assert one.get("within", "nation") in sets
            if one["unit"] == "trade":
                assert {*one.get("codes", ())} <= {*TRADES}
        for one in (*sets.values(), *attributes.values()):
            known = {n for n, a in attributes.items() if a["unit"] == one["unit"]}
            known |= {*UNIT_COLUMNS.get(one["unit"], ())}
            assert {name for each in filters(one) for name in each} <= known, one


def test_every_set_is_of_use():
    for name in ROWS:
        used = {
            part.get(field)
            for row in file(name)["row"]
            for part in row["part"]
            for field in ("set", "holds")
        }
        above = {one.get("within") for one in declared("set", name).values()}
        own = {one["name"] for one in file(name).get("set", ())}
        assert own - used - above == set()


def test_attributes_are_named_as_in_the_vocabulary():
    terms = term_group("attributes")
    for name in ("sets", *ROWS):
        for one in file(name).get("attribute", ()):
            term = terms[one["name"]]
            assert (one["zh"], one["en"]) == (term.zh, term.en)
            assert ("default" in one) == ("reason_zh" in one) == ("reason_en" in one)


def test_every_kind_of_record_is_in_its_list():
    for _, row, part in parts():
        for of in counted(part):
            kinds, layer = {*of.get("kinds", ())}, LAYERS[of["layer"]]
            columns = {column.name: column for column in layer.columns}
            if of["layer"] == "bases":
                assert kinds <= {*BASE_KINDS}, row["id"]
            elif of["layer"] == "duties_done":
                assert all(kind.startswith(row["id"]) for kind in kinds)
            elif kinds:
                named = {"people": "role", "assignments": "post"}
                kind = columns[named.get(of["layer"], "kind")]
                assert kinds <= {*term_group(kind.terms)}, row["id"]
            named = (*of.get("complete", ()), *of.get("where", ()))
            assert {*named} <= {*columns}, row["id"]


def test_duties_are_named_after_their_row_and_each_unit_owes_one_once():
    seen = set()
    for _, row, part in parts():
        if part["kind"] == "duty":
            duty = part["duty"]
            assert duty == row["id"] or duty.startswith(f"{row['id']}."), duty
            assert (duty, part["unit"]) not in seen, duty
            seen.add((duty, part["unit"]))


def targets(row: str, label: str) -> list[float]:
    one = next(r for _, r in rows() if r["id"] == row)
    part = next(p for p in one["part"] if label in p.get("zh", one["zh"]))
    return [target.get("value", target.get("share")) for target in part["targets"]]


@pytest.mark.parametrize(
    ("row", "label", "values"),
    [
        ("cast.unions_total", "联合会", [1000]),
        ("cast.experts", "专家", [100_000]),
        ("most.personnel", "一线", [200_000]),
        ("most.results", "成果", [50_000]),
        ("baicheng.outputs", "新产品", [60]),
        ("baicheng.outputs", "科技成果", [100]),
        ("baicheng.info", "农民信息员", [350]),
        ("baicheng.leaders", "带头人", [10_000]),
        ("baise.commissioner", "在聘", [420, 420]),
        ("baise.base_guidance", "基地", [200, 250]),
        ("baise.new_tech", "新技术", [20, 25]),
        ("baise.park", "当年", [1, 2]),
        ("baise.facility", "设施", [20, 10]),
        ("baise.expert_group", "专家组", [2, 3]),
        ("baise.demo_base", "示范点", [200]),
    ],
)
def test_targets_are_the_document_s(row, label, values):
    assert targets(row, label) == values
