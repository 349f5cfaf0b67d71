from __future__ import annotations

import pytest

from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.driver.compile import FINISH, MATCH, MERGE, PASSES, compile_personas
from personac.driver.means import Means
from personac.driver.observer import NOBODY, Observer, Several, observed, pass_name, step
from personac.ir import Compilation
from personac.model.source import Source
from tests.unit.driver.listener import Listener

SOURCES = (Source("a.md", b"- Keep the oil dry\n"), Source("b.md", b"- Keep the oil dry\n- Sing\n"))


def test_passes_are_called_by_their_modules_or_by_their_functions() -> None:
    names = [pass_name(run) for run in PASSES]
    assert names[:3] == ["parse", "agent_name", "extract"]
    assert names[-4:] == ["keep", "canonical_markdown", "lint", "variant_patches"]
    assert len(set(names)) == len(names)


def test_every_pass_is_told_of_in_its_order() -> None:
    listener = Listener()
    compile_personas(SOURCES, load_rules([]), means=Means(observer=listener))
    names = [pass_name(run) for run in (*MATCH, *MERGE, *MATCH, *FINISH)]
    assert listener.heard == [f"{when} {name}" for name in names for when in ("starts", "ends")]


def test_an_observer_changes_nothing() -> None:
    rules = load_rules([])
    alone, watched = (
        compile_personas(SOURCES, rules, means=Means(observer=who)) for who in (NOBODY, Listener())
    )
    assert (alone.canonical, alone.clusters, alone.variants) == (
        watched.canonical,
        watched.clusters,
        watched.variants,
    )


def test_a_pass_that_fails_has_ended_with_nothing() -> None:
    def run(_compilation: Compilation, _rules: Rules) -> Compilation:
        raise KeyError

    listener = Listener()
    (told,) = observed((run,), listener)
    with pytest.raises(KeyError):
        told(Compilation(), load_rules([]))
    assert listener.heard == ["starts test_observer", "ends test_observer"]
    assert listener.given == [Compilation(), None]


def test_a_step_that_fails_has_ended() -> None:
    listener = Listener()
    with pytest.raises(KeyError), step(listener, "gather"):
        raise KeyError
    assert listener.heard == ["starts gather", "ends gather"]


def test_several_hear_the_same() -> None:
    one, other = Listener(), Listener()
    several = Several((one, other, Observer()))
    with step(several, "gather"):
        pass
    several.rests()
    assert one.heard == other.heard == ["starts gather", "ends gather", "rests"]
