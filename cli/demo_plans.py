"""The plans the demo leaves: bases, roster, caravans, museum tours, advisory groups."""

import argparse
import datetime as dt

from cli.judging import Measure, judged, measure
from cli.shared import today_of
from geo.schemas import LayerName
from geo.words import Lang
from planner.advising.answering import AdvisoryAnswer, answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.handing_over import write_advisory
from planner.advising.keeping import data_version as advisory_version
from planner.advising.keeping import kept as kept_groups
from planner.advising.question import ADVISORY_LAYERS, ask_advisory
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
from planner.stays.answering import TourAnswer, answer_tours
from planner.stays.choice import TourChoice
from planner.stays.handing_over import write_tours
from planner.stays.keeping import data_version as tour_version
from planner.stays.keeping import kept as kept_tours
from planner.stays.question import TOUR_LAYERS, ask_tours
from planner.workspace import COVERAGE_LAYERS, Workspace
from ui.text import say

# Changes tried for the caravans of each county: some seconds in all.
_STEPS = 4_000
# For the museum tours: the steps end in some seconds, on every machine alike; the
# seconds only keep a very slow one from going on for ever.
_TOURS_STEPS, _TOURS_S = 200, 60.0


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
    toured = _tours(workspace, options, today)
    groups = _groups(workspace, options, today)
    return [
        say("cli_demo_plans", lang, **counts, **posts),
        say("cli_demo_year", lang, owed=year.owed, made=year.made, folder="caravans"),
        say("cli_demo_tours", lang, owed=toured.owed, made=toured.made, folder="tours"),
        say("cli_demo_advisory", lang, **groups.counts, folder="advisory"),
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


def _tours(
    workspace: Workspace, options: argparse.Namespace, today: dt.date
) -> TourAnswer:
    """Plan the museum tours of the next three years; the app opens with them."""
    layers = workspace.layers(TOUR_LAYERS)
    start = dt.date(today.year + 1, 1, 1)
    how: Measure = measure(workspace, options, on=start)
    question = ask_tours(layers, TourChoice(start), how.travel, today=today)
    answer = answer_tours(question, time_limit_s=_TOURS_S, steps=_TOURS_STEPS)
    write_tours(
        answer, options.out / "tours", options.lang, layers=layers, travel=how.travel
    )
    keep_plan(workspace.path, kept_tours(answer, how.choice, tour_version(workspace)))
    return answer


def _groups(
    workspace: Workspace, options: argparse.Namespace, today: dt.date
) -> AdvisoryAnswer:
    """Match the advisory groups of those who apply; the app opens with them."""
    layers = workspace.layers(ADVISORY_LAYERS)
    answer = answer_advisory(ask_advisory(layers, AdvisoryChoice(), today=today))
    write_advisory(answer, options.out / "advisory", options.lang, layers=layers)
    keep_plan(workspace.path, kept_groups(answer, advisory_version(workspace)))
    return answer
