"""Fields and sheets of the files a plan hands over, in the words of its messages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from geo.export.fields import Field
from geo.export.files import Written
from geo.export.workbook import Sheet, write_workbook
from geo.words import Lang
from planner.errors import WORDS

_LONGEST_SHP = 10


def worded_field(key: str, name: str, kind: str, shp: str, terms: str = "") -> Field:
    """Give a field whose words are those of a message.

    Parameters
    ----------
    key
        Of the message (``planner/messages/*.toml``): heading, and what the values mean.
    name, kind, shp, terms
        See :class:`geo.export.fields.Field`.
    """
    entry = WORDS.entry(key)
    zh, en, help_zh, help_en = (
        entry[part] for part in ("zh", "en", "help_zh", "help_en")
    )
    return Field(name, kind, shp, zh, en, help_zh, help_en, terms)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class FileFields:
    """What is known of all fields of a plan's files.

    Parameters
    ----------
    plan
        A field's message is ``field_PLAN_NAME``.
    kinds
        Names by kind; those that no kind has are texts.
    terms
        List of ``vocabulary.toml`` that fields of kind ``term`` are of.
    shp
        Names in shapefiles that are not the first ten capitals of their own.
    """

    plan: str
    kinds: Mapping[str, Collection[str]]
    terms: str
    shp: Mapping[str, str] = field(default_factory=dict)

    def of(self, names: Sequence[str]) -> tuple[Field, ...]:
        """The fields of some names, in their order."""
        return tuple(self._field(name) for name in names)

    def _field(self, name: str) -> Field:
        kind = next((kind for kind, own in self.kinds.items() if name in own), "text")
        shp = self.shp.get(name, name.upper()[:_LONGEST_SHP])
        terms = self.terms if kind == "term" else ""
        return worded_field(f"field_{self.plan}_{name}", name, kind, shp, terms)


def write_sheets(
    sheets: Sequence[tuple[str, pd.DataFrame, Sequence[Field]]],
    notes: Sequence[str],
    path: Path,
    lang: Lang,
) -> Written:
    """Write tables as the sheets of a workbook, the notes with the first.

    Parameters
    ----------
    sheets
        Message key of the title, rows and fields of each.
    notes
        Sentences that must go with the file.
    path
        Target; replaced if there.
    lang
        Language of titles and headings.
    """
    told = [
        Sheet(
            WORDS.say(title, lang, {}), frame, tuple(fields), () if at else tuple(notes)
        )
        for at, (title, frame, fields) in enumerate(sheets)
    ]
    return write_workbook(told, path, lang=lang)
