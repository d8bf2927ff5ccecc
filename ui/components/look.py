"""The app's own look: little empty space, cards, and Streamlit's own words replaced."""

import json

from geo.words import Lang
from ui.text import say

_RULES = """
[data-testid="stMainBlockContainer"] { padding: 0.8rem 1.6rem 1rem; }
[data-testid="stHeader"] { background: none; }
[data-testid="stHeader"], [data-testid="stHeader"] * { pointer-events: none; }
[data-testid="stHeader"] button, [data-testid="stHeader"] button * {
  pointer-events: auto; }
.st-key-navigation { padding-left: 1.6rem; gap: 0.15rem 0; }
.st-key-navigation a { padding-left: 0.4rem; padding-right: 0.4rem; }
[data-testid="stMain"] [data-testid="stVerticalBlock"] { gap: 0.55rem; }
[data-testid="stSidebar"][aria-expanded="true"] { min-width: 250px; max-width: 290px; }
[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 0.5rem; }
[data-testid="stSidebarHeader"] { height: 2.4rem; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
[data-testid="stStatusWidget"] { visibility: hidden; }
.cp-verdict { font-size: 1.65rem; font-weight: 700; line-height: 1.3; margin: 0; }
.cp-verdict b.ok { color: #24567d; }
.cp-verdict b.gap { color: #c4161c; }
.cp-lines { display: flex; flex-wrap: wrap; gap: 0.4rem 0.8rem; align-items: center;
  font-size: 0.9rem; }
.cp-travel { background: #f2f5f8; border-left: 4px solid #8a99a8; color: #3b4650;
  padding: 0.15rem 0.6rem; }
.cp-travel.loud, .cp-loud { background: #fdecea; border-left: 4px solid #c4161c;
  color: #7d0f13; }
.cp-travel.loud { font-weight: 600; }
.cp-loud { padding: 0.25rem 0.6rem; font-size: 0.9rem; margin: 0; }
.cp-badge { border-radius: 0.8rem; padding: 0.1rem 0.65rem; border: 1px solid #8a5300;
  color: #8a5300; background: #fffaf0; }
.cp-badge.bad { border-color: #c4161c; color: #a01015; background: #fff5f5; }
.cp-badge.good { border-color: #2a6b46; color: #2a6b46; background: #f3faf5; }
.cp-card { border: 1px solid #cdd4da; border-radius: 0.3rem; padding: 0.7rem 0.8rem;
  font-size: 0.92rem; line-height: 1.45; }
.cp-card h3 { font-size: 1.15rem; margin: 0 0 0.15rem; padding: 0; }
.cp-card .sub { color: #56616b; margin-bottom: 0.4rem; }
.cp-card dl { display: grid; grid-template-columns: auto minmax(7.6rem, 1fr);
  gap: 0.15rem 0.7rem; margin: 0.4rem 0; padding: 0; }
.cp-card dt { color: #56616b; font-weight: 400; margin: 0; padding: 0; }
.cp-card dd { margin: 0; overflow-wrap: anywhere; }
.cp-card .why { border-left: 4px solid #c4161c; padding: 0.1rem 0 0.1rem 0.55rem;
  margin: 0.5rem 0; }
.cp-card .fix { border-left: 4px solid #2a6b46; padding: 0.1rem 0 0.1rem 0.55rem;
  margin: 0.5rem 0; }
.cp-card .fine { border-left: 4px solid #24567d; padding: 0.1rem 0 0.1rem 0.55rem;
  margin: 0.5rem 0; }
.cp-card ol { margin: 0.3rem 0 0; padding-left: 1.3rem; }
.cp-card li { margin: 0; }
.cp-caption { color: #56616b; font-size: 0.85rem; }
"""

# The button that chooses; the small ones take a file out again and keep their cross.
_CHOOSES = 'button:not([data-testid="stBaseButton-minimal"])'
# Streamlit has no setting for these words of its uploader.
_UPLOADER = """
[data-testid="stFileUploaderDropzone"] %(button)s { font-size: 0; }
[data-testid="stFileUploaderDropzone"] %(button)s * { display: none; }
[data-testid="stFileUploaderDropzone"] %(button)s::after { content: %(browse)s;
  font-size: 0.95rem; }
[data-testid="stFileUploaderDropzoneInstructions"] * { font-size: 0; }
[data-testid="stFileUploaderDropzoneInstructions"]::after { content: %(drop)s;
  font-size: 0.9rem; }
"""
# What stands in for a map or a table until the browser has it.
_LOADING = """
[data-testid="stSkeleton"] { position: relative; }
[data-testid="stSkeleton"]::after { content: %(loading)s; position: absolute;
  inset: 0; display: flex; align-items: center; justify-content: center;
  color: #56616b; font-size: 0.9rem; }
"""


def style(lang: Lang) -> str:
    """Style element for the page."""
    words = {
        name: json.dumps(say(f"upload_{name}", lang), ensure_ascii=False)
        for name in ("browse", "drop")
    }
    loading = json.dumps(say("loading", lang), ensure_ascii=False)
    waits = _LOADING % {"loading": loading}
    return f"<style>{_RULES}{waits}{_UPLOADER % {**words, 'button': _CHOOSES}}</style>"
