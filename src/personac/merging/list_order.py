"""The order of the bullets in every list of the canonical, and contradictions between the sources.

Orders are woven (see `consensus_order`), so each source keeps its own where no other contradicts it; lists of
the merged list's own form come first. The order of steps has a meaning: where two sources have two steps
in opposite orders, one is overruled and that is reported. In a merged bulleted list, definitions
(`**Lead**: …`) precede plain items, as most authors have them; each kind keeps its order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import CONTRADICTING_ORDER
from personac.extraction.section_streams import Listed, Streams, section_streams
from personac.merging.cluster_placement import Places
from personac.merging.list_groups import Slot
from personac.model import Planned
from personac.outline.consensus_order import merge_sequences, weave_into

Sequences = Mapping[Slot, Sequence[tuple[Listed, tuple[int, ...]]]]
_HINT = "if the order matters, make the sources agree, or remove the step from one of them"


def order_slots(
    planned: Planned, streams: Streams, places: Places
) -> tuple[Mapping[Slot, tuple[int, ...]], tuple[Diagnostic, ...]]:
    """Return for every list of the canonical its clusters in order, and the contradictions found."""
    sequences = _sequences(planned, streams, places)
    all_sequences = _sequences(planned, _all_streams(planned, streams), places)
    orders: dict[Slot, tuple[int, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for slot, own in sorted(sequences.items()):
        form = places.slots.form_of(slot)
        steps = merge_sequences([clusters for listed, clusters in own if listed.form == form])
        woven = weave_into(steps, [clusters for listed, clusters in own if listed.form != form])
        if form == "ordered":
            diagnostics.extend(_contradictions(planned, all_sequences[slot], woven))
        is_merged = form == "bulleted" and len(own) > 1
        orders[slot] = _definitions_first(planned, woven) if is_merged else woven
    return orders, tuple(diagnostics)


def _all_streams(planned: Planned, streams: Streams) -> Streams:
    """Return the streams of redundant personas, too: they may have their steps in another order."""
    return section_streams(planned, of_all=True) if planned.repeats else streams


def _sequences(planned: Planned, streams: Streams, places: Places) -> Sequences:
    """For every list of the canonical the lists of the sources, each with its clusters in it."""
    sequences: dict[Slot, list[tuple[Listed, tuple[int, ...]]]] = defaultdict(list)
    for entries in (*streams.sections.values(), *streams.inside.values()):
        for entry in entries:
            if isinstance(entry, Listed):
                for slot, clusters in _by_slot(planned, places, entry).items():
                    sequences[slot].append((entry, tuple(clusters)))
    return sequences


def _by_slot(planned: Planned, places: Places, listed: Listed) -> Mapping[Slot, Sequence[int]]:
    clusters: dict[Slot, list[int]] = defaultdict(list)
    for bullet in listed.bullets:
        cluster = planned.cluster_of[bullet]
        place = places.of.get(cluster)
        if isinstance(place, Slot):
            clusters[place].append(cluster)
    return clusters


def _definitions_first(planned: Planned, clusters: Sequence[int]) -> tuple[int, ...]:
    def is_plain(cluster: int) -> bool:
        return not planned.bullets[planned.clusters[cluster].representative].lead

    return tuple(sorted(clusters, key=is_plain))


def _contradictions(
    planned: Planned, own: Sequence[tuple[Listed, tuple[int, ...]]], woven: Sequence[int]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each two neighbouring steps that the merged order reverses."""
    rank = {cluster: at for at, cluster in enumerate(woven)}
    for listed, clusters in own:
        if listed.form != "ordered":
            continue
        distinct = tuple(dict.fromkeys(clusters))
        for before, after in pairwise(distinct):
            if rank[before] > rank[after]:
                yield _diagnostic(planned, listed, before, after)


def _diagnostic(planned: Planned, listed: Listed, before: int, after: int) -> Diagnostic:
    first, second = (_member(planned, listed, cluster) for cluster in (before, after))
    one = planned.bullets[first]
    other = _other_side(planned, one.persona, before, after)
    against = f"{other or 'the merged list'} has them in the opposite order"
    message = f"step {one.text!r} comes before {planned.bullets[second].text!r} here; {against}"
    return Diagnostic(CONTRADICTING_ORDER, one.path, one.line, 1, message, _HINT)


def _member(planned: Planned, listed: Listed, cluster: int) -> int:
    return next(bullet for bullet in listed.bullets if planned.cluster_of[bullet] == cluster)


def _other_side(planned: Planned, persona: str, before: int, after: int) -> str:
    """The place, as path:line, where another persona has `after` before `before`."""
    members = [planned.clusters[cluster].members for cluster in (before, after)]
    bullets = planned.bullets
    for second, first in ((s, f) for s in members[1] for f in members[0]):
        same = bullets[first].persona == bullets[second].persona != persona
        if same and bullets[second].line < bullets[first].line:
            return f"{bullets[second].path}:{bullets[second].line}"
    return ""
