"""The way to the records from any other page, narrowed to what is looked for."""

from geo.schemas import LayerName
from ui.components import state

PAGE = "records"


def go_to_records(layer: LayerName, kind: str = "", unit: str = "") -> None:
    """Ask for the page of records; a callback of a button on another page.

    Parameters
    ----------
    layer
        Record layer to show.
    kind
        Keep only this kind, role, attribute or duty; empty for all.
    unit
        Code of the place whose records to show, those of places in it included;
        empty for all.
    """
    state.put(
        records_layer=layer,
        records_kind=kind,
        records_unit=unit,
        records_year="",
        records_text="",
    )
    state.go(PAGE)
