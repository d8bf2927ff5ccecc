"""Which parts depend on which layer, so that a change scores no more than it must."""

from geo.schemas import LayerName
from planner.programmes.named import follows
from planner.programmes.schema import Filter, Part, Programme

_PLACES: tuple[LayerName, ...] = ("counties", "townships", "villages")


def reads(programme: Programme, part: Part, layer: LayerName) -> bool:
    """Whether a part is scored from a layer.

    Every part is from the places; from ``facts`` one whose sets ask about an attribute.
    """
    if layer in _PLACES:
        return True
    if layer == "facts":
        named = (part.set, part.holds)
        return part.unit == "area" or any(_asks(programme, name) for name in named)
    if part.kind == "duty":
        return layer == "duties_done"
    if layer == "assignments" and follows(part):
        return True
    if part.rule is not None:
        return layer in ("bases", "commissioners")
    # Of the roster, only people who are in post count.
    counted = {of.layer for of in part.of}
    return layer in counted or (layer == "commissioners" and "assignments" in counted)


def _asks(programme: Programme, name: str) -> bool:
    """Whether a set, or one it lies within, asks about an attribute."""
    if name not in programme.sets:
        return False
    one = programme.sets[name]
    if any(_names_attribute(programme, conditions) for conditions in one.any):
        return True
    return one.unit == "area" or _asks(programme, one.within)


def _names_attribute(programme: Programme, conditions: Filter) -> bool:
    return any(condition in programme.attributes for condition in conditions)
