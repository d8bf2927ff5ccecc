"""Plans a planner keeps by name, in the workspace beside its layers.

They are no part of the data: keeping one changes no version, and neither an import nor
an undo loses one.
"""

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from geo.schemas import LayerName
from planner.errors import WorkspaceError

PlanKind = Literal[
    "bases", "assignment", "outings", "outings_draft", "tours", "tours_draft",
    "advisory", "advisory_draft",
]  # fmt: skip
# The plan that is worked at is kept under this name, kind ``tours_draft`` and the like;
# those that were accepted are kept under names of their own, kind ``tours``.
DRAFT = "draft"
LONGEST_NAME = 60
_TABLE = (
    "CREATE TABLE IF NOT EXISTS planner_plans "
    "(kind TEXT, name TEXT, record TEXT, PRIMARY KEY (kind, name))"
)


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan as it is kept.

    Parameters
    ----------
    kind, name
        What it is a plan of, and what the planner calls it; together they are the key.
    made
        Day and time, ISO 8601.
    data_version
        Of the workspace it was made from, to know a stale plan.
    settings
        Everything it was made with: rule, travel, choice, seed.
    content
        The plan itself: ids, not positions.
    summary
        Numbers for a list of plans.
    """

    kind: PlanKind
    name: str
    made: str
    data_version: str
    settings: Mapping[str, Any]
    content: Mapping[str, Any]
    summary: Mapping[str, Any]


def made_now() -> str:
    """The time of now, so exact that plans of one second keep their order."""
    return dt.datetime.now().astimezone().isoformat(timespec="microseconds")


def layers_version(
    versions: Mapping[LayerName, str], layers: Iterable[LayerName]
) -> str:
    """Version of the layers that a plan is made of, in their order.

    Parameters
    ----------
    versions
        Of :meth:`planner.workspace.Workspace.layer_versions`.
    layers
        Their names.
    """
    return "/".join(versions.get(name, "")[:12] for name in layers)


def kept_plans(path: Path, kind: PlanKind) -> tuple[KeptPlan, ...]:
    """Plans of a kind kept in a workspace file, the latest first.

    Raises
    ------
    WorkspaceError
        If the file cannot be read.
    """
    if not path.exists():
        return ()
    with _connected(path) as connection:
        if not _has_table(connection):
            return ()
        rows = connection.execute(
            "SELECT record FROM planner_plans WHERE kind = ?", (kind,)
        ).fetchall()
    found = [KeptPlan(**json.loads(record)) for (record,) in rows]
    return tuple(sorted(found, key=lambda plan: (plan.made, plan.name), reverse=True))


def keep_plan(path: Path, plan: KeptPlan) -> None:
    """Keep a plan, in place of one of its kind and name.

    Raises
    ------
    WorkspaceError
        If it has no name or too long a one, or the file cannot be written.
    """
    name = plan.name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise WorkspaceError([("plan_bad_name", {"most": LONGEST_NAME})])
    record = json.dumps({**asdict(plan), "name": name}, ensure_ascii=False)
    with _connected(path) as connection:
        connection.execute(_TABLE)
        connection.execute(
            "INSERT OR REPLACE INTO planner_plans VALUES (?, ?, ?)",
            (plan.kind, name, record),
        )


def drop_plan(path: Path, kind: PlanKind, name: str) -> None:
    """Forget a plan; nothing happens where there is none of the name.

    Raises
    ------
    WorkspaceError
        If the file cannot be written.
    """
    with _connected(path) as connection:
        if _has_table(connection):
            connection.execute(
                "DELETE FROM planner_plans WHERE kind = ? AND name = ?", (kind, name)
            )


def carry_plans(source: Path, target: Path) -> None:
    """Make the plans of one state those of another that is to take its place."""
    with contextlib.closing(sqlite3.connect(source)) as connection:
        rows = (
            connection.execute(
                "SELECT kind, name, record FROM planner_plans"
            ).fetchall()
            if _has_table(connection)
            else []
        )
    with contextlib.closing(sqlite3.connect(target)) as connection, connection:
        if rows or _has_table(connection):
            connection.execute(_TABLE)
            connection.execute("DELETE FROM planner_plans")
            connection.executemany("INSERT INTO planner_plans VALUES (?, ?, ?)", rows)


def _has_table(connection: sqlite3.Connection) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'planner_plans'"
    return bool(connection.execute(query).fetchone()[0])


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            yield connection
    except sqlite3.Error as error:
        params = {"path": str(path), "why": str(error)}
        raise WorkspaceError([("workspace_not_writable", params)]) from error
