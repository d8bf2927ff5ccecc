"""How the calendar of duties looks: colours of statuses, cells and chips."""

from collections.abc import Mapping
from types import MappingProxyType

from planner.duties.calendar import DutyStatus
from ui.maps.score_palette import LOOKS, SHORT_STEPS

# Fill and ink, as in the score; the letter tells the same in grey print.
FILLS: Mapping[DutyStatus, tuple[str, str]] = MappingProxyType(
    {
        "late": (LOOKS["short"].fill, LOOKS["short"].ink),
        "notice_short": (SHORT_STEPS[0], LOOKS["met"].ink),
        "due": (LOOKS["open"].fill, LOOKS["open"].ink),
        "ahead": ("#dfe8f0", LOOKS["met"].ink),
        "done_late": ("#dcebc9", LOOKS["met"].ink),
        "done": (LOOKS["met"].fill, LOOKS["met"].ink),
    }
)
CHIP = "duty_chip"
_SMALL = """
{where} {{ background: {fill}; color: {ink}; border: none; padding: 0 0.25rem;
  min-height: 1.25rem; width: 100%; justify-content: flex-start; text-align: left; }}
{where}:hover, {where}:focus-visible {{ outline: 2px solid #1b6a8c; }}
{where} > div {{ justify-content: flex-start; }}
{where} p {{ font-size: 0.75rem; white-space: normal; text-align: left;
  line-height: 1.25; overflow: hidden; color: {ink};
  display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }}
"""
_RULES = """
.st-key-duty_grid { gap: 0 !important; }
.st-key-duty_grid [data-testid="stHorizontalBlock"] { gap: 0; flex-wrap: nowrap; }
.st-key-duty_grid [data-testid="stColumn"] { border: 1px solid #d5dbe1;
  margin: 0 0 -1px -1px; padding: 0.1rem 0.15rem; min-height: 3.9rem; min-width: 0; }
.st-key-duty_grid [data-testid="stVerticalBlock"] { gap: 0.15rem; }
.st-key-duty_heads [data-testid="stColumn"] { min-height: 0; background: #e6eaee; }
.cp-day { font-size: 0.82rem; line-height: 1.15rem; display: flex; gap: 0.25rem; }
.cp-day.head { justify-content: center; color: #16202a; font-weight: 600; }
.cp-day.outside { color: #a9b1b8; }
.cp-day.rest b.number { color: #a01015; font-weight: 400; }
.cp-day b.number { font-weight: 600; }
.cp-day.today b.number { background: #1b6a8c; color: #ffffff; border-radius: 0.6rem;
  padding: 0 0.4rem; }
.cp-day i, .cp-legend i { font-style: normal; font-size: 0.72rem; padding: 0 0.15rem; }
.cp-day i.off, .cp-legend i.off { color: #a01015;
  border: 1px solid #a01015; line-height: 0.95rem; }
.cp-day i.makeup, .cp-legend i.makeup { color: #16202a;
  border: 1px solid #56616b; line-height: 0.95rem; }
[class*="st-key-duty_more_"] button { padding: 0 0.25rem; min-height: 1.1rem; }
[class*="st-key-duty_more_"] p { font-size: 0.75rem; }
[class*="st-key-duty_line_"] button { padding: 0.1rem 0.35rem; min-height: 1.6rem;
  width: 100%; justify-content: flex-start; text-align: left; font-weight: 400;
  border: none; border-left: 0.5rem solid #dfe8f0; border-radius: 0; }
[class*="st-key-duty_line_"] button > div { justify-content: flex-start; }
[class*="st-key-duty_line_"] p { white-space: normal; text-align: left;
  font-size: 0.88rem; line-height: 1.3; }
.cp-legend { display: flex; flex-wrap: wrap; gap: 0.15rem 0.7rem; font-size: 0.8rem;
  color: #56616b; }
.cp-legend b { font-weight: 400; padding: 0 0.25rem; border-radius: 0.2rem; }
.cp-head { font-weight: 700; font-size: 0.95rem; padding-top: 0.2rem; }
.st-key-duty_side [data-testid="stVerticalBlock"] { gap: 0.3rem; }
.cp-verdict[data-duties] { font-size: 1.4rem; }
"""


def style() -> str:
    """Style element of the page."""
    rules = [_RULES]
    for status, (fill, ink) in FILLS.items():
        where = f'[class*="st-key-{CHIP}_{status}-"] button'
        rules.append(_SMALL.format(where=where, fill=fill, ink=ink))
        rules.append(
            f'[class*="st-key-duty_line_{status}-"] button'
            f" {{ border-left-color: {fill}; }}\n"
        )
    return f"<style>{''.join(rules)}</style>"
