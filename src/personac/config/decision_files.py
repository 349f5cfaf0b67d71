"""Reading and writing decision files: `decisions/<agent>/<key>.<reviewer>.toml`.

The key of an item digests what its bullets say, so that two reviewers of one item write files side by side,
and no two people ever write one file.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

import msgspec
import tomlkit

from personac.config.loader import DIALECT, load_table
from personac.config.locations import KeyPath, locate
from personac.config.one_at_a_time import one_at_a_time
from personac.config.validation import Problem
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import BAD_DECISION_NAME, RULES_BAD_VALUE
from personac.model.decision_format import REVIEWER, DecidedField, DecidedGroup, Decision, DecisionFile

IDENTITY = "urn:personac:decision:1"
_KEY_DIGITS = 12
_DEPTH = 4  # keys and numbers that lead to a bullet
_LINE_END = re.compile("\n")
_NAME = re.compile(rf"(?P<key>[0-9a-f]{{{_KEY_DIGITS}}})\.(?P<by>{REVIEWER.pattern})(?P<kind>\.toml|\.md)")
_WRITTEN_HINT = "`personac review` writes these files for you"
_NAME_HINT = "name it <key>.<reviewer>.toml, as `personac review` does: 0f3a9c21b7de.ada.toml"


def item_key(parts: Iterable[tuple[str, ...]]) -> str:
    """Return the key of an item: of (persona, *normal form) for its bullets, or ("field", name)."""
    canonical = json.dumps(sorted({*parts}), ensure_ascii=True)
    return sha256(canonical.encode("ascii")).hexdigest()[:_KEY_DIGITS]


def decision_name(key: str, by: str) -> str:
    """Return the file name of a reviewer's decision about an item."""
    return f"{key}.{by}.toml"


def named_item(name: str, kind: str) -> tuple[str, str] | None:
    """Return the key and the reviewer in the name of a file of this kind, `.toml` or `.md` for a note."""
    match = _NAME.fullmatch(name)
    return (match["key"], match["by"]) if match and match["kind"] == kind else None


def agent_of(path: str) -> str:
    """Return the agent that a decision file at this display path is about: the name of its folder."""
    return PurePosixPath(path).parent.name


def read_decisions(files: Iterable[tuple[str, bytes]], agent: str) -> tuple[Decision, ...]:
    """Read the files about an agent, each a display path and its bytes, ordered by path.

    Raises `PersonacError` with every problem of every file.
    """
    decisions: list[Decision] = []
    problems: list[Diagnostic] = []
    for path, data in sorted(files):
        if agent_of(path) == agent:
            try:
                decisions.append(read_decision(path, data))
            except PersonacError as error:
                problems += error.diagnostics
    if problems:
        raise PersonacError(*problems)
    return tuple(decisions)


def read_decision(path: str, data: bytes) -> Decision:
    """Read one file. Raises `PersonacError` with every problem of it."""
    named = named_item(PurePosixPath(path).name, ".toml")
    if named is None:
        message = "the name of a decision file has to be a key and a reviewer"
        raise PersonacError(Diagnostic(BAD_DECISION_NAME, path, 0, 0, message, _NAME_HINT))
    content = load_table(path, data, DecisionFile, checks=_all_problems)
    return Decision(*named, path, content, _bullet_lines(data.decode("utf-8-sig")))


def _bullet_lines(text: str) -> tuple[int, ...]:
    places = locate(text).items()
    offsets = (offset for path, offset in places if path[::2] == ("group", "bullets") and len(path) == _DEPTH)
    starts = [match.end() for match in _LINE_END.finditer(text)]
    return tuple(bisect_right(starts, offset) + 1 for offset in sorted(offsets))


def _all_problems(values: Mapping[str, Any], found: Sequence[Problem]) -> Sequence[Problem]:
    return [_with_hint(one) for one in found] or [*_problems(values)]


def _with_hint(problem: Problem) -> Problem:
    return replace(problem, hint=problem.hint or _WRITTEN_HINT)


def _problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what the schema cannot say about the valid values of a decision file."""
    groups = values.get("group", [])
    if bool(groups) == ("field" in values):
        message = "a decision is about bullets or about a key of the front matter: `[[group]]` or `[field]`"
        yield _bad((), message, "write one of them; `personac review` writes these files for you")
    seen: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for number, group in enumerate(groups):
        path: KeyPath = ("group", number)
        if group.get("drop") and not values.get("reason"):
            yield _bad(
                (*path, "drop"), "a dropped line needs a reason", 'add a line `reason = "…"` at the top'
            )
        if group.get("drop") and (group.get("text") or group.get("section")):
            yield _bad(
                (*path, "drop"), "a dropped line has no `text` and no `section`", "remove these, or `drop`"
            )
        for at, one in enumerate(group["bullets"]):
            named = (one["persona"], one["text"], tuple(one.get("under", ())))
            if seen.setdefault(named, number) != number:
                hint = "name it in one group, or tell two bullets apart by `under`"
                yield _bad((*path, "bullets", at), "the bullet is in two groups", hint)


def _bad(path: KeyPath, message: str, hint: str) -> Problem:
    return Problem(RULES_BAD_VALUE, path, message, hint)


def encode_decision(content: DecisionFile) -> bytes:
    """Return the file of a decision: every value that is not its default, in a fixed order."""
    document = tomlkit.document()
    document.add("schema", tomlkit.item(content.schema))
    if content.reason:
        document.add("reason", tomlkit.item(content.reason))
    if content.over:
        document.add("over", tomlkit.item(list(content.over)))
    if content.field:
        document.add("field", _field(content.field))
    if content.group:
        groups = tomlkit.aot()
        for group in content.group:
            groups.append(_group(group))
        document.add("group", groups)
    return tomlkit.dumps(document).encode("utf-8")


def _field(field: DecidedField) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.add("key", field.key)
    if not field.is_removed:
        table.add("value", tomlkit.item(field.value))
    saw = tomlkit.table()
    for persona, value in sorted(field.saw.items()):
        saw.add(persona, value)
    table.add("saw", saw)
    return table


def _group(group: DecidedGroup) -> tomlkit.items.Table:
    table = tomlkit.table()
    for name in ("text", "section", "drop"):
        if value := getattr(group, name):
            table.add(name, list(value) if isinstance(value, tuple) else value)
    bullets = tomlkit.array()
    bullets.multiline(multiline=True)
    for bullet in group.bullets:
        row = tomlkit.inline_table()
        row.update({"persona": bullet.persona, "text": bullet.text})
        if bullet.under:
            row.update({"under": list(bullet.under)})
        bullets.append(row)
    table.add("bullets", bullets)
    return table


@one_at_a_time
def decision_schema() -> dict[str, Any]:
    """Return the JSON Schema of one decision file."""
    schema = msgspec.json.schema(DecisionFile)
    parts: dict[str, Any] = schema["$defs"]
    root = parts.pop(DecisionFile.__name__)
    head = {"$schema": DIALECT, "$id": IDENTITY, **root, "title": "a decision of a personac review"}
    return {**head, "$defs": parts}
