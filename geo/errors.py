"""The few errors of this room; each carries every problem found, not the first."""

from collections.abc import Iterable

from geo.issues import Issue


class DataError(ValueError):
    """A user's data cannot be used as it is.

    Parameters
    ----------
    issues
        All problems found, in the order a user would mend them.
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__("\n".join(issue.line("en") for issue in self.issues))


class CrsError(DataError):
    """A coordinate reference system is missing or not the one needed."""
