"""Errors of planning: input that no plan can be made from."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.words import Lang, Words

Problem = tuple[str, Mapping[str, object]]
WORDS = Words(Path(__file__).parent / "messages")


class PlanInputError(ValueError):
    """Settings or a problem that contradict themselves.

    Parameters
    ----------
    problems
        Pairs of message key (``planner/messages/*.toml``) and its values, all at once.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        """Every problem on its own line."""
        return "\n".join(WORDS.say(key, lang, params) for key, params in self.problems)


class WorkspaceError(PlanInputError):
    """A workspace file is missing, not ours, or cannot be written."""
