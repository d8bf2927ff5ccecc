"""Programmes from files: those shipped, and a planner's own."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from planner.errors import PlanInputError
from planner.programmes.parsing import Shared, parse_programme, parse_shared
from planner.programmes.schema import Programme
from planner.workspace import Workspace

FOLDER = Path(__file__).parents[2] / "data" / "programmes"
_SHARED = "sets.toml"
# In the order in which the documents came.
_SHIPPED = ("cast", "most", "baicheng", "baise", "advisory")


@cache
def shared() -> Shared:
    """Sets and attributes that every programme may use."""
    return parse_shared((FOLDER / _SHARED).read_text(encoding="utf-8"), source=_SHARED)


@cache
def shipped_programmes() -> tuple[Programme, ...]:
    """The five programmes, in the order in which they were issued."""
    return tuple(load_programme(FOLDER / f"{name}.toml") for name in _SHIPPED)


def load_programme(path: Path) -> Programme:
    """Read a programme file.

    Raises
    ------
    PlanInputError
        With everything that is wrong in it, each with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        params = {"file": path.name, "why": str(error)}
        raise PlanInputError([("programme_unreadable", params)]) from None
    return parse_programme(text, source=path.name, shared=shared())


def programmes_of(workspace: Workspace) -> tuple[Programme, ...]:
    """The programmes of a workspace: the shipped ones, and the planner's own.

    Raises
    ------
    PlanInputError
        As for :func:`parse_programme` and :func:`with_own`.
    """
    own = [
        parse_programme(text, source=f"#{number}", shared=shared())
        for number, text in enumerate(workspace.programme_texts(), start=1)
    ]
    return with_own(own)


def with_own(own: Iterable[Programme]) -> tuple[Programme, ...]:
    """The shipped programmes and a planner's own; one of a known id takes its place.

    Raises
    ------
    PlanInputError
        If two of them share a row id.
    """
    given = {programme.id: programme for programme in own}
    known = [given.pop(one.id, one) for one in shipped_programmes()]
    programmes = (*known, *given.values())
    seen: dict[str, str] = {}
    problems = []
    for programme in programmes:
        for row in programme.rows:
            if row.id in seen and seen[row.id] != programme.id:
                params = {"id": row.id, "first": seen[row.id], "second": programme.id}
                problems.append(("programme_row_in_two", params))
            seen[row.id] = programme.id
    if problems:
        raise PlanInputError(problems)
    return programmes
