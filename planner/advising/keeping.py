"""Advisory groups kept: a matching as rows that outlast a session.

A matching is fast and the same for the same question, so that it is kept with its
choice and made again; its rows tell what has changed since.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.schemas import LayerName
from planner.advising.answering import AdvisoryAnswer
from planner.advising.choice import AdvisoryChoice
from planner.advising.question import ADVISORY_LAYERS
from planner.plans import DRAFT, KeptPlan, PlanKind, layers_version, made_now
from planner.workspace import Workspace

# Layers whose versions a matching is kept with, in the order of :func:`data_version`.
VERSIONED: tuple[LayerName, ...] = ADVISORY_LAYERS
ROWS = ["county_code", "expert_id", "role"]


def rows_of(answer: AdvisoryAnswer) -> pd.DataFrame:
    """Members of a matching as rows.

    Returns
    -------
    pandas.DataFrame
        Columns ``county_code``, ``expert_id``, ``role``, by county and seat.
    """
    return answer.members[ROWS].copy()


def content_of(answer: AdvisoryAnswer) -> dict[str, Any]:
    """Plain values for :class:`planner.plans.KeptPlan`."""
    return {"rows": rows_of(answer).to_numpy().tolist()}


def rows_in(content: Mapping[str, Any]) -> pd.DataFrame:
    """Rows as :func:`content_of` wrote them."""
    return pd.DataFrame(content["rows"], columns=ROWS)


def choice_in(settings: Mapping[str, Any]) -> AdvisoryChoice:
    """The choice a matching was kept with.

    Raises
    ------
    PlanInputError
        If it is of another edition and cannot be read.
    """
    return AdvisoryChoice.from_settings(settings["choice"])


def kept(
    answer: AdvisoryAnswer,
    version: str,
    *,
    kind: PlanKind = "advisory_draft",
    name: str = DRAFT,
) -> KeptPlan:
    """Put a matching into the form it is kept in.

    Parameters
    ----------
    answer
        The matching.
    version
        Of the data it was made from, see :func:`data_version`.
    kind, name
        The one that is worked at, or one that was accepted under a name.
    """
    counts = answer.counts
    return KeptPlan(
        kind=kind,
        name=name,
        made=made_now(),
        data_version=version,
        settings={"choice": answer.question.choice.settings()},
        content=content_of(answer),
        summary={
            one: counts[one]
            for one in ("counties", "full", "members", "new", "waiting")
        },
    )


def data_version(workspace: Workspace) -> str:
    """Version of all that a matching is made of, to know a stale one."""
    return layers_version(workspace.layer_versions(), VERSIONED)
