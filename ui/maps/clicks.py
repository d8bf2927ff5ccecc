"""What was clicked on a map, out of what streamlit-folium sends back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

ClickedKind = Literal["village", "county", "township", "base", "commissioner"]
_KINDS: tuple[str, ...] = get_args(ClickedKind)


@dataclass(frozen=True, slots=True)
class Selection:
    """One thing on the map, by the code of its layer."""

    kind: ClickedKind
    code: str


def parse_click(output: Mapping[str, Any] | None) -> Selection | None:
    """Read the last click on one of our features.

    Parameters
    ----------
    output
        What ``st_folium`` returned. Only ``last_active_drawing`` is read; ask for it
        alone (``returned_objects=["last_active_drawing"]``) and moving the map does
        not run the page again.

    Returns
    -------
    Selection or None
        None where nothing was clicked, or nothing of ours: it comes from the browser
        and may be anything.
    """
    if not isinstance(output, Mapping):
        return None
    feature = output.get("last_active_drawing")
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(properties, Mapping):
        return None
    kind, code = properties.get("kind"), properties.get("code")
    if kind not in _KINDS or not isinstance(code, str) or not code:
        return None
    return Selection(kind, code)
