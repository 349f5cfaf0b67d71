"""What every test may use: the shared data, if it is here, and how many examples hypothesis tries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.loaded_once import loaded_once

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# A run tries the same few examples each time, so that what fails once fails again;
# `pytest --hypothesis-profile=thorough` tries many new ones.
_SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "sample", deadline=None, max_examples=30, derandomize=True, database=None, suppress_health_check=_SLOW
)
settings.register_profile("thorough", deadline=None, max_examples=500, suppress_health_check=_SLOW)
settings.load_profile("sample")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite what tests/golden expects")


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERSONAC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("CI", raising=False)  # there, a check compiles
        yield


@pytest.fixture(autouse=True, scope="session")
def _loaded_once() -> Iterator[None]:
    with loaded_once():
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real personas beside the project; not part of it."""
    if not (SHARED / "wild").is_dir():
        pytest.skip(f"needs the real personas in {SHARED}, which are not part of the project")
    return SHARED
