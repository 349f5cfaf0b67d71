"""The sources' entries of one front-matter key, with their places, as material for the policies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from personac.diagnostics.model import Diagnostic, Kind
from personac.model import Entry, Origin, Persona

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
        """The entry as its source writes it; empty if no strict YAML parser accepts that source."""
        if self.persona.front_matter.tolerant:
            return ""
        return self.persona.source.slice_text(self.entry.span)

    def diagnostic(self, kind: Kind, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at the start of the entry."""
        source = self.persona.source
        position = source.position(self.entry.span.start)
        return Diagnostic(kind, source.path, position.line, position.column, message, hint)


def entries_of(key: str, personas: Sequence[Persona]) -> tuple[SourceEntry, ...]:
    """Return the entries of `key`, in the order of the personas; of a repeated key the last one."""
    return tuple(
        SourceEntry(persona, entry)
        for persona in personas
        for entry in [entry for entry in persona.front_matter.entries if entry.key == key][-1:]
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
            return f"{{{sorted((comparable(k), comparable(v)) for k, v in value.items())}}}"
        case list() | tuple():
            return f"{[comparable(element) for element in value]}"
        case set():
            return f"{{{sorted(map(comparable, value))}}}"
        case _:
            return f"{value!r}"


def shortened(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return `value` on one line, cut to 60 characters, for a message."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except TypeError:  # dates, sets, keys that are no text
        text = str(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1].rstrip()}\u2026"
