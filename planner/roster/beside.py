"""Posts asked for beside those that the roster in force brings back."""

from collections.abc import Sequence

from planner.roster.choice import ExtraPost
from planner.roster.question import RosterQuestion

_COLUMNS = ["village_code", "post", "trades", "base_id"]


def asked_beside(
    question: RosterQuestion, posts: Sequence[ExtraPost]
) -> tuple[ExtraPost, ...]:
    """Return what to ask for so that posts come beside those of the roster in force.

    Extra posts count all of their kind at a village: those that only the roster in
    force brings back are named too, and go before.
    """
    kinds = {(post.village_code, post.post) for post in posts}
    brought = question.posts.loc[question.posts["from_row"] != "", _COLUMNS]
    there = (ExtraPost(*row) for row in brought.itertuples(index=False, name=None))
    return (*(one for one in there if (one.village_code, one.post) in kinds), *posts)
