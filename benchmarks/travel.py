"""Travel times on a road network, beside scipy, networkx and pandana in the same run.

``python -m benchmarks.travel FILE.osm.pbf --sites N --json`` reads a real extract;
``--synthetic-nodes N`` makes an illustrative grid of N junctions instead; ``--plot
FILE.png`` shows how time grows from 10⁴ to 10⁶ junctions (matplotlib needed). pandana
is measured where it is installed.

The peers get graphs already made, arcs between junctions in seconds, and answer from
junction to junction. Ours is measured twice: the search alone from the same junctions
(``nearest_seconds``, ``matrix_seconds``), and whole, from places beside the road
(``nearest_whole_seconds``, ``matrix_whole_seconds``: snapping remembered, walks, pairs
on one stretch, rounding). All repeated, the best of each kept.
"""

import argparse
import contextlib
import importlib
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.grid import synthetic
from benchmarks.measure import Clock, peak_mb
from geo.roads import search
from geo.roads.engine import Graph, RoadTravel
from geo.roads.network import build, spatial_numbers
from geo.roads.pbf import read_pbf
from geo.roads.profiles import load_profiles, seconds
from geo.roads.segments import Segments

_CUTOFF_S = 3600.0
# scipy fills a row over all nodes for each source; this many cells at a time.
_CELLS = 20_000_000
_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def main() -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--synthetic-nodes", type=int)
    parser.add_argument("--sites", type=int, default=2_000)
    parser.add_argument("--providers", type=int, default=100)
    # Its preparation of a million junctions takes many minutes.
    parser.add_argument("--pandana-most-nodes", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.plot:
        runs = [measure(synthetic(size, seed=1), options) for size in _SIZES]
        plot(runs, options.plot)
        print(json.dumps(runs, indent=2))
        return 0
    clock = Clock()
    if options.synthetic_nodes:
        roads = synthetic(options.synthetic_nodes, seed=options.seed)
    elif options.file and options.file.exists():
        with clock.measure("read_seconds"):
            roads = read_pbf(options.file)
    else:
        print("Give an .osm.pbf that exists, or --synthetic-nodes N.", file=sys.stderr)
        return 2
    figures = measure(roads, options) | {"read_seconds": 0.0} | clock.seconds
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:>28}  {value}")
    return 0


def measure(roads: Segments, options: argparse.Namespace) -> dict[str, Any]:
    """Measure ours and the peers on one network."""
    profile = load_profiles()["car"]
    warm_up(roads, profile)
    clock = Clock()
    with clock.measure("prepare_seconds"):
        network = build(roads, *seconds(roads, profile))
        travel = RoadTravel(roads, profile, network=network)
        for backward in (False, True):
            travel.graph(backward=backward, unit="s")
    with clock.measure("snapper_seconds"):
        snapper = travel.snapper
    villages, providers = places(roads, travel, options)
    with clock.measure("snap_seconds"):
        for some in (villages, providers):
            snapper.snap(some, limit_m=travel.snap_limit_m)
    figures: dict[str, Any] = {
        "nodes": len(roads.nodes),
        "edges": len(roads.edges),
        "arcs": len(network.out.heads),
        "sites": len(villages),
        "providers": len(providers),
        "cutoff_s": _CUTOFF_S,
    }
    ours = Ours(travel, villages, providers)
    peer = Peers(ours)
    repeat = options.repeat
    near, figures["nearest_seconds"] = best(ours.nearest, repeat)
    raw_near, figures["raw_scipy_nearest_seconds"] = best(peer.scipy_nearest, repeat)
    nx_near, figures["networkx_nearest_seconds"] = best(peer.networkx_nearest, 1)
    reach, figures["matrix_seconds"] = best(ours.matrix, repeat)
    raw_reach, figures["raw_scipy_seconds"] = best(peer.scipy_matrix, min(repeat, 3))
    nx_reach, figures["networkx_seconds"] = best(peer.networkx_matrix, 1)
    _, figures["nearest_whole_seconds"] = best(ours.nearest_whole, repeat)
    whole, figures["matrix_whole_seconds"] = best(ours.matrix_whole, repeat)
    figures |= {
        "pairs": int(whole.nnz),
        "nearest_over_scipy": figures["nearest_seconds"]
        / figures["raw_scipy_nearest_seconds"],
        "matrix_over_scipy": figures["matrix_seconds"] / figures["raw_scipy_seconds"],
        "networkx_nearest_over_ours": figures["networkx_nearest_seconds"]
        / figures["nearest_seconds"],
        "networkx_over_ours": figures["networkx_seconds"] / figures["matrix_seconds"],
        "worst_gap_s": max(
            gap(near, peer.renumbered(raw_near)),
            gap(near, peer.renumbered(nx_near)),
            gap(dense(reach), raw_reach),
            gap(dense(reach), nx_reach),
        ),
    }
    figures |= clock.seconds
    if len(roads.nodes) <= options.pandana_most_nodes:
        with quiet():
            figures |= pandana(roads, ours, peer, repeat)
    figures |= {"peak_mb": round(peak_mb()), "load": os.getloadavg()[0]}
    return {
        name: round(value, 6) if isinstance(value, float) else value
        for name, value in figures.items()
    }


