"""Disagreement: the personas give a key different values, and the canonical has one of them, or none.

For keys that decide how the agent works, one warning lists the values and where they are, and how many
personas have none. For other keys every entry with another value is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import CONFLICTING_FIELD
from personac.front_matter.known_keys import TOLD_KEYS
from personac.front_matter.policies import SourceEntry, comparable, shortened

_MOST_VALUES = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries of one key, the number of personas, and the value in the canonical; None for no value."""

    key: str
    entries: Sequence[SourceEntry]
    personas: int
    value: object

    def problems(self, source: str = "") -> Iterator[Diagnostic]:
        """Yield what the personas disagree about; `source` tells where the value is from."""
        if self.key not in TOLD_KEYS:
            yield from self._notes(source)
        elif self.entries and len(self._by_value()) + self._missing() > 1:
            yield self._warning()

    def _missing(self) -> bool:
        """Return whether a persona lacks the key; nobody expects the name of another file."""
        return self.key != "name" and len(self.entries) < self.personas

    def _by_value(self) -> list[list[SourceEntry]]:
        """Return the entries by their values, the most frequent first."""
        groups: dict[str, list[SourceEntry]] = {}
        for entry in self.entries:
            groups.setdefault(comparable(entry.value), []).append(entry)
        return [groups[text] for text in sorted(groups, key=lambda text: (-len(groups[text]), text))]

    def _warning(self) -> Diagnostic:
        groups = self._by_value()
        told = [_told(group) for group in groups[:_MOST_VALUES]]
        if len(groups) > len(told):
            told.append(f"{len(groups) - len(told)} more values")
        if self._missing():
            told.append(f"none in {self.personas - len(self.entries)}")
        chosen = "none" if self.value is None else shortened(self.value)
        message = f"`{self.key}` is {chosen} in the canonical; the personas have {', '.join(told)}"
        return self.entries[0].diagnostic(CONFLICTING_FIELD, message, self._hint)

    def _notes(self, source: str) -> Iterator[Diagnostic]:
        for entry in self.entries:
            if comparable(entry.value) != comparable(self.value):
                message = (
                    f"`{self.key}` is {shortened(entry.value)} here; "
                    f"the canonical has {shortened(self.value)}{source}"
                )
                note = entry.diagnostic(CONFLICTING_FIELD, message, self._hint)
                yield note._replace(lowered_to="info")

    @property
    def _hint(self) -> str:
        return f"to decide, put `{self.key} = ...` under [front_matter.set] in rules/"


def _told(group: Sequence[SourceEntry]) -> str:
    more = f" and {len(group) - 1} more" if len(group) > 1 else ""
    return f"{shortened(group[0].value)} ({group[0].place}{more})"
