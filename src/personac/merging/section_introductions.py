"""Texts that introduce the sections below them.

"You will look at every change in these ways:" with a subsection for each way
makes sense right above the first of them and nowhere else. Where the merge has
put that section somewhere else, the sentence is left out, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from personac.extraction.section_streams import Streams, Text
from personac.merging.cluster_placement import Places, Running, topics
from personac.merging.list_groups import Slot
from personac.merging.paragraph_selection import IDLE_PRELUDE_REASON, Chosen, left_out_entries
from personac.model import Planned, SectionRef, Topic


def choose_preludes(
    planned: Planned, streams: Streams, places: Places, chosen: Chosen, filled: Sequence[Slot]
) -> Chosen:
    """Take the preludes from the texts that run; a topic keeps the one that its first section follows."""
    nodes = {topic.id: topic for topic in topics(planned.outline)}
    topic_of = {ref: topic.id for topic in nodes.values() for ref in topic.sections}
    said = {slot.holder.number for slot in filled if slot.holder.kind == "topic"}
    said |= {place.topic for c in chosen.running if isinstance(place := places.of[c], Running)}
    introduced = _introduced(planned, streams, chosen, topic_of)
    kept: dict[int, int] = {}
    for cluster, targets in sorted(introduced.items(), key=lambda item: (-len(item[1]), item[0])):
        place = places.of[cluster]
        if isinstance(place, Running) and _first_below(nodes[place.topic], said - {place.topic}) in targets:
            kept.setdefault(place.topic, cluster)
    spare = dict.fromkeys(introduced.keys() - kept.values(), IDLE_PRELUDE_REASON)
    return replace(
        chosen,
        running=chosen.running - introduced.keys(),
        preludes=kept,
        left_out=(*chosen.left_out, *left_out_entries(planned, spare)),
    )


def _introduced(
    planned: Planned, streams: Streams, chosen: Chosen, topic_of: Mapping[SectionRef, int]
) -> Mapping[int, Sequence[int]]:
    """For each running cluster that is nothing but preludes the topics of the sections that follow them."""
    found: dict[int, list[int]] = defaultdict(list)
    preludes = dict(_preludes(planned, streams, topic_of))
    for bullet, target in preludes.items():
        found[planned.cluster_of[bullet]].append(target)
    voices = {c: _voices(planned, c) for c in found}
    return {c: own for c, own in found.items() if c in chosen.running and preludes.keys() >= voices[c]}


def _preludes(
    planned: Planned, streams: Streams, topic_of: Mapping[SectionRef, int]
) -> Iterator[tuple[int, int]]:
    for ref, entries in streams.sections.items():
        below = SectionRef(ref.persona, (*ref.path, 0))
        last = entries[-1] if entries else None
        is_other = below in topic_of and topic_of[below] != topic_of[ref]
        if is_other and isinstance(last, Text) and planned.bullets[last.bullet].text.endswith(":"):
            yield last.bullet, topic_of[below]


def _voices(planned: Planned, cluster: int) -> set[int]:
    return {m for m in planned.clusters[cluster].members if m not in planned.repeats}


def _first_below(topic: Topic, said: Container[int]) -> int | None:
    """Return the first topic right below that is said, or has one below it that is."""
    return next((child.id for child in topic.children if any(t.id in said for t in topics(child))), None)
