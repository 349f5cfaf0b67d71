from __future__ import annotations

import gc
import weakref

import pytest

from personac.driver.garbage import collection_between, no_collection


def test_garbage_is_looked_for_again_afterwards() -> None:
    with no_collection():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_nor_does_an_error_put_it_off_for_good() -> None:
    with pytest.raises(ZeroDivisionError), no_collection():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_where_it_was_not_looked_for_it_still_is_not() -> None:
    with no_collection():
        with no_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_between_builds_only_what_is_new_is_looked_at() -> None:
    before = gc.get_freeze_count()
    with collection_between() as collect:
        collect(True)  # noqa: FBT003 - the one thing to be told
        held = gc.get_freeze_count()
        assert held > before
        collect(False)  # noqa: FBT003
        assert abs(gc.get_freeze_count() - held) < held // 2
    assert gc.get_freeze_count() == 0


def test_garbage_that_came_between_builds_is_collected() -> None:
    class Ring:
        pass

    with collection_between() as collect:
        collect(True)  # noqa: FBT003
        ring = Ring()
        ring.__dict__["itself"] = ring
        gone = weakref.ref(ring)
        del ring
        collect(False)  # noqa: FBT003
        assert gone() is None
