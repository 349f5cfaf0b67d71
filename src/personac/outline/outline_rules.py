"""The rules on the outline: sections by title and alias, their places, and the order.

The entries of [[outline.section]] read like the headings of a file: one of level 3 belongs under the last
one of level 2 before it, unless `under` names another. An entry that matches no section of a source is
added as a topic if another belongs under it; otherwise it is reported, with the closest title as a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from personac.config.outline_schema import Outline, OutlineSection
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import IDLE_OUTLINE_RULE
from personac.outline.titles import Phrase, TitleReader
from personac.outline.topic_clustering import Unit

ROOT = -1
_TOP = 2  # the level of top sections


@dataclass(frozen=True, slots=True)
class Fixed:
    """The rules applied to the topics of one build, by number.

    `titles` are those from the rules; `parents` maps a topic to the one above it, or ROOT; the topics of
    `order` are in that order. `added` counts the topics that no source has; their numbers follow the others.
    """

    titles: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    parents: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    order: tuple[int, ...] = ()
    added: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """The titles of the sources: for each topic the stems of its titles, and all titles as written."""

    stems: Sequence[frozenset[Phrase]]
    titles: Sequence[str]


def named_units(units: Sequence[Unit], titles: Iterable[str], reader: TitleReader) -> tuple[int, ...]:
    """Return the units with one of `titles`; case and inflection do not matter."""
    wanted = {reader.stems(title) for title in titles}
    return tuple(i for i, unit in enumerate(units) if unit.titles[0].stems in wanted)


def fix(outline: Outline, sources: Sources, reader: TitleReader) -> Fixed:
    """Apply the rules."""
    if not outline.section and not outline.order:
        return Fixed()
    numbers = _Numbers(outline.section, sources, reader)
    diagnostics = list(numbers.unmatched())
    parents: dict[int, int] = {}
    for at, entry in enumerate(outline.section):
        if numbers.of_entry[at] is not None:
            diagnostics += _set_parent(numbers, at, entry, parents)
    order = tuple(dict.fromkeys(n for title in outline.order if (n := numbers.named(title)) is not None))
    diagnostics += [numbers.unknown(title) for title in outline.order if numbers.named(title) is None]
    entries = tuple(dict.fromkeys(n for n in numbers.of_entry if n is not None))
    order = order if outline.order else entries
    return Fixed(numbers.titles, parents, order, numbers.added, tuple(diagnostics))


class _Numbers:
    """The topic of each entry and title. An entry that matches no section has none."""

    def __init__(self, entries: Sequence[OutlineSection], sources: Sources, reader: TitleReader) -> None:
        self._entries, self._sources, self._reader = entries, sources, reader
        self._topic_of: dict[Phrase, int] = {}
        for number, own in enumerate(sources.stems):
            for stems in own:
                self._topic_of.setdefault(stems, number)
        self.parent_of = [self._parent(at) for at in range(len(entries))]
        self.titles: dict[int, str] = {}
        self.of_entry = [self._match(entry) for entry in entries]
        self.added = self._add_parents()

    def named(self, title: str) -> int | None:
        """Return the topic that a source or an entry calls `title`."""
        return self._topic_of.get(self._reader.stems(title))

    def unknown(self, title: str) -> Diagnostic:
        """Return the diagnostic that no section is called `title`."""
        near = get_close_matches(title, sorted(set(self._sources.titles)), n=1)
        hint = f"did you mean {near[0]!r}?" if near else "add the titles that the sources use as aliases"
        message = f"an outline rule names {title!r}, but no section has that title"
        return Diagnostic(IDLE_OUTLINE_RULE, "rules", 0, 0, message, hint)

    def unmatched(self) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each entry without a topic."""
        for entry, number in zip(self._entries, self.of_entry, strict=True):
            if number is None:
                yield self.unknown(entry.title)

    def _match(self, entry: OutlineSection) -> int | None:
        names = (self.named(title) for title in (entry.title, *entry.aliases))
        number = next((n for n in names if n is not None and n not in self.titles), None)
        return None if number is None else self._take(entry, number)

    def _take(self, entry: OutlineSection, number: int) -> int:
        self.titles[number] = entry.title
        self._topic_of.setdefault(self._reader.stems(entry.title), number)
        return number

    def _parent(self, at: int) -> int | None:
        """Return the position of the entry above the one at `at`."""
        own = self._entries[at]
        if own.under:
            stems = self._reader.stems(own.under)
            named = (i for i, entry in enumerate(self._entries) if self._reader.stems(entry.title) == stems)
            return next(named, None)
        return next((i for i in reversed(range(at)) if _TOP <= self._entries[i].level < own.level), None)

    def _add_parents(self) -> int:
        """Add topics for unmatched entries that others belong under, and count them; cycles are ignored."""
        added = 0
        for at in range(len(self._entries)):
            above, seen = self.parent_of[at], {at}
            while self.of_entry[at] is not None and above is not None and above not in seen:
                if self.of_entry[above] is None:
                    self.of_entry[above] = self._take(self._entries[above], len(self._sources.stems) + added)
                    added += 1
                seen.add(above)
                above = self.parent_of[above]
        return added


def _set_parent(
    numbers: _Numbers, at: int, entry: OutlineSection, parents: dict[int, int]
) -> Iterator[Diagnostic]:
    """Set the parent of an entry as it asks, unless that is below itself."""
    own = numbers.of_entry[at]
    if own is None or not (entry.under or entry.level):
        return
    above = numbers.parent_of[at]
    target = numbers.of_entry[above] if above is not None else None
    if entry.under and target is None:
        target = numbers.named(entry.under)
    if target is None and (entry.under or entry.level > _TOP):
        wanted = entry.under or f"{entry.title}, of level {entry.level}, has no section above it"
        yield numbers.unknown(wanted) if entry.under else _misplaced(wanted)
    elif target is not None and leads_to(target, own, parents):
        yield _misplaced(f"{entry.title!r} would be under itself")
    else:
        parents[own] = ROOT if target is None else target


def _misplaced(message: str) -> Diagnostic:
    hint = "give it level = 2, or name the section above it with `under`"
    return Diagnostic(IDLE_OUTLINE_RULE, "rules", 0, 0, message, hint)


def leads_to(start: int, target: int, parents: Mapping[int, int]) -> bool:
    """Return whether `target` is `start` or above it."""
    while start != ROOT:
        if start == target:
            return True
        start = parents.get(start, ROOT)
    return False
