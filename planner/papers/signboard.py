"""Village signboards: who serves this village, a page each."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.export.paper import Board, PageSize, Paper, QrCode
from geo.schemas import LayerName
from planner.papers.desk import Desk
from planner.papers.serving import Server, servers_of
from planner.wording import trades_text, travel_text

_MOST_NAME, _MOST_LINK = 40, 200  # characters that a QR code takes over


def signboards(desk: Desk, *, page: PageSize = "A4") -> Paper:
    """Compose the signs of a village, or of every village of a county or city.

    Villages that the rule does not ask for have no sign, unless one is asked for by
    its code.
    """
    villages = desk.place.villages
    if desk.place.level != "village":
        villages = villages[villages["status"] != "not_asked"].sort_index()
    serving = servers_of(desk)
    people = _rows(desk, "commissioners", "commissioner_id")
    boards = tuple(
        _board(desk, str(code), village, serving.get(str(code), []), people)
        for code, village in villages.iterrows()
    )
    return Paper(
        title=desk.say("title_signboards", place=desk.place.name),
        lang=desk.lang,
        dated=desk.on,
        blocks=boards,
        office=desk.signed(),
        foot=desk.foot,
        page=page,
        landscape=True,
        numbered=False,
    )


def _rows(desk: Desk, layer: LayerName, key: str) -> Mapping[str, Any]:
    frame = pd.DataFrame(desk.report.layers[layer].drop(columns="geometry"))
    return {str(row[key]): dict(row) for row in frame.to_dict("records")}


def _board(
    desk: Desk,
    code: str,
    village: "pd.Series[Any]",
    serving: Sequence[Server],
    people: Mapping[str, Any],
) -> Board:
    persons = [one for one in serving if one.is_person]
    bases = [one for one in serving if not one.is_person]
    blank = desk.say("board_blank")
    unsettled = "" if serving else desk.say("board_unsettled")
    facts = {
        "place": desk.joined(
            str(village["county_name"]), str(village["township_name"])
        ),
        "persons": desk.listed(_named(desk, one) for one in persons)
        or unsettled
        or desk.say("board_by_base"),
        "trades": desk.listed(
            trades_text(one.trades, desk.lang) for one in serving[:2]
        ),
        "team": _told(desk, [people[one.id] for one in persons], "team", "tier"),
        "base": desk.listed(one.name for one in bases),
        "distance": _travel(desk, serving),
        "phone": blank,
        "complain": desk.say("board_to", office=desk.signed()),
        "since": desk.day(desk.on),
    }
    return Board(
        heading=desk.say("board_heading", village=village["name"]),
        facts=tuple(
            (desk.say(f"board_{name}"), text or desk.say("board_none"))
            for name, text in facts.items()
        ),
        notes=(desk.say("board_note"),),
        qr=_qr(desk, code, village, facts),
    )


def _named(desk: Desk, person: Server) -> str:
    """Name of a person, with the posts they hold besides the village's service."""
    if not person.posts:
        return person.name
    posts = desk.listed(person.posts)
    return desk.say("board_post", name=person.name, posts=posts)


def _told(desk: Desk, rows: list[Mapping[str, Any]], *columns: str) -> str:
    """What the register says of people, each thing once."""
    texts = [str(row[column]) for row in rows for column in columns]
    return desk.listed(dict.fromkeys(text for text in texts if text not in ("", "nan")))


def _travel(desk: Desk, serving: Sequence[Server]) -> str:
    """How far the first of those is whose way is known."""
    near = next((one for one in serving if one.cost >= 0), None)
    if near is None:
        return ""
    cost = travel_text(near.cost, desk.report.verdict.rule.unit, desk.lang)
    return desk.say("board_travel", name=near.name, cost=cost)


def _qr(
    desk: Desk, code: str, village: "pd.Series[Any]", facts: Mapping[str, str]
) -> QrCode:
    lines = [
        desk.say(
            "qr_village",
            county=_cut(village["county_name"]),
            township=_cut(village["township_name"]),
            village=_cut(village["name"]),
            code=code,
        ),
        desk.say("qr_persons", persons=_cut(facts["persons"])),
        desk.say("qr_base", base=_cut(facts["base"]) or desk.say("board_none")),
        desk.on.isoformat(),
        f"{desk.link[:_MOST_LINK]}{code}" if desk.link else "",
    ]
    caption = desk.say("qr_link" if desk.link else "qr_text")
    return QrCode("\n".join(line for line in lines if line), caption, 58.0)


def _cut(text: object) -> str:
    whole = str(text)
    return whole if len(whole) <= _MOST_NAME else f"{whole[: _MOST_NAME - 1]}…"
