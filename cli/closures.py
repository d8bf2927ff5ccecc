"""Commands on closures: one more, or one switched off or on."""

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from cli.judging import Measure, opened
from cli.progress import Progress
from cli.road_words import some_names
from cli.shared import DONE, OptionsError, Result, existing, refused, today_of
from geo.issues import Issue
from geo.roads.closures import Closure, close
from geo.travel import Travel
from geo.words import Lang
from planner.closing import (
    add_closure,
    closure_faults,
    new_closure,
    read_area,
    switch_closure,
)
from planner.travelling import Roads
from planner.workspace import Workspace
from ui.text import say


def close_road(options: argparse.Namespace) -> Result:
    """Add a closure to the workspace."""
    lang: Lang = options.lang
    with Progress(lang) as progress:
        progress(0.0, "roads")
        workspace, roads = opened(options)
        version = workspace.data_version
        row = new_closure(
            workspace.layer("closures"),
            name=options.name,
            roads=options.road or (),
            area=read_area(options.area) if options.area else None,
            since=options.since or "",
            until=options.until or "",
            season=options.season or "",
            note=options.note or "",
        )
        faults = closure_faults(row, roads.segments, today=today_of(options))
    if faults:
        return refused_closure(faults, options.road or (), roads, lang)
    change = say("cli_close_change", lang, name=options.name)
    add_closure(workspace, row, made_from=version, change=change)
    key = str(row["closure_id"].iloc[0])
    text = say("cli_closed", lang, name=options.name, key=key)
    return Result(DONE, text, {"id": key})


def open_road(options: argparse.Namespace) -> Result:
    """Switch a closure off, or on again."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    word = "cli_again_closed" if options.again else "cli_opened"
    text = say(word, lang, key=options.id)
    switch_closure(workspace, options.id, active=options.again, change=text)
    return Result(DONE, text, {"id": options.id, "active": options.again})


def travel_without(
    how: Measure, options: argparse.Namespace, day: dt.date
) -> Travel | Result:
    """Travel with the roads of ``--close`` closed besides those that are."""
    if how.roads is None:
        raise OptionsError([("cli_no_roads", {})])
    named = tuple(options.close)
    extra = Closure(say("cli_without_name", options.lang), roads=named)
    issues = close(how.roads.segments, [extra])[1]
    if issues:
        return refused_closure(issues, named, how.roads, options.lang)
    return how.roads.travel(how.choice, on=day, besides=[extra])


def refused_closure(
    issues: Sequence[Issue], named: Sequence[str], roads: Roads, lang: Lang
) -> Result:
    """Every problem, each told once, and names like those that are not known."""
    told = {issue.line("en"): issue for issue in issues}
    result = refused(list(told.values()), lang)
    edges = roads.segments.edges
    refs = (part for ref in edges["ref"].unique() for part in ref.split(";"))
    known = {name.strip() for name in (*edges["name"].unique(), *refs)} - {""}
    like = {
        name: get_close_matches(name, known, n=3)
        for name in named
        if name.strip() not in known
    }
    lines = [
        say("cli_roads_like", lang, road=name, names=some_names(found, lang))
        for name, found in like.items()
        if found
    ]
    return replace(result, text="\n".join([result.text, *lines]))
