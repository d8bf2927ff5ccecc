"""The plans that the demo leaves beside the verdict: bases, roster, caravans' year."""

import argparse
import datetime as dt

from cli.judging import Measure, judged, measure
from cli.shared import today_of
from geo.schemas import LayerName
from geo.words import Lang
from planner.new_bases.answering import answer_bases
from planner.new_bases.choice import BaseChoice
from planner.new_bases.handing_over import write_plan
from planner.new_bases.question import ask_bases
from planner.outings.answering import OutingAnswer, answer_outings
from planner.outings.choice import OutingChoice
from planner.outings.handing_over import write_outings
from planner.outings.keeping import data_version, kept
from planner.outings.question import OUTING_LAYERS, ask_outings
from planner.plans import keep_plan
from planner.roster.answering import answer_roster
from planner.roster.choice import RosterChoice
from planner.roster.handing_over import write_roster
from planner.roster.question import ROSTER_LAYERS, ask_roster
from planner.rule import Rule
from planner.siting import warm_up
from planner.workspace import COVERAGE_LAYERS, Workspace
from ui.text import say

# Changes tried for the caravans of each county: some seconds in all.
_STEPS = 4_000


def plans(workspace: Workspace, options: argparse.Namespace) -> list[str]:
    """Plan bases, roster and caravans, leave them as files, and tell what came of it.

    The searches of every aim are compiled on the way: the app is opened next.
    """
    warm_up()
    lang: Lang = options.lang
    today = today_of(options)
    report, how = judged(workspace, options, today)
    names: set[LayerName] = {*COVERAGE_LAYERS, *ROSTER_LAYERS, "candidate_sites"}
    layers = workspace.layers(sorted(names))
    question = ask_bases(layers, report, BaseChoice(), how.travel)
    bases = answer_bases(question, how.travel)
    write_plan(bases, options.out, lang)
    rule = report.verdict.rule
    roster = answer_roster(
        ask_roster(layers, rule, RosterChoice(), how.travel, today=today)
    )
    write_roster(roster, options.out, lang)
    counts = {"bases": len(bases.opened), "villages": len(bases.villages)}
    posts = {"filled": roster.plan.value("filled"), "posts": len(roster.posts)}
    year = _year(workspace, options, dt.date(today.year + 1, 1, 1))
    return [
        say("cli_demo_plans", lang, **counts, **posts),
        say("cli_demo_year", lang, owed=year.owed, made=year.made, folder="caravans"),
    ]


def _year(
    workspace: Workspace, options: argparse.Namespace, start: dt.date
) -> OutingAnswer:
    """Plan the caravans' next year; the app opens with it."""
    layers = workspace.layers((*OUTING_LAYERS, "people"))
    how: Measure = measure(workspace, options, on=start)
    choice = OutingChoice(start, start.replace(month=12, day=31))
    answer = answer_outings(
        ask_outings(layers, Rule(), choice, how.travel), steps=_STEPS
    )
    write_outings(
        answer, options.out / "caravans", options.lang, travel=how.travel, layers=layers
    )
    keep_plan(workspace.path, kept(answer, how.choice, data_version(workspace)))
    return answer
