"""Keys that run commands, connect servers or bring instructions: `hooks`, `mcpServers`, `prompt`.

Whoever uses the canonical runs what these keys hold. So it has only what all personas have, unless the
rules say otherwise, and what some have is always reported with its commands. The parts of a value are the
servers of a mapping, and the elements of each event of `hooks`; a part is taken as it is, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from personac.config.front_matter_schema import Policy
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import CODE_OF_SOME
from personac.front_matter.policies import SourceEntry, comparable, shortened

_SHOWN = ("command", "args", "url", "httpUrl", "prompt")
_MOST_SHOWN = 200  # characters of a command in a message
_KEPT_HINT = 'to leave it out, put `{key} = "drop"` under [front_matter.keys] in rules/'
_LEFT_HINT = 'if the agent needs it, put `{key} = "keep"` under [front_matter.keys] in rules/'


def combine_parts(values: Sequence[Any], *, is_union: bool) -> Any:  # noqa: ANN401 - YAML values are of any type
    """Return the parts that all values have, or any in a union; None for none, or if the forms differ."""
    if all(isinstance(value, dict) for value in values):
        return _combined_mapping(values, is_union=is_union) or None
    return _combined_value(values, is_union=is_union)


def _combined_mapping(values: Sequence[Mapping[Any, Any]], *, is_union: bool) -> dict[Any, Any]:
    combined: dict[Any, Any] = {}
    for key in dict.fromkeys(key for value in values for key in value):
        own = [value[key] for value in values if key in value]
        if is_union or len(own) == len(values):
            combined[key] = _combined_value(own, is_union=is_union)
    return {key: value for key, value in combined.items() if value is not None}


def _combined_value(values: Sequence[Any], *, is_union: bool) -> Any:  # noqa: ANN401
    """Return the value of a part; None if there is none. Of a union's different values the most frequent."""
    texts = [comparable(value) for value in values]
    if len(set(texts)) == 1:
        return values[0]
    if all(isinstance(value, list) for value in values):
        return _combined_list(values, is_union=is_union) or None
    if not is_union:
        return None
    return values[min(range(len(values)), key=lambda number: (-texts.count(texts[number]), texts[number]))]


def _combined_list(values: Sequence[list[Any]], *, is_union: bool) -> list[Any]:
    elements: dict[str, Any] = {}
    for element in chain.from_iterable(values):
        elements.setdefault(comparable(element), element)
    texts = [{comparable(element) for element in value} for value in values]
    return [one for text, one in elements.items() if is_union or all(text in own for own in texts)]


@dataclass(frozen=True, slots=True)
class CodeOfSome:
    """What is checked: the entries of one key, the number of personas, and the value in the canonical."""

    key: str
    entries: Sequence[SourceEntry]
    personas: int
    value: Any
    policy: Policy

    def problems(self) -> Iterator[Diagnostic]:
        """Yield, for each entry, the parts that not all personas have, and what became of them."""
        parts = [_parts(entry.value) for entry in self.entries]
        merged = _parts(self.value)
        for entry, own in zip(self.entries, parts, strict=True):
            some = [part for part in own if sum(part in other for other in parts) < self.personas]
            if kept := [text for part, text in own.items() if part in some and part in merged]:
                yield self._problem(entry, "is in the canonical", kept, _KEPT_HINT)
            if left := [text for part, text in own.items() if part in some and part not in merged]:
                yield self._problem(entry, "is left out", left, _LEFT_HINT)

    def _problem(self, entry: SourceEntry, what: str, texts: Sequence[str], hint: str) -> Diagnostic:
        message = f"what not all personas have in `{self.key}` {what}: {'; '.join(texts)}"
        diagnostic = entry.diagnostic(CODE_OF_SOME, message, hint.format(key=self.key))
        is_decided = self.policy in {"drop", "keep"}
        return diagnostic._replace(lowered_to="info") if is_decided else diagnostic


def _parts(value: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the parts of a value, each by a text that is equal for equal parts, with words for a message."""
    if isinstance(value, dict):
        labelled = [(str(key), part) for key, own in value.items() for part in _elements(own)]
    else:
        labelled = [("", part) for part in _elements(value)]
    return {comparable((label, part)): _described(label, part) for label, part in labelled}


def _elements(value: Any) -> Sequence[Any]:  # noqa: ANN401
    if isinstance(value, list):
        return value
    return () if value is None else (value,)


def _described(label: str, part: Any) -> str:  # noqa: ANN401
    """Return a part in words: `PreToolUse: ./deploy.sh`."""
    commands = " ".join(" ".join(_commands(part)).split())
    cut = f"{commands[:_MOST_SHOWN]}\u2026" if len(commands) > _MOST_SHOWN else commands
    shown = cut or shortened(part)
    return f"{label}: {shown}" if label else shown


def _commands(part: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the commands, addresses and prompts in a value, at any depth."""
    if isinstance(part, dict):
        for key in _SHOWN:
            yield from (str(text) for text in _elements(part.get(key)))
        yield from (text for key, value in part.items() if key not in _SHOWN for text in _commands(value))
    elif isinstance(part, list):
        yield from (text for element in part for text in _commands(element))
