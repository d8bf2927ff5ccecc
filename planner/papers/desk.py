"""What every paper is written from: the figures, the place, the time, the language."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from geo.export.paper import Block, Heading, Paragraph, day_text, shown
from geo.export.paper import Column as PaperColumn
from geo.words import Lang
from planner.papers.lines import Line, lines_of, part_label, programmes_for
from planner.papers.periods import Period
from planner.papers.places import Place
from planner.papers.words import official, say
from planner.programmes.schema import Programme
from planner.programmes.score import Score
from planner.programmes.units import DIGITS
from planner.report import CoverageReport
from planner.wording import list_text

_NUMBER = PaperColumn("")
_SHARE = PaperColumn("", numbers="percent")


def as_day(value: Any) -> dt.date:  # noqa: ANN401 - a cell of a frame
    """Return a day of a duty calendar as a plain date."""
    return pd.Timestamp(value).date()


@dataclass(frozen=True)
class Desk:
    """Figures of a place on a day, and the words to say them in.

    Parameters
    ----------
    score, report
        What holds on the day.
    calendar
        Duties, as :func:`planner.programmes.dues.calendar_of` lists them; a year and
        more around the day.
    place, period, on
        Where, what time the paper is about, and the day it is written.
    lang
        Language of the paper.
    office, addressee
        Who signs, and to whom it goes; empty for the usual.
    link
        Address of the app for QR codes; empty for none.
    """

    score: Score
    report: CoverageReport
    calendar: pd.DataFrame
    place: Place
    period: Period
    on: dt.date
    lang: Lang
    office: str = ""
    addressee: str = ""
    link: str = ""

    def say(self, key: str, **params: object) -> str:
        """Fill a sentence of ``messages/papers.toml``."""
        return say(key, self.lang, **params)

    def body(self, key: str, **params: object) -> Paragraph:
        """Fill a sentence as a paragraph."""
        return Paragraph(self.say(key, **params))

    def head(self, key: str, level: int = 1, **params: object) -> Heading:
        """Fill a heading."""
        return Heading(self.say(key, **params), 2 if level == 2 else 1)

    def number(self, value: float | None) -> str:
        """A number in a sentence."""
        return shown(value, _NUMBER, self.lang)

    def share(self, part: float, whole: float) -> str:
        """A share in a sentence; a dash where there is no whole."""
        return shown(part / whole if whole else None, _SHARE, self.lang)

    def day(self, day: dt.date) -> str:
        """A day in a sentence."""
        return day_text(day, self.lang)

    def listed(self, names: Iterable[str]) -> str:
        """Names in a sentence."""
        return list_text(names, self.lang)

    def joined(self, *sentences: str) -> str:
        """Sentences as one paragraph."""
        said = [sentence for sentence in sentences if sentence]
        return official(("" if self.lang == "zh" else " ").join(said), self.lang)

    @cached_property
    def programmes(self) -> tuple[list[Programme], ...]:
        """Programmes of the place itself, and those of wider places."""
        return programmes_for(self.score, self.place)

    @cached_property
    def own_lines(self) -> tuple[Line, ...]:
        """Indicators of the place's own programmes."""
        return lines_of(self.score, self.place, self.programmes[0])

    @cached_property
    def wider_lines(self) -> tuple[Line, ...]:
        """Indicators of wider programmes that the place owes."""
        return lines_of(self.score, self.place, self.programmes[1])

    @property
    def lines(self) -> tuple[Line, ...]:
        """Indicators of every programme."""
        return (*self.own_lines, *self.wider_lines)

    @cached_property
    def duties(self) -> pd.DataFrame:
        """Duties of the place and of the units in it, by day due and row."""
        inside = self.calendar["unit_code"].astype(str).str.startswith(self.place.code)
        known = self.calendar["row_id"].isin(list(self.score.rows))
        own = self.calendar[(inside & known).to_numpy()]
        keys = zip(own["row_id"], own["duty"], own["unit_code"], strict=True)
        named = own.assign(name=[self._duty_name(*map(str, key)) for key in keys])
        return named.sort_values(["due", "row_id", "unit_code"], kind="stable")

    def _duty_name(self, row_id: str, duty: str, code: str) -> str:
        """Name of a duty of a unit: its row's, and its part's where there are several.

        Parts of one duty, owed at several levels, are told apart by the unit's.
        """
        row = self.score.rows[row_id].row
        parts = [part for part in row.parts if (part.duty or row.id) == duty]
        level = DIGITS.get(len(code))
        part = next((one for one in parts if one.unit == level), parts[0])
        return part_label(row, part, self.lang)

    def unit_name(self, code: str) -> str:
        """Name of a unit; of a village or township the units it lies in before it."""
        units = self.score.scoring.ground.units
        names = []
        for size in (*(n for n in (6, 9) if n < len(code)), len(code)):
            level = DIGITS.get(size)
            at = int(units.find(level, [code[:size]])[0]) if level else -1
            names.append(str(units.names[level][at]) if level and at >= 0 else code)
        return self.joined(*names)

    def notices(self) -> list[Block]:
        """What a reader must know before the first figure."""
        told = []
        if self.illustrative:
            told.append(self.say("illustrative"))
        if self.on < self.period.last:
            told.append(
                self.say(
                    "unfinished",
                    day=self.day(self.on),
                    period=self.period.name(self.lang),
                )
            )
        return [Paragraph(self.joined(*told), "notice")] if told else []

    @cached_property
    def illustrative(self) -> bool:
        """Whether any row behind the figures is illustrative."""
        frames = (*self.report.layers.values(), *self.score.scoring.frames.values())
        return any(bool(frame["illustrative"].any()) for frame in frames)

    @property
    def foot(self) -> str:
        """What every page says."""
        return self.say("illustrative_foot") if self.illustrative else ""

    def signed(self) -> str:
        """Who signs."""
        return self.office or self.say("office", place=self.place.office_of)

    def numbered(self, sentences: Sequence[str]) -> list[Block]:
        """Sentences as numbered paragraphs."""
        return [
            Paragraph(self.say("item", number=at, text=text))
            for at, text in enumerate(sentences, start=1)
        ]
