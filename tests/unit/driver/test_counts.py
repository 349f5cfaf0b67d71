from __future__ import annotations

from personac.driver.compile import PASSES
from personac.driver.counts import FLOWS, given_to, made_by
from personac.driver.observer import pass_name
from personac.ir import Compilation
from tests.unit.helpers import compile_texts

TEXTS = {
    "a.md": "---\ntools: Read\n---\n# A\n\n- x1\n\n## B\n\n- x2\n\n### C\n\n- x3\n",
    "b.md": "# A\n\n- x1\n",
}


def test_every_pass_has_its_counts() -> None:
    assert set(FLOWS) == {pass_name(run) for run in PASSES}


def test_what_is_counted() -> None:
    done = compile_texts(TEXTS)
    told = {
        name: [(one.what, one.number) for one in (*given_to(name, done), *made_by(name, done))]
        for name in FLOWS
    }
    assert told["parse"] == [("bytes", sum(map(len, TEXTS.values()))), ("personas", 2)]
    assert told["agent_name"] == [("personas", 2)]
    assert told["extract"] == [("personas", 2), ("bullets", 4)]
    assert told["echo"] == [("bullets", 4), ("personas set aside", 1)]
    assert told["cluster"] == [("scores", len(done.scored)), ("clusters", 3)]
    assert told["align"] == [("personas", 2), ("topics", 2)]
    assert told["merge"] == [("clusters", 3), ("sections", 2)]
    assert told["canonical_markdown"][1] == ("lines", len(done.canonical.lines) if done.canonical else 0)
    assert told["variant_patches"][1] == ("patches", 2)


def test_nothing_is_there_before_the_first_pass() -> None:
    numbers = [
        one.number
        for name in FLOWS
        for one in (*given_to(name, Compilation()), *made_by(name, Compilation()))
    ]
    assert set(numbers) == {0}


def test_other_steps_have_none() -> None:
    assert given_to("gather", Compilation()) == made_by("gather", Compilation()) == ()
