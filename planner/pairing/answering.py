"""A pairing: who takes on whom, why not, what changes, and what is still lacking."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from geo.travel import Indices
from planner.assignment import AssignmentPlan, Change, Fit, assign, changes, degrees
from planner.assignment.solving import Watch
from planner.pairing.choice import EASTERN
from planner.pairing.numbers import FAR_S
from planner.pairing.question import PairingQuestion
from planner.pairing.three import PARTS
from planner.problem import trade_masks
from planner.reasons import REASONS
from planner.verify_assignment import violations
from planner.verify_options import Violation
from planner.verify_pairing import pairing_violations

_FIT_NAMES = np.array([fit.name.lower() for fit in Fit], dtype=object)
# Of three-regions people the degrees are asked the other way round.
_THREE_NAMES = {"exact": "whole", "whole": "part"}


@dataclass(frozen=True)
class PairingAnswer:
    """A pairing for a question.

    Parameters
    ----------
    question, plan
        What was asked, and the answer in numbers.
    """

    question: PairingQuestion
    plan: AssignmentPlan

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row per post, in the order of the question.

        Columns of the question's posts but coordinates, and ``party_id``, ``party``
        (name), ``organisation``, ``party_kind`` (all empty where open), ``travel``
        (whole minutes; NaN where open or not known), ``fit`` (degree in lower case,
        ``every`` of a partner for any trade, empty where open), ``kept`` (in force
        now), ``pinned``, ``reason``.
        """
        question, plan = self.question, self.plan
        asked = question.posts.drop(columns=["lon", "lat"])
        held = plan.person >= 0
        party = question.parties.iloc[np.maximum(plan.person, 0)]
        pinned = {*question.choice.pins}
        pairs = zip(asked["post_id"], _where(held, party["party_id"]), strict=True)
        return asked.assign(
            party_id=_where(held, party["party_id"]),
            party=_where(held, party["name"]),
            organisation=_where(held, party["organisation"]),
            party_kind=_where(held, party["kind"]),
            travel=self._minutes,
            fit=self._fit,
            kept=(_where(held, party["party_id"]) == asked["was"].to_numpy()) & held,
            pinned=[pair in pinned for pair in pairs],
            reason=[self.reason(row) for row in range(len(asked))],
        )

    def reason(self, row: int) -> str:
        """Reason why a post is open, empty for one that is not.

        What three-regions people have is pinned to them by the question itself: to
        another it is taken, and not pinned elsewhere by a planner.
        """
        reason = REASONS[self.plan.why.reason[row]]
        three = self.question.kind == "three_regions"
        if reason == "pinned_elsewhere" and three and not self.question.choice.pins:
            return "in_reach_but_full"
        return reason

    @property
    def _minutes(self) -> "np.ndarray[Any, Any]":
        person = self.plan.person
        found = np.full(len(person), np.nan)
        at = np.flatnonzero(person >= 0)
        if len(at):
            cost = np.asarray(self.question.problem.reach[at, person[at]]).ravel()
            found[at] = np.where(cost >= FAR_S, np.nan, np.ceil(cost / 60))
        return found

    @property
    def _fit(self) -> "np.ndarray[Any, Any]":
        problem, person = self.question.problem, self.plan.person
        three = self.question.kind == "three_regions"
        # What stays whatever its trade asks for none in the problem.
        wanted = trade_masks(self.question.posts["trades"], with_parts=three)
        fit = degrees(wanted, problem.people.trades[np.maximum(person, 0)])
        names = _FIT_NAMES[fit]
        if self.question.kind in EASTERN:
            parties = self.question.parties.iloc[np.maximum(person, 0)]
            free = (wanted != 0) & (parties["trades"] == "").to_numpy(dtype=bool)
            names = np.where(free, "every", names)
        if three:
            names = np.array(
                [_THREE_NAMES.get(one, one) for one in names], dtype=object
            )
        found: np.ndarray[Any, Any] = np.where(person >= 0, names, "")
        return found

    @cached_property
    def parties(self) -> pd.DataFrame:
        """One row per party that serves, the busiest first.

        Columns ``party_id``, ``name``, ``kind``, ``organisation``, ``trades``, ``load``
        (posts), ``capacity``, ``weight`` (poor households of its posts), ``kept``
        (posts in force now), ``farthest`` (minutes).
        """
        own = self.posts[self.posts["party_id"] != ""].groupby("party_id")
        table = self.question.parties.assign(load=self.plan.load)
        ids = table["party_id"]
        table["weight"] = ids.map(own["weight"].sum()).fillna(0).astype("int64")
        table["kept"] = ids.map(own["kept"].sum()).fillna(0).astype("int64")
        table["farthest"] = ids.map(own["travel"].max())
        columns = ["party_id", "name", "kind", "organisation", "trades", "load",
                   "capacity", "weight", "kept", "farthest"]  # fmt: skip
        return table.loc[table["serves"], columns].sort_values(
            ["load", "party_id"], ascending=[False, True], ignore_index=True
        )

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per three-regions person, those who lack most first; else none.

        Columns ``person_id``, ``name``, ``trades``, ``county``, ``place`` (their
        village now), ``project`` and ``households`` as they are; ``village``, ``base``,
        ``business`` (names as paired, empty where open), each with ``has_…`` (in force
        now); ``lacks`` (joined: ``project``, ``base``, ``business``, ``village``) and
        ``left`` (what is lacking still when the pairing is adopted).
        """
        three = self.question.kind == "three_regions"
        now = self.question.now if three else self.question.now.iloc[:0]
        by_person = {
            (str(row["person_id"]), str(row["kind"])): row
            for row in self.posts.to_dict("records")
        }
        rows = [self._person(row, by_person) for row in now.to_dict("records")]
        columns = [
            "person_id", "name", "trades", "county", "place", "project", "households",
            *PARTS, *(f"has_{part}" for part in PARTS), "lacks", "left",
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=columns)
        lacks = table["lacks"].astype("str")
        count = lacks.str.count(";") + (lacks != "")
        order = np.lexsort((table["person_id"], -count))
        return table.iloc[order].reset_index(drop=True)

    def _person(
        self, row: Mapping[Any, Any], posts: Mapping[tuple[str, str], Mapping[Any, Any]]
    ) -> dict[str, Any]:
        name = str(row["person_id"])
        own = {part: posts[name, part] for part in PARTS}
        has = {part: bool(own[part]["kept"]) for part in PARTS}
        counted = not pd.isna(row["households"]) and int(row["households"]) > 0
        lacks = [part for part in ("base", "business") if not has[part]]
        lacks += [] if has["village"] and counted else ["village"]
        left = [part for part in PARTS if not own[part]["party_id"]]
        if not row["project"]:
            lacks, left = ["project", *lacks], ["project", *left]
        return {
            "person_id": name,
            "name": row["name"],
            "trades": row["trades"],
            "county": row["county"],
            "place": row["village"],
            "project": row["project"],
            "households": row["households"],
            **{part: own[part]["party"] for part in PARTS},
            **{f"has_{part}": has[part] for part in PARTS},
            "lacks": ";".join(lacks),
            "left": ";".join(left),
        }

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Numbers of the answer.

        ``posts``, ``filled``, ``open``; ``units`` (villages, counties or people),
        ``paired`` (all their posts held), ``households`` and ``households_paired``
        (poor ones, of villages and counties); ``kept`` and ``in_force`` (pairs),
        ``new`` (filled by another than now); ``parties`` and ``serving``; ``target``.
        """
        posts, question = self.posts, self.question
        held = posts["party_id"] != ""
        three = question.kind == "three_regions"
        unit = posts["person_id" if three else "unit_code"]
        whole = held.groupby(unit).all()
        weight = posts.groupby(unit)["weight"].first()
        return {
            "posts": len(posts),
            "filled": int(held.sum()),
            "open": int((~held).sum()),
            "units": len(whole),
            "paired": int(whole.sum()),
            "households": 0 if three else int(weight.sum()),
            "households_paired": 0 if three else int(weight[whole].sum()),
            "kept": int(posts["kept"].sum()),
            "in_force": int((posts["was"] != "").sum()),
            "new": int((held & ~posts["kept"]).sum()),
            "parties": int(question.parties["serves"].sum()),
            "serving": int((self.plan.load > 0).sum()),
            "target": question.target,
        }

    @property
    def is_refused(self) -> bool:
        """Whether demands contradict each other, so that there is no pairing at all."""
        return bool(self.plan.conflict) and not (self.plan.person >= 0).any()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of parties and posts by id; a post goes by whom it is of."""
        question = self.question
        found = dict(
            zip(question.parties["party_id"], question.parties["name"], strict=True)
        )
        posts = zip(question.posts["post_id"], question.posts["name"], strict=True)
        return found | dict(posts)

    def changes(self) -> list[Change]:
        """Posts whose party is another than now, and why."""
        problem = self.question.problem
        return changes(problem, problem.accepted, problem, self.plan.person)

    def violations(
        self, layers: Mapping[LayerName, gpd.GeoDataFrame]
    ) -> list[Violation]:
        """What an independent check finds wrong with the pairing; normally nothing."""
        question = self.question
        own = pairing_violations(
            layers, question.kind, question.choice, question.on, self.posts
        )
        return [*violations(question.problem, self.plan), *own]


def answer_pairing(
    question: PairingQuestion,
    *,
    time_limit_s: float = 60.0,
    watch: Watch | None = None,
) -> PairingAnswer:
    """Find the pairing; parameters as for :func:`planner.assignment.assign`."""
    plan = assign(
        question.problem, goals=question.goals, time_limit_s=time_limit_s, watch=watch
    )
    return PairingAnswer(question, plan)


def open_rows(answer: PairingAnswer) -> Indices:
    """Positions of the posts that nobody holds."""
    return np.flatnonzero(answer.plan.person < 0)


def _where(held: "np.ndarray[Any, Any]", column: "pd.Series[Any]") -> Any:  # noqa: ANN401
    return np.where(held, column.to_numpy(dtype=object), "")
