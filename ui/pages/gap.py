"""Gap map: where the gap is, and why."""

from ui.components import controls, data, gap, shell, state
from ui.components.messages import in_words

lang = state.lang()
path = shell.workspace(lang)
if path is not None:
    controls.rule_controls(path, lang)
    with in_words(lang):
        report = data.report(path, state.rule(data.today()), state.travel())
        controls.known_county(report, lang)
        controls.map_controls(report, lang)
        gap.explorer(path, lang)
