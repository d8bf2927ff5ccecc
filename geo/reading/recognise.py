"""Which declared layer a table is."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.answers import LEAVE_OUT, Question
from geo.reading.columns import Candidate, Evidence, all_candidates, evidence_of
from geo.reading.evidence import is_distinct, is_plausible
from geo.reading.headings import matches
from geo.reading.tables import RawTable
from geo.roads.meanings import known_share
from geo.schemas import LAYERS, Column, LayerName

# Words in the name of a file or sheet, the most telling first.
_NAME_HINTS: tuple[tuple[LayerName, tuple[str, ...]], ...] = (
    ("candidate_sites", ("candidate_site", "候选站点", "候选点")),
    ("assignments", ("assignments", "服务安排")),
    ("visit_places", ("visit_place", "巡展点", "巡展申请")),
    ("seasons", ("seasons", "学期", "农忙", "停巡")),
    ("caravans", ("caravan", "大篷车")),
    ("museum_sets", ("museum_set", "流动科技馆展品")),
    ("museum_venues", ("museum_venue", "巡展场地")),
    ("museum_stays", ("museum_stay", "巡展记录", "巡展预订")),
    ("experts", ("experts", "专家库")),
    ("applications", ("applications", "顾问组申请")),
    ("partners", ("partners", "协作方")),
    ("duties_done", ("duties_done", "履责")),
    ("household_counts", ("household_count", "户数统计")),
    ("facts", ("facts", "单位属性")),
    ("agreements", ("agreement", "协议", "责任书")),
    ("outputs", ("outputs", "成果与认定", "成果清单", "成果台账")),
    ("trainings", ("training", "培训台账", "培训记录", "培训统计")),
    ("events", ("events", "活动台账", "活动记录", "活动清单")),
    ("groups", ("groups", "组织与团队")),
    ("people", ("people", "人员与岗位")),
    ("commissioners", ("commissioner", "特派员")),
    ("bases", ("base", "基地", "服务站", "星创天地", "e站", "园区", "孵化器", "平台")),
    ("village_areas", ("village_area", "村界")),
    ("villages", ("village", "村")),
    ("townships", ("township", "乡镇", "街道")),
    ("counties", ("counties", "county", "县", "区划")),
    ("closures", ("closure", "封路")),
    ("places", ("places", "地名点")),
)
# Tables as plain as others: taken for these only where they say so themselves.
_ONLY_BY_NAME: frozenset[LayerName] = frozenset(
    {"closures", "places", "candidate_sites"}
)
# They share their key with villages and with places, which nothing else does.
_SAME_KEY: frozenset[LayerName] = frozenset({"village_areas", "visit_places"})
_NOT_SAID = -100
# What speaks for a layer whose list holds most of what a column says.
_TERMS_FIT = 3
_SURE, _AHEAD = 4, 2
# Lines are roads, unless they are called something else.
_ROAD_WORDS = (
    "道路", "公路", "路网", "国道", "省道", "县道", "乡道", "村道", "roads", "road",
    "highway", "street",
)  # fmt: skip
_NO_ROAD_WORDS = (
    "河", "水系", "沟渠", "铁路", "界线", "等高线", "管线", "电力", "river", "water",
    "rail", "bound", "contour",
)  # fmt: skip
_TELLING = ("ref", "surface", "maxspeed", "oneway")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layer a table seems to be, whether that had to be asked, what was seen."""

    layer: LayerName | None
    questions: tuple[Question, ...] = ()
    evidence: Evidence | None = None


def recognise(table: RawTable) -> Recognised:
    """Decide the layer of a table by its headings, codes, shapes and name.

    Returns
    -------
    Recognised
        With a question where no layer is clearly ahead; its layer is then the
        likeliest one, or None.
    """
    evidence = evidence_of(table)
    if _mostly(table, "LineString"):
        return _lines(evidence)
    shaped = [name for name in LAYERS if LAYERS[name].geometry != ("LineString",)]
    scores = {layer: _score(evidence, layer) for layer in shaped}
    ranked = sorted(scores, key=lambda layer: -scores[layer])
    best, second = ranked[0], ranked[1]
    if scores[best] >= _SURE and scores[best] - scores[second] >= _AHEAD:
        return Recognised(best, evidence=evidence)
    guess = best if scores[best] >= _SURE else None
    options = (*ranked, LEAVE_OUT)
    question = Question(table.source, "layer", "", options, guess or "")
    return Recognised(guess, (question,), evidence)


