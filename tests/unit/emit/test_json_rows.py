from __future__ import annotations

import json

from personac.emit.json_rows import encode_rows

FIELDS = {
    "name": "x",
    "rows": [{"a": 1, "b": [1, 2]}, {"a": 2, "b": []}],
    "none": [],
    "numbers": [1, 2, 3],
    "size": {"bytes": 1},
    "table": {"one": "1", "two": "2"},
}


def test_each_element_of_a_list_has_a_line_and_all_else_one() -> None:
    assert encode_rows(FIELDS, tables=("table",)).decode() == (
        "{\n"
        '  "name": "x",\n'
        '  "rows": [\n    {"a": 1, "b": [1, 2]},\n    {"a": 2, "b": []}\n  ],\n'
        '  "none": [],\n'
        '  "numbers": [1, 2, 3],\n'
        '  "size": {"bytes": 1},\n'
        '  "table": {\n    "one": "1",\n    "two": "2"\n  }\n'
        "}\n"
    )


def test_rows_are_json_of_the_same_value() -> None:
    assert json.loads(encode_rows(FIELDS)) == json.loads(encode_rows(FIELDS, tables=("table",))) == FIELDS
