from __future__ import annotations

import pytest

from personac.memory import Memory, Same, key_of


class Texts:
    """Keeps texts; knows no empty one, and cannot keep "odd"."""

    def write(self, value: str) -> bytes | None:
        return None if value == "odd" else value.encode()

    def read(self, data: bytes) -> str:
        if not data:
            raise ValueError
        return data.decode()


class Shelf:
    """A store that notes what becomes of it."""

    def __init__(self, **kept: bytes) -> None:
        self.kept = dict(kept)
        self.tidied = 0

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.kept[key] = data

    def discard(self, key: str) -> None:
        del self.kept[key]

    def tidy(self) -> None:
        self.tidied += 1


def fail() -> str:
    raise AssertionError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", b"x"), ("b", b"x")),
        (("a", b"x"), ("a", b"y")),
        (("a", b"xy"), ("a", b"x", b"y")),
        (("a", b"x", b"y"), ("a", b"xy", b"")),
        (("a",), ("a", b"")),
        (("a", b"b"), ("ab", b"")),
    ],
)
def test_different_things_have_different_keys(one: tuple[str, bytes], other: tuple[str, bytes]) -> None:
    assert key_of(*one) != key_of(*other)
    assert key_of(*one) == key_of(*one)


def test_what_is_known_is_not_made_again() -> None:
    memory = Memory()
    assert memory.recall("key", lambda: "made") == "made"
    assert memory.recall("key", fail) == "made"
    assert memory.recall("other", lambda: "too") == "too"


def test_nothing_is_remembered_of_what_could_not_be_made() -> None:
    memory = Memory()
    with pytest.raises(AssertionError):
        memory.recall("key", fail)
    assert memory.recall("key", lambda: "made") == "made"


def test_what_was_not_asked_for_is_forgotten_and_the_rest_stays() -> None:
    memory = Memory()
    for key in ("one", "two"):
        memory.recall(key, lambda: "old")
    memory.forget_unused()
    memory.recall("one", fail)
    memory.forget_unused()
    assert memory.recall("one", fail) == "old"
    assert memory.recall("two", lambda: "new") == "new"


def test_the_store_is_asked_before_anything_is_made() -> None:
    shelf = Shelf(known=b"kept")
    memory = Memory(shelf)
    assert memory.restore("known", Texts(), fail) == "kept"
    assert memory.restore("new", Texts(), lambda: "made") == "made"
    assert shelf.kept == {"known": b"kept", "new": b"made"}


def test_what_the_store_cannot_give_back_is_discarded_and_made() -> None:
    shelf = Shelf(bad=b"")
    assert Memory(shelf).restore("bad", Texts(), lambda: "odd") == "odd"
    assert shelf.kept == {}


def test_without_a_store_everything_is_made() -> None:
    memory = Memory()
    assert [memory.restore("key", Texts(), lambda text=text: text) for text in "ab"] == ["a", "b"]  # type: ignore[misc]
    memory.tidy()


def test_the_store_tidies_when_it_is_told_to() -> None:
    shelf = Shelf()
    Memory(shelf).tidy()
    assert shelf.tidied == 1


def test_the_same_is_one_object_and_no_other() -> None:
    one, other = ["a"], ["a"]
    assert Same(one) == Same(one) != Same(other)
    assert Same(one) != one
    assert len({Same(one), Same(one), Same(other)}) == 2


def test_what_is_too_much_is_made_anew() -> None:
    made = iter(range(9))
    memory = Memory().within(3, 2)
    assert [memory.recall("x", lambda: next(made)) for _ in range(2)] == [0, 1]


def test_what_is_not_is_remembered() -> None:
    memory = Memory()
    assert memory.within(2, 2) is memory
