from __future__ import annotations

import pytest

from personac.scan.group_tables import with_tables


@pytest.mark.parametrize("text", ["groups = [1]\n", "groups = 1\n", "groups.a = 1\n"])
def test_a_text_where_no_table_can_follow_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_tables(text, (), {"a": ["x.md"]})


def test_what_no_plain_string_can_hold_is_escaped() -> None:
    text = with_tables("", (), {"a.b": ['q"\\\x01\x7f\n.md']})
    assert text == '[groups."a.b"]\nsources = [\n    "q\\"\\\\\\u0001\\u007f\\n.md",\n]\n'
