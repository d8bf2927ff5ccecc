"""What data a part lacks to be judged at all, and what to supply."""

from dataclasses import dataclass

import numpy as np

from geo.schemas import BASE_KINDS, LAYERS, LayerName, term_group
from geo.words import Lang
from planner.errors import WORDS
from planner.programmes.records import LAYOUTS
from planner.programmes.schema import Attribute, Counted, Part
from planner.programmes.situation import Situation


@dataclass(frozen=True, slots=True)
class Need:
    """Data to supply: records of a layer, of some kinds, or an attribute's values."""

    layer: LayerName
    kinds: tuple[str, ...] = ()
    attribute: Attribute | None = None

    def text(self, lang: Lang) -> str:
        """Say what to supply."""
        params: dict[str, object] = {"layer": LAYERS[self.layer].label(lang)}
        if self.attribute is not None:
            params["name"] = self.attribute.label(lang)
            return WORDS.say("score_needs_attribute", lang, params)
        if not self.kinds:
            return WORDS.say("score_needs_layer", lang, params)
        mark = "、" if lang == "zh" else ", "
        params["kinds"] = mark.join(kind_label(self.layer, k, lang) for k in self.kinds)
        return WORDS.say("score_needs_kinds", lang, params)


def kind_label(layer: LayerName, kind: str, lang: Lang) -> str:
    """Name of a kind of record for people; as it is where no list has it."""
    column = LAYOUTS[layer].kind
    if not column:
        return kind
    declared = LAYERS[layer].column(column)
    terms = BASE_KINDS if declared.kind == "base_kind" else {}
    if declared.kind == "term":
        terms = term_group(declared.terms)
    return terms[kind].label(lang) if kind in terms else kind


def unknown_units(part: Part, situation: Situation) -> tuple[Need, ...]:
    """Attributes without which nobody knows which units owe."""
    named = [name for name in (part.set, part.holds) if name]
    found = {
        attribute.name: attribute
        for name in named
        for attribute in situation.sets.lacking(name)
    }
    return tuple(Need("facts", attribute=one) for one in found.values())


def missing_records(part: Part, situation: Situation) -> tuple[Need, ...]:
    """Records of which the workspace has none at all."""
    if part.kind == "duty":
        wanted = [Counted("duties_done", kinds=(part.duty,))]
    elif part.rule is not None:
        return _providers(part, situation)
    else:
        wanted = list(part.of)
    absent = [of for of in wanted if not _has(of, situation)]
    # Where one of several sources has anything, the total is known.
    if not wanted or len(absent) < len(wanted):
        return ()
    return tuple(Need(of.layer, of.kinds) for of in absent)


def uncounted_villages(part: Part, situation: Situation) -> tuple[Need, ...]:
    """Counts of villages that owe, without which a share cannot be called reached."""
    if part.share is None or not part.share.part:
        return ()
    records = situation.records("household_counts")
    told = records.tell((part.share.part, part.share.whole))
    counted = records.places["village"][told & records.alive(situation.on)]
    owing = situation.owing(part.set, "village")
    known = bool(np.isin(owing, counted).all())
    return () if known else (Need("household_counts"),)


def _providers(part: Part, s: Situation) -> tuple[Need, ...]:
    rule = part.rule
    assert rule is not None  # noqa: S101 - asked for parts with a rule only
    bases = Counted("bases", kinds=rule.base_kinds)
    people = Counted("commissioners")
    asked = {"bases": [bases], "commissioners": [people], "any": [bases, people]}
    if any(_has(of, s) for of in asked[rule.providers]):
        return ()
    return tuple(Need(of.layer, of.kinds) for of in asked[rule.providers])


def _has(of: Counted, s: Situation) -> bool:
    return bool(s.records(of.layer).of_kinds(of.kinds).any())
