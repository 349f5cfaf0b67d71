from __future__ import annotations

import pytest

from personac.config.messages import suggest, value_problem


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        (
            "Expected `float`, got `str`",
            "`a.b` must be a number, not text in quotes",
            "write it without quotes",
        ),
        ("Expected `int`, got `float`", "`a.b` must be a whole number, not a decimal", "give a whole number"),
        ("Expected `str`, got `bool`", "`a.b` must be text in quotes, not true or false", "put it in quotes"),
        ("Expected `str`, got `object`", "`a.b` must be text in quotes, not a table", "give text in quotes"),
        (
            "Expected `array`, got `str`",
            "`a.b` must be an array in brackets, not text in quotes",
            "put it in brackets: b = [...]",
        ),
        (
            "Expected `object`, got `array`",
            "`a.b` must be a table, not an array in brackets",
            "write it as a table: [a.b]",
        ),
        ("Expected `float` <= 1.0", "`a.b` must be at most 1", "about"),
        ("Expected `int` >= 1", "`a.b` must be at least 1", "about"),
        (
            "Expected `array` of length >= 2",
            "`a.b` needs 2 elements or more",
            "add what is missing, or remove it",
        ),
        (
            "Expected `str` of length >= 1",
            "`a.b` holds an empty text",
            "write something between the quotes, or remove it",
        ),
        ("Invalid enum value 'alll'", "`a.b` cannot be `alll`", "did you mean `all`?"),
        ("Invalid enum value 'zzz'", "`a.b` cannot be `zzz`", "known here: all, one"),
        (
            "Object missing required field `texts`",
            "[[a.b]] lacks `texts`",
            "add a line `texts = [...]` below [[a.b]]",
        ),
        ("Expected `str` matching regex '^x$'", "`a.b` does not have the right form", "about"),
    ],
)
def test_what_msgspec_says_is_said_in_plain_words(said: str, message: str, hint: str) -> None:
    assert value_problem(said, "a.b", ["all", "one"], "about") == (message, hint)


@pytest.mark.parametrize("typo", ["treshold", "Threshold", "thresh-old"])
def test_a_typo_is_answered_with_the_nearest_word(typo: str) -> None:
    assert suggest(typo, ["floor", "threshold"]) == "did you mean `threshold`?"
