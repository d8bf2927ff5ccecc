"""What stands on the page of records, and how it is typed into."""

import pandas as pd

from geo.frames import conform

VISIT = {
    "event_id": "e1", "kind": "village_visit", "date": "2026-03-05",
    "unit_code": "451022100201", "name": "春耕指导", "attendance": 30,
}  # fmt: skip


OUTREACH = {
    "event_id": "e2", "kind": "outreach", "date": "2025-05-01",
    "unit_code": "451024", "name": "科技下乡", "attendance": 200,
}  # fmt: skip


NEW = {
    "kind": "会商会议", "date": "2026-06-07", "unit_code": "451022", "name": "会商",
    "topics": "一；二",
}  # fmt: skip


def events(*rows):
    return conform(pd.DataFrame(rows or [VISIT, OUTREACH]), "events")


def table(at):
    return at.data_editor[0].value


def type_in(at, *, edited=None, added=(), deleted=()):
    """Type into the table: cells by row as shown, new rows, and rows to delete."""
    at.session_state[at.data_editor[0].key] = {
        "edited_rows": edited or {},
        "added_rows": list(added),
        "deleted_rows": list(deleted),
    }
    at.run()
    assert not at.exception
    return at


def click(at, key):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def told(at):
    kinds = ("markdown", "caption", "info", "error", "warning", "success")
    return "\n".join(str(one.value) for kind in kinds for one in at.get(kind))


def problems(at):
    (found,) = [one.value for one in at.dataframe if "mend" in one.value]
    return found


def opener(app):
    """Open the page of records, which has nothing to complain of."""

    def open_page(**params):
        at = app("records", **params)
        assert [error.value for error in at.error] == []
        return at

    return open_page
