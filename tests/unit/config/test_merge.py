from __future__ import annotations

from personac.config.merge import merged


def test_tables_merge_and_values_are_replaced() -> None:
    base = {"outline": {"threshold": 0.5, "filler": ["a"]}, "agent": {"name": "x"}}
    over = {"outline": {"filler": ["b"]}, "merge": {"identity": "all"}}
    assert merged(base, over) == {
        "outline": {"threshold": 0.5, "filler": ["b"]},
        "agent": {"name": "x"},
        "merge": {"identity": "all"},
    }
    assert base["outline"] == {"threshold": 0.5, "filler": ["a"]}


def test_aliases_and_decisions_add_up() -> None:
    base = {"outline": {"alias": [1]}, "must_link": [1], "cannot_link": [1]}
    over = {"outline": {"alias": [2]}, "must_link": [2], "cannot_link": [2]}
    assert merged(base, over) == {"outline": {"alias": [1, 2]}, "must_link": [1, 2], "cannot_link": [1, 2]}


def test_a_table_that_is_a_value_is_replaced_whole() -> None:
    base = {"front_matter": {"set": {"a": {"x": 1}, "b": 1}, "keys": {"name": "first"}}}
    over = {"front_matter": {"set": {"a": {"y": 2}}, "keys": {"tools": "union"}}}
    assert merged(base, over) == {
        "front_matter": {"set": {"a": {"y": 2}, "b": 1}, "keys": {"name": "first", "tools": "union"}}
    }
