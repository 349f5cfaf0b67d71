"""What a reviewer may decide about: items of bullets, found by the parts of the review queue.

An item is a set of bullets, in groups that each are one line of the canonical. A cluster is one item, in
the first part that it belongs to; a contradiction and a near miss are a pair of bullets each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from personac.matching.copies import quantities
from personac.model import Cluster, Compilation, MergedSection, Topic
from personac.report.report_schema import ReviewPart
from personac.report.safe_text import count

_NEGATION = re.compile(
    r"no|not|never|none|nor|neither|nothing|without|cannot|avoid|except|unless|only|\w+n['\u2019]t",
    re.IGNORECASE,
)
Bullets = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Bullets, by position, in groups; `rank` is lower where the lost words matter more."""

    part: ReviewPart
    groups: tuple[Bullets, ...]
    note: str
    score: float = 1.0
    lost: tuple[str, ...] = ()
    rank: int = 1

    @property
    def bullets(self) -> Bullets:
        """All bullets, sorted."""
        return tuple(sorted(bullet for group in self.groups for bullet in group))

    @property
    def is_of_cluster(self) -> bool:
        """Whether it is a whole cluster, which grows when a source gets one more bullet of its meaning."""
        return self.part in {"losses", "doubtful", "completed", "moves", "sure"}


def items_of(compilation: Compilation, threshold: float) -> Iterator[Item]:
    """Yield the items in the order of the parts as far as they are about the same bullets.

    `threshold` is the score from which bullets are merged.
    """
    finder = _Finder(compilation, threshold)
    yield from finder.contradictions()
    yield from finder.clusters()
    yield from finder.near_misses()
    yield from finder.folds()
    yield from finder.left_out()
    yield from finder.moves()


def lines_of(compilation: Compilation, bullets: Iterable[int]) -> tuple[Bullets, ...]:
    """Return bullets by the line of the canonical that each is in."""
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for bullet in sorted(bullets):
        lines[compilation.cluster_of[bullet]].append(bullet)
    return tuple(map(tuple, lines.values()))


