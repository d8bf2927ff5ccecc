"""The checks: small named rules, one report of every problem at once.

An error keeps data out, a warning lets it in and says what to look at; each rule's
own sentence says which it gives. A rule is run where the layers it needs have rows.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd

from geo.checks import (
    advising,
    assignments,
    boundaries,
    closures,
    codes,
    counts,
    editions,
    museums,
    places,
    records,
    roads,
    sites,
    values,
    visits,
)
from geo.checks.survey import Survey
from geo.crs import STORAGE_CRS, require_crs
from geo.errors import CrsError
from geo.issues import Issue
from geo.roads.segments import Segments
from geo.schemas import RECORD_LAYERS, LayerName


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Parameters
    ----------
    name
        Key of its issues in ``geo/messages``.
    function
        Finds them; its docstring says what it holds against the data, and how hard.
    needs
        Layers without which there is nothing to check; empty: any layer will do.
    any_of
        Layers of which one must have rows; empty: none need.
    beside
        Layers that matter to the rule, but may be missing.
    """

    name: str
    function: Callable[[Survey], list[Issue]]
    needs: tuple[LayerName, ...] = ()
    any_of: tuple[LayerName, ...] = ()
    beside: tuple[LayerName, ...] = ()

    @property
    def summary(self) -> str:
        """First sentences of the function's docstring, for the docs."""
        return (self.function.__doc__ or "").partition("\n")[0]

    def applies(
        self, given: Collection[LayerName], touched: Collection[LayerName]
    ) -> bool:
        """Whether there are rows to check, and some that were not checked before."""
        looks_at = {*self.needs, *self.any_of, *self.beside}
        something = not self.any_of or not set(self.any_of).isdisjoint(given)
        fresh = not looks_at or not looks_at.isdisjoint(touched)
        return something and fresh and set(self.needs).issubset(given)


def _rule(
    function: Callable[[Survey], list[Issue]],
    *needs: LayerName,
    any_of: tuple[LayerName, ...] = (),
    beside: tuple[LayerName, ...] = (),
) -> Rule:
    name = function.__name__.removeprefix("check_")
    return Rule(name, function, needs, any_of, beside)


_UNITS: tuple[LayerName, ...] = ("villages", "village_areas", "townships", "counties")


