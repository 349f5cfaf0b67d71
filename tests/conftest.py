"""What every test may use: the shared data, if it is here, and how many examples hypothesis tries."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from personac import pipeline
from personac.config.schema import Rules
from personac.matching.cross_encoder import CrossEncoder
from personac.report.html import page

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


class _Templates(BytecodeCache):
    """Compiled templates, in memory."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="session")
def _loaded_once() -> Iterator[None]:
    """Load model, words and templates once: that takes longer than most builds."""
    knowledge_of: dict[bytes, object] = {}
    load, open_session = pipeline._load_knowledge, CrossEncoder.__dict__["_session"].func  # noqa: SLF001

    def loaded(rules: Rules, background: bytes | None) -> object:
        key = msgspec.json.encode([rules, background])
        if key not in knowledge_of:
            knowledge_of[key] = load(rules, background)
        return knowledge_of[key]

    session = functools.cache(lambda: open_session(None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "_load_knowledge", loaded)
        patch.setattr(CrossEncoder, "_session", property(lambda _: session()))
        patch.setattr(page, "Environment", functools.partial(Environment, bytecode_cache=_Templates()))
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
