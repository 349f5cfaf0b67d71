"""Phrase each cluster: whose words it is given in, what completes them, and what is folded into what.

The words are one source's own. Where they are a list of nouns, the nouns that
only the others of the cluster name are put in; sentences stay as they are. A
narrow bullet that a broad one covers is folded into it when every word it says
stands there, completed words included; else both are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.config.schema import Merge
from personac.extraction.noun_lists import NounList, noun_list, sides
from personac.extraction.section_streams import Streams, section_streams
from personac.matching.candidates import quantities
from personac.matching.constraints import CopyGuard
from personac.matching.prepared_bullets import Prepared
from personac.matching.tokenizer import Words
from personac.model import Addition, Bullet, Cover, Matched, Wording
from personac.model.ast import Item, Paragraph

Units = frozenset[str]


def phrase(
    matched: Matched, covers: Sequence[Cover], prepared: Prepared, settings: Merge
) -> tuple[tuple[Wording, ...], Mapping[int, int]]:
    """Return a wording for each cluster, and for each narrow cluster that is folded the broad one."""
    streams = section_streams(matched.extracted)
    phraser = _Phraser(matched, prepared, streams, is_completed=settings.facets == "complete")
    wordings = tuple(phraser.wording(number) for number in range(len(matched.clusters)))
    return wordings, {} if settings.covered == "keep" else _Folder(phraser, wordings).folded(covers)


@dataclass(frozen=True, slots=True)
class _Phraser:
    matched: Matched
    prepared: Prepared
    streams: Streams
    is_completed: bool

    def wording(self, number: int) -> Wording:
        cluster = self.matched.clusters[number]
        chosen = cluster.representative
        others = [member for member in cluster.members if member != chosen]
        own = self._noun_list(chosen) if self.is_completed and others else None
        if own is None:
            return Wording(chosen)
        additions = tuple(self._additions(own, self.matched.bullets[chosen], others))
        text = own.with_more([addition.text for addition in additions]) if additions else ""
        return Wording(chosen, additions, text)

    def _noun_list(self, bullet: int) -> NounList | None:
        """Read a bullet of one paragraph on one line."""
        node = self.streams.nodes.get(bullet)
        blocks = [b for b in node.blocks if isinstance(b, Paragraph)] if isinstance(node, Item) else []
        if len(blocks) != 1:
            return None
        found = self.matched.bullets[bullet]
        source = self.matched.personas[self.matched.number_of[found.persona]].source
        text = source.slice_text(blocks[0].span)
        return None if "\n" in text or "\r" in text else noun_list(text)

    def _additions(self, own: NounList, chosen: Bullet, others: Sequence[int]) -> Iterator[Addition]:
        """Yield the nouns that only others name, in the order of the personas and then of their texts."""
        said = _Said(self.prepared.knowledge.words, (chosen.text, *own.parts))
        for other in others:
            theirs = self._noun_list(other)
            parts = theirs.parts if theirs else ()
            for part in parts:
                halves = sides(part) if part is parts[-1] else (part,)
                for noun in halves if any(map(said.knows, halves)) else (part,):
                    if not said.knows(noun):
                        said.add(noun)
                        yield Addition(noun, other)


class _Said:
    """What a wording says so far, noun by noun."""

    def __init__(self, words: Words, texts: Iterable[str]) -> None:
        self._words = words
        self._units: list[Units] = []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        self._units.append(frozenset(self._words.units(text)))

    def knows(self, text: str) -> bool:
        """Tell whether every word of a noun stands in one of the texts."""
        units = frozenset(self._words.units(text))
        return any(units <= known for known in self._units)


class _Folder:
    """Folds narrow clusters into the broad ones that cover them; no chain, the best cover first."""

    def __init__(self, phraser: _Phraser, wordings: Sequence[Wording]) -> None:
        self._matched = phraser.matched
        self._prepared = phraser.prepared
        self._streams = phraser.streams
        self._wordings = wordings
        self._words = phraser.prepared.knowledge.words
        self._guard = CopyGuard(phraser.prepared)

    def folded(self, covers: Iterable[Cover]) -> Mapping[int, int]:
        """Return for each narrow cluster that is folded the broad one."""
        owner = self._matched.cluster_of
        found: dict[int, int] = {}
        ranked = sorted(covers, key=lambda cover: (-cover.score, cover.narrow, cover.broad))
        for cover in ranked:
            narrow, broad = owner[cover.narrow], owner[cover.broad]
            is_free = narrow not in found and narrow not in found.values() and broad not in found
            if is_free and self._may_fold(cover, narrow, broad):
                found[narrow] = broad
        return dict(sorted(found.items()))

    def _may_fold(self, cover: Cover, narrow: int, broad: int) -> bool:
        clusters, bullets = self._matched.clusters, self._matched.bullets
        members = clusters[narrow].members
        authors = self._authors(narrow) & self._authors(broad)
        is_plain = all(bullets[m].kind == "item" and not self._streams.inside.get(m) for m in members)
        first = self._prepared.first_of
        is_apart = self._guard.bar(first[cover.narrow], first[cover.broad])
        return is_plain and not authors and not is_apart and self._says_all(members, broad)

    def _authors(self, cluster: int) -> set[str]:
        """The personas with a voice that say it."""
        members = self._matched.clusters[cluster].members
        return {self._matched.bullets[m].persona for m in members if m not in self._matched.repeats}

    def _says_all(self, members: Sequence[int], broad: int) -> bool:
        """Tell whether every word and number of `members` stands in the broad cluster's wording."""
        bullets, wording = self._matched.bullets, self._wordings[broad]
        text = ", ".join((bullets[wording.bullet].text, *(addition.text for addition in wording.additions)))
        units, numbers = frozenset(self._words.units(text)), frozenset(quantities(text))
        return all(
            units.issuperset(self._words.units(bullets[m].text))
            and numbers.issuperset(quantities(bullets[m].text))
            for m in members
        )
