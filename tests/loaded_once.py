"""Loads the model, words and templates once for all builds of a process: it takes longer than a build."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from personac import pipeline
from personac.config import loader
from personac.config.schema import Rules
from personac.matching.cross_encoder import CrossEncoder
from personac.report.html import page


class _Templates(BytecodeCache):
    """Compiled templates, in memory."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


@contextmanager
def loaded_once() -> Iterator[None]:
    """Keep what builds load for as long as the body runs."""
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


@contextmanager
def rules_read_once() -> Iterator[None]:
    """Keep rules by the bytes of their files as well."""
    with pytest.MonkeyPatch.context() as patch:
        cached = functools.lru_cache(100)(loader.load_rules)
        patch.setattr(loader, "load_rules", lambda files, settings=None: cached(tuple(files), settings))
        yield
