"""Fixtures every test may use: where the shared data lies, if it is here."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.effort import load_profile

ROOT = Path(__file__).resolve().parents[1]
_NOT_MEASURED = frozenset({"browser", "ci", "properties", "robustness"})
"""Folders whose tests run long, by chance or in other processes: none may be what covers a line."""
load_profile()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden from what personac says"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Have coverage tell what those tests reach that mirror the code, wherever they run; others run fast.

    What needs `shared` is not measured either, which other machines lack. The marker `no_cover` of
    pytest-cov would do, did it stop both of the tracers that run in a process of pytest-xdist.
    """
    tracer = sys.gettrace()
    if type(tracer).__module__ != "coverage" or _is_measured(item):
        return (yield)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


def _is_measured(item: pytest.Item) -> bool:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    return folder not in _NOT_MEASURED and "shared" not in getattr(item, "fixturenames", ())


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
