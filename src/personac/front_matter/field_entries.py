"""Who has a key, where, and as what: the material that policies choose from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from personac.diagnostics.model import Diagnostic, Kind, Severity
from personac.ir import Entry, Origin, Persona

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """A persona that has a key, and its entry."""

    persona: Persona
    entry: Entry

    @property
    def value(self) -> Any:  # noqa: ANN401 - YAML values are of any type
        """The value that the persona gives the key."""
        return self.entry.value

    @property
    def place(self) -> str:
        """Path and line, as people write them."""
        source = self.persona.source
        return f"{source.path}:{source.line(self.entry.span.start)}"


def holders_of(key: str, personas: Sequence[Persona]) -> tuple[Holder, ...]:
    """Return who has `key`; of entries of one file the last."""
    return tuple(
        Holder(persona, entry)
        for persona in personas
        for entry in {e.key: e for e in persona.front_matter.entries if e.key == key}.values()
    )


def origins(holders: Sequence[Holder]) -> tuple[Origin, ...]:
    """Return where the holders have the key."""
    return tuple(_origin(holder) for holder in holders)


def _origin(holder: Holder) -> Origin:
    source, span = holder.persona.source, holder.entry.span
    lines = source.line(span.start), source.last_line(span)
    return Origin(holder.persona.id, source.path, *lines, "frontmatter")


def written(holder: Holder) -> str:
    """Return the entry as its source writes it; empty where no strict parser takes it."""
    if holder.persona.front_matter.tolerant:
        return ""
    return holder.persona.source.slice_text(holder.entry.span)


def fingerprint(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return a text equal for equal values, whatever the order of a mapping's keys."""
    match value:
        case dict():
            return f"{{{sorted((fingerprint(k), fingerprint(v)) for k, v in value.items())}}}"
        case list() | tuple():
            return f"{[fingerprint(element) for element in value]}"
        case set():
            return f"{{{sorted(map(fingerprint, value))}}}"
        case _:
            return f"{value!r}"


def agree(holders: Sequence[Holder]) -> bool:
    """Tell whether all give the key one value, written in one order."""
    return len({repr(holder.value) for holder in holders}) == 1


def shown(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return `value` on one line, short, for a message."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except TypeError:  # dates, sets, keys that are no text
        text = str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}\u2026"


def found_at(
    holder: Holder, kind: Kind, message: str, hint: str, lowered_to: Severity | None = None
) -> Diagnostic:
    """Return a diagnostic at the holder's entry."""
    position = holder.persona.source.position(holder.entry.span.start)
    path = holder.persona.source.path
    return Diagnostic(kind, path, position.line, position.column, message, hint, lowered_to)
