"""Decision files about the bullets of the sound project: right, odd, and wrong ones made from the schema."""

from __future__ import annotations

from random import Random

import tomlkit

from personac.model.decision_format import DecisionFile
from tests.robustness.generated_settings import TEXTS, file_of

_BULLETS = (
    ("Drain the oldest queue first", ("Rules",)), ("Log every error with its context", ("Rules",)),
    ("Keep the {} valves closed", ("Rules",)), ("Log each error with its context", ("Rules",)),
    ("Always push to the main branch without a review", ("Rules",)),
    ("Never push to the main branch without a review", ("Rules",)),
    ("Read the {} gauge", ("Rules", "Steps")), ("Write a test, see docs", ("Rules", "Steps")),
    ("Write a test, see docs", ()), ("Write a test", ("Nowhere", "x" * 5000)),
)  # fmt: skip
_WORDINGS = (
    "Say it once", "- nested", "```", "<!-- x", "<process>", "# x", "a\nb", "| a | b |", "[docs]", "[x]: http://y",
    "\u202eabc", "a\x1b]0;x\x07", "\U0001f680", "x" * 20_000, " ", "1. x", "---", "&lt;", "$(touch pwned)",
    "[ ] x", "see [docs] and step 2", "*", "**", "`", "\\", "{{ x }}", "%s",
)  # fmt: skip
_SECTIONS = (["Rules"], ["Steps"], ["rules", "steps"], ["Nowhere"], ["x" * 9000], ["Rules"] * 400)
_VALUES: tuple[object, ...] = (
    "opus",
    "",
    ["Read"],
    [],
    {"a": [1, {"b": 2}]},
    True,
    7,
    "a: b",
    "\u202e",
    "x" * 9000,
    "- x",
    "'",
    '"',
)
_KEYS = (
    "tools",
    "model",
    "name",
    "description",
    "hooks",
    "x",
    "",
    "a b",
    "\u202e",
    "mcpServers",
    "permissionMode",
)


def decision_file(chance: Random) -> bytes:
    """Return a decision file."""
    if chance.random() < 0.3:
        return file_of(DecisionFile, chance, b"")
    table: dict[str, object] = {"schema": "personac-decision/1"}
    if chance.random() < 0.8:
        table["reason"] = chance.choice(TEXTS)
    if chance.random() < 0.2:
        table["over"] = [chance.choice(("ada", "ben", "x"))]
    if chance.random() < 0.2:
        table["field"] = _field(chance)
    else:
        table["group"] = [_group(chance) for _ in range(chance.choice((1, 1, 2, 3, 30)))]
    return tomlkit.dumps(table).encode("utf-8", "surrogatepass")


def _field(chance: Random) -> dict[str, object]:
    saw = {name: chance.choice(("Read, Grep", "opus", "keeper")) for name in ("one", "two", "three")}
    value = {} if chance.random() < 0.2 else {"value": chance.choice(_VALUES)}
    return {"key": chance.choice(_KEYS), "saw": saw if chance.random() < 0.8 else {}, **value}


def _group(chance: Random) -> dict[str, object]:
    group: dict[str, object] = {"bullets": [_bullet(chance) for _ in range(chance.choice((1, 2, 3, 3, 9)))]}
    if chance.random() < 0.4:
        group["text"] = chance.choice(_WORDINGS)
    if chance.random() < 0.3:
        group["section"] = chance.choice(_SECTIONS)
    if chance.random() < 0.2:
        group["drop"] = True
    return group


def _bullet(chance: Random) -> dict[str, object]:
    persona = chance.choice(("one", "two", "three", "one", "gone"))
    text, under = chance.choice(_BULLETS)
    own: dict[str, object] = {"persona": persona, "text": text.format(persona)}
    if chance.random() < 0.9:
        own["under"] = list(under)
    return own
