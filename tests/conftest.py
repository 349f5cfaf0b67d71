"""Fixtures every test may use: where the shared data lies, if it is here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.effort import load_profile

ROOT = Path(__file__).resolve().parents[1]
load_profile()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden from what personac says"
    )


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERSONAC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real personas beside the project; not part of it."""
    folder = ROOT.parent / "shared"
    if not (folder / "wild").is_dir():
        pytest.skip(f"needs the real personas in {folder}, which are not part of the project")
    return folder
