"""Say in plain words what msgspec says in Python's, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from types import MappingProxyType

_WORDS = MappingProxyType(
    {
        "array": "an array in brackets",
        "bool": "true or false",
        "date": "a date",
        "datetime": "a date and time",
        "float": "a number",
        "int": "a whole number",
        "object": "a table",
        "str": "text in quotes",
        "time": "a time of day",
    }
)
_WRONG_TYPE = re.compile(r"Expected `(\w+)`, got `(\w+)`")
_WRONG_SIZE = re.compile(r"Expected `(?:int|float)` (<=|>=) (\S+)")
_TOO_SHORT = re.compile(r"Expected `(array|str)` of length >= (\d+)")
_WRONG_CHOICE = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_WITHOUT_QUOTES = "write it without quotes"
_IN_QUOTES = "put it in quotes"


def value_problem(said: str, name: str, choices: Sequence[object], about: str) -> tuple[str, str]:
    """Turn what msgspec `said` about the setting `name` into a message and a hint.

    `choices` are the values of a setting that takes only some; `about` says
    what the setting is for.
    """
    if match := _WRONG_TYPE.match(said):
        return _wrong_type(name, *match.groups())
    if match := _WRONG_SIZE.match(said):
        bound = "most" if match[1] == "<=" else "least"
        return f"`{name}` must be at {bound} {float(match[2]):g}", about
    if match := _TOO_SHORT.match(said):
        return _too_short(name, match[1], match[2])
    if match := _WRONG_CHOICE.match(said):
        return f"`{name}` cannot be `{match[1]}`", suggest(match[1], [str(choice) for choice in choices])
    if match := _MISSING.match(said):
        return f"[[{name}]] lacks `{match[1]}`", f"add a line `{match[1]} = [...]` below [[{name}]]"
    return f"`{name}` does not have the right form", about


def suggest(word: str, known: Sequence[str]) -> str:
    """Return a hint that names the nearest of the `known` words, or all of them."""
    near = get_close_matches(word.lower().replace("-", "_"), known, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"known here: {', '.join(known)}"


def _wrong_type(name: str, expected: str, got: str) -> tuple[str, str]:
    given = "a decimal" if got == "float" else _WORDS.get(got, got)
    message = f"`{name}` must be {_WORDS.get(expected, expected)}, not {given}"
    if got == "str" and expected in {"bool", "float", "int"}:
        return message, _WITHOUT_QUOTES
    if expected == "str" and got != "object":
        return message, _IN_QUOTES
    if expected == "array":
        return message, f"put it in brackets: {name.rpartition('.')[2]} = [...]"
    if expected == "object":
        return message, f"write it as a table: [{name}]"
    return message, f"give {_WORDS.get(expected, expected)}"


def _too_short(name: str, what: str, least: str) -> tuple[str, str]:
    if what == "str":
        return f"`{name}` holds an empty text", "write something between the quotes, or remove it"
    return f"`{name}` needs {least} elements or more", "add what is missing, or remove it"
