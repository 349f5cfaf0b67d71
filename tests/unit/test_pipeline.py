from __future__ import annotations

from personac.model import Extracted, Matched, Merged, Parsed, Planned
from personac.observer import Observer
from personac.pipeline import compile_personas
from tests.unit.helpers import compiled, rules, sources

TEXTS = {"b.md": "- x1\n- y1\n", "a.md": "---\nname: n\n---\n\nYou are a.\n\n- X1\n"}


class Steps(Observer):
    def __init__(self) -> None:
        self.names: list[str] = []

    def step_started(self, step: str) -> None:
        self.names.append(step)


def test_every_pass_is_observed_in_order_and_matching_again_for_the_canonical() -> None:
    steps = Steps()
    compile_personas(sources(TEXTS), rules(), observer=steps)
    match = ["parse", "extract", "redundant-personas", "propose", "score", "guard", "cluster"]
    merge = ["cover", "phrase", "align", "merge", "tidy", "front-matter", "keep", "emit"]
    assert steps.names == ["knowledge", *match, *merge, *match, "lint", "near-misses", "variants"]


def test_the_last_stage_has_all_that_was_made() -> None:
    found = compiled(TEXTS)
    merged = found.merged
    stages = merged.parsed, merged.extracted, merged.matched, merged.planned, merged
    assert [type(stage) for stage in stages] == [Parsed, Extracted, Matched, Planned, Merged]
    assert found.personas == merged.parsed.personas
    assert (found.name, found.number_of) == ("merged", {"a": 0, "b": 1})
    assert found.bullets == merged.extracted.bullets
    assert found.position_of == {"a:5": 0, "a:7": 1, "b:1": 2, "b:2": 3}
    assert (found.repeats, found.redundant, found.distinct) == ({}, frozenset(), found.personas)
    assert found.cluster_of == (0, 1, 1, 2)
    assert (found.clusters, found.scored, found.apart) == (merged.matched.clusters, merged.matched.scored, ())
    assert (found.covers, found.folded) == ((), {})
    assert [found.bullets[wording.bullet].text for wording in found.wordings] == ["You are a.", "X1", "y1"]
    assert found.outline == merged.planned.outline
    assert (found.body, found.left_out, found.tokenizer) == (merged.body, (), "estimate")
    assert [field.key for field in found.fields] == ["name"]


def test_diagnostics_of_all_stages_come_with_the_last() -> None:
    texts = {"a.md": "- Always log errors\n", "b.md": "- Never log errors\n", "c.md": "---\nname: n\n---\n"}
    codes = {diagnostic.code for diagnostic in compiled(texts, "[keep]\nmin_support = 9\n").diagnostics}
    assert codes >= {"PC406", "PC431"}


def test_a_name_that_is_given_comes_before_the_rules_and_the_derived_one() -> None:
    used = '[agent]\nname = "ruled"\n'
    assert compiled(TEXTS, used, "given").name == "given"
    assert compiled(TEXTS, used).name == "ruled"
    assert compiled({"x-a.md": "", "x-b.md": ""}).name == "x"
