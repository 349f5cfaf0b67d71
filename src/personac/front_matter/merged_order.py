"""Merge several orders of partly the same elements into one.

`merge_sequences` weaves. The longest sequence is the base; of the others, in order of length, each element
that is missing goes right behind its predecessor, and a run at the head of a sequence right before the
first known element. So each sequence keeps its order unless a longer one contradicts it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def merge_sequences(sequences: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """Return every element of `sequences` once."""
    distinct = [tuple(dict.fromkeys(sequence)) for sequence in sequences]
    order: list[T] = []
    known: set[T] = set()
    for _, sequence in sorted(enumerate(distinct), key=lambda pair: (-len(pair[1]), pair[0])):
        if not known.issuperset(sequence):
            order = _weave(order, known, sequence)
            known.update(sequence)
    return tuple(order)


def _weave(order: list[T], known: AbstractSet[T], sequence: Sequence[T]) -> list[T]:
    behind: dict[T, list[T]] = {}
    head: list[T] = []
    anchor: T | None = None
    for element in sequence:
        if element in known:
            anchor = element
        elif anchor is None:
            head.append(element)
        else:
            behind.setdefault(anchor, []).append(element)
    first = next((element for element in sequence if element in known), None)
    woven: list[T] = []
    for element in order:
        if head and element == first:
            woven.extend(head)
        woven.append(element)
        woven.extend(behind.get(element, ()))
    return woven if first is not None else [*woven, *head]
