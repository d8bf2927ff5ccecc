"""A pairing kept: rows of the layers ``agreements`` and ``people``.

Nothing is signed by being planned. A new pair is a draft: an agreement without a day of
signing, which no programme counts until the planner enters one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.frames import conform
from geo.schemas import TRADES, LayerName, split_list
from geo.words import Lang
from planner.errors import PlanInputError, Problem
from planner.new_rows import free_name, with_rows
from planner.pairing.answering import PairingAnswer
from planner.pairing.choice import EASTERN, Kind

_TEXTS = ("goal", "task", "mechanism")
_DAYS = ("signed_on", "ends_on", "filed_on")
# What a text of a project may name.
_NAMES = {
    "village": "village", "村": "village", "trade": "trade", "产业": "trade",
    "person": "person", "姓名": "person", "county": "county", "县": "county",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What the planner says of the agreements, all of it empty by default.

    Parameters
    ----------
    signed_on, ends_on, filed_on
        Day on which they were signed (None: drafts), last day, day of filing.
    goal, task, mechanism
        Texts of the agreements.
    project
        Title of a three-regions person's project; ``{village}``, ``{trade}``,
        ``{person}`` and ``{county}``, or 村, 产业, 姓名 and 县, are filled in.

    Raises
    ------
    PlanInputError
        With everything at once: days out of order, a title that names something else.
    """

    signed_on: dt.date | None = None
    ends_on: dt.date | None = None
    filed_on: dt.date | None = None
    goal: str = ""
    task: str = ""
    mechanism: str = ""
    project: str = ""

    def __post_init__(self) -> None:
        problems = list(_wrong(self))
        if problems:
            raise PlanInputError(problems)

    @property
    def cells(self) -> Mapping[str, str]:
        """Cells of an agreement, as the layer holds them."""
        days = {name: getattr(self, name) for name in _DAYS}
        told = {name: day.isoformat() if day else "" for name, day in days.items()}
        return told | {name: getattr(self, name).strip() for name in _TEXTS}


def layer_of(kind: Kind) -> LayerName:
    """The layer that a pairing is kept in."""
    return "people" if kind == "three_regions" else "agreements"


def pairing_rows(
    frame: gpd.GeoDataFrame, answer: PairingAnswer, terms: Terms, lang: Lang = "zh"
) -> gpd.GeoDataFrame:
    """Return the layer as it is when a pairing is adopted.

    Parameters
    ----------
    frame
        The layer that :func:`layer_of` names, as it is.
    answer
        The pairing.
    terms
        What the planner says of the new agreements and of drafts that stay.
    lang
        Language of the names of trades in a project's title.

    Returns
    -------
    geopandas.GeoDataFrame
        ``agreements``: pairs that stay keep their row, new ones get one. Where another
        takes over, a draft is dropped; what is signed ends the day before the new
        agreement is signed, and goes on beside a draft. ``people``: what somebody
        lacked is filled in, what no longer holds is replaced; the rest stays.
    """
    if answer.question.kind == "three_regions":
        return _people(frame, answer, terms, lang)
    return _agreements(frame, answer, terms)


def _agreements(
    frame: gpd.GeoDataFrame, answer: PairingAnswer, terms: Terms
) -> gpd.GeoDataFrame:
    now, posts = answer.question.now, answer.posts.set_index("post_id")
    held = dict(zip(now["agreement_id"], now["post_id"], strict=True))
    keys = frame["agreement_id"]
    post = pd.Series([held.get(key, "") for key in keys], index=frame.index)
    asked = post != ""
    stays = set(posts.index[posts["kept"].astype(bool)])
    filled = set(posts.index[posts["party_id"] != ""])
    kept, taken = post.isin(stays), post.isin(filled)
    draft = (frame["signed_on"] == "").to_numpy(dtype=bool)
    table = pd.DataFrame(frame.drop(columns="geometry")).astype({"note": object})
    places, party = _places(answer), posts["party_id"].to_dict()
    at = np.array([places.get(party.get(one, ""), "") for one in post], dtype=object)
    cells: dict[str, Any] = {**terms.cells, "partner_unit": at}
    for name, cell in cells.items():
        fill = asked & kept & draft & (frame[name] == "")
        table[name] = table[name].astype(object).where(~fill, cell)
    if terms.signed_on is not None:
        last = (terms.signed_on - dt.timedelta(days=1)).isoformat()
        begun = (frame["signed_on"] <= last).to_numpy(dtype=bool)
        ends = asked & ~kept & taken & ~draft & begun
        table["ends_on"] = table["ends_on"].where(~ends, last)
    table = table[~(asked & ~kept & draft)]
    names = set(table["agreement_id"])
    new = [_new(row, answer, terms, names, places) for row in _fresh(answer)]
    return with_rows(table, new, "agreements")