@dataclass(frozen=True)
class _Finder:
    compilation: Compilation
    threshold: float

    @cached_property
    def lost(self) -> Mapping[str, tuple[tuple[str, ...], int]]:
        """For each cluster of the canonical the words that are lost, those that matter most first."""
        words: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for loss in self.compilation.losses:
            for word in loss.words if loss.cluster else ():
                words[loss.cluster].setdefault(word, _rank(word, loss.names))
        return {
            cluster: (tuple(sorted(own, key=own.__getitem__)), min(own.values()))
            for cluster, own in words.items()
        }

    @cached_property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """For each cluster the titles of the section of the canonical that it is in."""
        return dict(reversed([*_places(self.compilation.body, ())]))

    @cached_property
    def aliases(self) -> Mapping[str, frozenset[str]]:
        """For each title of the outline, in lower case, the other titles of its sections."""
        known: defaultdict[str, set[str]] = defaultdict(set)
        for topic in _topics(self.compilation.outline):
            known[topic.title.casefold()] |= {alias.casefold() for alias in topic.aliases}
        return {title: frozenset(other) for title, other in known.items()}

    def contradictions(self) -> Iterator[Item]:
        """Yield the first pair of every two clusters that contradict each other."""
        seen: set[tuple[int, int]] = set()
        for kept in self.compilation.apart:
            one, other = kept.pair.a, kept.pair.b
            pair = self._owners(one, other)
            if kept.contradicts and pair not in seen:
                seen.add(pair)
                yield Item("contradictions", ((one,), (other,)), f"they contradict each other: {kept.reason}")

    def clusters(self) -> Iterator[Item]:
        """Yield the clusters of two bullets and more, each in its first part."""
        for cluster in self.compilation.duplicates:
            if len(cluster.members) > 1:
                yield self._of_cluster(cluster)

    def near_misses(self) -> Iterator[Item]:
        """Yield the pairs that were nearly merged."""
        for near in self.compilation.near_misses:
            groups = (near.pair.a,), (near.pair.b,)
            yield Item(
                "near_misses", groups, "they may say the same, and both are kept", round(near.score, 2)
            )

    def folds(self) -> Iterator[Item]:
        """Yield narrow bullets with the broad one that says them too: one line of the canonical."""
        clusters, wordings = self.compilation.clusters, self.compilation.wordings
        for narrow, broad in self.compilation.folded.items():
            bullets = (*clusters[narrow].members, wordings[broad].bullet)
            lost, rank = self.lost.get(clusters[narrow].id, ((), 1))
            yield Item("folds", (tuple(sorted(bullets)),), "the broader one says it too", 1.0, lost, rank)

    def left_out(self) -> Iterator[Item]:
        """Yield what the canonical leaves out, by cluster; folded bullets are in another part."""
        reasons = {entry.bullet: entry.reason for entry in self.compilation.left_out if entry.bullet}
        bullets = self.compilation.bullets
        for number, cluster in enumerate(self.compilation.clusters) if reasons else ():
            reason = reasons.get(bullets[cluster.representative].id)
            if reason is not None and number not in self.compilation.folded:
                lost, rank = self.lost.get(cluster.id, ((), 1))
                yield Item("left_out", (cluster.members,), f"left out: {reason}", 1.0, lost, rank)

    def moves(self) -> Iterator[Item]:
        """Yield single bullets that stand in a section of another title than in their source."""
        for cluster in self.compilation.clusters:
            if len(cluster.members) == 1 and (note := self._moved(cluster)):
                yield Item("moves", (cluster.members,), note)

    def _of_cluster(self, cluster: Cluster) -> Item:
        groups, owner = lines_of(self.compilation, cluster.members), self.compilation.cluster_of
        lines = [self.compilation.clusters[owner[group[0]]] for group in groups]
        told = [self.lost[line.id] for line in lines if line.id in self.lost]
        lost, rank = (
            tuple(dict.fromkeys(word for words, _ in told for word in words)),
            min((r for _, r in told), default=1),
        )
        merged = [one.score for one in cluster.why if owner[one.pair.a] == owner[one.pair.b]]
        score = round(min(merged, default=1.0), 2)
        if all(len(group) == 1 for group in groups):
            score = round(max((one.score for one in cluster.why), default=1.0), 2)
            return Item("near_misses", groups, "they may say the same, but lists keep all of them", score)
        part, note = self._part(lines, lost, score, [owner[group[0]] for group in groups])
        return Item(part, groups, note, score, lost, rank)

    def _part(
        self, lines: Sequence[Cluster], lost: Sequence[str], score: float, numbers: Sequence[int]
    ) -> tuple[ReviewPart, str]:
        if lost:
            return "losses", f"merging gives up {count(len(lost), 'word')}"
        if score < self.threshold:
            return "doubtful", f"one pair scores {score:.2f}, under the threshold of {self.threshold:.2f}"
        if any(self.compilation.wordings[number].additions for number in numbers):
            return "completed", "the wording is completed with nouns of other bullets"
        moved = next(filter(None, map(self._moved, lines)), "")
        return ("moves", moved) if moved else ("sure", "every pair scores enough, and no word is given up")

    def _moved(self, cluster: Cluster) -> str:
        """Return where a line moved to, if it is in a section of another title than in its source."""
        place = self.places.get(cluster.id)
        section = self.compilation.bullets[cluster.representative].section
        own, now = (titles[-1] if titles else "" for titles in (section, place or ()))
        is_known = own.casefold() in {now.casefold(), *self.aliases.get(now.casefold(), ())}
        return (
            ""
            if place is None or is_known
            else f"it moved from {own or 'no section'!r} to {now or 'no section'!r}"
        )

    def _owners(self, one: int, other: int) -> tuple[int, int]:
        owner = self.compilation.duplicate_of
        return min(owner[one], owner[other]), max(owner[one], owner[other])


def _rank(word: str, names: Iterable[str]) -> int:
    """Return 0 for names, numbers and negations, 1 for other words."""
    return 0 if word in names or quantities(word) or _NEGATION.fullmatch(word) else 1


def _places(section: MergedSection, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    titles = (*above, section.title) if section.title else above
    for piece in section.pieces():
        yield from ((origin.cluster, titles) for origin in piece.origins if origin.cluster)
    for child in section.sections:
        yield from _places(child, titles)


def _topics(topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in topic.children:
        yield from _topics(child)
