"""How travel is measured: what the planner chose, and the roads it is measured on."""

import datetime as dt
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import geopandas as gpd

from geo.roads.closures import Closure, close, from_layer
from geo.roads.elevation import Elevation
from geo.roads.engine import RoadTravel
from geo.roads.kept import kept_segments
from geo.roads.network import prepared
from geo.roads.profiles import Profile, load_profiles, parse_profiles, shipped_text
from geo.roads.segments import Segments
from geo.roads.sites import Closed
from geo.travel import StraightLine, Travel
from planner.errors import PlanInputError, Problem, WorkspaceError
from planner.heights import read_heights
from planner.plain_values import from_plain
from planner.workspace import Workspace

Method = Literal["roads", "straight_line"]
# What a planner may set, lowest and highest.
RANGES: Mapping[str, tuple[float, float]] = {
    "walking_kmh": (1.0, 10.0),
    "snap_limit_m": (0.0, 100_000.0),
    "speed_kmh": (5.0, 120.0),
    "detour": (1.0, 3.0),
}


@dataclass(frozen=True, slots=True)
class TravelChoice:
    """One way to measure travel.

    Parameters
    ----------
    method
        ``"roads"``: along the workspace's roads, where it has any; or
        ``"straight_line"``.
    profile
        Speed profile on the roads.
    walking_kmh, snap_limit_m
        Speed of the walk to the road, and from how far no road counts as near.
    closures
        Whether the workspace's closures are observed.
    speed_kmh, detour
        Of the straight line: see :class:`geo.travel.StraightLine`.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    method: Method = "roads"
    profile: str = "car"
    walking_kmh: float = 5.0
    snap_limit_m: float = 3_000.0
    closures: bool = True
    speed_kmh: float = 30.0
    detour: float = 1.4

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        choices = {"method": get_args(Method), "closures": (True, False)}
        for name, allowed in choices.items():
            value = getattr(self, name)
            # To Python 1 is True.
            if value not in allowed or type(value) is not type(allowed[0]):
                told = ", ".join(str(one) for one in allowed)
                params = {"name": name, "value": value, "allowed": told}
                problems.append(("travel_bad_choice", params))
        problems.extend(
            ("travel_bad_text", {"name": name})
            for name in ("profile",)
            if not isinstance(getattr(self, name), str)
        )
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not (number and math.isfinite(value) and least <= value <= most):
                bounds = {"least": f"{least:g}", "most": f"{most:g}"}
                problems.append((f"travel_bad_{name}", {"value": value} | bounds))
        if problems:
            raise PlanInputError(problems)

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON and TOML."""
        return asdict(self)

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "TravelChoice":
        """Read a choice from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name (and the nearest known one) and every bad value.
        """
        return from_plain(cls, values, unknown="travel_unknown")


@dataclass(frozen=True, eq=False)
class Roads:
    """The roads of a workspace, and what is said of using them.

    Parameters
    ----------
    segments
        Road network.
    profiles
        Speed profiles by name.
    closures
        Closures the planner made and left switched on.
    heights
        Heights of the ground, which slow travel down; none without.
    folder
        Where prepared networks are kept; nowhere without.
    """

    segments: Segments
    profiles: Mapping[str, Profile]
    closures: tuple[Closure, ...] = ()
    heights: Elevation | None = None
    folder: Path | None = None
    _made: dict[str, RoadTravel] = field(default_factory=dict)

    def travel(
        self, choice: TravelChoice, *, on: dt.date, besides: Iterable[Closure] = ()
    ) -> RoadTravel:
        """Travel as chosen on a day.

        Parameters
        ----------
        choice
            What the planner chose.
        on
            Day on which closures must be in force to count.
        besides
            What would be closed on top, whatever the day.

        Raises
        ------
        PlanInputError
            If there is no profile of the name chosen.
        """
        whole = self._open_roads(choice.profile)
        travel = RoadTravel(
            self.segments,
            whole.profile,
            walking_kmh=choice.walking_kmh,
            snap_limit_m=choice.snap_limit_m,
            closed=self.closed(choice, on=on, besides=besides),
            network=whole.network,
        )
        travel.snapper = whole.snapper
        return travel

    def in_force(self, on: dt.date) -> tuple[Closure, ...]:
        """Closures in force on a day."""
        return tuple(closure for closure in self.closures if closure.holds(on))

    def closed(
        self, choice: TravelChoice, *, on: dt.date, besides: Iterable[Closure] = ()
    ) -> Closed:
        """Parts of the roads that are closed; parameters as for :meth:`travel`."""
        observed = self.in_force(on) if choice.closures else ()
        return close(self.segments, (*observed, *besides))[0]

    def _open_roads(self, name: str) -> RoadTravel:
        """Travel with nothing closed, made once for each profile: it is large."""
        if name not in self.profiles:
            names = ", ".join(self.profiles)
            params = {"name": name, "allowed": names}
            raise PlanInputError([("travel_no_profile", params)])
        if name not in self._made:
            profile = self.profiles[name]
            network = prepared(
                self.segments, profile, elevation=self.heights, folder=self.folder
            )
            self._made[name] = RoadTravel(self.segments, profile, network=network)
        return self._made[name]