def _lines(evidence: Evidence) -> Recognised:
    """Take lines for roads; ask where neither name nor columns show that they are."""
    table = evidence.table
    if _says_so(evidence, "closures"):
        return Recognised("closures", evidence=evidence)
    text = f"{table.name} {table.source}".casefold()
    candidates = all_candidates(evidence, LAYERS["roads"])
    classes = candidates["highway"]
    filled = [n for n in _TELLING if any(not c.blank for c in candidates[n])]
    is_called = any(word in text for word in _ROAD_WORDS)
    is_other = not is_called and any(word in text for word in _NO_ROAD_WORDS)
    is_classed = bool(classes) and known_share(evidence.cells(classes[0].heading)) > 0.5
    if is_called or is_classed or (len(filled) > 1 and not is_other):
        return Recognised("roads", evidence=evidence)
    guess: LayerName | None = None if is_other else "roads"
    options = ("roads", "closures", LEAVE_OUT)
    question = Question(table.source, "layer", "", options, guess or "")
    return Recognised(guess, (question,), evidence)


def _score(evidence: Evidence, layer: LayerName) -> int:
    """How much speaks for a layer: its key above all, then columns, shapes, name."""
    declared = LAYERS[layer]
    if (layer in _ONLY_BY_NAME or declared.record) and not _says_so(evidence, layer):
        return _NOT_SAID
    candidates = all_candidates(evidence, declared)
    score = 3 if _hint(evidence.table) == layer else 0
    for column in declared.columns:
        found = candidates[column.name]
        if column.name == declared.key:
            score += _key_score(evidence, layer, found)
        elif found:
            score += 2 if column.required else 1
            score += _terms_score(evidence, column, found[0])
        elif column.required and not (evidence.table.geometry is not None):
            score -= 3
    if layer == "village_areas":
        named = bool(all_candidates(evidence, LAYERS["villages"])["name"])
        return score + _area_score(evidence.table, named)
    return score + _shape_score(evidence.table, layer)


def _says_so(evidence: Evidence, layer: LayerName) -> bool:
    """Whether a table names a layer, or has its key under its own heading.

    Records may lack a key: any column they must have will do, under a heading that
    means nothing in the other layers.
    """
    declared = LAYERS[layer]
    candidates = all_candidates(evidence, declared)
    if not declared.record:
        return bool(candidates[declared.key]) or _hint(evidence.table) == layer
    return _hint(evidence.table) == layer or any(
        not _is_shared(candidate.heading)
        for column in declared.columns
        if (column.required or column.name == declared.key) and column.kind != "unit"
        for candidate in candidates[column.name]
    )


def _is_shared(heading: str) -> bool:
    """Whether a heading means something in a layer that is not of records."""
    return any(
        matches(name, heading) for name, layer in LAYERS.items() if not layer.record
    )


def _terms_score(evidence: Evidence, column: Column, found: Candidate) -> int:
    """Texts of a list of records speak for the layer that has this list."""
    if column.kind != "term" or not column.required:
        return 0
    return _TERMS_FIT * is_plausible(evidence.cells(found.heading), column)


def _key_score(evidence: Evidence, layer: LayerName, found: Sequence[Candidate]) -> int:
    if not found:
        return 0 if LAYERS[layer].record else -3
    heading = found[0].heading
    own = sum(
        any(name == LAYERS[other].key for name, _ in matches(other, heading))
        for other in LAYERS
        if other not in _SAME_KEY
    )
    score = 6 if own == 1 or layer == "village_areas" else 4
    if LAYERS[layer].record and own > 1:
        return 0
    return score if is_distinct(evidence.cells(heading)) else score - 6


def _shape_score(table: RawTable, layer: LayerName) -> int:
    """Shapes a layer cannot have speak against it."""
    polygons = _mostly(table, "Polygon")
    if polygons is None:
        return 0
    drawn = "Polygon" if polygons else "Point"
    return 1 if drawn in LAYERS[layer].geometry else -3


def _area_score(table: RawTable, named: bool) -> int:
    """Bare areas are this layer; areas with names are villages too, so it is asked."""
    by_name = _hint(table) == "village_areas"
    if named:
        return 1 if by_name else -4
    return 3 if by_name or _mostly(table, "Polygon") else -4


def _mostly(table: RawTable, kind: str) -> bool | None:
    """Whether the shapes are of a kind, multiple or not; None where there are none."""
    shapes = table.geometry
    if shapes is None or shapes.isna().all():
        return None
    kinds = shapes[shapes.notna()].iloc[:1000].geom_type
    return bool(kinds.str.endswith(kind).mean() > 0.5)


def _hint(table: RawTable) -> LayerName | None:
    """Layer named by the table's own name, else by its file's."""
    for text in (table.name, table.source):
        plain = text.casefold()
        for layer, words in _NAME_HINTS:
            if any(word in plain for word in words):
                return layer
    return None
