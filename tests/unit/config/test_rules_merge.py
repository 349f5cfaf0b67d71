from __future__ import annotations

from typing import Any

import pytest

from personac.config.rules_merge import VocabularyMerger, merged
from personac.config.validation import Problem

BUILT_IN: dict[str, Any] = {
    "groups": [["kubernetes", "k8s"], ["database", "db"]],
    "near": [["cache", "redis", "memcached"]],
    "filler": ["ensure", "robust"],
    "title_filler": ["overview"],
}


def vocabulary(*tables: dict[str, Any]) -> dict[str, list[Any]]:
    merger = VocabularyMerger()
    for table in (BUILT_IN, *tables):
        assert merger.add(table) == []
    return merger.merged()


def problems(*tables: dict[str, Any]) -> list[Problem]:
    merger = VocabularyMerger()
    return [problem for table in tables for problem in merger.add(table)]


def test_tables_merge_and_values_are_replaced() -> None:
    base = {"outline": {"threshold": 0.5, "filler": ["a"]}, "agent": {"name": "x"}}
    over = {"outline": {"filler": ["b"]}, "merge": {"identity": "all"}}
    assert merged(base, over) == {
        "outline": {"threshold": 0.5, "filler": ["b"]},
        "agent": {"name": "x"},
        "merge": {"identity": "all"},
    }
    assert base["outline"] == {"threshold": 0.5, "filler": ["a"]}


def test_aliases_and_decisions_accumulate() -> None:
    base = {"outline": {"alias": [1]}, "must_link": [1], "cannot_link": [1]}
    over = {"outline": {"alias": [2]}, "must_link": [2], "cannot_link": [2]}
    assert merged(base, over) == {"outline": {"alias": [1, 2]}, "must_link": [1, 2], "cannot_link": [1, 2]}


def test_a_table_that_is_a_single_value_is_replaced() -> None:
    base = {"front_matter": {"set": {"a": {"x": 1}, "b": 1}, "keys": {"name": "first"}}}
    over = {"front_matter": {"set": {"a": {"y": 2}}, "keys": {"tools": "union"}}}
    assert merged(base, over) == {
        "front_matter": {"set": {"a": {"y": 2}, "b": 1}, "keys": {"name": "first", "tools": "union"}}
    }


def test_files_extend_every_list_of_the_vocabulary() -> None:
    own = {
        "groups": [["K8S", "kube"], ["queue", "mq"], ["kubernetes", "eks"]],
        "near": [["redis", "valkey"]],
        "filler": ["Robust", "very", "!"],
    }
    assert vocabulary(own, {"title_filler": ["preamble"]}) == {
        "groups": [["kubernetes", "k8s", "kube", "eks"], ["database", "db"], ["queue", "mq"]],
        "near": [["cache", "redis", "memcached", "valkey"]],
        "filler": ["ensure", "robust", "very"],
        "title_filler": ["overview", "preamble"],
    }


def test_an_empty_table_changes_nothing() -> None:
    assert vocabulary({}) == BUILT_IN


def test_without_removes_terms_from_every_list() -> None:
    assert vocabulary({"without": ["k8s", "Redis", "robust", "overview", "unknown"]}) == {
        "groups": [["database", "db"]],
        "near": [["cache", "memcached"]],
        "filler": ["ensure"],
        "title_filler": [],
    }


def test_a_removed_term_can_be_added_to_another_group() -> None:
    own = {"without": ["redis", "k8s"], "near": [["store", "redis"]], "groups": [["cluster", "K8s"]]}
    both = vocabulary(own)
    assert both["near"] == [["cache", "memcached"], ["store", "redis"]]
    assert both["groups"] == [["database", "db"], ["cluster", "K8s"]]


@pytest.mark.parametrize("name", ["groups", "near"])
def test_a_term_in_two_groups_of_one_file_is_a_conflict(name: str) -> None:
    [problem, _] = problems({name: [["a", "b"], ["c", "B", "b"]]})
    assert problem.path == ("vocabulary", name, 1, 1)
    assert problem.message == "the term `B` is in two groups"


def test_a_group_that_overlaps_two_earlier_groups_is_a_conflict() -> None:
    [problem] = problems(BUILT_IN, {"groups": [["x", "y"]]}, {"groups": [["k8s", "db", "x"]]})
    assert problem.path == ("vocabulary", "groups", 0)
    names = "`kubernetes` and `database`"
    assert problem.message == f"this group shares terms with two groups of earlier files: {names}"


def test_a_synonym_can_also_be_a_related_term() -> None:
    table = {"groups": [["kubernetes", "k8s"]], "near": [["orchestration", "kubernetes"]]}
    assert problems(table) == []


def test_terms_without_words_are_ignored() -> None:
    merger = VocabularyMerger()
    assert merger.add({"groups": [["a", "!", "?"], ["b", "!", "c"]]}) == []
    assert merger.merged()["groups"] == [["b", "c"]]
