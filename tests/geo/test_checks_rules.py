"""The toy region is sound; broken in one way, exactly the one rule for it speaks."""

from collections.abc import Callable

import pytest

from geo.checks import RULES, run_checks
from geo.issues import WORDS, Issue
from geo.words import LANGS, placeholders
from tests import toy, toy_records
from tests.geo.breakers import (
    BREAKERS,
    TODAY,
    Layers,
    county_datum_differs,
    outside_china_by_roads,
)

SOUND = toy.layers() | toy_records.layers()


def broken(breaker: Callable[[Layers], None], layers: Layers) -> list[Issue]:
    """Check layers; beside trusted counties only where the fault needs them.

    Rules that look at nothing but layers as sound as before are passed over.
    """
    reference = toy.counties() if breaker is county_datum_differs else None
    sound = [
        name
        for name, frame in layers.items()
        if name in SOUND and frame.equals(SOUND[name])
    ]
    return run_checks(layers, today=TODAY, reference=reference, unchanged=sound)


def test_the_clean_toy_has_no_issue() -> None:
    assert run_checks(toy.layers(), today=TODAY) == []
    assert run_checks(toy.layers() | {"roads": toy.roads()}, today=TODAY) == []
    assert run_checks(toy.layers(), today=TODAY, reference=toy.counties()) == []


def test_every_rule_has_its_own_way_of_being_broken() -> None:
    assert [rule.name for rule in RULES] == [breaker.__name__ for breaker in BREAKERS]


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda breaker: breaker.__name__)
def test_one_fault_is_found_by_exactly_its_rule_and_said_in_both_languages(
    breaker: Callable[[Layers], None],
) -> None:
    layers = toy.layers()
    breaker(layers)
    before = {name: frame.copy(deep=True) for name, frame in layers.items()}
    issues = broken(breaker, layers)
    # Roads abroad, without which the other rule has nothing to say.
    beside = {"roads_outside_china"} if breaker is outside_china_by_roads else set()
    assert {issue.rule for issue in issues} == {breaker.__name__} | beside
    for issue in issues:
        assert issue.layer in layers
        for lang in LANGS:
            assert len(issue.line(lang)) > 10
            assert "nan" not in issue.line(lang)
    (rule,) = [rule for rule in RULES if rule.name == breaker.__name__]
    (severity,) = {issue.severity for issue in issues if issue.rule == rule.name}
    # Its docstring says how hard it is.
    assert {"error": "Error", "warning": "arning"}[severity] in rule.function.__doc__
    assert rule.summary
    for name, frame in layers.items():
        assert frame.equals(before[name])


def test_sentences_have_the_same_placeholders_in_both_languages() -> None:
    for key in [*(rule.name for rule in RULES), "more_of_same", "join_disagrees"]:
        entry = WORDS.entry(key)
        assert set(entry) == {"zh", "en", "mend_zh", "mend_en"}, key
        assert placeholders(entry["zh"]) == placeholders(entry["en"]), key
        assert placeholders(entry["mend_zh"]) == placeholders(entry["mend_en"]), key
