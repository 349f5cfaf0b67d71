"""Policies: how one value is made from the sources' entries of a key.

`central`, `first`, `longest` and `majority` pick the value of one source: see `pick`. Others combine all (see
`combination`), and `derive`, `explicit` and `drop` need no source's value (see `field_merge`).

A tie is decided by content, so that no name of a file matters: for the persona with the longest body, then by
the value itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from personac.config.front_matter_schema import Policy
from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.front_matter.move_examples import split_examples
from personac.model import Entry, MergedField, Origin, Persona
from personac.model.source import Span
from personac.parsing.normalization import Normaliser

_MOST_COMPARED = 500  # entries that each entry is compared with
_MAX_SHOWN = 60  # characters of a value in a message


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One persona's entry of a key."""

    persona: Persona
    entry: Entry

    @property
    def value(self) -> Any:  # noqa: ANN401 - YAML values are of any type
        """The value that the persona gives the key."""
        return self.entry.value

    @property
    def place(self) -> str:
        """Path and line, as in `agents/a.md:3`."""
        source = self.persona.source
        return f"{source.path}:{source.line(self.entry.span.start)}"

    @property
    def origin(self) -> Origin:
        """The lines of the entry, as provenance."""
        source, span = self.persona.source, self.entry.span
        lines = source.line(span.start), source.last_line(span)
        return Origin(self.persona.id, source.path, *lines, "frontmatter")

    @property
    def written(self) -> str:
        """The entry as its source writes it, below its lines of comment; empty if that is another value."""
        if self.entry.is_changed:
            return ""
        source, entry = self.persona.source, self.entry
        own = source.slice_text(Span(entry.span.start, entry.end))
        return "\n".join([*map(source.slice_text, entry.comments), own])

    def diagnostic(self, kind: Kind, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at the start of the entry."""
        return self.persona.source.diagnostic(self.entry.span.start, kind, message, hint)


def entries_of(key: str, personas: Sequence[Persona]) -> tuple[SourceEntry, ...]:
    """Return the entries of `key`, in the order of the personas; of a repeated key the last one."""
    return tuple(
        SourceEntry(persona, persona.front_matter.by_key[key])
        for persona in personas
        if key in persona.front_matter.by_key
    )


def origins(entries: Sequence[SourceEntry]) -> tuple[Origin, ...]:
    """Return the provenance of a value that is made from `entries`."""
    return tuple(entry.origin for entry in entries)


def all_agree(entries: Sequence[SourceEntry]) -> bool:
    """Return whether all entries have one value, in one order of elements and keys."""
    return len({repr(entry.value) for entry in entries}) == 1


def comparable(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return a text that is equal for equal values, whatever the order of a mapping's keys."""
    match value:
        case dict():
            return f"{{{', '.join(sorted(f'{comparable(k)}: {comparable(v)}' for k, v in value.items()))}}}"
        case list() | tuple():
            return f"[{', '.join(map(comparable, value))}]"  # not its repr: that doubles quotes at each level
        case set():
            return f"{{{', '.join(sorted(map(comparable, value)))}}}"
        case _:
            return f"{value!r}"


def shortened(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return `value` on one line, cut to 60 characters, for a message."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except TypeError:  # dates, sets, keys that are no text
        text = str(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1].rstrip()}\u2026"


def pick(policy: Policy, entries: Sequence[SourceEntry], normaliser: Normaliser) -> SourceEntry:
    """Return the entry whose value the canonical takes; `majority` for a policy that does not pick."""
    match policy:
        case "first":
            return entries[0]
        case "longest":
            scores = [float(len(_compared_text(entry))) for entry in entries]
        case "central":
            scores = _centrality(entries, normaliser)
        case _:
            values = [comparable(entry.value) for entry in entries]
            scores = [float(values.count(value)) for value in values]
    return _best(entries, scores)


def _best(entries: Sequence[SourceEntry], scores: Sequence[float]) -> SourceEntry:
    """Return the entry with the highest score; of equals that of the longest body, then the first value."""
    best = [entry for entry, score in zip(entries, scores, strict=True) if score == max(scores)]
    return min(best, key=lambda entry: (-_size(entry), comparable(entry.value), entry.written))


def _size(entry: SourceEntry) -> int:
    span = entry.persona.body.span
    return span.end - span.start


def _centrality(entries: Sequence[SourceEntry], normaliser: Normaliser) -> list[float]:
    """Return how near each entry is to all others; of very many, evenly spread ones count."""
    stems = [frozenset(normaliser.normalise(_compared_text(entry))) for entry in entries]
    step = -(-len(stems) // _MOST_COMPARED)
    return [round(sum(_overlap(own, other) for other in stems[::step]), 6) for own in stems]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _compared_text(entry: SourceEntry) -> str:
    """The value without the examples in it, which are about single cases."""
    return split_examples(str(entry.value)).text


def field_of(key: str, entry: SourceEntry, entries: Sequence[SourceEntry]) -> MergedField:
    """Return the field with the value of `entry`, written as in its source; all `entries` are its origins."""
    return MergedField(key, entry.value, origins(entries), entry.written)
