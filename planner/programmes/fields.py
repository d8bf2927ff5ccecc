"""Reading tables of a programme file, with every mistake noted at its line."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from planner.errors import Problem

# Where something stands: ("row", 3, "part", 0, "kind").
Path = tuple[str | int, ...]
T = TypeVar("T", bound=str)
# More than any document asks for, and far less than arithmetic can take.
_MOST = 10**9
# Holidays and calendars are known between these years.
_YEARS = range(1950, 2100)
_HEADER = re.compile(r"\s*\[(\[)?\s*([^\[\]]+?)\s*\]?\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """Line of every table and key of a TOML text, counted from 1.

    Keys of tables written in one line stand where their table does.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header and line.lstrip().startswith("["):
            here = _place(header[2].split("."), header[1] is not None, counts)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key[1]), number)
    return found


def _place(names: list[str], listed: bool, counts: dict[Path, int]) -> Path:
    """Path of a header: lists of tables are numbered as they come."""
    here: Path = ()
    for at, name in enumerate(names):
        here = (*here, name.strip().strip("\"'"))
        last = at == len(names) - 1
        if last and listed:
            counts[here] = counts.get(here, -1) + 1
            # What was counted inside an earlier entry starts anew by its longer path.
            here = (*here, counts[here])
        elif here in counts:
            here = (*here, counts[here])
    return here


class Notes:
    """Gathers what is wrong in one file.

    Parameters
    ----------
    source
        Name of the file, for messages.
    lines
        As :func:`lines_of` gives them.
    """

    def __init__(self, source: str, lines: Mapping[Path, int]) -> None:
        self.source, self.lines = source, lines
        self.problems: list[Problem] = []

    def line(self, path: Path) -> int:
        """Line of a place, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrong(self, rule: str, path: Path, /, **params: object) -> None:
        """Note a mistake."""
        where = {"file": self.source, "line": self.line(path)}
        self.problems.append((f"programme_{rule}", where | params))


class Fields:
    """One table, read field by field; what is not asked for is unknown.

    Parameters
    ----------
    table
        What the file holds; anything but a table is noted as wrong.
    path
        Where it stands.
    notes
        Gathers mistakes.
    """

    def __init__(self, table: object, path: Path, notes: Notes) -> None:
        self.path, self.notes = path, notes
        self.asked: list[str] = []
        if not isinstance(table, dict):
            notes.wrong("bad_value", path, field=path[-1], value=table, wanted="{ … }")
            table = {}
        self.table: Mapping[str, Any] = table

    def wrong(self, rule: str, name: str, /, **params: object) -> None:
        """Note a mistake in a field."""
        self.notes.wrong(rule, (*self.path, name), field=name, **params)

    def given(self, name: str) -> bool:
        """Whether the table has the field; it is then known."""
        self.asked.append(name)
        return name in self.table

    def text(self, name: str, *, required: bool = True) -> str:
        """A text; empty where it is not given."""
        if not self.given(name) or self.table[name] == "":
            if required:
                rule = "clause_missing" if name == "clause" else "field_missing"
                self.wrong(rule, name, owner=self._owner())
            return ""
        return str(self._of(name, str, "“…”", ""))

    def choice(self, name: str, allowed: Iterable[T], default: T | None = None) -> T:
        """One of the words allowed; the first of them where it is not."""
        options = tuple(allowed)
        if not self.given(name):
            if default is None:
                self.wrong("field_missing", name, owner=self._owner())
            return options[0] if default is None else default
        value = self.table[name]
        if value in options:
            return cast(T, value)
        self.wrong("bad_choice", name, value=value, allowed=", ".join(options))
        return options[0]

    def whole(
        self, name: str, default: int, *, least: int = 0, most: int = _MOST
    ) -> int:
        """A whole number."""
        if not self.given(name):
            return default
        value = int(self._of(name, int, "1, 2, 3 …", default))
        if not least <= value <= most:
            self.wrong("bad_value", name, value=value, wanted=f"{least}–{most}")
            return default
        return value

    def number(self, name: str, *, most: float = _MOST) -> float | None:
        """A number from 0; None where it is not given."""
        if not self.given(name):
            return None
        value = self.table[name]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and 0 <= value <= most:
            return float(value)
        self.wrong("bad_value", name, value=value, wanted=f"0–{most:.0f}")
        return None

    def day(self, name: str, *, required: bool = True) -> dt.date | None:
        """A date."""
        if not self.given(name):
            if required:
                self.wrong("field_missing", name, owner=self._owner())
            return None
        value = self.table[name]
        if type(value) is dt.date and value.year in _YEARS:
            return value
        self.wrong("bad_value", name, value=value, wanted="2020-12-31")
        return None

    def flag(self, name: str) -> bool:
        """True or false; false where it is not given."""
        return self._of(name, bool, "true, false", False) if self.given(name) else False

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        if not self.given(name):
            return ()
        value = self.table[name]
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
            return tuple(listed)
        self.wrong("bad_value", name, value=value, wanted='["…", "…"]')
        return ()

    def tables(self, name: str) -> list[tuple[object, Path]]:
        """Tables of a list and where each stands."""
        if not self.given(name):
            return []
        value = self.table[name]
        if not isinstance(value, list):
            self.wrong("bad_value", name, value=value, wanted=f"[[{name}]]")
            return []
        return [(one, (*self.path, name, at)) for at, one in enumerate(value)]

    def inner(self, name: str) -> "Fields | None":
        """A table inside this one; None where it is not given."""
        if not self.given(name):
            return None
        return Fields(self.table[name], (*self.path, name), self.notes)

    def finish(self) -> None:
        """Note every field nobody asked for."""
        for name in self.table:
            if name not in self.asked:
                near = get_close_matches(name, self.asked, n=1, cutoff=0.0)
                self.wrong("field_unknown", name, nearest=near[0] if near else "")

    def _of(self, name: str, kind: type, wanted: str, default: Any) -> Any:  # noqa: ANN401
        value = self.table[name]
        # A bool is an int to Python, but not to a planner.
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        self.wrong("bad_value", name, value=value, wanted=wanted)
        return default

    def _owner(self) -> str:
        """Name of what the table describes, for messages."""
        for key in ("id", "name", "zh"):
            if isinstance(self.table.get(key), str):
                return str(self.table[key])
        return "".join(f"[{part}]" for part in self.path)
