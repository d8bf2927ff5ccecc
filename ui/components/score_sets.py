"""Who owes a row: its set and the set's conditions in words, and what was stated."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from geo.schemas import TRADES
from geo.words import Lang
from planner.programmes.ground import stated
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Attribute, Filter, Level, Programme, UnitSet
from ui.components.messages import plain
from ui.components.numbers import count_text, joined
from ui.components.record_links import go_to_records
from ui.components.score_words import unit_count
from ui.text import say

_CODES_NAMED = 12
_NAMED_LEVELS: tuple[Level, ...] = ("township", "county", "city")


def who_owes(part: PartScore, lang: Lang) -> None:
    """Draw the set of a part, and the attributes a planner may state."""
    programme, name = part.programme, part.part.set
    if not name:
        st.markdown(say(f"score_everyone_{_whole(part)}", lang))
        return
    one = programme.sets[name]
    count = unit_count(part.whole, one.unit, lang)
    label = plain(one.label(lang))
    st.markdown(say("score_set", lang, label=label, count=count))
    for text in conditions(one, programme, _place_names(part), lang):
        st.caption(plain(text))
    for attribute in attributes(part):
        _attribute(part, attribute, lang)


def conditions(
    one: UnitSet, programme: Programme, names: Mapping[str, str], lang: Lang
) -> list[str]:
    """What a set asks of its units, and the sets it lies in, a sentence each.

    Places are called by their ``names``, and by their codes where they have none.
    """
    filters = [filter_text(each, one.unit, programme, lang) for each in one.any]
    parts = [say("score_or", lang).join(filters)] if filters else []
    if one.codes:
        parts.append(_codes(one, names, lang))
    told = []
    if parts:
        what = say("score_and", lang).join(parts)
        told.append(say("score_set_conditions", lang, what=what))
    if one.within:
        above = programme.sets[one.within]
        told.append(say("score_within", lang, label=above.label(lang)))
        told += conditions(above, programme, names, lang)
    return told


def filter_text(given: Filter, unit: str, programme: Programme, lang: Lang) -> str:
    """One filter in words."""
    found = [
        _condition(name, wanted, unit, programme, lang)
        for name, wanted in given.items()
    ]
    return say("score_and", lang).join(found)


def attributes(part: PartScore) -> tuple[Attribute, ...]:
    """Attributes on which it depends who owes, or who holds."""
    programme = part.programme
    named = [name for name in (part.part.set, part.part.holds) if name]
    found: dict[str, Attribute] = {}
    for one in (each for name in named for each in _chain(name, programme.sets)):
        asked = {condition for given in one.any for condition in given}
        for attribute in programme.attributes.values():
            if attribute.name in asked and attribute.unit == one.unit:
                found[attribute.name] = attribute
    return tuple(found.values())


def changed(part: PartScore, attribute: Attribute) -> int:
    """How many units have a value that a planner stated."""
    ground, on = part.scoring.ground, part.scoring.on
    at, _ = stated(ground, attribute, by=on.isoformat())
    return len(set(at.tolist()))


def default_text(attribute: Attribute, lang: Lang) -> str:
    """What holds where nothing is stated."""
    if attribute.default is None:
        return say("score_attribute_no_default", lang)
    return attribute.reason(lang) or say("score_attribute_default", lang)


def _attribute(part: PartScore, attribute: Attribute, lang: Lang) -> None:
    count = count_text(changed(part, attribute), lang)
    told = say(
        "score_attribute", lang,
        name=plain(attribute.label(lang)), default=plain(default_text(attribute, lang)),
        count=count,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(told)
        st.button(
            say("score_attribute_edit", lang), key=f"score_fact_{attribute.name}",
            on_click=go_to_records, args=("facts", attribute.name), type="tertiary",
        )  # fmt: skip


def _chain(name: str, sets: Mapping[str, UnitSet]) -> Iterator[UnitSet]:
    """A set and those it lies in."""
    while name:
        yield sets[name]
        name = sets[name].within


def _whole(part: PartScore) -> str:
    return part.part.unit if part.part.unit in ("person", "trade") else "total"


def _place_names(part: PartScore) -> dict[str, str]:
    units = part.scoring.ground.units
    return {
        str(code): str(name)
        for level in _NAMED_LEVELS
        for code, name in zip(units.codes[level], units.names[level], strict=True)
    }


def _codes(one: UnitSet, names: Mapping[str, str], lang: Lang) -> str:
    called = [
        TRADES[code].label(lang) if code in TRADES else names.get(code, code)
        for code in one.codes
    ]
    text = joined(called[:_CODES_NAMED], lang)
    key = "score_codes_more" if len(called) > _CODES_NAMED else "score_codes"
    return say(key, lang, names=text, count=len(called))


def _condition(
    name: str,
    wanted: Any,  # noqa: ANN401 - as TOML has it
    unit: str,
    programme: Programme,
    lang: Lang,
) -> str:
    attribute = programme.attributes.get(name)
    own = attribute is not None and attribute.unit == unit
    label = attribute.label(lang) if own else say(f"score_column_{name}", lang)
    if isinstance(wanted, bool):
        return say(f"score_is_{int(wanted)}", lang, label=label)
    if isinstance(wanted, dict):
        bounds = [
            say(f"score_{end}", lang, label=label, value=f"{wanted[end]:g}")
            for end in ("min", "max")
            if end in wanted
        ]
        return say("score_and", lang).join(bounds)
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    return say("score_one_of", lang, label=label, values=joined(values, lang))
