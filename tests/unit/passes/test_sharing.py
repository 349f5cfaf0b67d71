"""A build whose matching is shared among copies writes what one without them does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from personac import build
from personac.passes import guard
from personac.passes.matching import candidates, scorer, strings
from personac.passes.outline import linking

_AGENTS = Path(__file__).parents[3] / "agents"


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked but on Linux")
def test_the_outputs_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {path.name: path.read_bytes() for path in sorted(_AGENTS.glob("*.md"))}
    monkeypatch.setenv("PERSONAC_CORES", "1")
    alone = build(sources)
    monkeypatch.setenv("PERSONAC_CORES", "3")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    for module in (guard, scorer, strings):
        monkeypatch.setattr(module, "_BLOCK", 32)
    monkeypatch.setattr(linking, "_PART", 8)
    monkeypatch.setattr(candidates, "_BLOCK", 32)
    monkeypatch.setattr(scorer, "_FEW", 0)
    monkeypatch.setattr(candidates, "_WORTH_A_COPY", 32)
    forked: list[int] = []
    fork = os.fork

    def counted() -> int:
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", counted)
    assert build(sources).outputs == alone.outputs
    assert len(forked) >= 2 * 6  # two copies for each of six tasks
