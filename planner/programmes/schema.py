"""What a programme file declares: rows, their parts, sets and attributes.

``docs/programme_format.md`` describes the format; :mod:`planner.programmes.parsing`
reads it and finds every mistake at once.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from geo.schemas import LayerName
from geo.words import Lang
from planner.duties.windows import Schedule
from planner.rule import Rule

Kind = Literal[
    "presence", "reach", "assigned", "frequency", "quantity", "share", "duty"
]
Level = Literal["village", "township", "county", "city", "province", "area", "nation"]
UnitKind = Literal[
    "village", "township", "county", "city", "province", "area", "nation",
    "trade", "person",
]  # fmt: skip
Per = Literal["once", "year", "half", "quarter"]
Apportion = Literal["none", "equal", "poor_villages"]
AttributeType = Literal["yesno", "text", "year"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEVELS: tuple[Level, ...] = get_args(Level)
NATION = "00"
# A condition: the unit named lies in the unit that is being judged.
SAME_UNIT = ("@unit",)
# A condition: column or attribute, and what it must be; see the file format.
Filter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about units that a planner may state, with what holds until then.

    Parameters
    ----------
    name
        Its name in filters and in the layer ``facts``.
    unit
        Level of the units it is about.
    type
        ``"yesno"``, ``"text"`` or ``"year"`` (a year from which on it holds).
    default
        Filter for where a yes-no attribute holds unless the planner says otherwise, or
        one answer for all; None where nothing is known without data.
    """

    name: str
    unit: Level
    type: AttributeType
    zh: str
    en: str
    default: Filter | bool | None = None
    reason_zh: str = ""
    reason_en: str = ""

    def label(self, lang: Lang) -> str:
        """Name for people."""
        return self.zh if lang == "zh" else self.en

    def reason(self, lang: Lang) -> str:
        """Why the default is what it is."""
        return self.reason_zh if lang == "zh" else self.reason_en


@dataclass(frozen=True, slots=True)
class UnitSet:
    """A declared filter: which units of a level owe something.

    Parameters
    ----------
    name, unit
        Name in rows, and level of its units.
    any
        Filters of which at least one must hold; empty: every unit.
    within
        Name of a set in one of whose units the unit must lie; empty: anywhere.
    codes
        The only units there are; empty: all.
    """

    name: str
    unit: UnitKind
    zh: str
    en: str
    any: tuple[Filter, ...] = ()
    within: str = ""
    codes: tuple[str, ...] = ()

    def label(self, lang: Lang) -> str:
        """Name for people."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Counted:
    """Which records a part counts, and how.

    Parameters
    ----------
    layer
        Record layer.
    kinds
        Kinds of record that count; empty: every kind.
    where
        Conditions on columns: a list of texts, any of which will do, or ``True`` for
        not empty. In columns of units a text is the code of a unit in which that one
        lies, and ``"@unit"`` the unit that is being judged.
    complete
        Columns that must be filled in for a record to count.
    sum
        Column to add up; empty: every record counts once (an output its ``count``).
    distinct
        Column whose different values are counted instead of records.
    date
        Column of the day that puts a record into a period; empty: its first day.
    exact
        Whether a record must be of the very unit, and not of one inside it.
    """

    layer: LayerName
    kinds: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...] | bool] = field(default_factory=dict)
    complete: tuple[str, ...] = ()
    sum: str = ""
    distinct: str = ""
    date: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What must be reached by a day: a number, or a share (0 to 1) of what is owed."""

    by: dt.date
    value: float | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A share of a whole that is not a number of units.

    Parameters
    ----------
    part, whole
        Columns of ``household_counts``, the latest of each village added up; or empty:
    kept
        of the records in force at the end of last year, those that still are.
    """

    part: str = ""
    whole: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One measurable thing of a row; fields as in ``docs/programme_format.md``."""

    kind: Kind
    unit: UnitKind
    targets: tuple[Target, ...]
    zh: str = ""
    en: str = ""
    set: str = ""
    of: tuple[Counted, ...] = ()
    need: int = 1
    at_most: int | None = None
    per: Per = "once"
    spacing_days: int = 0
    apportion: Apportion = "none"
    rule: Rule | None = None
    share: ShareOf | None = None
    holds: str = ""
    match_trade: bool = False
    schedule: Schedule | None = None
    duty: str = ""

    def label(self, lang: Lang) -> str:
        """Name for people; empty where the row's says it."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a programme: what it asks, where the document says so, its parts."""

    id: str
    clause: str
    find: str
    zh: str
    en: str
    asks_zh: str
    asks_en: str
    owner_zh: str
    owner_en: str
    parts: tuple[Part, ...]
    note_zh: str = ""
    note_en: str = ""
    line: int = 0

    def label(self, lang: Lang) -> str:
        """Name for people."""
        return self.zh if lang == "zh" else self.en

    def asks(self, lang: Lang) -> str:
        """One sentence on what is asked."""
        return self.asks_zh if lang == "zh" else self.asks_en

    def owner(self, lang: Lang) -> str:
        """Who owes it."""
        return self.owner_zh if lang == "zh" else self.owner_en

    def note(self, lang: Lang) -> str:
        """What is our reading and not the document's word."""
        return self.note_zh if lang == "zh" else self.note_en

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kinds of its parts, each once."""
        return tuple(dict.fromkeys(part.kind for part in self.parts))


@dataclass(frozen=True, slots=True)
class Programme:
    """A policy document as declared rows.

    Parameters
    ----------
    place
        Code of the place it is of: city, province, or :data:`NATION`.
    starts, ends
        First day that counts, and last day of its term; None for open-ended.
    sets, attributes
        Its own and the shared ones, by name.
    """

    id: str
    zh: str
    en: str
    issuer_zh: str
    issuer_en: str
    document: str
    published: dt.date
    place: str
    starts: dt.date
    ends: dt.date | None
    rows: tuple[Row, ...]
    sets: Mapping[str, UnitSet]
    attributes: Mapping[str, Attribute]

    def label(self, lang: Lang) -> str:
        """Name for people."""
        return self.zh if lang == "zh" else self.en

    def issuer(self, lang: Lang) -> str:
        """Who issued it."""
        return self.issuer_zh if lang == "zh" else self.issuer_en
