"""Give every cluster its one place in the canonical.

A cluster goes to the topic that has most of its members; a tie goes to the first topic. Its list there is
that of its anchor: the representative if that is in the topic, else the first member that is. The list is
one of the topic, or one below the parent bullet. Clusters that are folded into another have no place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.extraction.section_streams import Entry, Listed, Streams
from personac.merging.list_groups import Holder, Slot, Slots, SourceList, form_slots
from personac.model import ListForm, Planned
from personac.outline.topic_tree import topics

_CHECKLIST = "checklist"  # the role of a topic; see [outline.role] in the rules


@dataclass(frozen=True, slots=True, order=True)
class Running:
    """The place of a paragraph: in a topic, not in a list."""

    topic: int


Place = Slot | Running


@dataclass(frozen=True, slots=True)
class Places:
    """`of` maps a cluster to its place; `slots` are the lists of the canonical.

    `streams[holder]` are the streams of the sources that are merged in a topic or a bullet.
    """

    of: Mapping[int, Place]
    slots: Slots
    streams: Mapping[Holder, tuple[tuple[Entry, ...], ...]]


def place_clusters(planned: Planned, streams: Streams) -> Places:
    """Place every cluster that is not folded into another."""
    outline = planned.outline
    by_holder = _streams_by_holder(planned, streams)
    checklists = {Holder("topic", topic.id) for topic in topics(outline) if topic.role == _CHECKLIST}
    lists = {holder: _lists(own, is_checklist=holder in checklists) for holder, own in by_holder.items()}
    slots = form_slots(planned.cluster_of, lists)
    rank = {topic.id: position for position, topic in enumerate(topics(outline))}
    topic_of = {ref: topic.id for topic in topics(outline) for ref in topic.sections}
    topic_of_bullet = {bullet: topic_of[ref] for bullet, ref in streams.section_of().items()}
    return Places(_Placer(planned, rank, topic_of_bullet, slots, streams).places(), slots, by_holder)


def _streams_by_holder(planned: Planned, streams: Streams) -> dict[Holder, tuple[tuple[Entry, ...], ...]]:
    """For every topic the streams of its sections, for every cluster those inside its bullets."""
    by_holder: dict[Holder, list[tuple[Entry, ...]]] = defaultdict(list)
    for topic in topics(planned.outline):
        by_holder[Holder("topic", topic.id)] = [
            streams.sections[ref] for ref in topic.sections if ref in streams.sections
        ]
    for bullet, entries in sorted(streams.inside.items()):
        if entries:
            by_holder[Holder("bullet", planned.cluster_of[bullet])].append(entries)
    return {holder: tuple(own) for holder, own in by_holder.items()}


def _lists(streams: Sequence[tuple[Entry, ...]], *, is_checklist: bool) -> list[SourceList]:
    """Return the lists of a holder; in a checklist with boxes plain lists become lists of tasks."""
    own = [(n, entry) for n, entries in enumerate(streams) for entry in entries if isinstance(entry, Listed)]
    has_boxes = is_checklist and any(entry.form == "task" for _, entry in own)
    seen: Counter[tuple[int, ListForm]] = Counter()
    lists = []
    for number, entry in own:
        form: ListForm = "task" if has_boxes and entry.form == "bulleted" else entry.form
        lists.append(SourceList(number, entry, form, seen[number, form]))
        seen[number, form] += 1
    return lists


class _Placer:
    def __init__(
        self,
        planned: Planned,
        rank: Mapping[int, int],
        topic_of_bullet: Mapping[int, int],
        slots: Slots,
        streams: Streams,
    ) -> None:
        self._planned = planned
        self._rank = rank
        self._topic_of_bullet = topic_of_bullet
        self._slots = slots
        lists = [e for own in (*streams.sections.values(), *streams.inside.values()) for e in own]
        self._list_of = {b: e.bullets[0] for e in lists if isinstance(e, Listed) for b in e.bullets}
        self._of: dict[int, Place] = {}
        self._first_of: dict[tuple[Holder, ListForm], Slot] = {}
        for slot, form in sorted(slots.forms.items()):
            self._first_of.setdefault((slot.holder, form), slot)

    def places(self) -> Mapping[int, Place]:
        clusters = [c for c in range(len(self._planned.clusters)) if c not in self._planned.folded]
        hosts = {c: self._host(c) for c in clusters}
        anchors = {c: self._anchor(c, hosts[c]) for c in clusters}
        for c in sorted(clusters, key=lambda c: anchors[c]):
            self._of[c] = self._place(c, anchors[c], hosts)
        return dict(sorted(self._of.items()))

    def _members(self, cluster: int) -> list[int]:
        """Return the members that have a topic: those of redundant personas have none."""
        members = self._planned.clusters[cluster].members
        return [member for member in members if member in self._topic_of_bullet]

    def _host(self, cluster: int) -> int:
        votes = Counter(self._topic_of_bullet[m] for m in self._members(cluster))
        return min(votes, key=lambda topic: (-votes[topic], self._rank[topic]))

    def _anchor(self, cluster: int, host: int) -> int:
        here = [m for m in self._members(cluster) if self._topic_of_bullet[m] == host]
        representative = self._planned.clusters[cluster].representative
        return representative if representative in here else here[0]

    def _place(self, cluster: int, anchor: int, hosts: Mapping[int, int]) -> Place:
        host = hosts[cluster]
        if self._planned.bullets[anchor].is_paragraph:
            return Running(host)
        own = self._slots.of[self._list_of[anchor]]
        parent = self._parent_cluster(anchor)
        if parent is None:
            return own
        if hosts.get(parent) != host or self._is_below(parent, cluster):
            return self._displaced(own, Holder("topic", host))
        return own

    def _displaced(self, own: Slot, holder: Holder) -> Slot:
        """Return the first list of the topic with the form of the nested list, else that list itself."""
        return self._first_of.get((holder, self._slots.forms[own]), Slot(holder, own.first))

    def _parent_cluster(self, bullet: int) -> int | None:
        parent = self._planned.bullets[bullet].parent
        return self._planned.cluster_of[self._planned.position_of[parent]] if parent else None

    def _is_below(self, cluster: int, above: int) -> bool:
        """Return whether `cluster` is `above` itself or nested below it."""
        while cluster != above:
            place = self._of.get(cluster)
            if not isinstance(place, Slot) or place.holder.kind != "bullet":
                return False
            cluster = place.holder.number
        return True
