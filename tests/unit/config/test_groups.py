from __future__ import annotations

from personac.config.groups import GroupJoiner

PATH = ("vocabulary", "near")
DEFAULTS = [["kubernetes", "k8s"], ["database", "db"]]


def test_a_later_file_extends_a_group_and_adds_others() -> None:
    joiner = GroupJoiner(PATH)
    assert joiner.add(DEFAULTS, []) == []
    assert joiner.add([["K8S", "kube"], ["queue", "mq"], ["kubernetes", "eks"]], []) == []
    assert joiner.joined() == [["kubernetes", "k8s", "kube", "eks"], ["database", "db"], ["queue", "mq"]]


def test_a_term_in_two_groups_of_one_file_is_a_conflict() -> None:
    [problem] = GroupJoiner(PATH).add([["a", "b"], ["c", "B", "b"]], [])[:1]
    assert problem.path == (*PATH, 1, 1)
    assert problem.message == "the term `B` stands in two groups"


def test_a_group_that_joins_two_of_earlier_files_is_a_conflict() -> None:
    joiner = GroupJoiner(PATH)
    joiner.add([*DEFAULTS, ["x", "y"]], [])
    [problem] = joiner.add([["k8s", "db", "x"]], [])
    assert problem.path == (*PATH, 0)
    assert (
        problem.message
        == "this group joins two groups of earlier files: those of `kubernetes` and `database`"
    )


def test_terms_can_be_taken_out_and_put_elsewhere() -> None:
    joiner = GroupJoiner(PATH)
    joiner.add([*DEFAULTS, ["one", "two", "three"]], [])
    assert joiner.add([["cluster", "K8s"], ["one", "four"]], ["k8s", "one", "unknown"]) == []
    assert joiner.joined() == [["database", "db"], ["two", "three"], ["cluster", "K8s"], ["one", "four"]]


def test_terms_without_words_are_passed_over() -> None:
    joiner = GroupJoiner(PATH)
    assert joiner.add([["a", "!", "?"], ["b", "!", "c"]], []) == []
    assert joiner.joined() == [["b", "c"]]
