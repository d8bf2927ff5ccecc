"""Sentences: every key, both languages, the same placeholders."""

import pytest

from geo.terms import TERMS, fault_term, shape_term
from geo.words import LANGS, Phrase, Words, placeholders


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.toml").write_text(
        '[greet]\nzh = "你好，{name}。"\nen = "Hello, {name}."\n'
        'mend_zh = "改名。"\nmend_en = "Another name."\n',
        encoding="utf-8",
    )
    (tmp_path / "two.toml").write_text('[bye]\nzh = "再见"\nen = "Bye"\n', "utf-8")
    return tmp_path


def test_a_sentence_is_said_in_either_language(folder):
    words = Words(folder)
    assert words.say("greet", "zh", {"name": "韦一"}) == "你好，韦一。"
    assert words.say("greet", "en", {"name": "韦一"}) == "Hello, 韦一."
    assert words.say("greet", "en", {}, part="mend") == "Another name."
    assert words.keys() == ("bye", "greet")
    assert "bye" in words
    assert "zh" not in words
    assert words.entry("bye") == {"zh": "再见", "en": "Bye"}


@pytest.mark.parametrize("hostile", ["{name.__class__}", "{0}", "%s", "{", "}"])
def test_values_are_values_and_never_format(folder, hostile):
    assert Words(folder).say("greet", "en", {"name": hostile}) == f"Hello, {hostile}."


@pytest.mark.parametrize(
    ("key", "params", "part"),
    [("nobody", {}, ""), ("greet", {}, ""), ("bye", {}, "mend")],
    ids=["key", "placeholder", "part"],
)
def test_what_is_missing_is_an_error_of_ours(folder, key, params, part):
    with pytest.raises(KeyError):
        Words(folder).say(key, "zh", params, part=part)


def test_a_key_is_declared_once(folder):
    (folder / "three.toml").write_text('[bye]\nzh = "走"\nen = "Off"\n', "utf-8")
    with pytest.raises(ValueError, match=r"two\.toml declares again: bye"):
        Words(folder)


def test_placeholders_are_the_plain_names():
    sentence = "{a} {b.c} {d[0]} {{e}} {a:>5}"
    assert placeholders(sentence) == {"a", "b", "d"}


def test_chinese_comes_first():
    assert LANGS == ("zh", "en")


def test_a_phrase_is_said_in_the_language_of_its_sentence(folder):
    words = Words(folder)
    thing = Phrase("文件 {n}", "file {n}").filled(n="{x}")
    assert words.say("greet", "zh", {"name": thing}) == "你好，文件 {x}。"
    assert words.say("greet", "en", {"name": thing}) == "Hello, file {x}."


def test_terms_have_both_languages_and_the_same_placeholders():
    assert len(TERMS) > 30
    for term in TERMS.values():
        assert placeholders(term.zh) == placeholders(term.en)
        assert term.zh
        assert term.en


def test_shapes_and_faults_have_names_even_unheard_of():
    assert shape_term("MultiPolygon") == TERMS["area"]
    assert shape_term("Tin") == TERMS["other_shape"]
    assert fault_term("Nested shells") == TERMS["shells_nested"]
    assert fault_term("Topology Validation Error") == TERMS["other_fault"]