def _fresh(answer: PairingAnswer) -> Iterator[dict[Any, Any]]:
    posts = answer.posts
    fresh = posts[(posts["party_id"] != "") & ~posts["kept"]]
    yield from fresh.to_dict("records")


def _new(
    row: Mapping[Any, Any],
    answer: PairingAnswer,
    terms: Terms,
    taken: set[str],
    places: Mapping[str, str],
) -> dict[str, object]:
    """A new agreement, numbered by its place, party and day."""
    person = row["party_kind"] == "person"
    party = str(row["party_id"]).removeprefix("org:").removeprefix("east:")
    name = f"{row['unit_code']}/{party}@{answer.question.on.isoformat()}"
    parties = answer.question.parties.set_index("party_id")
    made_up = row["illustrative"] or bool(parties["illustrative"][row["party_id"]])
    return {
        "agreement_id": free_name(name, taken),
        "kind": row["kind"],
        "unit_code": row["unit_code"],
        "partner": row["organisation"] or row["party"],
        "partner_unit": places.get(str(row["party_id"]), ""),
        "person_id": party if person else "",
        **terms.cells,
        "households": int(row["weight"]),
        "illustrative": bool(made_up),
    }


def _places(answer: PairingAnswer) -> dict[str, str]:
    """Where eastern partners are; of others an agreement does not tell."""
    question = answer.question
    if question.kind not in EASTERN:
        return {}
    ids = question.parties["party_id"]
    return dict(zip(ids, question.parties["unit_code"], strict=True))


def _people(
    frame: gpd.GeoDataFrame, answer: PairingAnswer, terms: Terms, lang: Lang
) -> gpd.GeoDataFrame:
    table = frame.copy()
    rows = {name: at for at, name in zip(table.index, table["person_id"], strict=True)}
    given = answer.posts.set_index(["person_id", "kind"])["party_id"].to_dict()
    for person in answer.people.to_dict("records"):
        name = person["person_id"]
        at = rows[name]
        own = {
            part: _name_of(given[name, part])
            for part in ("village", "base", "business")
        }
        if own["village"]:
            table.loc[at, "unit_code"] = own["village"]
            count = table.loc[at, "households"]
            if pd.isna(count) or count < 1:
                table.loc[at, "households"] = 1
        if own["base"]:
            table.loc[at, "base_id"] = own["base"]
        if own["business"]:
            table.loc[at, "business"] = own["business"]
        if not table.loc[at, "project"] and terms.project:
            table.loc[at, "project"] = _title(terms.project, person, lang)
    return conform(table, "people")


def _name_of(party: str) -> str:
    return party.partition(":")[2]


def _title(text: str, person: Mapping[Any, Any], lang: Lang) -> str:
    trades = [TRADES[one].label(lang) for one in split_list(person["trades"])]
    told = {
        "village": person["village"] or person["place"],
        "trade": "".join(trades[:1]),
        "person": person["name"],
        "county": person["county"],
    }
    for name, what in _NAMES.items():
        text = text.replace(f"{{{name}}}", str(told[what]))
    return text.strip()


def _wrong(terms: Terms) -> Iterator[Problem]:
    signed = terms.signed_on
    for name in ("ends_on", "filed_on"):
        day = getattr(terms, name)
        if day and signed and day < signed:
            yield (f"pairing_bad_{name}", {"day": day, "signed": signed})
    if terms.filed_on and not signed:
        yield ("pairing_filed_unsigned", {"day": terms.filed_on})
    rest = terms.project
    for name in _NAMES:
        rest = rest.replace(f"{{{name}}}", "")
    if "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in _NAMES)
        yield ("pairing_bad_project", {"text": terms.project, "known": known})