# In the order a user would mend: shapes and codes first, for later rules rest on them.
RULES: tuple[Rule, ...] = (
    _rule(places.check_coordinates_not_degrees),
    _rule(places.check_swapped_axes),
    _rule(places.check_outside_china),
    _rule(places.check_outside_china_by_roads, "roads"),
    _rule(boundaries.check_empty_geometry),
    _rule(boundaries.check_geometry_type_wrong),
    _rule(boundaries.check_invalid_geometry),
    _rule(boundaries.check_invalid_geometry_lost),
    _rule(codes.check_duplicate_code),
    _rule(codes.check_county_twice, "counties"),
    _rule(codes.check_duplicate_across, "counties"),
    _rule(editions.check_old_and_new_code),
    _rule(editions.check_old_code_with_successor),
    _rule(codes.check_code_prefix_disagrees),
    _rule(codes.check_unknown_county, "villages", "counties"),
    _rule(codes.check_unknown_township, "villages", "townships", "counties"),
    _rule(codes.check_development_zone_hosted, "villages", "counties"),
    _rule(codes.check_development_zone_without_host, "villages", "counties"),
    _rule(codes.check_name_twice_in_county, "villages"),
    _rule(boundaries.check_overlaps_between_counties, "counties"),
    _rule(boundaries.check_gaps_between_counties, "counties"),
    _rule(places.check_county_datum_differs, "counties"),
    _rule(places.check_datum_shift_suspected, "villages", "counties"),
    _rule(places.check_county_datum_suspected, "villages", "counties"),
    _rule(places.check_village_outside_all, "villages", "counties"),
    _rule(places.check_village_outside_county, "villages", "counties"),
    _rule(
        places.check_base_outside_county,
        "counties",
        any_of=("bases", "candidate_sites"),
    ),
    _rule(places.check_same_point_many, "villages"),
    _rule(places.check_base_without_place, "bases"),
    _rule(places.check_commissioner_without_place, "commissioners"),
    _rule(places.check_villages_without_place, "villages"),
    _rule(values.check_capacity_negative),
    _rule(values.check_capacity_zero),
    _rule(values.check_dates_reversed),
    _rule(values.check_date_in_future, "bases"),
    _rule(values.check_exit_year_odd, "villages"),
    _rule(values.check_exited_but_not_poor, "villages"),
    _rule(values.check_poor_without_trade, "villages"),
    _rule(roads.check_roads_outside_china, "roads"),
    _rule(roads.check_road_without_course, "roads"),
    _rule(roads.check_road_maxspeed_odd, "roads"),
    _rule(roads.check_road_highway_unknown, "roads"),
    _rule(roads.check_road_oneway_unknown, "roads"),
    _rule(roads.check_road_network_in_parts, "roads"),
    _rule(roads.check_road_network_shattered, "roads"),
    _rule(closures.check_closure_says_nothing, "closures"),
    _rule(closures.check_closure_season_wrong, "closures"),
    _rule(closures.check_closure_road_unknown, "closures", "roads"),
    _rule(closures.check_closure_touches_nothing, "closures", "roads"),
    _rule(places.check_named_place_without_point, "places"),
    _rule(sites.check_site_without_place, "candidate_sites"),
    _rule(sites.check_site_outside_counties, "candidate_sites", "counties"),
    _rule(sites.check_site_cost_negative, "candidate_sites"),
    _rule(sites.check_site_base_unknown, "candidate_sites", beside=("bases",)),
    _rule(records.check_record_unit_unknown, any_of=records.WITH_UNITS, beside=_UNITS),
    _rule(records.check_record_outside, any_of=records.WITH_UNITS, beside=_UNITS),
    _rule(records.check_record_date_in_future, any_of=RECORD_LAYERS),
    _rule(records.check_record_counted_twice, any_of=RECORD_LAYERS),
    _rule(
        records.check_record_person_unknown,
        any_of=RECORD_LAYERS,
        beside=("commissioners",),
    ),
    _rule(records.check_record_base_unknown, any_of=RECORD_LAYERS, beside=("bases",)),
    _rule(counts.check_count_negative, any_of=RECORD_LAYERS),
    _rule(counts.check_counts_contradict, any_of=("trainings", "household_counts")),
    _rule(
        counts.check_total_contradicts_parts, "household_counts", beside=("villages",)
    ),
    _rule(records.check_fact_value_unreadable, "facts"),
    _rule(records.check_fact_twice, "facts"),
    _rule(visits.check_visit_unit_too_wide, "visit_places"),
    _rule(visits.check_visit_number_taken, "visit_places", "villages"),
    _rule(visits.check_visit_figure_odd, any_of=visits.LIMITED),
    _rule(visits.check_visit_without_place, "visit_places"),
    _rule(visits.check_visit_never_open, "visit_places"),
    _rule(visits.check_visit_without_value, "visit_places"),
    _rule(
        assignments.check_assignment_person_unknown,
        "assignments",
        beside=("commissioners",),
    ),
    _rule(assignments.check_assignment_twice, "assignments"),
    _rule(assignments.check_assignment_out_of_term, "assignments", "commissioners"),
    _rule(assignments.check_assignment_over_capacity, "assignments", "commissioners"),
    _rule(museums.check_museum_unit_wrong, any_of=("museum_stays", "museum_venues")),
    _rule(
        museums.check_museum_size_not_positive, any_of=("museum_sets", "museum_venues")
    ),
    _rule(museums.check_museum_set_unknown, "museum_stays", beside=("museum_sets",)),
    _rule(
        museums.check_museum_venue_unknown, "museum_stays", beside=("museum_venues",)
    ),
    _rule(museums.check_museum_venue_elsewhere, "museum_stays", "museum_venues"),
    _rule(museums.check_museum_stay_long, "museum_stays"),
    _rule(museums.check_museum_set_twice, "museum_stays"),
    _rule(museums.check_museum_county_twice, "museum_stays"),
    _rule(advising.check_expert_twice, "experts"),
    _rule(advising.check_expert_near, "experts"),
    _rule(advising.check_expert_wishes_contradict, "experts"),
    _rule(advising.check_application_unit_wrong, "applications"),
    _rule(advising.check_application_twice, "applications"),
    _rule(advising.check_application_of_key_county, "applications", "facts"),
    _rule(
        advising.check_application_expert_unknown, "applications", beside=("experts",)
    ),
    _rule(advising.check_application_expert_elsewhere, "applications", "experts"),
    _rule(advising.check_application_beyond_pool, "applications", "experts"),
)


def run_checks(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    *,
    today: dt.date,
    reference: gpd.GeoDataFrame | None = None,
    segments: Callable[[], Segments] | None = None,
    unchanged: Collection[LayerName] = (),
) -> list[Issue]:
    """Hold every rule against the layers and return all that is found.

    Parameters
    ----------
    layers
        As :func:`geo.frames.conform` makes them: RangeIndex, key as a column,
        longitude, latitude in :data:`geo.crs.STORAGE_CRS`, None for no place. They
        are not changed.
    today
        The day that "in the future" is measured from.
    reference
        Counties that are trusted, if there are any, such as those that come with the
        program or are in the workspace already; the given ones are laid over them.
    segments
        Gives the network of the roads layer, where it is kept; it is asked for once, if
        a rule needs it. Without, the network is made of the layer.
    unchanged
        Layers that were checked before and are the same still: rules that look at
        nothing else are passed over.

    Returns
    -------
    list of Issue
        In the order of :data:`RULES`, within a rule in the order of the rows. Of one
        rule and layer at most 1,000, then one ``more_of_same`` with the rest's count.

    Raises
    ------
    CrsError
        If a layer has no CRS or another one: that is a fault of the caller, who reads
        files through :mod:`geo.ingest`.
    """
    wrong: list[Issue] = []
    beside: Mapping[LayerName, gpd.GeoDataFrame] = (
        {} if reference is None else {"counties": reference}
    )
    for name, frame in (*layers.items(), *beside.items()):
        require_crs(frame, layer=name)
        if frame.crs != STORAGE_CRS:
            crs = {"first": frame.crs.to_string(), "second": STORAGE_CRS.to_string()}
            wrong.append(Issue("crs_differs", "error", name, params=crs))
    if wrong:
        raise CrsError(wrong)
    survey = Survey(layers, today, reference, segments)
    given: set[LayerName] = {name for name, frame in layers.items() if len(frame)}
    return [
        issue
        for rule in RULES
        if rule.applies(given, layers.keys() - set(unchanged))
        for issue in rule.function(survey)
    ]