def open_roads(
    workspace: Workspace, *, profiles: Mapping[str, Profile] | None = None
) -> Roads | None:
    """Take the roads out of a workspace; None where it has none.

    The network made of them, and what is prepared for searches, is kept in
    ``NAME.roads/`` beside the workspace and found again by a hash of what it was made
    from.

    Parameters
    ----------
    workspace
        The workspace.
    profiles
        Speed profiles to use instead of the workspace's.

    Raises
    ------
    PlanInputError
        If the workspace or its heights cannot be read, its profiles are no TOML, or
        somebody changes its roads meanwhile.
    geo.errors.DataError
        With everything that is wrong in its profiles.
    """
    version = workspace.layer_versions().get("roads", "")
    folder = kept_folder(workspace)
    segments = kept_segments(
        lambda: _roads_of(workspace, version), key=version, folder=folder
    )
    if segments.edges.empty:
        return None
    return Roads(
        segments,
        workspace_profiles(workspace) if profiles is None else profiles,
        from_layer(workspace.layer("closures")),
        read_heights(workspace),
        folder,
    )


def _roads_of(workspace: Workspace, version: str) -> gpd.GeoDataFrame:
    """Roads of a version; what is kept under it must be made of no other."""
    frame = workspace.layer("roads")
    if workspace.layer_versions().get("roads", "") != version:
        params = {"path": str(workspace.path)}
        raise WorkspaceError([("workspace_changed", params)])
    return frame


def kept_folder(workspace: Workspace) -> Path:
    """Folder beside a workspace for what can be made anew at any time."""
    return workspace.path.with_suffix(".roads")


def workspace_profiles(workspace: Workspace) -> Mapping[str, Profile]:
    """Speed profiles of a workspace: its own, or those shipped.

    Raises
    ------
    PlanInputError, geo.errors.DataError
        As for :func:`profiles_from`.
    """
    text = workspace.profiles_text()
    return profiles_from(text) if text else load_profiles()


def profiles_text(workspace: Workspace) -> str:
    """Speed profiles of a workspace as TOML: its own, or those shipped."""
    return workspace.profiles_text() or shipped_text()


def profiles_from(text: str) -> Mapping[str, Profile]:
    """Read speed profiles from TOML.

    Raises
    ------
    PlanInputError
        If it is no TOML.
    geo.errors.DataError
        With everything else that is wrong.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanInputError(
            [("travel_profiles_unreadable", {"why": str(error)})]
        ) from error
    return parse_profiles(tables)


def travel_for(
    workspace: Workspace,
    choice: TravelChoice,
    *,
    on: dt.date,
    roads: Roads | None = None,
) -> Travel:
    """Travel as chosen: a straight line too where the workspace has no roads.

    Parameters
    ----------
    workspace
        The workspace.
    choice
        What the planner chose.
    on
        Day on which closures count.
    roads
        The workspace's roads, where they are open already.
    """
    if choice.method == "roads":
        roads = roads or open_roads(workspace)
        if roads is not None:
            return roads.travel(choice, on=on)
    return StraightLine(speed_kmh=choice.speed_kmh, detour=choice.detour)
