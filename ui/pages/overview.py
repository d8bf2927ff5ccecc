"""Overview: whether we are covered."""

from ui.components import controls, data, shell, state, verdict
from ui.components.messages import in_words

lang = state.lang()
path = shell.workspace(lang)
if path is not None:
    controls.rule_controls(path, lang)
    with in_words(lang):
        report = data.report(path, state.rule(data.today()), state.travel())
        controls.known_county(report, lang)
        verdict.headline(report, lang)
        verdict.standing(report, path, lang)
        verdict.closures_told(report, path, lang)
        verdict.reason_buttons(report, lang)
        verdict.counties(report, path, lang)
        verdict.change(report, path, lang)
