"""The map of one part of a row: exactly the units that are short, and its legend."""

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.programmes.score import Score, score_layers
from tests import toy, toy_records
from ui.components import score_units, score_where
from ui.maps import palette
from ui.maps.score_fills import fills, short_in, step_bounds
from ui.maps.score_legend import attribution, sections
from ui.maps.score_map import score_map, unit_lines
from ui.maps.score_palette import LOOKS, SHORT, SHORT_STEPS, STATE_FILLS
from ui.maps.score_view import ScoreView

ON = dt.date(2019, 6, 1)
LAYERS = {**toy.layers(), **toy_records.layers()}


def brands(*villages: str):
    """Brands of villages, from 2018 on."""
    return toy_records.table(
        "outputs",
        [
            {
                "output_id": f"b{n}", "name": "品牌", "kind": "brand",
                "unit_code": village, "date": "2018-03-01",
            }
            for n, village in enumerate(villages)
        ],
    )  # fmt: skip


def score_of(**changed) -> Score:
    return score_layers({**LAYERS, **changed}, on=ON)


SCORE = score_of()
# One part of every sort there is: maps of the same sort are drawn the same way.
PARTS = list(
    {
        (part.part.kind, part.part.unit, part.status): (row_id, at)
        for row_id, row in SCORE.rows.items()
        for at, part in enumerate(row.parts)
        if part.status != "elsewhere"
    }.values()
)


def view_of(row_id, at=0, county="", score=SCORE, layers=None, lang="zh") -> ScoreView:
    row = score.rows[row_id]
    rows = score_units.listed(row.parts[at], lang)
    frames = layers or dict(score.scoring.frames)
    return score_where.view_of(frames, rows, row, at, county, lang)


def drawn(view) -> dict:
    made = score_map(view)
    (drawing,) = [one for one in made._children.values() if one._name == "Drawing"]
    return json.loads(drawing.data)


def features(found, style) -> list[dict]:
    layers = [one for one in found["layers"] if one["style"] == style]
    return [
        feature["properties"] for one in layers for feature in one["data"]["features"]
    ]


def entries(view) -> dict[str, str]:
    return {
        entry["text"]: entry.get("fill", "")
        for part in sections(view)
        for entry in part["entries"]
    }


@pytest.mark.parametrize(("row_id", "at"), PARTS)
def test_the_map_shows_exactly_the_units_that_are_short(row_id, at):
    """Of every sort of part; of one that lacks data every unit is unjudged."""
    view, part = view_of(row_id, at), SCORE.rows[row_id].parts[at]
    short, found = part.units() if part.needs else part.short(), drawn(view)
    colours = {STATE_FILLS[one] for one in ("short", "open", "needs_data")}
    match view.way:
        case "points":
            shown = {one["code"] for one in features(found, "uncovered")}
            assert shown == set(short.index)
        case "areas":
            fill = {one["code"]: one["fill"] for one in features(found, "area")}
            shown = {code for code, colour in fill.items() if colour in colours}
            assert shown == set(short.index)
        case "above":
            fill = {one["code"]: one["fill"] for one in features(found, "area")}
            shown = {view.above[c] for c, colour in fill.items() if colour in colours}
            assert shown == set(short.index)
        case "short":
            told = short_in(view).to_dict()
            assert told == short.groupby("place").size().to_dict()
        case "done":
            # Nobody owes a share of a plain total, so nobody is short of one.
            assert part.short().empty
        case "none":
            assert view.unplaced == len(short)


def test_villages_are_told_apart_by_shape_and_size():
    found = drawn(view_of("cast.village_brand"))
    met, short = (found["styles"][name] for name in ("covered", "uncovered"))
    assert short["radius"] > met["radius"] + 1
    assert met["fillColor"] == palette.PAPER
    assert len(features(found, "uncovered")) == 5


def test_a_day_still_ahead_has_another_colour_than_one_gone_by():
    layers = {**LAYERS, "outputs": brands(toy_records.WEST_VILLAGE)}
    ahead = view_of("cast.village_brand", score=score_layers(layers, on=ON))
    later = score_layers(layers, on=dt.date(2026, 6, 1))
    past = view_of("cast.village_brand", score=later)
    colours = [
        {one["fill"] for one in features(drawn(view), "uncovered")}
        for view in (ahead, past)
    ]
    assert colours == [{STATE_FILLS["open"]}, {STATE_FILLS["short"]}]


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1,234,567"), (0.5, "0.5"), (float("nan"), "–")]
)
def test_numbers_on_the_map_are_written_in_full(value, text):
    view = view_of("cast.village_brand")
    unit = view.units.iloc[0].copy()
    unit["value"], unit["need"], unit["state"] = value, 0.0, "open"
    assert unit_lines(view, unit) == [f"现有 {text}"]