class Ours:
    """The engine's searches, from junctions and from places."""

    def __init__(
        self, travel: RoadTravel, villages: np.ndarray, providers: np.ndarray
    ) -> None:
        self.travel, self.villages, self.providers = travel, villages, providers
        self.village_nodes = travel.sites(villages, unit="s").nodes[:, 0].copy()
        self.provider_nodes = np.unique(travel.sites(providers, unit="s").nodes[:, 0])
        self.graph: Graph = travel.graph(backward=False, unit="s")

    def nearest(self) -> np.ndarray:
        """Seconds to every junction from its nearest provider's."""
        arcs, graph = self.graph.arcs, self.graph
        seeds = np.zeros(len(self.provider_nodes))
        ring = search.ring(graph.median, graph.longest, seeds)
        return search.tree(
            arcs.starts,
            arcs.heads,
            graph.weights,
            self.provider_nodes,
            seeds,
            np.inf,
            *ring,
        )[0]

    def matrix(self) -> csr_array:
        """Seconds from providers to villages within the cutoff."""
        arcs, graph = self.graph.arcs, self.graph
        nodes, count = self.village_nodes, len(self.village_nodes)
        none = np.zeros(len(self.provider_nodes) + 1, dtype=np.int64)
        providers = len(self.provider_nodes)
        indptr, columns, costs = search.reach(
            arcs.starts,
            arcs.heads,
            graph.weights,
            np.arange(providers + 1),
            self.provider_nodes,
            np.zeros(providers),
            nodes[:, None],
            np.zeros((count, 1)),
            none,
            none[:0],
            np.zeros(0),
            _CUTOFF_S,
            *search.ring(graph.median, graph.longest, np.zeros(1)),
        )
        return csr_array((costs, columns, indptr), shape=(providers, count))

    def nearest_whole(self) -> object:
        """Nearest provider of every village, as planning asks for it."""
        return self.travel.nearest(self.villages, self.providers, unit="s")

    def matrix_whole(self) -> csr_array:
        """Reach within the cutoff, as planning asks for it."""
        return self.travel.within(
            self.villages, self.providers, cutoff=_CUTOFF_S, unit="s"
        ).matrix


