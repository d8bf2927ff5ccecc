"""Everything rows are scored from: data laid over the units, and days gone by."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np

from geo.schemas import LayerName
from geo.travel import Travel
from planner.programmes.evaluating import evaluate
from planner.programmes.ground import Ground, ground_of
from planner.programmes.named import named_rows
from planner.programmes.outcome import Outcome
from planner.programmes.records import Records
from planner.programmes.schema import Part, Programme
from planner.programmes.situation import Situation
from planner.programmes.units import AREA

# Layers that say which units there are, and what is known of them.
GROUND_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "facts",
)  # fmt: skip
RECORD_LAYERS: tuple[LayerName, ...] = (
    "events", "trainings", "people", "groups", "outputs", "agreements",
    "duties_done", "household_counts", "caravans", "assignments",
)  # fmt: skip
SCORED_LAYERS: tuple[LayerName, ...] = (*GROUND_LAYERS, *RECORD_LAYERS)


@dataclass(frozen=True, repr=False)
class Scoring:
    """A workspace's data on a day, laid over its units.

    Parameters
    ----------
    ground
        Units and what is known of them.
    frames
        Every layer of :data:`SCORED_LAYERS`.
    travel
        How reach is measured.
    on
        The day.
    """

    ground: Ground
    frames: Mapping[LayerName, gpd.GeoDataFrame]
    travel: Travel
    on: dt.date
    _records: dict[LayerName, Records] = field(default_factory=dict)
    _situations: dict[tuple[str, dt.date], Situation] = field(default_factory=dict)

    def records(self, layer: LayerName) -> Records:
        """A record layer laid over the units, once."""
        if layer not in self._records:
            frame = _counted(layer, self.frames)
            self._records[layer] = Records(layer, frame, self.ground.units)
        return self._records[layer]

    def situation(self, programme: Programme, on: dt.date | None = None) -> Situation:
        """What a programme's parts are judged from, on the day or an earlier one."""
        day = on or self.on
        key = (programme.id, day)
        if key not in self._situations:
            self._situations[key] = Situation(
                self.ground, programme, day, self.records, self.travel
            )
        return self._situations[key]

    def outcome(
        self, programme: Programme, part: Part, on: dt.date | None = None
    ) -> Outcome:
        """What a part comes to, on the day or an earlier one."""
        return evaluate(part, self.situation(programme, on))

    def with_layer(self, name: LayerName, frame: gpd.GeoDataFrame) -> "Scoring":
        """The same data with one layer changed; what does not depend on it is kept."""
        frames = {**self.frames, name: frame}
        kept = {layer: own for layer, own in self._records.items() if layer != name}
        if name in RECORD_LAYERS:
            # Found again by code: most records lie where others do.
            known = self.records(name).found
            counted = _counted(name, frames)
            kept[name] = Records(name, counted, self.ground.units, known)
            return Scoring(self.ground, frames, self.travel, self.on, kept)
        if name == "facts" and self._same_areas(frame):
            ground = replace(self.ground, frames=frames)
            return Scoring(ground, frames, self.travel, self.on, kept)
        return Scoring(ground_of(frames), frames, self.travel, self.on)

    def _same_areas(self, facts: gpd.GeoDataFrame) -> bool:
        before, after = (
            rows.loc[rows["attribute"] == AREA, ["unit_code", "value"]].to_numpy()
            for rows in (self.frames["facts"], facts)
        )
        return np.array_equal(before, after)


def _counted(
    name: LayerName, frames: Mapping[LayerName, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """A record layer as rows count it: of the roster, what its people do."""
    if name == "assignments":
        return named_rows(frames[name], frames["commissioners"])
    return frames[name]


def scoring_of(
    frames: Mapping[LayerName, gpd.GeoDataFrame], *, travel: Travel, on: dt.date
) -> Scoring:
    """Lay the layers of a workspace over its units.

    Parameters
    ----------
    frames
        Every layer of :data:`SCORED_LAYERS`, as :func:`geo.frames.conform` gives them.
    travel
        How reach is measured.
    on
        The day.
    """
    return Scoring(ground_of(frames), frames, travel, on)
