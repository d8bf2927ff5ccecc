"""Sentences in Chinese and English, kept in TOML beside the code that says them."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value of a sentence that is itself said in either language."""

    zh: str
    en: str

    def label(self, lang: Lang) -> str:
        """Return the phrase in one language."""
        return self.zh if lang == "zh" else self.en

    def filled(self, **params: object) -> "Phrase":
        """Return the phrase with its placeholders filled in both languages."""
        return Phrase(self.zh.format_map(params), self.en.format_map(params))


class Words:
    """The sentences of one room: ``key -> {zh, en, ...}`` from the TOML files there.

    Parameters
    ----------
    folder
        Folder with ``*.toml``; every top-level table is one key.

    Raises
    ------
    ValueError
        If two files declare the same key.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries = _load(folder)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def keys(self) -> tuple[str, ...]:
        """All declared keys, sorted."""
        return tuple(sorted(self._entries))

    def entry(self, key: str) -> Mapping[str, str]:
        """Return the raw table of a key, for tests and docs."""
        return self._entries[key]

    def say(
        self, key: str, lang: Lang, params: Mapping[str, object], *, part: str = ""
    ) -> str:
        """Return the sentence for ``key`` in ``lang``, its placeholders filled.

        Parameters
        ----------
        key
            Declared key.
        lang
            ``"zh"`` or ``"en"``.
        params
            Values for the placeholders; shown as they are, a :class:`Phrase` in
            ``lang``. A caller that writes HTML escapes the whole sentence.
        part
            Name of a secondary sentence, for example ``"mend"`` for ``mend_zh``.

        Raises
        ------
        KeyError
            If the key, the sentence or a placeholder's value is missing.
        """
        field = f"{part}_{lang}" if part else lang
        said = {
            name: value.label(lang) if isinstance(value, Phrase) else value
            for name, value in params.items()
        }
        return self._entries[key][field].format_map(said)


def placeholders(sentence: str) -> set[str]:
    """Names of the placeholders in a sentence."""
    return {
        name.split(".")[0].split("[")[0]
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name
    }


@cache
def _load(folder: Path) -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        twice = sorted(entries.keys() & found.keys())
        if twice:
            msg = f"{path.name} declares again: {', '.join(twice)}"
            raise ValueError(msg)
        entries.update(found)
    return entries
