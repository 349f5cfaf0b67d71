from __future__ import annotations

from pathlib import Path

from personac.observer import Observer
from personac.pipeline import Aids, compile_personas
from tests.unit.helpers import compiled, place, rules, sources

TEXTS = {"b.md": "- x1\n- y1\n", "a.md": "---\nname: n\n---\n\nYou are a.\n\n- X1\n"}


class Steps(Observer):
    def __init__(self) -> None:
        self.names: list[str] = []

    def step_started(self, step: str) -> None:
        self.names.append(step)


def test_every_step_is_observed_once_and_in_order() -> None:
    steps = Steps()
    compile_personas(sources(TEXTS), rules(), observer=steps)
    match = ["parse", "extract", "redundant-personas", "propose", "score", "judge", "guard", "decisions"]
    plan = ["cluster", "procedures", "align", "trunk", "lists", "divide", "cover", "phrase", "decide"]
    end = ["merge", "decided-lines", "front-matter", "keep", "emit", "references"]
    assert [name for name in steps.names if name != "losses"] == [
        "knowledge",
        *match,
        *plan,
        *end,
        "overlap",
        "lint",
        "targets",
        "near-misses",
        "variants",
    ]


def test_the_last_stage_has_the_fields_of_all_stages() -> None:
    built = compiled(TEXTS)
    assert (built.name, built.number_of) == ("n", {"a": 0, "b": 1})
    assert [(place(b), built.position_of[b.id]) for b in built.bullets] == [
        ("a:5", 0), ("a:7", 1), ("b:1", 2), ("b:2", 3),
    ]  # fmt: skip
    assert (built.repeats, built.redundant, built.distinct) == ({}, frozenset(), built.personas)
    assert (built.cluster_of, built.apart) == ((0, 1, 1, 2), ())
    assert [cluster.members for cluster in built.clusters] == [(0,), (1, 2), (3,)]
    assert [(pair.pair.a, pair.pair.b) for pair in built.scored] == [(1, 2)]
    assert (built.covers, built.folded) == ((), {})
    assert [built.bullets[wording.bullet].text for wording in built.wordings] == ["You are a.", "X1", "y1"]
    assert (built.outline.children, built.left_out, built.tokenizer) == ((), (), "estimate")
    assert [group.form for group in built.body.content] == [None, "bulleted"]
    assert [field.key for field in built.fields] == ["name"]


def test_the_last_stage_has_the_diagnostics_of_all_stages() -> None:
    texts = {"a.md": "- Always log errors\n", "b.md": "- Never log errors\n", "c.md": "---\nname: n\n---\n"}
    codes = {diagnostic.code for diagnostic in compiled(texts, "[keep]\nmin_support = 9\n").diagnostics}
    assert codes >= {"PC406", "PC431"}


def test_a_given_name_has_precedence_over_the_rules_and_the_derived_one() -> None:
    used = '[agent]\nname = "ruled"\n'
    assert compiled(TEXTS, used, "given").name == "given"
    assert compiled(TEXTS, used).name == "ruled"
    assert compiled({"x-a.md": "", "x-b.md": ""}).name == "x"


def test_the_judge_is_a_step_that_the_rules_can_leave_out() -> None:
    steps = Steps()
    compile_personas(sources(TEXTS), rules("[matching]\njudge = false\n"), observer=steps)
    assert "score" in steps.names
    assert "judge" not in steps.names


def test_what_the_judge_reads_is_kept_in_the_cache(tmp_path: Path) -> None:
    texts = {"a.md": "- Log every error with its context\n", "b.md": "- Log all errors with context\n- x1\n"}
    aids = Aids(cache=tmp_path)
    first, second = (compile_personas(sources(texts), rules(), aids=aids) for _ in range(2))
    assert [path.name for path in tmp_path.iterdir()] == ["judge"]
    assert first.scored == second.scored == compile_personas(sources(texts), rules()).scored
