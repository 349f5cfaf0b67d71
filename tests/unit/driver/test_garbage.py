from __future__ import annotations

import gc

import pytest

from personac.driver.garbage import no_collection


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
