"""Programme files that no honest hand wrote: refused in words, never with a crash."""

import pytest

from geo.words import LANGS
from planner.errors import WORDS, PlanInputError
from planner.programmes.schema import Programme
from tests.planner.programmes.parts import programme_of

PRESENCE = 'kind = "presence"\nunit = "county"\nset = "counties"\n'
EVENTS = 'of = { layer = "events" }\n'
TOTAL = f'kind = "quantity"\nunit = "city"\n{EVENTS}'
DUTY = 'kind = "duty"\nunit = "county"\nset = "counties"\n'
PEOPLE = '{ layer = "people" }'


def set_of(unit, rest, name="mine"):
    return (
        f'[[set]]\nname = "{name}"\nunit = "{unit}"\nzh = "某"\nen = "Some"\n{rest}\n'
    )


def attribute(name, default):
    return (
        f'[[attribute]]\nname = "{name}"\nunit = "county"\nzh = "某"\nen = "Some"\n'
        f'reason_zh = "某"\nreason_en = "Some"\ndefault = {default}\n'
    )


def rules(part, more=""):
    """What is wrong with a file, each said in both languages."""
    with pytest.raises(PlanInputError) as caught:
        programme_of(part, more=more)
    for key, params in caught.value.problems:
        assert all(WORDS.say(key, lang, params) for lang in LANGS)
    return [key.removeprefix("programme_") for key, _ in caught.value.problems]


@pytest.mark.parametrize("value", ["inf", "1e400", "1e12", "1" + "0" * 400, "-1"])
def test_a_target_nobody_can_reckon_with(value):
    part = f"{TOTAL}targets = [{{ by = 2020-12-31, value = {value} }}]"
    assert rules(part) == ["bad_value", "field_missing"]


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("need", PRESENCE + EVENTS),
        ("at_most", PRESENCE + EVENTS),
        ("spacing_days", PRESENCE.replace("presence", "frequency") + EVENTS),
    ],
)
def test_a_whole_number_beyond_all_counting(field, part):
    assert rules(f"{part}{field} = 1{'0' * 30}") == ["bad_value"]


def test_a_notice_of_ten_thousand_years():
    schedule = 'schedule = { windows = ["01-01/12-31"], notice_days = 3650000 }'
    assert rules(DUTY + schedule) == ["bad_value"]


@pytest.mark.parametrize(
    "text", ["need = 1" + "0" * 5000, f"x = {'[' * 5000}{']' * 5000}"]
)
def test_what_toml_itself_cannot_take(text):
    assert rules(f"{PRESENCE}{EVENTS}{text}") == ["unreadable"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_date_of_no_calendar(day):
    once = f"schedule = {{ once = true }}\ntargets = [{{ by = {day} }}]"
    assert rules(DUTY + once) == ["bad_value"]


def test_a_target_before_the_programme_begins():
    once = "schedule = { once = true }\ntargets = [{ by = 2017-12-31 }]"
    assert rules(DUTY + once) == ["target_too_early"]


@pytest.mark.parametrize(
    "condition",
    [
        'villages = { min = "many" }', "villages = { max = 2020-01-01 }",
        "villages = { min = true }", "area = { min = 1 }",
    ],
)  # fmt: skip
def test_a_bound_that_compares_with_nothing(condition):
    more = set_of("county", f"where = {{ {condition} }}")
    part = PRESENCE.replace("counties", "mine") + EVENTS
    assert rules(part, more) == ["bad_value"]


def test_codes_have_no_bounds_either():
    more = set_of("village", "where = { county_code = { min = 1 } }")
    part = 'kind = "presence"\nunit = "village"\nset = "mine"\n' + EVENTS
    assert rules(part, more) == ["bad_value"]


def test_defaults_that_ask_about_themselves():
    part = PRESENCE + EVENTS
    own = attribute("dry", "{ dry = true }")
    assert rules(part, own) == ["default_circular"]
    around = attribute("dry", "{ hilly = true }") + attribute("hilly", "{ dry = true }")
    assert rules(part, around) == ["default_circular"] * 2
    straight = attribute("dry", "{ hilly = true }") + attribute("hilly", "true")
    assert isinstance(programme_of(part, more=straight), Programme)


@pytest.mark.parametrize(
    "part",
    [
        "of = []\nset = 'counties'", "of = { layer = 'events' }\nset = ''",
    ],
)  # fmt: skip
def test_nothing_where_something_is_needed(part):
    assert rules(f'kind = "presence"\nunit = "county"\n{part}') == ["part_needs"]


def test_a_person_of_a_layer_without_names():
    part = 'kind = "assigned"\nunit = "person"\nof = { layer = "agreements" }'
    assert rules(part) == ["column_unknown"]


def test_windows_that_begin_on_one_day():
    schedule = 'schedule = { windows = ["01-01/06-30", "01-01/12-31"] }'
    assert rules(DUTY + schedule) == ["windows_alike"]


def test_different_values_and_records_do_not_add_up():
    part = TOTAL.replace(
        EVENTS,
        f'of = [{{ layer = "events", distinct = "base_id" }}, {PEOPLE}]\n'
        "targets = [{ by = 2020-12-31, value = 3 }]\n",
    )
    assert rules(part) == ["distinct_mixed"]


@pytest.mark.parametrize(
    "part",
    [
        f"{TOTAL}need = 2\ntargets = [{{ by = 2020-12-31, value = 3 }}]",
        f"{PRESENCE}{EVENTS}spacing_days = 60",
        f'{PRESENCE}{EVENTS}apportion = "equal"',
        f"{PRESENCE}{EVENTS}schedule = {{ once = true }}",
        f"{DUTY}{EVENTS}schedule = {{ once = true }}",
        TOTAL.replace('"events"', '"events", exact = true')
        + "targets = [{ by = 2020-12-31, value = 3 }]",
        TOTAL.replace('"events"', '"people", where = { home_unit = ["@unit"] }')
        + "targets = [{ by = 2020-12-31, value = 3 }]",
    ],
)
def test_a_field_that_its_kind_makes_no_use_of(part):
    assert rules(part) == ["field_unused"]
