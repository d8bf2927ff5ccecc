"""What is wrong with a user's data, said so that the user can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from geo.words import Lang, Words

Severity = Literal["error", "warning"]

WORDS = Words(Path(__file__).parent / "messages")


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem in one place.

    Parameters
    ----------
    rule
        Key in ``geo/messages/*.toml``; also the name of the rule that found it.
    severity
        ``"error"`` keeps the data out of the workspace, ``"warning"`` does not.
    layer
        Layer name from :data:`geo.schemas.LAYERS`, or empty for a whole file.
    source
        File the row came from, as the user named it.
    row
        Row as the user sees it (a spreadsheet's own row number; feature number
        from 1 in a GIS file), or None for the whole file or layer.
    key
        Code or name of the row, empty where there is none.
    params
        Values for the placeholders of the message.
    """

    rule: str
    severity: Severity
    layer: str = ""
    source: str = ""
    row: int | None = None
    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang) -> str:
        """Say what is wrong."""
        return WORDS.say(self.rule, lang, self.params)

    def mend(self, lang: Lang) -> str:
        """Say how to mend it."""
        return WORDS.say(self.rule, lang, self.params, part="mend")

    def where(self, lang: Lang) -> str:
        """Say where: file, row and key, as far as they are known."""
        row = "" if self.row is None else {"zh": "第 %d 行", "en": "row %d"}[lang]
        parts = (self.source, row % self.row if row else "", self.key)
        return " · ".join(part for part in parts if part)

    def line(self, lang: Lang) -> str:
        """Where, what and how to mend, in one line."""
        where = self.where(lang)
        head = f"{where}: " if where else ""
        return f"{head}{self.text(lang)} {self.mend(lang)}"


def errors(issues: Iterable[Issue]) -> list[Issue]:
    """Keep the issues that stop an import."""
    return [issue for issue in issues if issue.severity == "error"]
