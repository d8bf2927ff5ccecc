"""Colours stay apart for all eyes and in grey print; symbols stay apart by shape."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from geo.schemas import BASE_KINDS
from planner.problem import COMMISSIONER
from planner.reasons import REASONS
from ui.maps import palette
from ui.maps.bands import WITHIN

# Machado, Oliveira and Fernandes (2009): full protanopia and deuteranopia, linear RGB.
EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)


def lab(colour: str, eye: str = "usual") -> np.ndarray:
    """CIE Lab of ``#rrggbb`` as an eye sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first: str, second: str, eye: str) -> float:
    return float(np.linalg.norm(lab(first, eye) - lab(second, eye)))


def test_lab_of_known_colours():
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.02)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.1)


@pytest.mark.parametrize("eye", EYES)
def test_reason_colours_can_be_told_apart(eye):
    colours = sorted(set(palette.REASON_COLOURS.values()))
    near = {
        (a, b): round(distance(a, b, eye), 1)
        for a, b in combinations(colours, 2)
        if distance(a, b, eye) < 20
    }
    assert near == {}


@pytest.mark.parametrize("eye", EYES)
def test_reason_colours_stand_out_on_every_fill(eye):
    fills = [step.colour for step in palette.RAMP] + [palette.NOT_ASKED]
    near = {
        (colour, fill): round(distance(colour, fill, eye), 1)
        for colour in set(palette.REASON_COLOURS.values())
        for fill in fills
        if distance(colour, fill, eye) < 25
    }
    assert near == {}


@pytest.mark.parametrize("eye", EYES)
def test_ramp_gets_darker_step_by_step_for_every_eye(eye):
    lightness = [lab(step.colour, eye)[0] for step in palette.RAMP]
    assert all(a - b > 4 for a, b in pairwise(lightness)), lightness


@pytest.mark.parametrize("eye", EYES)
def test_grey_of_nothing_asked_is_no_step_of_the_ramp(eye):
    for step in palette.RAMP:
        assert distance(step.colour, palette.NOT_ASKED, eye) > 8


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("colours", [palette.MINUTES, tuple(palette.CHANGES.values())])
def test_bands_and_changes_can_be_told_apart(eye, colours):
    near = {
        (a, b): round(distance(a, b, eye), 1)
        for a, b in combinations(colours, 2)
        if distance(a, b, eye) < 20
    }
    assert near == {}


@pytest.mark.parametrize("eye", EYES)
def test_minutes_get_lighter_up_to_the_limit_and_darker_past_it(eye):
    lightness = [lab(colour, eye)[0] for colour in palette.MINUTES]
    assert all(b - a > 10 for a, b in pairwise(lightness[:WITHIN]))
    assert all(a - b > 10 for a, b in pairwise(lightness[WITHIN:]))


@pytest.mark.parametrize("eye", EYES)
def test_minutes_stand_out_on_grey_and_lines_of_roads_apart(eye):
    assert all(
        distance(colour, palette.NOT_ASKED, eye) > 18 for colour in palette.MINUTES
    )
    lines = (palette.ROAD, palette.SHUT, palette.ROUTE, palette.CRITICAL)
    assert all(distance(a, b, eye) > 20 for a, b in combinations(lines, 2))


def test_at_most_six_reason_colours_and_one_for_every_reason():
    assert set(palette.REASON_COLOURS) == set(REASONS) - {""}
    assert len(set(palette.REASON_COLOURS.values())) <= 6


def test_every_kind_of_provider_has_a_shape_and_no_two_groups_share_one():
    assert set(palette.KIND_GROUPS) == {*BASE_KINDS, COMMISSIONER}
    assert set(palette.KIND_GROUPS.values()) == set(palette.GROUP_SHAPES)
    shapes = list(palette.GROUP_SHAPES.values())
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize(
    ("share", "key"),
    [
        (0.0, "atlas_share_1"),
        (0.4999, "atlas_share_1"),
        (0.5, "atlas_share_2"),
        (0.75, "atlas_share_3"),
        (0.9, "atlas_share_4"),
        (0.9999, "atlas_share_4"),
        (1.0, "atlas_share_5"),
    ],
)
def test_only_all_covered_is_in_the_last_class(share, key):
    assert palette.share_class(share).key == key


def test_nothing_asked_is_grey_not_zero():
    assert palette.share_class(float("nan")) is None
    assert palette.share_colour(float("nan")) == palette.NOT_ASKED
