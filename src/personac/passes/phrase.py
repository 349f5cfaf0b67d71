"""Phrase each cluster: whose words it is given in, what completes them, and what is folded into what.

The words are one source's own. Where they are a list of nouns, the nouns that
only the others of the cluster name are put in; sentences stay as they are. A
narrow bullet that a broad one covers is folded into it when every word it says
stands there, completed words included; else both are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from personac.config.schema import Rules
from personac.ir import Addition, Bullet, Compilation, Cover, Wording
from personac.model.ast import Item, Paragraph
from personac.passes.matching.exact import quantities
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.passes.matching.words import Words
from personac.passes.noun_lists import NounList, noun_list, sides
from personac.passes.streams import Streams, section_streams

Units = frozenset[str]


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `wordings`, one for each cluster, and `folded`."""
    compilation, prepared = with_prepared(compilation, rules)
    streams = section_streams(compilation)
    phraser = _Phraser(compilation, prepared, streams, is_completed=rules.merge.facets == "complete")
    wordings = tuple(phraser.wording(number) for number in range(len(compilation.clusters)))
    compilation = replace(compilation, wordings=wordings)
    if rules.merge.covered == "keep":
        return replace(compilation, folded={})
    return replace(compilation, folded=_Folder(compilation, prepared, streams).folded())


@dataclass(frozen=True, slots=True)
class _Phraser:
    compilation: Compilation
    prepared: Prepared
    streams: Streams
    is_completed: bool

    def wording(self, number: int) -> Wording:
        cluster = self.compilation.clusters[number]
        chosen = cluster.representative
        others = [member for member in cluster.members if member != chosen]
        own = self._noun_list(chosen) if self.is_completed and others else None
        if own is None:
            return Wording(chosen)
        additions = tuple(self._additions(own, self.compilation.bullets[chosen], others))
        text = own.with_more([addition.text for addition in additions]) if additions else ""
        return Wording(chosen, additions, text)

    def _noun_list(self, bullet: int) -> NounList | None:
        """Read a bullet of one paragraph on one line."""
        node = self.streams.nodes.get(bullet)
        blocks = [b for b in node.blocks if isinstance(b, Paragraph)] if isinstance(node, Item) else []
        if len(blocks) != 1:
            return None
        found = self.compilation.bullets[bullet]
        source = self.compilation.personas[self.compilation.number_of[found.persona]].source
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

    def __init__(self, compilation: Compilation, prepared: Prepared, streams: Streams) -> None:
        self._compilation = compilation
        self._prepared = prepared
        self._streams = streams
        self._words = prepared.knowledge.words
        self._guard = UnitGuard(prepared)

    def folded(self) -> Mapping[int, int]:
        """Return for each narrow cluster that is folded the broad one."""
        owner = self._compilation.cluster_of
        found: dict[int, int] = {}
        ranked = sorted(self._compilation.covers, key=lambda cover: (-cover.score, cover.narrow, cover.broad))
        for cover in ranked:
            narrow, broad = owner[cover.narrow], owner[cover.broad]
            is_free = narrow not in found and narrow not in found.values() and broad not in found
            if is_free and self._may_fold(cover, narrow, broad):
                found[narrow] = broad
        return dict(sorted(found.items()))

    def _may_fold(self, cover: Cover, narrow: int, broad: int) -> bool:
        clusters, bullets = self._compilation.clusters, self._compilation.bullets
        members = clusters[narrow].members
        authors = self._authors(narrow) & self._authors(broad)
        is_plain = all(bullets[m].kind == "item" and not self._streams.inside.get(m) for m in members)
        first = self._prepared.first_of
        is_apart = self._guard.bar(first[cover.narrow], first[cover.broad])
        return is_plain and not authors and not is_apart and self._says_all(members, broad)

    def _authors(self, cluster: int) -> set[str]:
        """The personas with a voice that say it."""
        members = self._compilation.clusters[cluster].members
        return {self._compilation.bullets[m].persona for m in members if m not in self._compilation.echoes}

    def _says_all(self, members: Sequence[int], broad: int) -> bool:
        """Tell whether every word and number of `members` stands in the broad cluster's wording."""
        bullets, wording = self._compilation.bullets, self._compilation.wordings[broad]
        text = ", ".join((bullets[wording.bullet].text, *(addition.text for addition in wording.additions)))
        units, numbers = frozenset(self._words.units(text)), frozenset(quantities(text))
        return all(
            units.issuperset(self._words.units(bullets[m].text))
            and numbers.issuperset(quantities(bullets[m].text))
            for m in members
        )
