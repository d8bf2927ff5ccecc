"""A roster: who serves which village, what changed, and the rows to keep of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from geo.frames import conform
from geo.travel import Indices, Travel
from geo.words import Lang
from planner.assignment import (
    AssignmentPlan,
    Change,
    Fit,
    OneMore,
    assign,
    change_text,
    changes,
    decide,
    degrees,
    explain_post,
    one_more,
    one_more_text,
    problem_text,
)
from planner.assignment.replan import Decision
from planner.assignment.solving import Watch
from planner.assignment.ties import ties_of
from planner.errors import Problem
from planner.new_rows import free_name
from planner.reasons import REASONS
from planner.roster.question import RosterQuestion
from planner.verify_assignment import violations
from planner.verify_options import Violation


@dataclass(frozen=True)
class RosterAnswer:
    """A roster for a question.

    Parameters
    ----------
    question, plan
        What was asked, and the answer in numbers.
    """

    question: RosterQuestion
    plan: AssignmentPlan

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row per post, in the order of the question.

        Columns ``post_id``, ``village_code``, ``village``, ``township``, ``county``,
        ``post``, ``base_id``, ``trades`` (wanted, joined), ``must``,
        ``commissioner_id``, ``name`` (empty where open), ``travel`` (minutes or
        kilometres; NaN where open), ``fit`` (degree in lower case, empty where open),
        ``kept`` (held here last year), ``pinned``, ``was`` (id of the holder in the
        roster before), ``reason``.
        """
        question, plan = self.question, self.plan
        asked, problem = question.posts, question.problem
        village = question.villages.iloc[asked["row"].to_numpy(dtype=np.int64)]
        open_ = plan.person < 0
        person = question.people.iloc[np.maximum(plan.person, 0)]
        at = np.arange(len(asked))
        cost = np.full(len(asked), np.nan)
        cost[~open_] = np.asarray(problem.reach[at[~open_], plan.person[~open_]])
        shown = np.ceil(cost / 60) if question.rule.unit == "s" else cost / 1000
        fit = degrees(
            problem.posts.trades, problem.people.trades[np.maximum(plan.person, 0)]
        )
        held = {tuple(pair) for pair in problem.last_year.tolist()}
        pinned = {tuple(pair) for pair in problem.pins.tolist()}
        rows = asked["row"].tolist()
        holders = plan.person.tolist()
        was = _ids(question, problem.accepted)
        return pd.DataFrame(
            {
                "post_id": asked["post_id"].to_numpy(dtype=object),
                "village_code": asked["village_code"].to_numpy(dtype=object),
                "village": village["name"].to_numpy(dtype=object),
                "township": village["township_name"].to_numpy(dtype=object),
                "county": village["county_name"].to_numpy(dtype=object),
                "post": asked["post"].to_numpy(dtype=object),
                "base_id": asked["base_id"].to_numpy(dtype=object),
                "trades": asked["trades"].to_numpy(dtype=object),
                "must": asked["must"].to_numpy(dtype=bool),
                "commissioner_id": _ids(question, plan.person),
                "name": np.where(open_, "", person["name"].to_numpy(dtype=object)),
                "travel": np.round(shown, 1),
                "fit": np.where(open_, "", _FIT_NAMES[fit]),
                "kept": [pair in held for pair in zip(rows, holders, strict=True)],
                "pinned": [pair in pinned for pair in enumerate(holders)],
                "was": was,
                "reason": np.array(REASONS, dtype=object)[plan.why.reason],
            }
        )

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per commissioner in post, the busiest first.

        Columns ``commissioner_id``, ``name``, ``trades``, ``tier``, ``team``,
        ``county_code``, ``load`` (posts), ``capacity`` (NA for no limit), ``kept`` (of
        last year's villages), ``last_year`` (villages then), ``travel`` (minutes or
        kilometres to all posts together), ``farthest``.
        """
        question, plan = self.question, self.plan
        own = self.posts.groupby("commissioner_id")
        table = pd.DataFrame(
            {
                name: question.people[name].to_numpy(dtype=object)
                for name in (
                    "commissioner_id",
                    "name",
                    "trades",
                    "tier",
                    "team",
                    "county_code",
                )
            }
        )
        ids = table["commissioner_id"]
        table["load"] = plan.load
        table["capacity"] = question.people["capacity"].to_numpy()
        table["kept"] = ids.map(own["kept"].sum()).fillna(0).astype("int64")
        table["last_year"] = np.bincount(
            question.problem.last_year[:, 1], minlength=len(table)
        )
        table["travel"] = ids.map(own["travel"].sum()).fillna(0.0)
        table["farthest"] = ids.map(own["travel"].max())
        serving = table[question.problem.people.in_post]
        return serving.sort_values(
            ["load", "commissioner_id"], ascending=[False, True]
        ).reset_index(drop=True)

    @cached_property
    def kept_of(self) -> tuple[int, int]:
        """Ties of last year that are kept, and those that still keep every rule."""
        ties = ties_of(self.question.problem)
        posts = self.question.problem.posts
        still = {
            (int(posts.place[post]), int(person))
            for post, person in zip(
                ties.post[ties.allowed], ties.person[ties.allowed], strict=True
            )
        }
        held = {tuple(pair) for pair in self.question.problem.last_year.tolist()}
        return int(self.posts["kept"].sum()), len(held & still)

    def why_open(self, lang: Lang) -> pd.DataFrame:
        """Reason and fix of every open post as columns ``text`` and ``fix``."""
        question, plan = self.question, self.plan
        rows = np.flatnonzero(plan.person < 0).tolist()
        told = [
            explain_post(
                question.problem, plan, row, lang,
                unit=question.rule.unit, names=self.names,
            )
            for row in rows
        ]  # fmt: skip
        return pd.DataFrame(
            {"text": [one.text for one in told], "fix": [one.fix for one in told]},
            index=pd.Index(question.posts["post_id"].iloc[rows], name="post_id"),
            dtype="str",
        )

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of people and posts by id; a post goes by its village."""
        people = self.question.people
        return dict(zip(people["commissioner_id"], people["name"], strict=True)) | dict(
            zip(self.posts["post_id"], self.posts["village"], strict=True)
        )

    def conflict(self, lang: Lang) -> list[str]:
        """What contradicts what, in words; empty for a plan that keeps every rule."""
        return [self._say(problem, lang) for problem in self.plan.conflict]

    def notes(self, lang: Lang) -> list[str]:
        """What is to be known of the data, such as people without a trade."""
        return [
            self._say(problem, lang)
            for problem in (*self.plan.notes, *self.question.notes)
        ]

    def _say(self, problem: Problem, lang: Lang) -> str:
        return problem_text(
            problem, lang, unit=self.question.rule.unit, names=self.names
        )

    def one_more(self, travel: Travel, lang: Lang, *, count: int = 5) -> list[str]:
        """Say which single person more would fill the most open posts, then the next.

        They may live in any village asked for.
        """
        found = self.more_people(travel, count=count)
        village = self.question.villages["name"].tolist()
        return [
            one_more_text(
                self.question.problem, fix, village[row], lang,
                unit=self.question.rule.unit,
            )
            for fix, row in found
        ]  # fmt: skip

    def more_people(
        self, travel: Travel, *, count: int = 5, county: str = ""
    ) -> list[tuple[OneMore, int]]:
        """Tell who is not there yet, each with the row of the village to live in.

        With the code of a county, of its villages and posts alone.
        """
        question = self.question
        rows = question.posts["row"].to_numpy(dtype=np.int64)
        own = question.posts["village_code"].str.startswith(county)
        placed = question.problem.posts.placed & own.to_numpy(dtype=bool)
        homes = np.unique(rows[placed])
        points = question.villages.geometry.to_numpy()[homes]
        lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
        near = travel.within(
            lonlat, lonlat, cutoff=question.rule.cutoff, unit=question.rule.unit
        ).matrix
        posts = np.flatnonzero(placed)
        pairs = near[np.searchsorted(homes, rows[posts])].tocoo()
        table = csr_array(
            (pairs.data, (posts[pairs.row], pairs.col)),
            shape=(len(rows), len(homes)),
        )
        found = one_more(question.problem, self.plan.person, homes=table, count=count)
        return [(fix, int(homes[fix.home])) for fix in found]

    def violations(self) -> list[Violation]:
        """What an independent check finds wrong with the roster; normally nothing."""
        return violations(self.question.problem, self.plan)

    def changes(self) -> list[Change]:
        """Posts whose holder is another than in the roster before, and why."""
        problem = self.question.problem
        return changes(problem, problem.accepted, problem, self.plan.person)

    def change_texts(self, lang: Lang) -> list[str]:
        """Say why each of :meth:`changes` is."""
        unit = self.question.rule.unit
        return [
            change_text(change, lang, unit=unit, names=self.names)
            for change in self.changes()
        ]


