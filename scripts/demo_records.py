"""Invented records of one region: what was done, by whom and where; and sites."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geo.schemas import LayerName
from scripts.demo_advising import make_applications, make_experts, make_partners
from scripts.demo_doings import make_events, make_trainings
from scripts.demo_duties import make_duties
from scripts.demo_museums import (
    make_museum_sets,
    make_museum_stays,
    make_museum_venues,
)
from scripts.demo_people import make_groups, make_people
from scripts.demo_results import (
    make_agreements,
    make_household_counts,
    make_outputs,
)
from scripts.demo_setting import Setting, read_setting
from scripts.demo_sites import make_sites
from scripts.demo_standing import make_caravans, make_facts
from scripts.demo_visits import make_seasons, make_visit_places
from scripts.demo_writing import write_csv


def make_records(setting: Setting) -> dict[LayerName, pd.DataFrame]:
    """All record layers of a region but the roster, and its candidate sites.

    Columns are named as in ``geo/layers.toml``; the roster is for the planner to make.
    """
    facts = make_facts(setting)
    yes = facts[facts["value"] == "是"].groupby("attribute")["unit_code"]
    setting = replace(setting, stated=yes.agg(list).to_dict())
    people, events = make_people(setting), make_events(setting)
    sets, venues = make_museum_sets(setting), make_museum_venues(setting)
    experts = make_experts(setting, people)
    return {
        "events": events,
        "trainings": make_trainings(setting),
        "people": people,
        "groups": make_groups(setting),
        "outputs": make_outputs(setting),
        "agreements": make_agreements(setting, people),
        "duties_done": make_duties(setting),
        "household_counts": make_household_counts(setting),
        "facts": facts,
        "caravans": make_caravans(setting),
        "visit_places": make_visit_places(setting),
        "seasons": make_seasons(setting),
        "museum_sets": sets,
        "museum_venues": venues,
        "museum_stays": make_museum_stays(setting, sets, venues, events),
        "experts": experts,
        "applications": make_applications(setting, experts, people),
        "partners": make_partners(setting),
        "candidate_sites": make_sites(setting),
    }


def write_records(
    name: str, region: Mapping[str, Any], root: Path
) -> dict[LayerName, pd.DataFrame]:
    """Write a region's records beside the files below ``root`` they are made from."""
    made = make_records(read_setting(name, region, root))
    for layer, frame in made.items():
        write_csv(frame, layer, root / "demo" / name)
    return made
