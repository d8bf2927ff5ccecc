"""Settings of the page of advisory groups, as they stand in the address bar."""

from collections.abc import Mapping
from typing import get_args

from planner.advising.choice import (
    COUNTY_ORDER,
    EXPERT_ORDER,
    MOST_MEMBERS,
    REVIEWS,
    Side,
)
from ui.components import setting_text as read
from ui.components.setting_text import Setting

ADVISORY_VIEWS = (
    "groups", "map", "experts", "waiting", "missing", "changes", "ledger", "hand",
)  # fmt: skip
MEMBERS, OWN = (1.0, float(MOST_MEMBERS)), (0.0, float(MOST_MEMBERS))
_PAGE = ("advisory",)
ADVISORY: Mapping[str, Setting] = {
    "advisory_members": Setting(10, read.whole(MEMBERS), pages=_PAGE),
    "advisory_fewest": Setting(8, read.whole(MEMBERS), pages=_PAGE),
    "advisory_most": Setting(12, read.whole(MEMBERS), pages=_PAGE),
    "advisory_home_least": Setting(1, read.whole(OWN), pages=_PAGE),
    "advisory_home_most": Setting(2, read.whole(OWN), pages=_PAGE),
    "advisory_partner_least": Setting(1, read.whole(OWN), pages=_PAGE),
    "advisory_partner_most": Setting(2, read.whole(OWN), pages=_PAGE),
    "advisory_proposing": Setting(
        "counties", read.choice(*get_args(Side)), pages=_PAGE
    ),
    "advisory_review": Setting("province", read.choice(*REVIEWS), pages=_PAGE),
    "advisory_batch": Setting("", read.short, pages=_PAGE),
    "advisory_in_turn": Setting(True, read.flag, read.written_flag, _PAGE),
    "advisory_county_order": Setting(
        COUNTY_ORDER, read.choices(*COUNTY_ORDER), ",".join, _PAGE
    ),
    "advisory_expert_order": Setting(
        EXPERT_ORDER, read.choices(*EXPERT_ORDER), ",".join, _PAGE
    ),
    # County, expert, and which of the two declined.
    "advisory_declined": Setting((), read.lists(3), read.written_lists, _PAGE),
    # County and expert.
    "advisory_pins": Setting((), read.lists(2), read.written_lists, _PAGE),
    "advisory_bans": Setting((), read.lists(2), read.written_lists, _PAGE),
    # Expert, and how many groups they take on more.
    "advisory_quota": Setting((), read.lists(2), read.written_lists, _PAGE),
    "advisory_view": Setting("groups", read.choice(*ADVISORY_VIEWS), pages=_PAGE),
    "advisory_member": Setting("", read.short, pages=_PAGE),
    "advisory_why": Setting("", read.short, pages=_PAGE),
    "advisory_wait": Setting("", read.short, pages=_PAGE),
}
# What belongs to one workspace alone.
ADVISORY_FORGET = (
    "advisory_batch", "advisory_declined", "advisory_pins", "advisory_bans",
    "advisory_quota", "advisory_member", "advisory_why", "advisory_wait",
)  # fmt: skip