def answer_roster(
    question: RosterQuestion,
    *,
    time_limit_s: float = 60.0,
    watch: Watch | None = None,
) -> RosterAnswer:
    """Find the roster; parameters as for :func:`planner.assignment.assign`."""
    plan = assign(
        question.problem,
        goals=question.choice.goals,
        time_limit_s=time_limit_s,
        watch=watch,
    )
    return RosterAnswer(question, plan)


def decided(answer: RosterAnswer, decisions: Mapping[str, Decision]) -> RosterQuestion:
    """Return the question with decisions on changed rows taken in, to be asked again.

    Parameters
    ----------
    answer
        The roster whose changes were decided on.
    decisions
        By id of a post; see :func:`planner.assignment.decide`.
    """
    question = answer.question
    problem = decide(question.problem, answer.changes(), decisions)
    posts = question.posts["post_id"].tolist()
    people = question.people["commissioner_id"].tolist()
    choice = replace(
        question.choice,
        pins=tuple((posts[post], people[one]) for post, one in problem.pins.tolist()),
        bans=tuple((posts[post], people[one]) for post, one in problem.bans.tolist()),
    )
    return replace(question, problem=problem, choice=choice)


def roster_rows(
    assignments: gpd.GeoDataFrame, answer: RosterAnswer, *, since: dt.date
) -> gpd.GeoDataFrame:
    """Return the layer ``assignments`` with the roster in force from a day on.

    Ties that stay keep their row; those that end, posts given up among them, get a
    last day, the one before; a row that would begin and end later is taken out. Posts
    nobody asked for stay as they are. What is new is numbered by post and first day.

    Parameters
    ----------
    assignments
        The layer as it is.
    answer
        The roster.
    since
        First day of what is new.
    """
    now, day = answer.question.now, since.isoformat()
    before = (since - dt.timedelta(days=1)).isoformat()
    held = dict(zip(now["assignment_id"], now["post_id"], strict=True))
    posts = answer.posts.set_index("post_id")
    keys, index = assignments["assignment_id"], assignments.index
    post = pd.Series([held.get(key, "") for key in keys], index=index, dtype=object)
    holder = posts["commissioner_id"].reindex(post).to_numpy()
    stays = (post == "") | (holder == assignments["commissioner_id"].to_numpy())
    stays &= ~keys.isin(answer.question.choice.ended)
    kept = assignments[stays].copy()
    pinned = posts["pinned"].to_dict()
    kept["pinned"] = [
        pinned.get(name, was)
        for name, was in zip(post[stays], kept["pinned"], strict=True)
    ]
    ended = assignments[~stays & (assignments["since"] <= before)].copy()
    until = ended["until"]
    ended["until"] = until.where((until != "") & (until <= before), before)
    lasting = (assignments["until"] == "") | (assignments["until"] >= day)
    covered = set(post[stays & lasting])
    fresh = posts[(posts["commissioner_id"] != "") & ~posts.index.isin(covered)]
    taken = {*kept["assignment_id"], *ended["assignment_id"]}
    new = fresh.reset_index()[
        ["commissioner_id", "village_code", "post", "base_id", "trades", "pinned"]
    ].assign(
        assignment_id=[free_name(f"{one}@{day}", taken) for one in fresh.index],
        since=day,
        illustrative=are_illustrative(answer.question, fresh),
    )
    return conform(pd.concat([kept, ended, new], ignore_index=True), "assignments")


def are_illustrative(question: RosterQuestion, posts: pd.DataFrame) -> list[bool]:
    """Whether the person or the village of each filled post is not real."""
    people = question.people.set_index("commissioner_id")["illustrative"]
    villages = question.villages.set_index("village_code")["illustrative"]
    return [
        bool(people[person]) or bool(villages[village])
        for person, village in zip(
            posts["commissioner_id"], posts["village_code"], strict=True
        )
    ]


def _ids(question: RosterQuestion, person: Indices) -> "np.ndarray[Any, Any]":
    """Ids of people by position; empty for -1."""
    ids = question.people["commissioner_id"].to_numpy(dtype=object)
    return np.where(person < 0, "", ids[np.maximum(person, 0)])


_FIT_NAMES = np.array([fit.name.lower() for fit in Fit], dtype=object)