class Peers:
    """The same questions put to scipy and networkx, from junction to junction."""

    def __init__(self, ours: Ours) -> None:
        self.ours = ours
        arcs, graph = ours.graph.arcs, ours.graph
        count = len(arcs.starts) - 1
        # The numbering of the road table, as a user would hand it over.
        number = spatial_numbers(ours.travel.segments.nodes[["lon", "lat"]].to_numpy())
        original = np.argsort(number)
        tails = original[np.repeat(np.arange(count), np.diff(arcs.starts))]
        heads = original[arcs.heads]
        self.number = number
        self.provider_nodes = original[ours.provider_nodes]
        self.village_nodes = original[ours.village_nodes]
        frame = pd.DataFrame({"tail": tails, "head": heads, "weight": graph.weights})
        # Of parallel stretches the quickest; scipy would add them up.
        frame = frame.groupby(["tail", "head"], as_index=False)["weight"].min()
        entries = (frame["tail"].to_numpy(), frame["head"].to_numpy())
        self.matrix = csr_array((frame["weight"].to_numpy(), entries), (count, count))
        self.digraph = nx.DiGraph()
        self.digraph.add_nodes_from(range(count))
        self.digraph.add_weighted_edges_from(frame.itertuples(index=False, name=None))

    def scipy_nearest(self) -> np.ndarray:
        """One bare call."""
        return dijkstra(self.matrix, indices=self.provider_nodes, min_only=True)

    def renumbered(self, costs: np.ndarray) -> np.ndarray:
        """Costs of all junctions in the engine's numbering."""
        found = np.empty_like(costs)
        found[self.number] = costs
        return found

    def scipy_matrix(self) -> np.ndarray:
        """Bare calls with a limit, in blocks that fit into memory."""
        count = self.matrix.shape[0]
        block = max(_CELLS // count, 1)
        rows = []
        for start in range(0, len(self.provider_nodes), block):
            some = self.provider_nodes[start : start + block]
            found = dijkstra(self.matrix, indices=some, limit=_CUTOFF_S)
            rows.append(found[:, self.village_nodes])
        return np.concatenate(rows)

    def networkx_nearest(self) -> np.ndarray:
        """Multi-source Dijkstra."""
        found = nx.multi_source_dijkstra_path_length(
            self.digraph, set(self.provider_nodes.tolist())
        )
        costs = np.full(self.matrix.shape[0], np.inf)
        costs[list(found)] = list(found.values())
        return costs

    def networkx_matrix(self) -> np.ndarray:
        """One Dijkstra with a cutoff for each provider."""
        nodes = self.village_nodes.tolist()
        rows = []
        for source in self.provider_nodes.tolist():
            found = nx.single_source_dijkstra_path_length(
                self.digraph, source, cutoff=_CUTOFF_S
            )
            rows.append([found.get(node, np.inf) for node in nodes])
        return np.array(rows)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Send what a compiled library prints to the error stream, away from the JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def pandana(roads: Segments, ours: Ours, peer: Peers, repeat: int) -> dict[str, float]:
    """Nearest provider of every junction by pandana, its preparation counted."""
    try:
        library = importlib.import_module("pandana")
    except ImportError:
        return {}
    entries = peer.matrix.tocoo()
    weights = pd.DataFrame({"s": entries.data})
    clock = Clock()
    with clock.measure("pandana_prepare_seconds"):
        network = library.Network(
            roads.nodes["lon"],
            roads.nodes["lat"],
            pd.Series(entries.row.astype(np.int64)),
            pd.Series(entries.col.astype(np.int64)),
            weights,
            twoway=False,
        )
    places = roads.nodes.iloc[peer.provider_nodes]
    farthest = float(np.max(np.where(np.isfinite(found := ours.nearest()), found, 0)))

    def nearest() -> object:
        network.set_pois("provider", farthest + 1, 1, places["lon"], places["lat"])
        return network.nearest_pois(farthest + 1, "provider", num_pois=1)

    _, clock.seconds["pandana_nearest_seconds"] = best(nearest, min(repeat, 3))
    pairs = np.array(
        [(a, b) for a in peer.provider_nodes for b in peer.village_nodes],
        dtype=np.int64,
    )

    def matrix() -> object:
        return network.shortest_path_lengths(pairs[:, 0], pairs[:, 1])

    _, clock.seconds["pandana_matrix_seconds"] = best(matrix, 1)
    return clock.seconds


def warm_up(roads: Segments, profile: Any) -> None:  # noqa: ANN401
    """Load what is compiled, outside of every measurement."""
    clock = Clock()
    with clock.measure("warm"):
        travel = RoadTravel(roads, profile)
        some = roads.nodes[["lon", "lat"]].to_numpy()[:2]
        travel.nearest(some, some, unit="s")
        travel.within(some, some, cutoff=1, unit="s")


def places(
    roads: Segments, travel: RoadTravel, options: argparse.Namespace
) -> tuple[np.ndarray, np.ndarray]:
    """Illustrative villages and providers a little beside junctions of the network."""
    rng = np.random.default_rng(options.seed)
    usable = np.unique(
        np.concatenate(
            [
                end[travel.network.open]
                for end in (travel.network.start_node, travel.network.end_node)
            ]
        )
    )
    all_nodes = roads.nodes[["lon", "lat"]].to_numpy()[usable]
    found = []
    for count in (options.sites, options.providers):
        chosen = all_nodes[rng.integers(0, len(all_nodes), count)]
        found.append(chosen + rng.normal(0, 0.001, chosen.shape))
    return found[0], found[1]


def dense(reach: csr_array) -> np.ndarray:
    """All costs, infinite where there is none, for comparing."""
    found = np.full(reach.shape, np.inf)
    rows = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
    found[rows, reach.indices] = reach.data
    return found


def best(work: Callable[[], Any], repeat: int) -> tuple[Any, float]:
    """Answer and least seconds of several runs."""
    clock = Clock()
    for run in range(repeat):
        with clock.measure(str(run)):
            answer = work()
    return answer, min(clock.seconds.values())


def gap(one: np.ndarray, other: np.ndarray) -> float:
    """Greatest difference in seconds; infinite where one reaches what the other not."""
    both = np.isfinite(one) & np.isfinite(other)
    if not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return float("inf")
    return float(np.abs(one[both] - other[both]).max()) if both.any() else 0.0


def plot(runs: list[dict[str, Any]], path: Path) -> None:
    """Time against size, both logarithmic."""
    figures = importlib.import_module("matplotlib.figure")
    figure = figures.Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots(1, 2, sharex=True, sharey=True)
    shown = {
        "Nearest provider": {
            "nearest_seconds": "ours",
            "nearest_whole_seconds": "ours, with walks and stretches",
            "raw_scipy_nearest_seconds": "scipy",
            "networkx_nearest_seconds": "networkx",
            "pandana_nearest_seconds": "pandana, prepared",
            "pandana_prepare_seconds": "pandana's preparation",
            "prepare_seconds": "our preparation",
        },
        "Matrix within an hour": {
            "matrix_seconds": "ours",
            "matrix_whole_seconds": "ours, with walks and stretches",
            "raw_scipy_seconds": "scipy",
            "networkx_seconds": "networkx",
            "pandana_matrix_seconds": "pandana, prepared (no cutoff)",
        },
    }
    nodes = [run["nodes"] for run in runs]
    for axis, (title, lines) in zip(axes, shown.items(), strict=True):
        for name, label in lines.items():
            some = [
                (n, run[name])
                for n, run in zip(nodes, runs, strict=True)
                if name in run
            ]
            if some:
                axis.loglog(*zip(*some, strict=True), marker="o", label=label)
        axis.set_title(title)
        axis.set_xlabel("junctions")
        axis.grid(visible=True, which="both", alpha=0.3)
        axis.legend(fontsize=8)
    axes[0].set_ylabel("seconds")
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    sys.exit(main())
