"""Decision files of each kind about the lines of a finished build, as a reviewer may write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from personac.config.decision_files import decision_name, encode_decision, item_key
from personac.front_matter.decided_fields import seen_values
from personac.matching.bullet_index import named_bullet
from personac.model import Merged, MergedSection
from personac.model.decision_format import DecidedField, DecidedGroup, DecisionFile

KINDS = ("same", "different", "text", "section", "drop", "field")
_WORDINGS = ("Say this in other words", "Write it down once", "Keep it as the team agreed")
_VALUES = ("ember", "slate", "amber", "russet", "umber", "teal", "ochre", "sepia", "coral")


class Sample(NamedTuple):
    """A decision, the bullets (by position) of the lines that it is about, and the front-matter key."""

    kind: str
    content: DecisionFile
    subjects: frozenset[int]
    field: str = ""

    def file(self, agent: str) -> tuple[str, bytes]:
        """Return the path and the bytes of its file."""
        key = item_key((one.persona, one.text) for group in self.content.group for one in group.bullets)
        return f"decisions/{agent}/{decision_name(key, 'ada')}", encode_decision(self.content)


def samples(merged: Merged, kind: str, most: int, chance: Random) -> list[Sample]:
    """Return at most `most` decisions of a kind."""
    if kind == "field":
        found = list(_fields(merged))
    else:
        found = [
            Sample(kind, DecisionFile(reason="as agreed", group=groups), subjects)
            for groups, subjects in _Lines(merged, chance).of_kind(kind)
        ]
    return chance.sample(found, min(most, len(found)))


def _fields(merged: Merged) -> Iterator[Sample]:
    keys = sorted({key for persona in merged.personas for key in persona.front_matter.values} - {"name"})
    for key in (*keys, *(f"x-{value}" for value in _VALUES)):
        for value in (*_VALUES, None):
            saw = seen_values(key, merged.personas)
            own = DecidedField(key, saw) if value is None else DecidedField(key, saw, value)
            if value is not None or saw:
                yield Sample("field", DecisionFile(reason="as agreed", field=own), frozenset(), key)


_Found = tuple[tuple[DecidedGroup, ...], frozenset[int]]


class _Lines:
    """Makes decisions about the clusters of a build."""

    def __init__(self, merged: Merged, chance: Random) -> None:
        self._merged, self._chance = merged, chance
        self._texts = {bullet.id: bullet.text for bullet in merged.bullets}

    def of_kind(self, kind: str) -> Iterator[_Found]:
        """Yield the groups of each decision, and what they are about."""
        if kind == "same":
            yield from self._joined()
        elif kind == "different":
            yield from self._taken_out()
        else:
            yield from self._changed(kind)

    def _group(self, members: Sequence[int], **values: object) -> DecidedGroup:
        bullets = (self._merged.bullets[member] for member in members)
        named = dict.fromkeys(named_bullet(one, self._texts.get(one.parent, "")) for one in bullets)
        return DecidedGroup(tuple(named), **values)  # type: ignore[arg-type]

    def _joined(self) -> Iterator[_Found]:
        """Yield the best pairs of two clusters of two personas, as one line."""
        merged, seen = self._merged, set[tuple[int, int]]()
        ranked = sorted(merged.scored.at_least(0.1), key=lambda one: (-one.score, one.pair.a, one.pair.b))
        for scored in ranked:
            a, b = (merged.duplicate_of[end] for end in (scored.pair.a, scored.pair.b))
            authors = {merged.bullets[end].persona for end in (scored.pair.a, scored.pair.b)}
            if a == b or (a, b) in seen or len(authors) == 1 or len(seen) > 100:
                continue
            seen |= {(a, b), (b, a)}
            members = (*merged.duplicates[a].members, *merged.duplicates[b].members)
            yield (self._group(members),), self._about(members)

    def _taken_out(self) -> Iterator[_Found]:
        """Yield each text of a cluster with several, taken out."""
        for cluster in self._merged.duplicates:
            texts: Mapping[str, list[int]] = {}
            for member in cluster.members:
                texts = {**texts, self._folded(member): [*texts.get(self._folded(member), []), member]}
            for own in texts.values() if len(texts) > 1 else ():
                rest = [member for member in cluster.members if member not in own]
                yield (self._group(rest), self._group(own)), self._about(cluster.members)

    def _folded(self, member: int) -> str:
        return " ".join(self._merged.bullets[member].text.casefold().split())

    def _changed(self, kind: str) -> Iterator[_Found]:
        titles = [path for path in _titles(self._merged.body, ()) if path]
        for cluster in self._merged.clusters:
            values: Mapping[str, object] = {
                "text": {"text": self._chance.choice(_WORDINGS)},
                "section": {"section": self._chance.choice(titles)},
                "drop": {"drop": True},
            }[kind]  # type: ignore[assignment]
            yield (self._group(cluster.members, **values),), self._about(cluster.members)

    def _about(self, members: Sequence[int]) -> frozenset[int]:
        """Return all bullets of the lines, and for an item those below it, which go with it."""
        merged = self._merged
        clusters = {merged.duplicate_of[member] for member in members}
        found = {member for number in clusters for member in merged.duplicates[number].members}
        ids = {merged.bullets[member].id for member in found}
        for position, bullet in enumerate(merged.bullets):
            if bullet.parent in ids:
                ids.add(bullet.id)
                found.add(position)
        return frozenset(found)


def _titles(section: MergedSection, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    path = (*above, section.title) if section.title else above
    yield path
    for child in section.sections:
        yield from _titles(child, path)