def test_the_legend_lists_what_is_drawn_and_nothing_else():
    for row_id, at in PARTS:
        view = view_of(row_id, at)
        if view.way not in ("points", "areas"):
            continue
        found = drawn(view)
        drawn_fills = {
            one.get("fill", palette.PAPER)
            for style in ("covered", "uncovered")
            for one in features(found, style)
        }
        if view.way == "areas":
            drawn_fills = {one["fill"] for one in features(found, "area")}
        assert set(entries(view).values()) == drawn_fills


def test_the_legend_counts_units():
    """Five poor villages have a trade, of which one has a brand."""
    score = score_of(outputs=brands(toy_records.WEST_VILLAGE))
    view = view_of("cast.village_brand", score=score)
    assert list(entries(view)) == ["还差，未到期（4）", "达标（1）"]


def test_a_county_is_zoomed_to_and_nothing_else_is_drawn():
    whole, west = view_of("cast.village_service"), view_of(
        "cast.village_service", county=toy.WEST
    )  # fmt: skip
    assert west.bounds != whole.bounds
    found = drawn(west)
    areas = {one["code"] for one in features(found, "area")}
    points = {
        one["code"][:6]
        for style in ("covered", "uncovered")
        for one in features(found, style)
    }
    assert (areas, points) == ({toy.WEST}, {toy.WEST})


def test_people_colour_their_counties_by_number():
    """Both experts lack something; the west has two of them, the east one."""
    people = toy_records.table(
        "people",
        [
            {
                "person_id": f"p{n}", "name": "农", "role": "three_regions",
                "unit_code": county, "since": "2018-01-01",
            }
            for n, county in enumerate([toy.WEST, toy.WEST, toy.EAST])
        ],
    )  # fmt: skip
    view = view_of("most.three_regions", score=score_of(people=people))
    assert view.way == "short"
    assert short_in(view).to_dict() == {toy.EAST: 1, toy.WEST: 2}
    colours = fills(view)
    assert colours[toy.EAST] != colours[toy.WEST]
    assert set(colours) <= set(SHORT_STEPS)
    # Steps of the legend are whole numbers that leave nothing out.
    assert list(entries(view)) == ["1", "2"]


@pytest.mark.parametrize("most", [1, 2, 3, 5, 10, 4000])
def test_steps_end_at_the_most_there_is(most):
    ends = step_bounds(most, 3)
    assert ends[-1] == most
    assert list(ends) == sorted(ends)
    assert ends[0] >= 1


def test_units_without_a_place_are_told_and_stay_in_the_table():
    villages = toy.villages()
    villages.loc[villages["village_code"] == toy_records.EAST_VILLAGE, "geometry"] = (
        None
    )
    view = view_of("cast.village_brand", score=score_of(villages=villages))
    assert toy_records.EAST_VILLAGE in view.units.index
    assert view.unplaced == 1
    assert "另有 1 个" in str(sections(view)[-1]["notes"])


def test_counties_without_shapes_leave_an_empty_map():
    counties = toy.counties()
    counties["geometry"] = None
    found = drawn(view_of("cast.station", score=score_of(counties=counties)))
    assert features(found, "area") == []


def test_the_line_below_names_sources_day_and_what_is_illustrative():
    outputs = toy_records.outputs()
    outputs["illustrative"] = True
    view = view_of("cast.village_brand", score=score_of(outputs=outputs))
    line = attribution(view, map_number="GS(2026)1")
    for told in ("counties.csv", "outputs.csv", "2019年6月1日", "示意", "GS(2026)1"):
        assert told in line


def test_names_of_units_cannot_break_out_of_the_map():
    bad = "</script><b>{{7*7}}"
    view = view_of("cast.village_brand")
    view = replace(view, units=view.units.assign(name=bad))
    html = score_map(view).get_root().render()
    assert bad not in html
    assert "{{7*7}}" not in html


def test_too_many_villages_leave_those_that_are_short(monkeypatch):
    monkeypatch.setattr("ui.maps.score_view.MOST_SHAPES", 4)
    score = score_of(outputs=brands(toy_records.WEST_VILLAGE))
    view = view_of("cast.village_brand", score=score)
    rows, places = view.points
    assert view.is_crowded
    assert not rows["met"].any()
    assert len(rows) == len(places) == 4


def test_signs_and_lightness_tell_statuses_apart_in_grey_print():
    """Every sign is its own; ink stands out from its fill; the worst is the darkest."""
    signs = [look.sign for look in LOOKS.values()]
    assert len(set(signs)) == len(signs)
    for look in LOOKS.values():
        assert contrast(look.ink, look.fill) >= 4.5
    light = {status: luminance(look.fill) for status, look in LOOKS.items()}
    assert min(light, key=light.get) == "short"
    assert light["met"] - light["short"] > 0.4
    assert LOOKS["short"].fill == SHORT


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_rows_of_the_list_carry_what_the_map_needs():
    rows = score_units.listed(SCORE.rows["cast.village_brand"].parts[0], "zh")
    assert isinstance(rows, pd.DataFrame)
    assert {"name", "where", "value", "need", "gap", "met", "place", "state"} <= set(
        rows.columns
    )
