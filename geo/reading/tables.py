"""A table as it lies in a file: cells untouched, each row knowing where it is from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from geo.errors import DataError
from geo.issues import Issue
from geo.schemas import SOURCE_FILE, SOURCE_ROW

# A wider one is a table turned on its side, or made to keep us busy.
MOST_COLUMNS = 500
# Begins a line of help. With its blank, for "#1" is a number people give to a base.
COMMENT = "# "


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of one file, before anything is known of its meaning.

    Parameters
    ----------
    source
        File as the user named it, and the table's own name where it holds several.
    name
        Own name of the table: sheet, layer or file name, a hint to its layer.
    frame
        Attributes as text or as the file's own numbers and dates, then
        ``source_file`` and ``source_row``, and a geometry if the file has one.
    crs
        What the file states, None where it states nothing.
    encoding
        How its text was decoded, empty where the format leaves no choice.
    issues
        What was noticed while reading.
    """

    source: str
    name: str
    frame: pd.DataFrame
    crs: CRS | None = None
    encoding: str = ""
    issues: tuple[Issue, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the attribute columns, in the file's order."""
        own = {SOURCE_FILE, SOURCE_ROW, geometry_name(self.frame)}
        return tuple(str(name) for name in self.frame.columns if name not in own)

    @property
    def geometry(self) -> gpd.GeoSeries | None:
        """Shapes of the rows, None for a plain table."""
        name = geometry_name(self.frame)
        return None if name is None else gpd.GeoSeries(self.frame[name])


def geometry_name(frame: pd.DataFrame) -> str | None:
    """Name of the geometry column of a frame, if it is a geographic one."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    name = frame.active_geometry_name
    return None if name is None else str(name)


def with_rows(frame: Any, source: str, rows: Sequence[int]) -> Any:  # noqa: ANN401
    """Return the frame with provenance columns added, of the type it came in.

    Raises
    ------
    DataError
        If it has more than :data:`MOST_COLUMNS` columns.
    """
    if frame.shape[1] > MOST_COLUMNS:
        refuse("too_many_columns", source, limit=MOST_COLUMNS)
    # A file we wrote ourselves holds these columns; its rows are now in this file.
    plain = frame.drop(columns=[SOURCE_FILE, SOURCE_ROW], errors="ignore")
    rows_column = pd.array(rows, dtype="Int64")
    return plain.assign(**{SOURCE_FILE: source, SOURCE_ROW: rows_column}).reset_index(
        drop=True
    )


def unique_headings(headings: Sequence[str]) -> list[str]:
    """Name blank headings by their position and number those that come twice."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for at, heading in enumerate(headings, start=1):
        name = heading.strip() or f"#{at}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def refuse(rule: str, source: str, **params: object) -> NoReturn:
    """Stop reading a file that cannot be used at all.

    Raises
    ------
    DataError
        Always, with the one reason.
    """
    raise DataError([Issue(rule, "error", source=source, params=params)])


def suffix_of(path: Path) -> str:
    """Ending of a file name in lower case, with its dot."""
    return path.suffix.lower()
