from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.model.personas import identify


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        ([], ()),
        (["agents/a.md", "agents/b.md"], ("a", "b")),
        (["x/a.md", "y/a.md", "y/b.md"], ("x-a", "y-a", "b")),
        (["a.md", "y/a.md"], ("a", "y-a")),
        (["p/x/a.md", "q/x/a.md"], ("p-x-a", "q-x-a")),
        (["../x/a.md", "/x/a.md"], ("x-a", "x-a-2")),
        (["x/A.md", "y/a.md"], ("x-A", "y-a")),
        (["x/caf\u00e9.md", "y/cafe\u0301.md"], ("x-caf\u00e9", "y-cafe\u0301")),
        (["a-b/c.md", "a/b-c.md", "a/c.md"], ("a-b-c", "b-c", "a-c")),
        (["x/a.b.md", "y/a.md"], ("a.b", "a")),
    ],
)
def test_ids_are_stems_extended_by_folders(paths: list[str], ids: tuple[str, ...]) -> None:
    assert identify(paths) == ids


def test_unsafe_characters_are_replaced() -> None:
    assert identify(['a:b*"<\u202e?.md', "tab\there.md"]) == ("a_b_", "tab_here")


def test_equal_ids_of_different_paths_are_numbered() -> None:
    assert identify(["a-b/c.md", "a/b-c.md", "x/b-c.md", "x/c.md", "x-b/c.md"]) == (
        "a-b-c", "a-b-c-2", "x-b-c", "x-c", "x-b-c-2",
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    paths=st.lists(
        st.lists(st.sampled_from(("a", "A", "b", "a-b", "..", "\u00e9", ":")), min_size=1, max_size=3).map(
            lambda parts: "/".join([*parts[:-1], f"{parts[-1]}x.md"])
        ),
        unique=True,
        max_size=8,
    )
)
def test_ids_are_unique_without_regard_to_case(paths: list[str]) -> None:
    ids = identify(paths)
    assert len({own.casefold() for own in ids}) == len(paths)
    assert all(own and "/" not in own for own in ids)
