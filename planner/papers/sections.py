"""Sections that reports share: how things stand, what is missing, what comes next."""

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from geo.export.paper import Block, Paragraph
from geo.schemas import LAYERS, LayerName
from planner.duties.wording import window_text
from planner.papers.desk import Desk, as_day
from planner.papers.lines import Line, row_statuses
from planner.papers.tables import county_table
from planner.papers.words import official
from planner.programmes.needs import Need, kind_label
from planner.programmes.outcome import Judged, Status
from planner.wording import reason_label, rule_text

_NAMED = 5  # places and reasons named in a sentence
_LISTED = 8  # items of a list
_COUNTED: tuple[Status, ...] = (
    "met", "open", "short", "needs_data", "partial", "counted",
)  # fmt: skip


def overview(desk: Desk) -> list[Block]:
    """Villages, coverage, indicators and duties, each with its figures."""
    place, counts = desk.place, desk.place.counts
    shown = {name: desk.number(count) for name, count in counts.items()}
    share = desk.share(counts["covered"], counts["asked"])
    covered = desk.joined(
        desk.say("overview_villages", day=desk.day(desk.on), place=place.name, **shown),
        desk.say("overview_covered", share=share, **shown),
        rule_text(desk.report.verdict.rule, desk.lang),
    )
    said = [covered]
    for name, lines in (("own", desk.own_lines), ("wider", desk.wider_lines)):
        if lines:
            said.append(_standing(desk, name, lines))
    if desk.own_lines and desk.wider_lines:
        both = _standing(desk, "both", desk.lines)
        said.append(desk.joined(both, _elsewhere(desk)))
    said.append(_duties_done(desk))
    return [Paragraph(text) for text in said if text]


def _standing(desk: Desk, name: str, lines: tuple[Line, ...]) -> str:
    rows = row_statuses(lines)
    names = list(dict.fromkeys(line.row.programme.label(desk.lang) for line in lines))
    marked = [desk.say("title_mark", title=one) for one in names]
    # Between title marks Chinese sets no comma (GB/T 15834-2011).
    titles = "".join(marked) if desk.lang == "zh" else desk.listed(marked)
    return desk.say(
        f"overview_{name}",
        titles=titles,
        rows=len(rows),
        row_parts=_counts(desk, "count", rows.values()),
        total=len(lines),
        parts=_counts(desk, "count_part", [line.status for line in lines]),
        place=desk.place.name,
    )


def _elsewhere(desk: Desk) -> str:
    """How many tasks of the programmes the city does not owe; empty for none."""
    told = {programme.id for found in desk.programmes for programme in found}
    own = row_statuses(desk.lines)
    others = [
        row.status
        for row_id, row in desk.score.rows.items()
        if row.programme.id in told and row_id not in own
        if row.status not in ("elsewhere", "nobody")
    ]
    if not others or desk.place.level != "city":
        return ""
    parts = _counts(desk, "count", others)
    place = desk.place.name
    return desk.say("overview_elsewhere", count=len(others), place=place, parts=parts)


def _counts(desk: Desk, key: str, statuses: Iterable[Status]) -> str:
    """How many are met, open, short and so on; those that occur."""
    found = list(statuses)
    return desk.listed(
        desk.say(f"{key}_{status}", count=found.count(status))
        for status in _COUNTED
        if status in found
    )


def _duties_done(desk: Desk) -> str:
    """How the duties of the period stand."""
    due = desk.duties["due"]
    first, last = pd.Timestamp(desk.period.first), pd.Timestamp(desk.period.last)
    inside = (due >= first) & (due <= last)
    own = desk.duties[inside.to_numpy()]
    if own.empty:
        return ""
    counts = own["status"].value_counts()
    parts = [
        desk.say(f"duties_{status}", count=int(counts[status]))
        for status in ("done", "done_late", "late", "notice_short", "due", "ahead")
        if status in counts
    ]
    return desk.say(
        "overview_duties",
        period=desk.period.name(desk.lang),
        total=len(own),
        parts=desk.listed(parts),
    )


def counties(desk: Desk, title: str) -> list[Block]:
    """The table of counties, and which of them are furthest behind."""
    table = desk.place.counties(desk.lang)
    behind = table[table["uncovered"] > 0].sort_values(
        ["share", "uncovered"], ascending=[True, False], kind="stable"
    )
    named = desk.listed(
        desk.say(
            "county_behind",
            name=row["name"],
            share=desk.share(row["covered"], row["asked"]),
            uncovered=desk.number(row["uncovered"]),
        )
        for _, row in behind.head(_NAMED).iterrows()
    )
    key = "counties_behind" if named else "counties_whole"
    key = "counties_all_behind" if len(behind) == len(table) > 0 else key
    said = desk.say(key, counties=len(table), behind=len(behind), named=named)
    return [Paragraph(said), county_table(desk, title)]


