"""Every word of the screen, in Chinese and English.

Declared in the TOML files beside this one; pages and components hold keys only.
"""

from pathlib import Path

from geo.words import Lang, Words

WORDS = Words(Path(__file__).parent)


def say(key: str, lang: Lang, /, **params: object) -> str:
    """Return the words for ``key``, their placeholders filled with ``params``.

    Parameters
    ----------
    key
        Table in ``ui/text/*.toml``.
    lang
        ``"zh"`` or ``"en"``.
    params
        Values, shown as they are: escape the result where it becomes HTML.

    Raises
    ------
    KeyError
        If the key or a value is missing.
    """
    return WORDS.say(key, lang, params)
