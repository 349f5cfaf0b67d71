from __future__ import annotations

from typing import Any

from personac.config.joiner import VocabularyJoiner

PACKAGE: dict[str, Any] = {
    "groups": [["kubernetes", "k8s"]],
    "near": [["cache", "redis", "memcached"]],
    "filler": ["ensure", "robust"],
    "title_filler": ["overview"],
}


def joined(*tables: dict[str, Any]) -> dict[str, list[Any]]:
    joiner = VocabularyJoiner()
    for table in (PACKAGE, *tables):
        assert joiner.add(table) == []
    return joiner.joined()


def test_files_add_to_every_list() -> None:
    own = {"groups": [["k8s", "kube"]], "near": [["redis", "valkey"]], "filler": ["Robust", "very", "!"]}
    assert joined(own, {"title_filler": ["preamble"]}) == {
        "groups": [["kubernetes", "k8s", "kube"]],
        "near": [["cache", "redis", "memcached", "valkey"]],
        "filler": ["ensure", "robust", "very"],
        "title_filler": ["overview", "preamble"],
    }


def test_a_file_that_says_nothing_changes_nothing() -> None:
    assert joined({}) == PACKAGE


def test_without_takes_out_of_every_list() -> None:
    assert joined({"without": ["k8s", "Redis", "robust", "overview", "unknown"]}) == {
        "groups": [],
        "near": [["cache", "memcached"]],
        "filler": ["ensure"],
        "title_filler": [],
    }


def test_what_was_taken_out_may_come_back_elsewhere() -> None:
    own = {"without": ["redis"], "near": [["database", "redis"]]}
    assert joined(own)["near"] == [["cache", "memcached"], ["database", "redis"]]


def test_a_term_that_points_two_ways_is_a_conflict_at_its_place() -> None:
    [problem] = VocabularyJoiner().add({"near": [["cache", "redis"], ["queue", "redis"]]})
    assert problem.path == ("vocabulary", "near", 1, 1)
    assert problem.message == "the term `redis` stands in two groups"


def test_a_term_may_mean_one_thing_and_point_at_another() -> None:
    table = {"groups": [["kubernetes", "k8s"]], "near": [["orchestration", "kubernetes"]]}
    assert VocabularyJoiner().add(table) == []
