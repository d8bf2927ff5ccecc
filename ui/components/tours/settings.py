"""Settings of the page of museum tours, and how they stand in the address."""

from collections.abc import Mapping

from ui.components import setting_text as read
from ui.components.setting_text import Setting

TOUR_VIEWS = ("board", "stays", "missed", "changes", "proof", "ask", "hand")
TOUR_COLOURS = ("theme", "county", "number")
TOUR_SECONDS = (1.0, 1800.0)
_TOURS = ("tours",)


def _of(size: int) -> Setting:
    return Setting((), read.lists(size), read.written_lists, _TOURS)


TOURS: Mapping[str, Setting] = {
    "tour_start": Setting(
        None, read.month, lambda day: f"{day:%Y-%m}" if day else "", _TOURS
    ),
    # Field and value of what is asked otherwise than by default.
    "tour_set": _of(2),
    # County, stays, shortest, longest, gap.
    "tour_by_county": _of(5),
    # Name, unit and first day of a set that is not there.
    "tour_extra": _of(3),
    # County, set, first month, months, venue; county and set.
    "tour_pins": _of(5),
    "tour_bans": _of(2),
    "tour_locked": Setting((), read.ids, read.written_ids, _TOURS),
    "tour_view": Setting("board", read.choice(*TOUR_VIEWS), pages=_TOURS),
    "tour_colour": Setting("theme", read.choice(*TOUR_COLOURS), pages=_TOURS),
    "tour_month": Setting(
        None, read.month, lambda day: f"{day:%Y-%m}" if day else "", _TOURS
    ),
    # A stay (county/number), or a county that is to have one more.
    "tour_pick": Setting("", read.short, pages=_TOURS),
    "tour_why": Setting("", read.short, pages=_TOURS),
    "tour_seconds": Setting(60.0, read.number(TOUR_SECONDS), "{:g}".format, _TOURS),
}
# What goes with the workspace it was set in.
TOURS_FORGET = (
    "tour_by_county", "tour_extra", "tour_pins", "tour_bans", "tour_locked",
    "tour_month", "tour_pick", "tour_why",
)  # fmt: skip
