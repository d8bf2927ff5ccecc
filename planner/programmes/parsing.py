"""From the text of a programme file to its declared rows, all mistakes at once."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, get_args

from planner.errors import PlanInputError
from planner.programmes.fields import Fields, Notes, Path, lines_of
from planner.programmes.parts import read_part
from planner.programmes.schema import (
    Attribute,
    AttributeType,
    Filter,
    Level,
    Programme,
    Row,
    UnitKind,
    UnitSet,
)
from planner.programmes.units import lies_in

# Columns of the units themselves; everything else in a filter is an attribute.
UNIT_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "village": (
            "is_poor", "exited", "asks_for_help", "has_trade", "excluded",
            "households", "poor_households", "county_code",
        ),
        "township": ("villages", "poor_villages", "has_trade"),
        "county": ("is_poor", "villages", "poor_villages"),
        "trade": ("wanted",),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shared:
    """Sets and attributes that every programme may use."""

    sets: Mapping[str, UnitSet]
    attributes: Mapping[str, Attribute]


NOTHING_SHARED = Shared(MappingProxyType({}), MappingProxyType({}))


def parse_shared(text: str, *, source: str) -> Shared:
    """Read shared sets and attributes.

    Raises
    ------
    PlanInputError
        With everything that is wrong, each with its line.
    """
    notes, tables = _opened(text, source)
    top = Fields(tables, (), notes)
    found = _shared(top, notes, NOTHING_SHARED)
    top.finish()
    _raise(notes)
    return found


def parse_programme(
    text: str, *, source: str, shared: Shared = NOTHING_SHARED
) -> Programme:
    """Read a programme.

    Parameters
    ----------
    text
        TOML; see ``docs/programme_format.md``.
    source
        Name of the file, for messages.
    shared
        Sets and attributes it may use besides its own.

    Raises
    ------
    PlanInputError
        With everything that is wrong, each with its line.
    """
    notes, tables = _opened(text, source)
    top = Fields(tables, (), notes)
    own = _shared(top, notes, shared)
    head = top.inner("programme")
    if head is None:
        notes.wrong("field_missing", (), field="[programme]", owner=source)
        head = Fields({}, ("programme",), notes)
    rows = tuple(_row(table, path, notes, own) for table, path in top.tables("row"))
    top.finish()
    _check_twice([row.id for row in rows], "row", "row_twice", notes)
    if not rows and not notes.problems:
        notes.wrong("no_rows", ())
    found = _programme(head, rows, own)
    for at, row in enumerate(rows):
        for number, part in enumerate(row.parts):
            if any(target.by < found.starts for target in part.targets):
                path = ("row", at, "part", number, "targets")
                notes.wrong("target_too_early", path, starts=found.starts)
    head.finish()
    _raise(notes)
    return found


def _opened(text: str, source: str) -> tuple[Notes, dict[str, Any]]:
    try:
        return Notes(source, lines_of(text)), tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Besides bad TOML: numbers too long to read, brackets too deep.
        params = {"file": source, "why": str(error)}
        raise PlanInputError([("programme_unreadable", params)]) from None


def _raise(notes: Notes) -> None:
    if notes.problems:
        raise PlanInputError(sorted(notes.problems, key=lambda one: _line(one[1])))


def _line(params: Mapping[str, object]) -> int:
    line = params["line"]
    return line if isinstance(line, int) else 0


def _programme(head: Fields, rows: tuple[Row, ...], own: Shared) -> Programme:
    place = head.text("place")
    if place and not (place.isdigit() and len(place) in (2, 4, 6)):
        head.wrong("bad_value", "place", value=place, wanted='"4510", "00"')
    starts, ends = head.day("starts"), head.day("ends", required=False)
    if starts and ends and ends < starts:
        head.wrong("bad_value", "ends", value=ends, wanted=f">= {starts}")
    return Programme(
        id=head.text("id"), zh=head.text("zh"), en=head.text("en"),
        issuer_zh=head.text("issuer_zh"), issuer_en=head.text("issuer_en"),
        document=head.text("document", required=False),
        published=head.day("published") or dt.date.min,
        place=place, starts=starts or dt.date.min, ends=ends, rows=rows,
        sets=own.sets, attributes=own.attributes,
    )  # fmt: skip


def _shared(top: Fields, notes: Notes, before: Shared) -> Shared:
    """Attributes and sets of a file, on top of those shared already."""
    made = [_attribute(Fields(t, p, notes)) for t, p in top.tables("attribute")]
    _check_twice([one.name for one in made], "attribute", "name_twice", notes)
    attributes = {**before.attributes, **{one.name: one for one in made}}
    for at, attribute in enumerate(made):
        path = ("attribute", at, "default")
        _check_filter(attribute.default, attribute.unit, path, attributes, notes)
        if attribute.name in _asked_by(attribute, attributes):
            notes.wrong("default_circular", path, name=attribute.name)
    entries = top.tables("set")
    drawn = [_set(Fields(table, path, notes), attributes) for table, path in entries]
    _check_twice([one.name for one in drawn], "set", "name_twice", notes)
    sets = {**before.sets, **{one.name: one for one in drawn}}
    for at, one in enumerate(drawn):
        if one.within and one.within not in sets:
            notes.wrong("set_unknown", ("set", at, "within"), name=one.within)
        elif one.within and not _lies_within(one, sets[one.within]):
            path = ("set", at, "within")
            notes.wrong("set_of_other_unit", path, name=one.within, unit=one.unit)
        elif _circles(one, sets):
            notes.wrong("set_circular", ("set", at, "within"), name=one.name)
    return Shared(MappingProxyType(sets), MappingProxyType(attributes))


def _lies_within(one: UnitSet, other: UnitSet) -> bool:
    """Whether the units of a set can lie in those of another, or be among them."""
    return one.unit == other.unit or lies_in(one.unit, other.unit)


def _circles(one: UnitSet, sets: Mapping[str, UnitSet]) -> bool:
    """Whether a set lies within itself, over however many others."""
    seen = {one.name}
    within = one.within
    while within in sets:
        if within in seen:
            return True
        seen.add(within)
        within = sets[within].within
    return False


def _asked_by(one: Attribute, attributes: Mapping[str, Attribute]) -> set[str]:
    """Attributes that a default asks about, over however many others."""
    found: set[str] = set()
    ahead = [one]
    while ahead:
        default = ahead.pop().default
        conditions = default if isinstance(default, Mapping) else {}
        own = {*conditions} & {*attributes} - found
        found |= own
        ahead += [attributes[n] for n in own if attributes[n].unit == one.unit]
    return found


def _check_twice(names: list[str], table: str, rule: str, notes: Notes) -> None:
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if name and name in first:
            before = notes.line((table, first[name], "id"))
            notes.wrong(rule, (table, at), id=name, first=before)
        first.setdefault(name, at)


def _attribute(fields: Fields) -> Attribute:
    given = fields.table.get("default")
    default: Filter | bool | None
    if isinstance(given, bool):
        default = fields.flag("default")
    else:
        inner = fields.inner("default")
        default = None if inner is None else inner.table
    found = Attribute(
        name=fields.text("name"),
        unit=fields.choice("unit", get_args(Level)),
        type=fields.choice("type", get_args(AttributeType), "yesno"),
        zh=fields.text("zh"),
        en=fields.text("en"),
        default=default,
        reason_zh=fields.text("reason_zh", required=default is not None),
        reason_en=fields.text("reason_en", required=default is not None),
    )
    fields.finish()
    return found


def _set(fields: Fields, attributes: Mapping[str, Attribute]) -> UnitSet:
    where = fields.inner("where")
    filters = [(table, path) for table, path in fields.tables("any")]
    if where is not None:
        filters.append((where.table, where.path))
    found = UnitSet(
        name=fields.text("name"),
        unit=fields.choice("unit", get_args(UnitKind)),
        zh=fields.text("zh"),
        en=fields.text("en"),
        any=tuple(table for table, _ in filters if isinstance(table, dict)),
        within=fields.text("within", required=False),
        codes=fields.texts("codes"),
    )
    for table, path in filters:
        _check_filter(table, found.unit, path, attributes, fields.notes)
    fields.finish()
    return found


def _check_filter(
    conditions: object,
    unit: UnitKind,
    path: Path,
    attributes: Mapping[str, Attribute],
    notes: Notes,
) -> None:
    """Every condition is on a column of the unit, or on an attribute of its level."""
    if conditions is None or isinstance(conditions, bool):
        return
    if not isinstance(conditions, Mapping):
        notes.wrong("bad_value", path, field=path[-1], value=conditions, wanted="{ … }")
        return
    own = {name for name, one in attributes.items() if one.unit == unit}
    known = {*UNIT_COLUMNS.get(unit, ()), *own}
    for name, value in conditions.items():
        if name not in known:
            allowed = ", ".join(sorted(known))
            notes.wrong("condition_unknown", path, name=name, allowed=allowed)
        elif not _is_condition(value, number=name not in _texts(attributes)):
            notes.wrong("bad_value", path, field=name, value=value, wanted="{min, max}")


def _texts(attributes: Mapping[str, Attribute]) -> set[str]:
    """What is neither a number nor a yes or no."""
    return {"county_code"} | {n for n, one in attributes.items() if one.type == "text"}


def _is_condition(value: object, *, number: bool) -> bool:
    if isinstance(value, dict):
        numbers = all(type(bound) in (int, float) for bound in value.values())
        return number and numbers and bool(value) and set(value) <= {"min", "max"}
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, bool | str)


def _row(table: object, path: Path, notes: Notes, own: Shared) -> Row:
    fields = Fields(table, path, notes)
    parts = tuple(
        read_part(one, at, notes, own.sets) for one, at in fields.tables("part")
    )
    if not parts:
        fields.wrong("field_missing", "part", owner=fields.table.get("id", ""))
    found = Row(
        id=fields.text("id"), clause=fields.text("clause"), find=fields.text("find"),
        zh=fields.text("zh"), en=fields.text("en"),
        asks_zh=fields.text("asks_zh"), asks_en=fields.text("asks_en"),
        owner_zh=fields.text("owner_zh"), owner_en=fields.text("owner_en"),
        parts=parts,
        note_zh=fields.text("note_zh", required=False),
        note_en=fields.text("note_en", required=False),
        line=notes.line(path),
    )  # fmt: skip
    parts = tuple(replace(p, duty=p.duty or found.id) for p in parts)
    found = replace(found, parts=parts)
    if len(parts) > 1:
        for at, part in enumerate(parts):
            if not (part.zh and part.en):
                notes.wrong("part_unnamed", (*path, "part", at), owner=found.id)
    fields.finish()
    return found
