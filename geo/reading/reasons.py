"""Why something cannot be read, in words for the user; the detail goes to the log."""

import json
import logging
import re

from geo.terms import TERMS
from geo.words import Phrase

_LOG = logging.getLogger(__name__)
# What the libraries say, the more telling first.
_KNOWN: tuple[tuple[str, str], ...] = (
    (r"recursion", "json_too_deep"),
    (r"unknown geometry type", "unknown_geometry"),
    (r"^'?coordinates'?$", "no_coordinates"),
    (r"at least \d+ coord|requires? (at least )?\d+|out of range", "ring_too_short"),
    (r"could not convert|real number|not a number|ufunc", "coordinate_not_number"),
    (r"not recognized|unable to open|not a database", "no_layer_file"),
    (r"malformed|corrupt|sqlite|sql", "database_damaged"),
    (r"fread|failed on dbf|unable to read|truncated|end of file", "cut_short"),
)  # fmt: skip


def reason_of(error: BaseException, *, source: str) -> Phrase:
    """Say in either language why reading failed.

    Parameters
    ----------
    error
        What a library raised; its own words are logged, not shown.
    source
        Name of the file, for the log.
    """
    text = (str(error).splitlines() or [""])[0][:200]
    _LOG.info("%r: %s: %s", source, type(error).__name__, text)
    if isinstance(error, json.JSONDecodeError):
        return TERMS["json_syntax"].filled(line=error.lineno)
    for pattern, key in _KNOWN:
        if re.search(pattern, text, re.IGNORECASE):
            return TERMS[key]
    return TERMS["malformed"]
