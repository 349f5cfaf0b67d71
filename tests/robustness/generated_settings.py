"""Rules files and personac.toml made from their own schema: right, wrong, huge and nested values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

import msgspec

from personac.config.project_schema import ProjectSettings
from personac.config.schema import RulesFile

TEXTS = (
    "", "x", "keeper", "one", "two", "Rules", "Security", "drain", "Drain the oldest queue first", "PC101",
    "PC407", "agents/**", "**", "*", "!*", "[", "[!", "\\", "a\\", "/", "**/" * 40, "(?P<x>", "(a+)+$",
    "agents", "./agents", "agents/../agents", "..", "../..", ".git", ".git/config", "build", "rules",
    "/nonexistent", "a\nb", "a\0b", "\u202e", "x;touch pwned", "$(touch pwned)", "\U0001f680", "é", "e\u0301",
    "x" * 300, "y" * 20_000, " ", "\t", "-x", "~", "nul", "personac.lock", "report.json", "{name}", "%s",
    "agents/one.md", "*.md", "[a-", "#x", "k8s", "never", "c++", "...",
)  # fmt: skip
RAW = (
    "true", "0", "-1", "1", "0.5", "2.0", "nan", "inf", "-inf", "1e999", "9223372036854775808", "1" * 5000,
    "-0.0", "2024-01-01", "07:32:00", "1979-05-27T00:32:00-07:00", "2024-13-01", '""', '"x"', "'''\na'''",
    '"\\uD800"', "[]", "{}", "[[]]", "[1, 'a']", "{a = 1}", "{a = {b = [{c = 1}]}}", "[" * 300 + "]" * 300,
    "{a = " * 120 + "1" + "}" * 120, "", "x",
)  # fmt: skip
INTEGERS = (0, 1, 2, 3, 5, 100, 1000, 10**6, 2**63 - 1, 2**63)
NUMBERS = (0, 1, 0.0, 0.2, 0.5, 0.999, 1.0, 5e-324)
_JUDGED = 0.1  # builds with the judge take several times as long
_TOP = (
    "# comment",
    "[",
    "[[matching]]",
    "[matching.threshold]",
    "a.b.c = 1",
    '"" = 1',
    "x",
    "= 1",
    "\0",
    "\ufeff",
    "[a]\n[a]",
)


class Raw(NamedTuple):
    """TOML that stands as it is written."""

    text: str


def rules_file(chance: Random) -> bytes:
    """Return a rules file, without the judge unless it says otherwise."""
    return file_of(RulesFile, chance, b"[matching]\njudge = false\n")


def settings_file(chance: Random) -> bytes:
    """Return a personac.toml."""
    return file_of(ProjectSettings, chance, b"")


def file_of(struct: type, chance: Random, otherwise: bytes) -> bytes:
    """Return a file of a struct; `otherwise` is added where it has no `[matching]`."""
    parts: dict[str, Any] = msgspec.json.schema(struct)["$defs"]
    made = _Made(parts, chance, chance.choice((0.0, 0.02, 0.1, 0.3)))
    values = made.struct(parts[struct.__name__], chance.choice((0.1, 0.25, 0.6)))
    text = "\n".join(_lines(values))
    if chance.random() < 0.1:
        text += "\n" + chance.choice(_TOP) + "\n"
    return (text + "\n").encode("utf-8", "surrogatepass") + (b"" if "matching" in values else otherwise)


class _Made:
    """Makes values of a JSON Schema; `wrong` is how often a value is none that the schema allows."""

    def __init__(self, parts: Mapping[str, Any], chance: Random, wrong: float) -> None:
        self._parts, self._chance, self._wrong = parts, chance, wrong

    def struct(self, schema: Mapping[str, Any], share: float) -> dict[str, Any]:
        """Return some of the properties of a struct, the required ones mostly."""
        required = schema.get("required", ()) if share == 1 else ()
        chosen = [
            key
            for key in schema["properties"]
            if self._chance.random() < (0.95 if key in required else share)
        ]
        values = {key: self.value(schema["properties"][key]) for key in chosen}
        if self._chance.random() < self._wrong:
            values[self._chance.choice(TEXTS)] = Raw(self._chance.choice(RAW))
        return values

    def value(self, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of TOML
        """Return a value of a schema, or one that does not fit it."""
        chance = self._chance
        if chance.random() < self._wrong:
            return Raw(chance.choice(RAW))
        if "$ref" in schema:
            part = self._parts[schema["$ref"].rpartition("/")[2]]
            return self.struct(part, chance.choice((0.3, 0.6, 1)))
        if "anyOf" in schema:
            return self.value(chance.choice(schema["anyOf"]))
        if "enum" in schema:
            return chance.choice(schema["enum"])
        return self._of_type(schema)

    def _of_type(self, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of TOML
        chance, kind = self._chance, schema.get("type")
        if kind == "array":
            return [self.value(schema.get("items", {})) for _ in range(chance.choice((0, 1, 2, 2, 3, 30)))]
        if kind == "object":
            inner = schema.get("additionalProperties")
            keys = (chance.choice(TEXTS) for _ in range(chance.randrange(4)))
            return {key: self.value(inner if isinstance(inner, dict) else {}) for key in keys}
        if kind == "boolean":
            return chance.random() < _JUDGED
        values = {"integer": INTEGERS, "number": NUMBERS, "string": TEXTS}.get(str(kind))
        return Raw(chance.choice(RAW)) if values is None else chance.choice(values)


def _lines(values: Mapping[str, Any], table: Sequence[str] = ()) -> list[str]:
    """Return the lines of a table: its values, then the tables in it."""
    flat = [f"{_text(key)} = {_toml(value)}" for key, value in values.items() if not isinstance(value, dict)]
    if table and (flat or not values):
        flat.insert(0, f"[{'.'.join(map(_text, table))}]")
    for key, value in values.items():
        if isinstance(value, dict):
            flat += _lines(value, (*table, key))
    return flat


def _toml(value: Any) -> str:  # noqa: ANN401 - a value of TOML
    match value:
        case Raw():
            return value.text
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{_text(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
        case str():
            return _text(value)
        case bool():
            return str(value).lower()
    return repr(value)


def _text(text: str) -> str:
    """Return a basic string of TOML; JSON escapes all that TOML has to, pairs of surrogates aside."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
