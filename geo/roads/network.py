"""The road table as arrays for searches, kept on disk between runs."""

import hashlib
import json
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.roads.elevation import Elevation
from geo.roads.keeping import kept_whole
from geo.roads.profiles import Profile, seconds
from geo.roads.search import Floats, Nodes
from geo.roads.segments import Segments
from geo.travel import LonLat, Unit

Flags = npt.NDArray[np.bool_]
_log = logging.getLogger(__name__)
# Raised whenever the arrays change their meaning, so that older files are made anew.
_EDITION = 2
_SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
_FILES_KEPT = 8
# Costs are multiples of 60 nanoseconds (or nanometres): sums of such numbers are exact
# up to 17 years, so a path costs the same whichever end it is searched from.
_GRAIN = 2.0**-24


def grained(costs: Floats) -> Floats:
    """Round costs to multiples of 2⁻²⁴, so that their sums are exact."""
    return np.round(costs / _GRAIN) * _GRAIN


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Ways of driving along edges, by the node they start (or end) at.

    Parameters
    ----------
    starts
        Arcs of node ``i`` are ``starts[i]:starts[i + 1]``.
    heads
        The node at the other end.
    edges
        Position of the edge.
    backward
        Whether the arc runs against its edge.
    """

    starts: Nodes
    heads: Nodes
    edges: Nodes
    backward: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A road network prepared for one profile.

    Parameters
    ----------
    start_node, end_node
        Of each edge, in the numbering of the searches: neighbours in space have
        neighbouring numbers, so that a search stays within what the processor holds.
    forward_s, backward_s
        Seconds along each edge, infinite where that is not allowed.
    metres
        Length of each edge.
    out, into
        Arcs by the node they leave, and by the node they come to.
    """

    start_node: Nodes
    end_node: Nodes
    forward_s: Floats
    backward_s: Floats
    metres: Floats
    out: Arcs
    into: Arcs

    @property
    def open(self) -> Flags:
        """Edges that may be used in at least one direction."""
        return np.isfinite(np.minimum(self.forward_s, self.backward_s))

    def costs(self, unit: Unit) -> tuple[Floats, Floats]:
        """Cost of each edge forward and backward, infinite where not allowed."""
        if unit == "s":
            return self.forward_s, self.backward_s
        return (
            np.where(np.isfinite(self.forward_s), self.metres, np.inf),
            np.where(np.isfinite(self.backward_s), self.metres, np.inf),
        )


def build(segments: Segments, forward_s: Floats, backward_s: Floats) -> Network:
    """Prepare a road table for searches.

    Parameters
    ----------
    segments
        Road network.
    forward_s, backward_s
        Seconds along each edge as from :func:`geo.roads.profiles.seconds`.
    """
    edges = segments.edges
    number = spatial_numbers(segments.nodes[["lon", "lat"]].to_numpy())
    start = number[edges["from_node"].to_numpy()]
    end = number[edges["to_node"].to_numpy()]
    ahead = np.flatnonzero(np.isfinite(forward_s)).astype(np.int32)
    back = np.flatnonzero(np.isfinite(backward_s)).astype(np.int32)
    tails = np.concatenate((start[ahead], end[back]))
    heads = np.concatenate((end[ahead], start[back]))
    which = np.concatenate((ahead, back))
    against = np.repeat((False, True), (len(ahead), len(back)))
    count = len(segments.nodes)
    return Network(
        start,
        end,
        grained(forward_s),
        grained(backward_s),
        grained(edges["length_m"].to_numpy(dtype=np.float64)),
        _arcs(tails, heads, which, against, count),
        _arcs(heads, tails, which, against, count),
    )


def prepared(
    segments: Segments,
    profile: Profile,
    *,
    elevation: Elevation | None = None,
    folder: Path | None = None,
) -> Network:
    """Take a prepared network from a folder, or prepare it and leave it there.

    Closures are not part of it: they are laid over it in no time, so what is kept
    serves them all.

    Parameters
    ----------
    segments, profile, elevation
        What it is made from; the file is found by a hash of all three.
    folder
        Where prepared networks are kept; made if it is not there. Where it cannot be
        written, or is None, nothing is kept.
    """
    ground = "" if elevation is None else elevation.digest
    key = prepared_key(segments, profile.digest, ground)
    file = None if folder is None else folder / f"roads-{key[:24]}.npz"
    found = None if file is None else load(file, key=key)
    if found is None:
        found = build(segments, *seconds(segments, profile, elevation))
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                _make_room(file.parent)
                save(found, file, key=key)
            except OSError as error:
                _log.warning("the prepared network is not kept: %s", error)
    return found


def prepared_key(segments: Segments, *parts: str) -> str:
    """Hash of all a prepared network is made from."""
    text = json.dumps([_EDITION, segments.content_hash, *parts])
    return hashlib.sha256(text.encode()).hexdigest()


def save(network: Network, path: Path, *, key: str) -> None:
    """Write a prepared network to an ``.npz`` file, whole or not at all."""
    arrays = dict(_named(network), key=np.array(key))
    with kept_whole(path) as part, part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load(path: Path, *, key: str) -> Network | None:
    """Read a prepared network; None where there is none made from the same inputs."""
    try:
        # numpy leaves a file open that proves to be no archive.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if str(file["key"]) != key:
                return None
            arrays = {name: file[name] for name in file.files}
            return Network(
                *(arrays[field.name] for field in fields(Network)[:5]),
                *(
                    Arcs(*(arrays[f"{side}_{field.name}"] for field in fields(Arcs)))
                    for side in ("out", "into")
                ),
            )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        _log.warning("%s is not a prepared network; it will be made anew", path.name)
        return None


def _make_room(folder: Path) -> None:
    """Remove the oldest prepared networks, so that one more makes eight."""
    files = sorted(folder.glob("roads-*.npz"), key=lambda file: file.stat().st_mtime)
    for file in files[: -(_FILES_KEPT - 1)]:
        file.unlink(missing_ok=True)


def _named(network: Network) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
    for field in fields(Network)[:5]:
        yield field.name, getattr(network, field.name)
    for side, arcs in (("out", network.out), ("into", network.into)):
        for field in fields(Arcs):
            yield f"{side}_{field.name}", getattr(arcs, field.name)


def spatial_numbers(lonlat: LonLat) -> Nodes:
    """Number places along Morton's curve, which keeps neighbours near each other.

    Parameters
    ----------
    lonlat
        Shape (n, 2), longitude and latitude, degrees.
    """
    numbers = np.empty(len(lonlat), dtype=np.int32)
    if len(lonlat):
        low, high = lonlat.min(axis=0), lonlat.max(axis=0)
        share = (lonlat - low) / np.maximum(high - low, np.finfo(np.float64).tiny)
        bits = (share * 65_535).astype(np.uint64)
        # Each step moves halves apart, until every bit has a gap after it.
        for shift, mask in _SPREAD:
            bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
        along = bits[:, 0] | (bits[:, 1] << np.uint64(1))
        numbers[np.argsort(along, kind="stable")] = np.arange(len(lonlat))
    return numbers


def _arcs(at: Nodes, heads: Nodes, edges: Nodes, backward: Flags, count: int) -> Arcs:
    order = np.argsort(at, kind="stable")
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(at, minlength=count), out=starts[1:])
    return Arcs(starts, heads[order], edges[order], backward[order])
