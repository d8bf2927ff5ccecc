"""What import could not decide, and what the planner answered."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, cast

from geo.crs import WEB_MERCATOR, zone_of
from geo.datum import DATUMS, Datum
from geo.errors import DataError
from geo.issues import WORDS, Issue
from geo.schemas import LAYERS, LayerName
from geo.terms import TERMS
from geo.words import Lang

Topic = Literal["layer", "column", "datum", "crs"]
# Answer that leaves a table or a column out; also the source that means every file.
LEAVE_OUT: Final = "-"
EVERY: Final = "*"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a file leaves open.

    Parameters
    ----------
    source
        Table it is about, as in :class:`geo.reading.tables.RawTable`.
    topic
        What is asked; ``column`` asks which heading is the declared ``column``.
    column
        Declared column, empty for the other topics.
    options
        Answers to choose from; a CRS may also be any other code.
    guess
        The likeliest of them, empty where there is none.
    layer
        Layer the table is taken for, empty while that is the question.
    """

    source: str
    topic: Topic
    column: str
    options: tuple[str, ...]
    guess: str = ""
    layer: str = ""

    def text(self, lang: Lang) -> str:
        """Ask it, with the options as people call them."""
        joint = {"zh": "、", "en": ", "}[lang]
        options = joint.join(self.option_text(option, lang) for option in self.options)
        column = ""
        if self.topic == "column":
            layer = LAYERS[cast(LayerName, self.layer)]
            column = layer.column(self.column).label(lang)
        params = {"source": self.source, "column": column, "options": options}
        return WORDS.say(f"question_{self.topic}", lang, params)

    def option_text(self, option: str, lang: Lang) -> str:
        """Name one option for people."""
        if option == LEAVE_OUT:
            return {"zh": "不导入", "en": "leave out"}[lang]
        if self.topic == "layer":
            return LAYERS[cast(LayerName, option)].label(lang)
        if self.topic == "datum":
            names = {"wgs84": "WGS84 / CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
            return names[option]
        return _crs_text(option, lang) if self.topic == "crs" else option


@dataclass(frozen=True, slots=True)
class Answer:
    """What is decided about one source; empty fields are left to the import.

    Parameters
    ----------
    layer
        Declared layer, or ``"-"`` to leave the table out.
    datum
        Datum of its coordinates.
    crs
        A code number as text, or anything else pyproj reads.
    columns
        Declared column to heading in the file; ``"-"`` for none.
    """

    layer: LayerName | Literal["", "-"] = ""
    datum: Datum | Literal[""] = ""
    crs: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    def over(self, other: "Answer") -> "Answer":
        """Fill what this answer leaves open from a more general one."""
        return Answer(
            layer=self.layer or other.layer,
            datum=self.datum or other.datum,
            crs=self.crs or other.crs,
            columns={**other.columns, **self.columns},
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by source; ``"*"`` speaks for every file."""

    sources: Mapping[str, Answer] = field(default_factory=dict)

    def about(self, source: str) -> Answer:
        """Everything said about a source, its file and all files, nearest first."""
        answer = self.sources.get(source, Answer())
        parts = source.split("/")
        for end in range(len(parts) - 1, 0, -1):
            answer = answer.over(self.sources.get("/".join(parts[:end]), Answer()))
        return answer.over(self.sources.get(EVERY, Answer()))

    def with_answer(self, question: Question, value: str) -> "Answers":
        """Return the answers with one more question settled."""
        given = self.sources.get(question.source, Answer())
        if question.topic == "column":
            given = replace(given, columns={**given.columns, question.column: value})
        else:
            given = _answer(
                {**_plain(given), question.topic: value}, source=question.source
            )
        return Answers(MappingProxyType({**self.sources, question.source: given}))

    def to_toml(self) -> str:
        """Write them as TOML, one table per source, for :meth:`from_toml`."""
        lines: list[str] = []
        for source, answer in self.sources.items():
            lines.append(f"[{_quoted(source)}]")
            plain = _plain(answer)
            columns = cast(Mapping[str, str], plain.pop("columns"))
            lines += [f"{key} = {_quoted(str(value))}" for key, value in plain.items()]
            pairs = ", ".join(
                f"{_quoted(a)} = {_quoted(b)}" for a, b in columns.items()
            )
            lines += [f"columns = {{ {pairs} }}"] if columns else []
            lines.append("")
        return "\n".join(lines)

    @classmethod
    def from_toml(cls, path: Path) -> "Answers":
        """Read answers from a file.

        Raises
        ------
        DataError
            If it is not TOML, or says something no question asks.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            params = {"detail": str(error)[:120]}
            issue = Issue(
                "answers_unreadable", "error", source=path.name, params=params
            )
            raise DataError([issue]) from error
        found: dict[str, Answer] = {}
        issues: list[Issue] = []
        for source, table in tables.items():
            try:
                found[source] = _answer(table, source=source)
            except DataError as error:
                issues += error.issues
        if issues:
            raise DataError(issues)
        return cls(MappingProxyType(found))


def _crs_text(code: str, lang: Lang) -> str:
    """Code with the meridian by which surveyors call its zone."""
    if code == str(WEB_MERCATOR.to_epsg()):
        return TERMS["web_mercator"].filled(code=code).label(lang)
    zone = zone_of(code)
    if zone is None:
        return code
    degrees, prefixed = zone
    term = TERMS["meridian_zoned" if prefixed else "meridian"]
    return term.filled(code=code, degrees=degrees).label(lang)


def _plain(answer: Answer) -> dict[str, object]:
    """Fields that say something, and ``columns``."""
    found = {item.name: getattr(answer, item.name) for item in fields(answer)}
    return {key: value for key, value in found.items() if value or key == "columns"}


def _quoted(text: str) -> str:
    # A JSON string without escapes beyond the basic ones is a TOML string too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _answer(table: object, *, source: str) -> Answer:
    """Check one table of answers.

    Raises
    ------
    DataError
        With every entry that is unknown or of the wrong kind.
    """
    if not isinstance(table, dict):
        raise DataError([_bad(source, "", str(table))])
    columns = table.get("columns", {})
    issues = [
        _bad(source, key, str(value))
        for key, value in table.items()
        if not _is_good(key, value)
    ]
    if issues:
        raise DataError(issues)
    return Answer(
        layer=table.get("layer", ""),
        datum=table.get("datum", ""),
        crs=str(table.get("crs", "")),
        columns={str(key): str(value) for key, value in columns.items()},
    )


def _is_good(key: str, value: object) -> bool:
    match key:
        case "layer":
            return value in ("", LEAVE_OUT, *LAYERS)
        case "datum":
            return value in ("", *DATUMS)
        case "crs":
            return isinstance(value, str | int)
        case "columns":
            return isinstance(value, dict)
        case _:
            return False


def _bad(source: str, key: str, value: str) -> Issue:
    params = {"key": key, "value": value[:60]}
    return Issue("answer_not_understood", "error", source=source, params=params)
