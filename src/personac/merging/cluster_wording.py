"""Choose the wording of each cluster, and fold narrow clusters into broad ones.

The wording is the text of one member. If it is a list of nouns, nouns that only other members name are
added; sentences stay as they are. A narrow bullet that a broad one covers is folded into it if the
wording of the broad one, additions included, has every word of it; else both are kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.config.schema import Merge
from personac.extraction.noun_lists import NounList, noun_list, sides
from personac.extraction.section_streams import Streams, section_streams
from personac.matching.constraints import CopyGuard
from personac.matching.copies import quantities
from personac.matching.prepared_bullets import Prepared
from personac.matching.tokenizer import Words
from personac.model import Addition, Bullet, Cover, Matched, Wording
from personac.model.ast import Item, Paragraph

Units = frozenset[str]
_WORD = re.compile(r"[^\W\d_]+")


def phrase(
    matched: Matched, covers: Sequence[Cover], prepared: Prepared, settings: Merge
) -> tuple[tuple[Wording, ...], Mapping[int, int]]:
    """Return a wording for each cluster, and for each folded narrow cluster the broad one."""
    streams = section_streams(matched)
    letters = _Letters(bullet.text for bullet in matched.bullets)
    writer = _Writer(matched, prepared, streams, letters, is_completed=settings.facets == "complete")
    wordings = tuple(writer.wording(number) for number in range(len(matched.clusters)))
    if settings.covered == "keep":
        return wordings, {}
    return wordings, _Folding(matched, prepared, streams, wordings).folded(covers)


def with_compounds(
    matched: Matched, folded: Mapping[int, int], in_parts: Mapping[int, int]
) -> Mapping[int, int]:
    """Return the folded clusters with those of compounds that other bullets say in parts."""
    owner = matched.cluster_of
    added = {owner[compound]: folded.get(owner[part], owner[part]) for compound, part in in_parts.items()}
    taken = {*added.keys(), *added.values()}
    kept = {narrow: broad for narrow, broad in folded.items() if narrow not in taken and broad not in added}
    return dict(sorted({**kept, **added}.items()))


@dataclass(frozen=True, slots=True)
class _Writer:
    matched: Matched
    prepared: Prepared
    streams: Streams
    letters: _Letters
    is_completed: bool

    def wording(self, number: int) -> Wording:
        cluster = self.matched.clusters[number]
        chosen = cluster.representative
        others = [member for member in cluster.members if member != chosen]
        own = self._noun_list(chosen) if self.is_completed and others else None
        if own is None:
            return Wording(chosen)
        additions = tuple(self._additions(own, self.matched.bullets[chosen], others))
        nouns = self.letters.inside([addition.text for addition in additions], own.parts)
        text = own.with_more(nouns) if additions else ""
        return Wording(chosen, additions, text)

    def _noun_list(self, bullet: int) -> NounList | None:
        """Return the nouns of a bullet of one paragraph on one line; None for a sentence."""
        node = self.streams.nodes.get(bullet)
        blocks = [b for b in node.blocks if isinstance(b, Paragraph)] if isinstance(node, Item) else []
        if len(blocks) != 1:
            return None
        persona = self.matched.number_of[self.matched.bullets[bullet].persona]
        source = self.matched.personas[persona].source
        text = source.slice_text(blocks[0].span)
        return None if "\n" in text or "\r" in text else noun_list(text)

    def _additions(self, own: NounList, chosen: Bullet, others: Sequence[int]) -> Iterator[Addition]:
        """Yield the nouns that only others name, in the order of the personas and then of their texts."""
        known = _KnownNouns(self.prepared.knowledge.words, (chosen.text, *own.parts))
        for other in others:
            has_more = not set(self.matched.bullets[other].hidden) <= set(chosen.hidden)
            theirs = None if has_more else self._noun_list(other)
            parts = theirs.parts if theirs else ()
            for part in parts:
                halves = sides(part) if part is parts[-1] else (part,)
                for noun in halves if any(map(known.has, halves)) else (part,):
                    if not known.has(noun):
                        known.add(noun)
                        yield Addition(noun, other)


class _Letters:
    """Knows which words the sources mostly write with a small letter inside a text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts = Counter(word for text in texts for word in _WORD.findall(text)[1:])

    def inside(self, nouns: Sequence[str], parts: Sequence[str]) -> list[str]:
        """Return nouns as they stand inside a list: if its others do, they begin with a small letter."""
        others = [part for part in parts[1:] if part[0].isalpha()]
        is_small = sum(part[0].islower() for part in others) * 2 > len(others)
        return [self._small(noun) if is_small else noun for noun in nouns]

    def _small(self, noun: str) -> str:
        first = _WORD.match(noun)
        if first is None or not first[0].istitle():
            return noun
        is_name = self._counts[first[0]] >= self._counts[first[0].lower()]
        return noun if is_name else noun[0].lower() + noun[1:]


