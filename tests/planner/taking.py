"""Small imports that tests of the intake make."""

import datetime as dt

from planner.intake import import_files

DAY = dt.date(2019, 6, 1)


SHENG = "451022100201"


def take(workspace, paths, **options):
    """Import, and say everything in both languages on the way."""
    outcome = import_files(workspace, paths, today=DAY, **options)
    for lang in ("zh", "en"):
        assert all(issue.line(lang) for issue in outcome.issues)
        assert all(question.text(lang) for question in outcome.questions)
    return outcome


def change(outcome, layer):
    (found,) = [one for one in outcome.changes if one.layer == layer]
    return (found.added, found.changed, found.removed, found.rows)
