"""A question as texts: as it stands in the address, and with the plan made for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from ui.components import state
from ui.components.plan_fields import Fields

Texts = Mapping[str, str]


def values_set(names: Iterable[str]) -> dict[str, Any]:
    """Values of settings as set."""
    return {name: state.get(name) for name in names}


def texts_set(names: Iterable[str]) -> dict[str, str]:
    """Settings as set, as they stand in the address."""
    return texts_of(values_set(names))


def texts_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Values of settings as they stand in the address."""
    return {name: state.SETTINGS[name].write(one) for name, one in values.items()}


def values_of(told: Texts, names: Iterable[str], fields: Fields) -> dict[str, Any]:
    """Values of settings by name; the default where a text means nothing.

    Parameters
    ----------
    told
        Texts by setting.
    names
        Settings.
    fields
        Those of one of them; what of it only says the default is left out.
    """
    values = {}
    for name in names:
        setting = state.SETTINGS[name]
        values[name] = setting.default
        # An empty list is written as an empty text, and means none of them.
        if name in told:
            try:
                values[name] = setting.read(str(told[name]))
            except ValueError:
                continue
    values[fields.setting] = fields.without_defaults(values[fields.setting])
    return values