def problems(desk: Desk) -> list[Block]:
    """What is short, who is not covered, what is late and which data are missing."""
    blocks: list[Block] = [desk.head("problems_short", 2)]
    blocks += _short(desk)
    blocks += [desk.head("problems_uncovered", 2), Paragraph(_why(desk))]
    late = desk.duties[desk.duties["status"].isin(["late", "notice_short"])]
    if not late.empty:
        blocks += [desk.head("problems_late", 2), *_late(desk, late)]
    missing = missing_data(desk)
    if missing:
        blocks += [desk.head("problems_data", 2), *missing]
    return blocks


def _short(desk: Desk) -> list[Block]:
    """Each own indicator that is short, and the wider ones by name."""
    own = desk.own_lines or desk.wider_lines
    short = [line for line in own if line.status == "short"]
    blocks: list[Block] = []
    if short:
        told = {"rows": len(row_statuses(short)), "count": len(short)}
        blocks = [desk.body("short_own", **told)]
        blocks += desk.numbered([short_text(desk, line) for line in short])
    if desk.own_lines:
        wider = [line for line in desk.wider_lines if line.status == "short"]
        names = [line.row.row.label(desk.lang) for line in wider]
        if wider:
            different = list(dict.fromkeys(names))
            named = desk.say("semicolon").join(different)
            told = {"rows": len(row_statuses(wider)), "count": len(wider)}
            blocks.append(desk.body("short_wider", named=named, **told))
    return blocks or [desk.body("nothing_short")]


def short_text(desk: Desk, line: Line) -> str:
    """Say by how much an indicator is short, and in which counties."""
    said = desk.say(
        "short_line",
        label=line.label(desk.lang),
        target=desk.number(line.target),
        value=desk.number(line.value),
        gap=desk.number(line.gap),
    )
    table = line.part.at("county")
    if desk.place.level != "city" or "gap" not in table:
        return said
    inside = table.index.astype(str).str.startswith(desk.place.code)
    lacking = table[inside & (table["gap"] > 0).to_numpy()]
    if lacking.empty:
        return said
    most = lacking.sort_values("gap", ascending=False, kind="stable").head(_NAMED)
    named = desk.listed(
        desk.say("county_short", name=row["name"], gap=desk.number(row["gap"]))
        for _, row in most.iterrows()
    )
    more = "short_more" if len(lacking) > len(most) else "short_all"
    where = desk.say(more, count=len(lacking), named=named)
    return desk.joined(said, where, _why_more(desk, line, table[inside]))


def _why_more(desk: Desk, line: Line, counties: pd.DataFrame) -> str:
    """Why counties together lack more than the whole; empty where they do not."""
    lacking = counties["gap"].sum()
    if line.gap is None or lacking <= line.gap:
        return ""
    if line.part.part.unit == "county" and isinstance(line.part.outcome, Judged):
        return desk.say("short_units")
    if not (counties["value"] > counties["target"]).any():
        return ""
    told = {"sum": desk.number(float(lacking)), "gap": desk.number(line.gap)}
    return desk.say("short_offset", **told)


def _why(desk: Desk) -> str:
    reasons = desk.place.reasons()
    if not reasons:
        return desk.say("nothing_uncovered")
    parts = [
        desk.say("reason_count", reason=reason_label(name, desk.lang), count=count)
        for name, count in reasons.items()
    ]
    count = desk.number(sum(reasons.values()))
    return desk.say("uncovered_reasons", count=count, parts=desk.listed(parts))


def _late(desk: Desk, late: pd.DataFrame) -> list[Block]:
    """The latest to fall due, and notices too short, each with who owes it."""
    keys = ["due", "name", "label", "status"]
    groups = list(late.groupby(keys))
    said = [
        desk.say(
            f"line_{status}",
            label=name,
            window=window_text(str(label), desk.lang),
            due=desk.day(as_day(due)),
            units=units_text(desk, rows),
        )
        for (due, name, label, status), rows in reversed(groups[-_LISTED:])
    ]
    told = {
        "count": len(late), "kinds": len(groups), "listed": len(said),
        "earlier": _earlier(desk, late),
    }  # fmt: skip
    key = "late_all" if len(said) == len(groups) else "late_latest"
    return [desk.body(key, **told), *desk.numbered(said)]


