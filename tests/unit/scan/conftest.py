"""A Ray of this machine for all tests of the engine: it takes seconds to start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from personac.scan.engines import open_engine
from personac.scan.ray_engine import RayEngine
from tests.conftest import ROOT
from tests.unit.scan.stub_tasks import WORK


@pytest.fixture(scope="session")
def ray_here() -> Iterator[RayEngine]:
    """Its processes import the tasks of the tests. Tests with it are marked as a group of xdist, `ray`."""
    if not find_spec("ray"):  # importing it here would be too early
        pytest.skip("the extra ray is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))
        with open_engine("ray", WORK, 2) as engine:
            assert isinstance(engine, RayEngine)
            yield engine
