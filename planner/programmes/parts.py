"""Parts of a row, as a programme file declares them."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from geo.schemas import LAYERS, LayerName
from geo.words import LANGS, Phrase
from planner.duties.windows import Schedule
from planner.errors import WORDS, PlanInputError
from planner.programmes.fields import Fields, Notes, Path
from planner.programmes.schema import (
    KINDS,
    LEVELS,
    SAME_UNIT,
    Apportion,
    Counted,
    Part,
    Per,
    ShareOf,
    Target,
    UnitKind,
    UnitSet,
)
from planner.rule import Rule

COUNTED_LAYERS: tuple[LayerName, ...] = (
    "events", "trainings", "people", "groups", "outputs", "agreements",
    "duties_done", "household_counts", "caravans", "bases", "commissioners",
    "assignments",
)  # fmt: skip
# A spacing or a notice of more days would lie beyond every calendar.
_LONGEST_DAYS = 3_660
# What a part of a kind cannot do without, one of each group.
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "presence": (("of",), ("set",)),
    "frequency": (("of",), ("set",)),
    "reach": (("rule",), ("set",)),
    "assigned": (("rule", "of"), ("set", "of")),
    "quantity": (("of",),),
    "share": (("share", "holds"), ("of", "holds")),
    "duty": (("schedule",), ("set",)),
}
# What parts of some kinds only make use of.
_COUNTING = ("presence", "frequency", "assigned")
_USED_BY: Mapping[str, tuple[str, ...]] = {
    "of": (*_COUNTING, "quantity", "share"),
    "need": (*_COUNTING, "duty"),
    "at_most": _COUNTING,
    "match_trade": _COUNTING,
    "per": (*_COUNTING, "quantity", "share", "duty"),
    "spacing_days": ("frequency",),
    "apportion": ("quantity",),
    "rule": ("reach", "assigned"),
    "share": ("share",),
    "holds": ("share",),
    "schedule": ("duty",),
    "duty": ("duty",),
}


def read_part(
    table: object, path: Path, notes: Notes, sets: Mapping[str, UnitSet]
) -> Part:
    """Read a part of a row, noting its mistakes.

    Parameters
    ----------
    table, path, notes
        What the file holds, where, and where mistakes go.
    sets
        Sets it may name.
    """
    fields = Fields(table, path, notes)
    kind = fields.choice("kind", KINDS)
    unit = fields.choice("unit", get_args(UnitKind))
    for name in ("set", "holds"):
        given = fields.text(name, required=False)
        if given and given not in sets:
            fields.wrong("set_unknown", name, name=given)
        elif given and sets[given].unit != unit and kind != "quantity":
            fields.wrong("set_of_other_unit", name, name=given, unit=unit)
    if kind in _NEEDED and kind == fields.table.get("kind"):
        for group in _NEEDED[kind]:
            if all(fields.table.get(name) in (None, "", []) for name in group):
                fields.wrong("part_needs", "kind", kind=kind, needed=" / ".join(group))
        for name, kinds in _USED_BY.items():
            if name in fields.table and kind not in kinds:
                told = ", ".join(kinds)
                fields.wrong("field_unused", name, kind=kind, kinds=told)
    most = fields.whole("at_most", 0, least=1)
    found = Part(
        kind=kind, unit=unit, targets=_targets(fields, kind),
        zh=fields.text("zh", required=False), en=fields.text("en", required=False),
        set=fields.text("set", required=False), of=_all_counted(fields),
        need=fields.whole("need", 1, least=1), at_most=most or None,
        per=fields.choice("per", get_args(Per), "once"),
        spacing_days=fields.whole("spacing_days", 0, most=_LONGEST_DAYS),
        apportion=fields.choice("apportion", get_args(Apportion), "none"),
        rule=_rule(fields), share=_share(fields.inner("share")),
        holds=fields.text("holds", required=False),
        match_trade=fields.flag("match_trade"),
        schedule=_schedule(fields.inner("schedule")),
        duty=fields.text("duty", required=False),
    )  # fmt: skip
    _check_unit(fields, found, sets)
    fields.finish()
    return found


def _check_unit(fields: Fields, part: Part, sets: Mapping[str, UnitSet]) -> None:
    """What a part asks for can be counted for its unit at all."""
    households = part.share is not None and not (part.share.kept or part.holds)
    of_people = part.kind == "assigned" and part.rule is None
    allowed: tuple[str, ...] = LEVELS
    if part.rule is not None or households:
        allowed = ("village",)
    elif of_people:
        allowed = (*LEVELS, "trade", "person")
    elif part.kind == "quantity":
        allowed = get_args(UnitKind)
    elif part.kind in ("presence", "frequency") and not part.spacing_days:
        allowed = (*LEVELS, "trade")
    if part.unit not in allowed:
        told = ", ".join(allowed)
        fields.wrong("bad_choice", "unit", value=part.unit, allowed=told)
    if not part.set and (households or (of_people and part.unit != "person")):
        fields.wrong("part_needs", "kind", kind=part.kind, needed="set")
    if part.kind == "quantity" and part.set in sets:
        own = sets[part.set].unit
        if own not in LEVELS:
            fields.wrong("set_of_other_unit", "set", name=part.set, unit=part.unit)
    for of in part.of if part.unit == "person" else ():
        if "name" not in {column.name for column in LAYERS[of.layer].columns}:
            fields.wrong("column_unknown", "of", name="name", layer=of.layer)
    if len({bool(of.distinct) for of in part.of}) > 1 and part.kind == "quantity":
        # Different values and numbers of records do not add up.
        fields.wrong("distinct_mixed", "of")
    if part.kind not in _COUNTING:
        for of in part.of:
            if of.exact or SAME_UNIT in of.where.values():
                told = ", ".join(_COUNTING)
                fields.wrong("field_unused", "of", kind=part.kind, kinds=told)
    if part.unit == "area" and any(of.exact for of in part.of):
        fields.wrong("bad_value", "of", value="exact = true", wanted="exact = false")
    for of in part.of if part.match_trade or part.unit == "trade" else ():
        if "trades" not in {column.name for column in LAYERS[of.layer].columns}:
            fields.wrong("column_unknown", "of", name="trades", layer=of.layer)


def _targets(fields: Fields, kind: str) -> tuple[Target, ...]:
    found = []
    for table, path in fields.tables("targets"):
        one = Fields(table, path, fields.notes)
        if isinstance(table, dict) and "by" not in table:
            fields.notes.wrong("target_without_date", path)
        by = one.day("by", required=False)
        value = one.number("value")
        share = one.number("share", most=1.0)
        if kind == "quantity" and value is None:
            one.wrong("field_missing", "value", owner="targets")
        one.finish()
        if by is not None:
            found.append(Target(by, value, 1.0 if share is None else share))
    if not fields.table.get("targets"):
        fields.wrong("field_missing", "targets", owner=fields.table.get("zh", ""))
    return tuple(sorted(found, key=lambda target: target.by))


def _all_counted(fields: Fields) -> tuple[Counted, ...]:
    """One table of what is counted, or a list of them."""
    if isinstance(fields.table.get("of"), list):
        tables = fields.tables("of")
        return tuple(_counted(Fields(t, path, fields.notes)) for t, path in tables)
    one = fields.inner("of")
    return () if one is None else (_counted(one),)


def _counted(fields: Fields) -> Counted:
    layer = fields.choice("layer", COUNTED_LAYERS)
    columns = {column.name for column in LAYERS[layer].stored_columns}
    complete = fields.texts("complete")
    names = {
        name: fields.text(name, required=False) for name in ("sum", "distinct", "date")
    }
    conditions = _conditions(fields.inner("where"))
    for name in (*conditions, *complete, *filter(None, names.values())):
        if name not in columns:
            fields.wrong("column_unknown", "layer", name=name, layer=layer)
    for name, kinds in (("sum", ("int", "float")), ("date", ("date",))):
        fitting = [c.name for c in LAYERS[layer].stored_columns if c.kind in kinds]
        if names[name] in columns and names[name] not in fitting:
            allowed = ", ".join(fitting)
            fields.wrong("bad_choice", name, value=names[name], allowed=allowed)
    found = Counted(
        layer, fields.texts("kinds"), MappingProxyType(conditions), complete,
        exact=fields.flag("exact"), **names,
    )  # fmt: skip
    fields.finish()
    return found


def _conditions(fields: Fields | None) -> dict[str, tuple[str, ...] | bool]:
    if fields is None:
        return {}
    return {
        name: value if isinstance(value, bool) else fields.texts(name)
        for name, value in fields.table.items()
    }


def _rule(fields: Fields) -> Rule | None:
    inner = fields.inner("rule")
    if inner is None:
        return None
    try:
        return Rule.from_settings({**inner.table, "villages": "all"})
    except PlanInputError as error:
        for key, params in error.problems:
            why = Phrase(*(WORDS.say(key, lang, params) for lang in LANGS))
            fields.wrong("rule_wrong", "rule", why=why)
        return None


def _share(fields: Fields | None) -> ShareOf | None:
    if fields is None:
        return None
    columns = {c.name for c in LAYERS["household_counts"].columns if c.kind == "int"}
    kept = fields.choice("kept", ("", "last_year"), "") == "last_year"
    found = ShareOf(kept=kept)
    if not kept:
        part, whole = (fields.choice(n, sorted(columns)) for n in ("part", "whole"))
        found = ShareOf(part, whole)
    fields.finish()
    return found


def _schedule(fields: Fields | None) -> Schedule | None:
    if fields is None:
        return None
    once = fields.flag("once")
    windows = []
    for text in fields.texts("windows"):
        pair = _window(text)
        if pair is None:
            fields.wrong("bad_value", "windows", value=text, wanted="03-21/03-31")
        else:
            windows.append(pair)
    if once == bool(fields.table.get("windows")):
        fields.wrong("schedule_unclear", "windows")
    if len({first for first, _ in windows}) < len(windows):
        # Records could not be told apart by their day.
        fields.wrong("windows_alike", "windows")
    notice_days = fields.whole("notice_days", 0, most=_LONGEST_DAYS)
    fields.finish()
    return Schedule(windows=tuple(windows), once=once, notice_days=notice_days)


def _window(text: str) -> tuple[str, str] | None:
    """First and last day of a window such as ``03-21/03-31``; None if it is none."""
    first, _, last = text.partition("/")
    try:
        # In a leap year the 29th of February is a day.
        for day in (first, last):
            dt.date.fromisoformat(f"2024-{day}")
    except ValueError:
        return None
    return first, last
