from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.fences import Fences, Opening, find_fences, visible_start


@pytest.mark.parametrize(
    ("text", "inner", "body"),
    [
        ("---\nname: x\n---\nbody", "name: x\n", "body"),
        ("--- \t\nname: x\n---  \nbody", "name: x\n", "body"),
        ("---\r\nname: x\r\n---\r\nbody", "name: x\r\n", "body"),
        ("---\rname: x\r---\rbody", "name: x\r", "body"),
        ("---\n---\n", "", ""),
        ("---\n---", "", ""),
        ("---\n- no\n- mapping\n---\nbody", "- no\n- mapping\n", "body"),
        ("---\na: |\n  ---\n---\nbody\n---\n", "a: |\n  ---\n", "body\n---\n"),
        ("---\na: 1\n----\n--- x\n---\nbody", "a: 1\n----\n--- x\n", "body"),
        ("---\na: 1\n...\n---\nbody", "a: 1\n...\n", "body"),
        ("\n \n---\nname: x\n---\nbody", "name: x\n", "body"),
        ("\ufeff---\nname: x\n---\nbody", "name: x\n", "body"),
        ("\n---\n\n# why\n  'a b': x\n---\nbody", "\n# why\n  'a b': x\n", "body"),
    ],
)
def test_front_matter_is_between_two_lines_of_dashes(text: str, inner: str, body: str) -> None:
    fences = find_fences(text)
    assert isinstance(fences, Fences)
    assert text[fences.inner_start : fences.inner_end] == inner
    assert text[fences.body_start :] == body
    assert text[fences.start : fences.end].startswith("---")
    assert text[fences.inner_end : fences.end].startswith("---")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "body",
        "# T\n---\nname: x\n---\n",
        "----\nname: x\n----\n",
        "--- # why\nname: x\n---\n",
        " ---\nname: x\n---\n",
        "---\nonly a rule\n",
        "---\n",
        "---",
        "\n---\nname x\n---\nbody",
        "\n---\n---\nbody",
        "\n---\nhttp://example.org\n---\nbody",
    ],
)
def test_text_without_keys_is_not_front_matter(text: str) -> None:
    assert find_fences(text) is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("---\nname: x\n\n# Body\n", "---\nname: x"),
        ("---\nname: x\ntools:\n- a\n  # why\nBody\n", "---\nname: x\ntools:\n- a\n  # why"),
        ("---\nname: x", "---\nname: x"),
        ("\n---\n\nname: x\n", "\n---\n"),
    ],
)
def test_an_unclosed_opening_ends_with_its_keys(text: str, keys: str) -> None:
    opening = find_fences(text)
    assert isinstance(opening, Opening)
    assert text[: opening.keys_end] == keys


@given(st.text("-\n\r \ufeffa:#", max_size=30))
def test_fences_are_ordered_and_within_bounds(text: str) -> None:
    fences = find_fences(text)
    assert 0 <= visible_start(text) <= len(text)
    if isinstance(fences, Fences):
        places = [
            fences.start,
            fences.inner_start,
            fences.inner_end,
            fences.end,
            fences.body_start,
            len(text),
        ]
        assert places == sorted(places)