class _KnownNouns:
    """The nouns of a wording so far, as sets of words."""

    def __init__(self, words: Words, texts: Iterable[str]) -> None:
        self._words = words
        self._with: dict[str, list[Units]] = defaultdict(list)  # for each unit the texts with it
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        units = frozenset(self._words.units(text))
        for unit in units:
            self._with[unit].append(units)

    def has(self, text: str) -> bool:
        """Return whether one of the texts has every word of a noun, but filler."""
        units = self._words.core(text)
        fewest = min((self._with.get(unit, []) for unit in units), key=len, default=None)
        return fewest is None or any(units <= known for known in fewest)


class _Folding:
    """Folds narrow clusters into the broad ones that cover them; no chain, the best cover first."""

    def __init__(
        self, matched: Matched, prepared: Prepared, streams: Streams, wordings: Sequence[Wording]
    ) -> None:
        self._matched, self._prepared, self._streams = matched, prepared, streams
        self._wordings = wordings
        self._words = prepared.knowledge.words
        self._guard = CopyGuard(prepared)

    def folded(self, covers: Iterable[Cover]) -> Mapping[int, int]:
        """Return for each folded narrow cluster the broad one."""
        owner = self._matched.cluster_of
        broad_of: dict[int, int] = {}
        taken: set[int] = set()
        ranked = sorted(covers, key=lambda cover: (-cover.score, cover.narrow, cover.broad))
        for cover in ranked:
            narrow, broad = owner[cover.narrow], owner[cover.broad]
            is_free = narrow not in broad_of and narrow not in taken and broad not in broad_of
            if is_free and self._may_fold(cover, narrow, broad):
                broad_of[narrow] = broad
                taken.add(broad)
        return dict(sorted(broad_of.items()))

    def _may_fold(self, cover: Cover, narrow: int, broad: int) -> bool:
        clusters, bullets = self._matched.clusters, self._matched.bullets
        members = clusters[narrow].members
        has_shared_author = bool(self._authors(narrow) & self._authors(broad))
        is_plain = all(bullets[m].kind == "item" and not self._streams.inside.get(m) for m in members)
        first = self._prepared.first_of
        is_barred = self._guard.bar(first[cover.narrow], first[cover.broad])
        if not is_plain or has_shared_author or is_barred:
            return False
        return self._has_same_hidden(members, broad) and self._has_all_words(members, broad)

    def _authors(self, cluster: int) -> set[str]:
        """Return the personas that have it, redundant ones aside."""
        return {self._matched.bullets[m].persona for m in self._matched.distinct_members(cluster)}

    def _has_same_hidden(self, members: Sequence[int], broad: int) -> bool:
        """Return whether the broad cluster's wording hides what `members` hide, and nothing else."""
        bullets = self._matched.bullets
        hidden = set(bullets[self._wordings[broad].bullet].hidden)
        return all(set(bullets[member].hidden) == hidden for member in members)

    def _has_all_words(self, members: Sequence[int], broad: int) -> bool:
        """Return whether the broad cluster's wording has every word and number of `members`."""
        bullets, wording = self._matched.bullets, self._wordings[broad]
        text = ", ".join((bullets[wording.bullet].text, *(addition.text for addition in wording.additions)))
        units, numbers = frozenset(self._words.units(text)), frozenset(quantities(text))
        return all(
            units.issuperset(self._words.units(bullets[m].text))
            and numbers.issuperset(quantities(bullets[m].text))
            for m in members
        )
