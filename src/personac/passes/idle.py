"""Items that only name a list which now stands elsewhere.

`- **Testing**:` says nothing once the items below it have found their places
with others; it would promise what does not follow. Such an item is left out,
with its reason; what its author wrote with nothing below it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from personac.ir import LeftOut, Planned
from personac.passes.place import Places
from personac.passes.slots import Holder, Slot
from personac.passes.streams import Kept, Streams

IDLE_LABEL_REASON = "label: the items below it stand elsewhere"
Orders = Mapping[Slot, tuple[int, ...]]


def without_idle_labels(
    planned: Planned, streams: Streams, places: Places, orders: Orders
) -> tuple[Orders, tuple[LeftOut, ...]]:
    """Return the lists without such items, and these; a list of nothing else is gone, too."""
    labels = frozenset(_labels(planned, streams))
    idle: set[int] = set()
    while True:
        fresh = set(_idle(labels - idle, places, orders))
        if not fresh:
            break
        idle |= fresh
        orders = _without(orders, fresh)
    return orders, tuple(_left_out(planned, sorted(idle)))


def _labels(planned: Planned, streams: Streams) -> Iterator[int]:
    """Yield the clusters that end with a colon, and below which a source has something."""
    for number, wording in enumerate(planned.wordings):
        members = planned.clusters[number].members
        if planned.bullets[wording.bullet].text.endswith(":") and any(map(streams.inside.get, members)):
            yield number


def _idle(labels: frozenset[int], places: Places, orders: Orders) -> Iterator[int]:
    filled = {slot.holder for slot in orders}
    for cluster in sorted(labels):
        holder = Holder("bullet", cluster)
        entries = (entry for own in places.streams.get(holder, ()) for entry in own)
        if holder not in filled and not any(isinstance(entry, Kept) for entry in entries):
            yield cluster


def _without(orders: Orders, clusters: set[int]) -> Orders:
    rest = {slot: tuple(c for c in own if c not in clusters) for slot, own in orders.items()}
    return {slot: own for slot, own in rest.items() if own}


def _left_out(planned: Planned, clusters: Sequence[int]) -> Iterator[LeftOut]:
    for cluster in clusters:
        for member in planned.clusters[cluster].members:
            b = planned.bullets[member]
            yield LeftOut(b.persona, b.path, b.line, b.end_line, b.text, IDLE_LABEL_REASON, b.id)
