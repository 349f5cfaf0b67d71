from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.matching.tokenizer import Words, normal, plain, tokens


def test_plain_text_has_no_marks_but_keeps_case() -> None:
    assert plain("**Never** use `x`\u2019s") == "Never use x's"


def test_tokens_are_finer_than_words_but_keep_the_names_of_languages() -> None:
    assert tokens("Node.js and C++, C#!") == ["node", "js", "and", "c++", "c#"]
    assert normal("  A\u00adB -- c ") == "ab c"


@given(st.text())
def test_case_and_marks_do_not_count(text: str) -> None:
    assert tokens(f"**{text}**") == tokens(text)
    assert tokens(normal(text)) == tokens(text)


def test_terms_of_one_group_are_one_unit() -> None:
    words = Words(groups=[["service level objective", "SLO"]])
    assert words.units("service level objectives") == words.units("the SLOs") == ("servic_level_object",)


def test_the_longest_term_wins() -> None:
    words = Words(groups=[["unit test"], ["unit test coverage"]])
    assert words.units("unit test coverage of units") == ("unit_test_coverag", "unit")


def test_stop_words_and_numbers_are_stems_but_no_units() -> None:
    words = Words()
    assert words.units("The 3 caches of it") == ("cach",)
    assert words.stems("The 3 caches") == ("the", "3", "cach")


def test_words_that_the_stemmer_confuses_are_distinguished() -> None:
    words = Words()
    assert words.stem("general") != words.stem("generic")
    assert words.stem("policies") == words.stem("policy")


def test_topics_are_near_terms_without_filler() -> None:
    words = Words(near=[["cache", "redis", "..."]], filler=["ensure"])
    assert words.topics(words.units("Ensure redis works")) == ("~cach", "work")
    assert words.topics(words.units("Ensure")) == ("ensur",)


def test_the_core_is_what_is_left_without_filler() -> None:
    words = Words(filler=["ensure", "proper"])
    assert words.core("Ensure proper logging") == {"log"}
    assert words.core("Ensure") == {"ensur"}


def test_terms_without_words_are_ignored() -> None:
    assert Words(groups=[["...", "!!"]], near=[["the", "of"]]).units("cache") == ("cach",)


@pytest.mark.parametrize("text", ["", "...", "\u2192"])
def test_a_text_without_words(text: str) -> None:
    assert Words().units(text) == ()


@given(st.text("abXY09 "))
def test_the_fast_path_splits_like_the_pattern(text: str) -> None:
    assert tokens(text) == tokens(f"({text})")


def test_every_letter_is_a_token_in_scripts_without_spaces() -> None:
    assert tokens("用TypeScript写\uff0c10天") == ["用", "typescript", "写", "10", "天"]
    assert tokens("データ・型") == ["デ", "ー", "タ", "型"]
    assert tokens("ทดสอบ") == tokens("ทด สอบ") == ["ท", "ด", "ส", "อ", "บ"]


def test_vowel_signs_are_part_of_words() -> None:
    assert tokens("हमेशा जाँचें।") == ["हमेशा", "जाँचें"]
    assert tokens("को") != tokens("के")
