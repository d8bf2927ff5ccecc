"""One way of breaking each rule on records, named after it, for test_checks_rules."""

import geopandas as gpd
import pandas as pd

from geo.frames import conform
from geo.schemas import LayerName
from tests import toy_records

Layers = dict[LayerName, gpd.GeoDataFrame]


def _with(layers: Layers, name: LayerName, row: int = 0, **cells: object) -> None:
    """Add sound records, and write cells of one row of a layer."""
    layers |= toy_records.layers()
    for column, cell in cells.items():
        layers[name].loc[row, column] = cell


def _again(layers: Layers, name: LayerName, /, **cells: object) -> None:
    """Add sound records, and a copy of the first row of a layer from another file."""
    layers |= toy_records.layers()
    row = layers[name].iloc[[0]].assign(source_file="别的.csv", source_row=9, **cells)
    layers[name] = conform(pd.concat([layers[name], row], ignore_index=True), name)


def record_unit_unknown(layers: Layers) -> None:
    _with(layers, "events", unit_code="451022100299")


def record_outside(layers: Layers) -> None:
    _with(layers, "outputs", unit_code="220881100201")


def record_date_in_future(layers: Layers) -> None:
    _with(layers, "trainings", date="2020-07-01")


def record_counted_twice(layers: Layers) -> None:
    _again(layers, "events", event_id="x")


def record_person_unknown(layers: Layers) -> None:
    _with(layers, "agreements", person_id="p9")


def record_base_unknown(layers: Layers) -> None:
    _with(layers, "people", base_id="b9")


def count_negative(layers: Layers) -> None:
    _with(layers, "people", 1, households=-5)


def counts_contradict(layers: Layers) -> None:
    _with(layers, "trainings", poor_persons=41)


def total_contradicts_parts(layers: Layers) -> None:
    _with(layers, "household_counts", 2, with_labour=22)


def fact_value_unreadable(layers: Layers) -> None:
    _with(layers, "facts", value="也许")


def fact_twice(layers: Layers) -> None:
    _again(layers, "facts", fact_id="x")


def visit_unit_too_wide(layers: Layers) -> None:
    _with(layers, "visit_places", unit_code="4510")


def visit_number_taken(layers: Layers) -> None:
    _with(layers, "visit_places", place_id="451022100201")


def visit_figure_odd(layers: Layers) -> None:
    _with(layers, "caravans", hours_day=25.0)


def visit_without_place(layers: Layers) -> None:
    _with(layers, "visit_places", 1, unit_code="451022100")


def visit_never_open(layers: Layers) -> None:
    _with(layers, "visit_places", weekdays="1;2", market="每周 6")


def visit_without_value(layers: Layers) -> None:
    _with(layers, "visit_places", optional=True)


def assignment_person_unknown(layers: Layers) -> None:
    _with(layers, "assignments", commissioner_id="p1")


def assignment_twice(layers: Layers) -> None:
    _again(layers, "assignments", assignment_id="x", post="village_service")


def assignment_out_of_term(layers: Layers) -> None:
    _with(layers, "assignments", since="2017-12-31")
    layers["commissioners"].loc[0, "starts"] = "2018-01-01"


def assignment_over_capacity(layers: Layers) -> None:
    _again(layers, "assignments", assignment_id="x", village_code="451022100202")
    layers["commissioners"].loc[0, "capacity"] = 1


def museum_unit_wrong(layers: Layers) -> None:
    _with(layers, "museum_stays", unit_code="4510", venue_id="")


def museum_size_not_positive(layers: Layers) -> None:
    _with(layers, "museum_venues", size=0.0)


def museum_set_unknown(layers: Layers) -> None:
    _with(layers, "museum_stays", set_id="k9")


def museum_venue_unknown(layers: Layers) -> None:
    _with(layers, "museum_stays", venue_id="m9")


def museum_venue_elsewhere(layers: Layers) -> None:
    _with(layers, "museum_stays", venue_id="m2")


def museum_stay_long(layers: Layers) -> None:
    _with(layers, "museum_stays", 1, until="2020-03-03")


def museum_set_twice(layers: Layers) -> None:
    days = {"since": "2018-11-20", "until": "2018-12-20"}
    _with(layers, "museum_stays", 1, set_id="k1", state="done", **days)


def museum_county_twice(layers: Layers) -> None:
    days = {"since": "2018-11-20", "until": "2018-12-20"}
    _with(layers, "museum_stays", 1, unit_code="451022", venue_id="m1", **days)


def expert_twice(layers: Layers) -> None:
    _again(layers, "experts", expert_id="z9", name="黃·国 一")


def expert_near(layers: Layers) -> None:
    _again(layers, "experts", expert_id="z9", name="黄囯一")


def expert_wishes_contradict(layers: Layers) -> None:
    _with(layers, "experts", 2, accepts="451024;4510")


def application_unit_wrong(layers: Layers) -> None:
    _with(layers, "applications", 1, unit_code="4510")


def application_twice(layers: Layers) -> None:
    _with(layers, "applications", 1, unit_code="451022")


def application_of_key_county(layers: Layers) -> None:
    _with(layers, "facts", 1, attribute="key_assistance", value="是")


def application_expert_unknown(layers: Layers) -> None:
    _with(layers, "applications", declines="z9")


def application_expert_elsewhere(layers: Layers) -> None:
    _with(layers, "applications", proposed="z3")


def application_beyond_pool(layers: Layers) -> None:
    _with(layers, "experts", 0, quota=1)


BREAKERS = (
    record_unit_unknown, record_outside, record_date_in_future, record_counted_twice,
    record_person_unknown, record_base_unknown, count_negative, counts_contradict,
    total_contradicts_parts, fact_value_unreadable, fact_twice,
    visit_unit_too_wide, visit_number_taken, visit_figure_odd, visit_without_place,
    visit_never_open, visit_without_value,
    assignment_person_unknown, assignment_twice, assignment_out_of_term,
    assignment_over_capacity,
    museum_unit_wrong, museum_size_not_positive, museum_set_unknown,
    museum_venue_unknown, museum_venue_elsewhere, museum_stay_long, museum_set_twice,
    museum_county_twice, expert_twice, expert_near, expert_wishes_contradict,
    application_unit_wrong, application_twice, application_of_key_county,
    application_expert_unknown, application_expert_elsewhere,
    application_beyond_pool,
)  # fmt: skip