def _earlier(desk: Desk, late: pd.DataFrame) -> str:
    """How many the calendar of the year does not list: windows of years before.

    What is done once stays in the calendar until it is done.
    """
    periodic = late["label"].astype(str) != late["due"].dt.strftime("%Y-%m-%d")
    before = int((periodic & (late["due"].dt.year < desk.on.year)).sum())
    if not before:
        return ""
    now = len(late) - before
    return desk.say("late_earlier", now=now, before=before, year=desk.on.year)


def units_text(desk: Desk, rows: pd.DataFrame) -> str:
    """Who owes: every county, named units, or how many."""
    codes = [str(code) for code in rows["unit_code"]]
    every = desk.place.level == "city" and set(desk.place.counties(desk.lang).index)
    if every == set(codes):
        return desk.say("units_counties")
    told = [desk.unit_name(code) for code in codes[: _NAMED + 1]]
    if len(codes) <= _NAMED:
        return desk.listed(told)
    return desk.say("units_more", named=desk.listed(told[:3]), count=len(codes))


def missing_data(desk: Desk) -> list[Block]:
    """What to supply, layer by layer, and how many indicators wait for it."""
    waiting: dict[LayerName, dict[str, None]] = {}
    lines: dict[LayerName, set[int]] = {}
    for at, line in enumerate(desk.lines):
        for need in line.part.needs if line.status == "needs_data" else ():
            names = [_need_name(desk, need, kind, line) for kind in need.kinds]
            if need.attribute is not None:
                names = [need.attribute.label(desk.lang)]
            waiting.setdefault(need.layer, {}).update(dict.fromkeys(names))
            lines.setdefault(need.layer, set()).add(at)
    said = []
    for layer, found in waiting.items():
        named = desk.listed(list(found)[:_LISTED])
        key = "needs_kinds" if found else "needs_records"
        key = "needs_more" if len(found) > _LISTED else key
        params = {"kinds": len(found), "count": len(lines[layer]), "named": named}
        label = LAYERS[layer].label(desk.lang)
        said.append(desk.say(key, layer=label, **params))
    return desk.numbered(said)


def _need_name(desk: Desk, need: Need, kind: str, line: Line) -> str:
    """Name of a kind of record; of a duty, that of its row."""
    if need.layer == "duties_done":
        return official(line.row.row.label(desk.lang), desk.lang)
    return kind_label(need.layer, kind, desk.lang)


def next_steps(desk: Desk, *, days: int = 120) -> list[Block]:
    """The fixes that cover most, and the duties that come due in so many days."""
    blocks: list[Block] = []
    if len(desk.place.uncovered):
        blocks += [desk.head("next_fixes", 2), *desk.numbered(_fixes(desk))]
    blocks += [desk.head("next_due", 2)]
    coming = _coming(desk, days)
    blocks += desk.numbered(coming) if coming else [desk.body("nothing_due")]
    return blocks


def _fixes(desk: Desk) -> list[str]:
    """For each of the largest reasons, where it is and the fix that covers most."""
    said = []
    covers = pd.Series(desk.report.verdict.site_covers, desk.report.villages.index)
    for reason, count in list(desk.place.reasons().items())[:3]:
        own = desk.place.uncovered
        own = own[own["reason"] == reason]
        where = own["county_name"].value_counts(sort=False).sort_index()
        where = where.sort_values(ascending=False, kind="stable").head(3)
        best = covers[own.index].sort_values(ascending=False, kind="stable").index[0]
        told = desk.report.explain(str(best), desk.lang)
        said.append(
            desk.say(
                "fix_line",
                reason=reason_label(reason, desk.lang),
                count=desk.number(count),
                counties=desk.listed(
                    desk.say("county_villages", name=name, count=desk.number(number))
                    for name, number in where.items()
                ),
                village=own.loc[best, "name"],
                township=own.loc[best, "township_name"],
                text=told.text,
                fix=told.fix,
            )
        )
    return said


def _coming(desk: Desk, days: int) -> list[str]:
    due = desk.duties["due"]
    today = pd.Timestamp(desk.on)
    ahead = (due >= today) & (due <= today + dt.timedelta(days))
    open_now = desk.duties["status"].isin(["due", "ahead"])
    own = desk.duties[(ahead & open_now).to_numpy()]
    told = [
        desk.say(
            "due_line",
            due=desk.day(as_day(day)),
            label=name,
            units=units_text(desk, rows),
        )
        for (day, name), rows in own.groupby(["due", "name"])
    ]
    return told[: max(_LISTED, days // 15)]
