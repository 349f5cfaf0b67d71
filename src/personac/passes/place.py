"""Give every cluster its one place in the canonical.

A cluster goes to the topic where most of its members stand; a tie goes to the
topic that comes first. Inside the topic its anchor, the representative if it
stands there, else the first member that does, says in which list: that of its
parent bullet, or a list of the topic itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from personac.ir import Compilation, ListForm, Topic
from personac.passes.streams import Listed, Streams


@dataclass(frozen=True, slots=True, order=True)
class TopicList:
    """The `nth` list of one form that stands right in a topic."""

    topic: int
    form: ListForm
    nth: int


@dataclass(frozen=True, slots=True, order=True)
class NestedList:
    """The list of one form below the bullet that a cluster gives."""

    cluster: int
    form: ListForm


@dataclass(frozen=True, slots=True, order=True)
class Running:
    """Not in a list: a paragraph of a topic."""

    topic: int


Place = TopicList | NestedList | Running


@dataclass(frozen=True, slots=True)
class Places:
    """`of[cluster]` is where it goes, `anchor[cluster]` the bullet that says so.

    `topic[cluster]` is the id of the topic it stands in.
    """

    of: Mapping[int, Place]
    anchor: Mapping[int, int]
    topic: Mapping[int, int]


def place_clusters(compilation: Compilation, outline: Topic, streams: Streams) -> Places:
    """Place every cluster."""
    rank = {topic.id: position for position, topic in enumerate(topics(outline))}
    topic_of = {ref: topic.id for topic in topics(outline) for ref in topic.sections}
    topic_of_bullet = {bullet: topic_of[ref] for bullet, ref in streams.section_of().items()}
    return _Placer(compilation, rank, topic_of_bullet, numbered_lists(streams)).places()


def numbered_lists(streams: Streams) -> Mapping[int, tuple[ListForm, int]]:
    """Map each listed bullet to its list's form and number among those of its form."""
    found: dict[int, tuple[ListForm, int]] = {}
    for entries in (*streams.sections.values(), *streams.inside.values()):
        seen: Counter[ListForm] = Counter()
        for entry in entries:
            if isinstance(entry, Listed):
                found.update((bullet, (entry.form, seen[entry.form])) for bullet in entry.bullets)
                seen[entry.form] += 1
    return found


def topics(outline: Topic) -> Iterator[Topic]:
    """Yield the topics in the order of the outline, the root first."""
    yield outline
    for child in outline.children:
        yield from topics(child)


@dataclass(frozen=True, slots=True)
class _Placer:
    compilation: Compilation
    rank: Mapping[int, int]
    topic_of_bullet: Mapping[int, int]
    list_of_bullet: Mapping[int, tuple[ListForm, int]]

    def places(self) -> Places:
        hosts = {c: self._host(c) for c in range(len(self.compilation.clusters))}
        anchors = {c: self._anchor(c, host) for c, host in hosts.items()}
        of: dict[int, Place] = {}
        for c in sorted(anchors, key=lambda c: anchors[c]):
            of[c] = self._place(c, anchors, hosts, of)
        return Places(of, anchors, hosts)

    def _host(self, cluster: int) -> int:
        members = self.compilation.clusters[cluster].members
        votes = Counter(self.topic_of_bullet[m] for m in members)
        return min(votes, key=lambda topic: (-votes[topic], self.rank[topic]))

    def _anchor(self, cluster: int, host: int) -> int:
        found = self.compilation.clusters[cluster]
        here = [m for m in found.members if self.topic_of_bullet[m] == host]
        return found.representative if found.representative in here else here[0]

    def _place(
        self, cluster: int, anchors: Mapping[int, int], hosts: Mapping[int, int], so_far: Mapping[int, Place]
    ) -> Place:
        anchor, host = anchors[cluster], hosts[cluster]
        if self.compilation.bullets[anchor].is_paragraph:
            return Running(host)
        form, nth = self.list_of_bullet[anchor]
        parent = self._parent_cluster(anchor)
        if parent is None:
            return TopicList(host, form, nth)
        if hosts[parent] != host or self._stands_below(parent, cluster, so_far):
            return TopicList(host, form, 0)
        return NestedList(parent, form)

    def _parent_cluster(self, bullet: int) -> int | None:
        parent = self.compilation.bullets[bullet].parent
        return self.compilation.cluster_of[self.compilation.position_of[parent]] if parent else None

    def _stands_below(self, cluster: int, above: int, so_far: Mapping[int, Place]) -> bool:
        """Tell whether `cluster` is `above` itself or nested below it."""
        while cluster != above:
            place = so_far.get(cluster)
            if not isinstance(place, NestedList):
                return False
            cluster = place.cluster
        return True
