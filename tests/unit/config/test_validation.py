from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from personac.config.project_schema import ProjectSettings
from personac.config.schema import Link, Rules
from personac.config.validation import check

_CHOICE = Literal["all", "one"]
_SCORE = Annotated[float, Meta(ge=0, le=1, description="the score")]


@pytest.mark.parametrize(
    ("value", "annotation", "message", "hint"),
    [
        ("1", float, "`a.b` must be a number, not a string in quotes", "write it without quotes"),
        (1.5, int, "`a.b` must be an integer, not a decimal number", "use an integer"),
        (True, str, "`a.b` must be a string in quotes, not true or false", "put it in quotes"),
        ({}, str, "`a.b` must be a string in quotes, not a table", "use a string in quotes"),
        ("x", tuple[str, ...], "`a.b` must be an array in brackets, not a string in quotes",
         "put it in brackets: b = [...]"),
        ([], Mapping[str, str], "`a.b` must be a table, not an array in brackets",
         "write it as a table: [a.b]"),
        (2, _SCORE, "`a.b` must be at most 1", "the score"),
        (-1, _SCORE, "`a.b` must be at least 0", "the score"),
        (["x"], Annotated[tuple[str, ...], Meta(min_length=2)], "`a.b` needs at least 2 elements",
         "add the missing elements, or remove the setting"),
        ("", Annotated[str, Meta(min_length=1)], "`a.b` contains an empty string",
         "write a text between the quotes, or remove the string"),
        ("alll", _CHOICE, "`a.b` cannot be `alll`", "did you mean `all`?"),
        ("zzz", _CHOICE, "`a.b` cannot be `zzz`", "valid here: all, one"),
        ({}, Link, "[a.b] has no `texts`", "add a line `texts = [...]` below [a.b]"),
        ("y", Annotated[str, Meta(pattern="^x$", description="only x")], "`a.b` is malformed", "only x"),
    ],
)  # fmt: skip
def test_messages_are_in_terms_of_toml(value: object, annotation: Any, message: str, hint: str) -> None:  # noqa: ANN401
    [problem] = check(value, annotation, ("a", "b"))
    assert (problem.kind.code, problem.path) == ("PC303", ("a", "b"))
    assert (problem.message, problem.hint) == (message, hint)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([3], "`ignore` must be a string in quotes, not an integer"),
        ([{"path": "a"}], "[[ignore]] has no `code`"),
        ([{"code": 1}], "`ignore.code` must be a string in quotes, not an integer"),
        ([{"code": "PC112", "pth": "a"}], "unknown setting `pth` in [[ignore]]"),
    ],
)
def test_a_row_of_two_forms_is_checked_as_the_one_that_it_is(value: object, message: str) -> None:
    for schema in (Rules, ProjectSettings):
        [problem] = check({"ignore": value}, schema)
        assert (problem.message, problem.path[:2]) == (message, ("ignore", 0))


@pytest.mark.parametrize(
    ("setting", "value", "message", "hint"),
    [
        ("keep", "share", "`keep` cannot be `share`", "did you mean `shared`?"),
        ("keep", 3, "`keep` must be a string in quotes, not an integer", "put it in quotes"),
        ("tokenizer", "x", "`tokenizer` cannot be `x`",
         "valid here: auto, cl100k_base, estimate, o200k_base"),
        ("min_support", "2", "`min_support` must be an integer, not a string in quotes",
         "write it without quotes"),
        ("min_support", 0, "`min_support` must be at least 1", "See [keep] min_support in the rules."),
        ("budget", 1.5, "`budget` must be an integer, not a decimal number", "use an integer"),
    ],
)  # fmt: skip
def test_a_setting_that_may_be_absent_is_explained_as_any_other(
    setting: str, value: object, message: str, hint: str
) -> None:
    [problem] = check({setting: value}, ProjectSettings)
    assert (problem.message, problem.hint, problem.path) == (message, hint, (setting,))


@pytest.mark.parametrize("typo", ["treshold", "Threshold", "thresh-old"])
def test_a_typo_gets_the_most_similar_setting_as_hint(typo: str) -> None:
    [problem] = check({"matching": {typo: 1}}, Rules)
    assert (problem.kind.code, problem.path) == ("PC302", ("matching", typo))
    assert problem.message == f"unknown setting `{typo}` in [matching]"
    assert problem.hint == "did you mean `threshold`?"
