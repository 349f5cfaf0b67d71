"""What one build worked out and the next one need not: results by what they were made from.

An edit changes one file of a hundred, and what was worked out of the others
still holds. Whoever works something out gives the memory a key that tells
everything that went in, and a way to make it; what is remembered changes
speed, never results. Values live as long as the process; those that have a
form as bytes may outlive it in a store, which the driver owns.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Protocol, TypeVar, cast

Value = TypeVar("Value")


class Form(Protocol[Value]):
    """How a value is kept as bytes."""

    def write(self, value: Value) -> bytes | None:
        """Return the bytes, None for a value that would not come back as it is."""

    def read(self, data: bytes) -> Value:
        """Return the value. Raises `ValueError` for bytes that are none."""


class Store(Protocol):
    """Bytes by key, for longer than a process lives; it may forget any of them at any time."""

    def get(self, key: str) -> bytes | None:
        """Return what was put, None where it is not there any more."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`, or do not."""

    def discard(self, key: str) -> None:
        """Forget what was put."""

    def tidy(self) -> None:
        """Keep within bounds."""


def key_of(kind: str, *parts: bytes) -> str:
    """Return the key of what is made from `parts`, in hexadecimal digits; equal only for equal ones."""
    found = blake2b(digest_size=32)
    for part in (kind.encode(), *parts):
        found.update(len(part).to_bytes(8))
        found.update(part)
    return found.hexdigest()


class Same:
    """A part of a key that stands for one object: equal only for that one, whose content is not compared."""

    __slots__ = ("_held",)

    def __init__(self, held: object) -> None:
        """Stand for `held`, which lives as long as this does."""
        self._held = held

    def __hash__(self) -> int:
        """Agree with equality."""
        return id(self._held)

    def __eq__(self, other: object) -> bool:
        """Compare identities."""
        return isinstance(other, Same) and self._held is other._held


class Memory:
    """Remembers values by key. One build after another may use the same memory, not two at once."""

    def __init__(self, store: Store | None = None) -> None:
        """Remember nothing yet but what is in `store`."""
        self._store = store
        self._held: dict[Hashable, object] = {}
        self._used: set[Hashable] = set()

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of `key`, made only if it is not known; it is kept in the process alone."""
        self._used.add(key)
        if key not in self._held:
            self._held[key] = make()
        return cast("Value", self._held[key])

    def within(self, size: int, most: int) -> Memory:
        """Return what to ask about `size` values: this memory, or none where they would weigh too much."""
        return self if size <= most else _NoMemory()

    def restore(self, key: str, form: Form[Value], make: Callable[[], Value]) -> Value:
        """Return the value of a key that `key_of` gave, made only if it is not in the store."""
        store = self._store
        if store is None:
            return make()
        data = store.get(key)
        if data is not None:
            try:
                return form.read(data)
            except ValueError:
                store.discard(key)
        value = make()
        written = form.write(value)
        if written is not None:
            store.put(key, written)
        return value

    def forget_unused(self) -> None:
        """Forget what nobody asked for since this was called last, so that nothing piles up."""
        self._held = {key: value for key, value in self._held.items() if key in self._used}
        self._used = set()

    def tidy(self) -> None:
        """Let the store keep within its bounds: to be called when a build is done."""
        if self._store is not None:
            self._store.tidy()


class _NoMemory(Memory):
    """Remembers nothing in the process."""

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:  # noqa: ARG002 - as the base has it
        """Make the value."""
        return make()
