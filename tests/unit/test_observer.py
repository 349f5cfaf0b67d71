from __future__ import annotations

import pytest

from personac.config.loader import load_rules
from personac.model.source import Source
from personac.observer import NOBODY, Observer, Observers, observed_step
from personac.pipeline import compile_personas
from tests.unit.listener import Listener

SOURCES = (Source("a.md", b"- Keep the oil dry\n"), Source("b.md", b"- Keep the oil dry\n- Sing\n"))


def test_observers_are_notified_of_every_pass() -> None:
    listener = Listener()
    compile_personas(SOURCES, load_rules([]), observer=listener)
    assert listener.steps[:3] == ["knowledge", "parse", "extract"]
    assert len(listener.heard) == 2 * len(listener.steps)
    assert listener.heard[::2] == [f"{step} started" for step in listener.steps]
    assert listener.heard[1::2] == [f"{step} ended" for step in listener.steps]


def test_an_observer_changes_nothing() -> None:
    rules = load_rules([])
    alone, watched = (compile_personas(SOURCES, rules, observer=who) for who in (NOBODY, Listener()))
    assert (alone.canonical, alone.clusters, alone.variants) == (
        watched.canonical,
        watched.clusters,
        watched.variants,
    )


def test_a_step_that_fails_has_ended() -> None:
    listener = Listener()
    with pytest.raises(KeyError), observed_step(listener, "read"):
        raise KeyError
    assert listener.heard == ["read started", "read ended"]


def test_several_observers_get_the_same_notifications() -> None:
    one, other = Listener(), Listener()
    several = Observers((one, other, Observer()))
    with observed_step(several, "read"):
        pass
    several.pause()
    assert one.heard == other.heard == ["read started", "read ended", "pause"]
