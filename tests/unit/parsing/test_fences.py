from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.fences import find_fences, visible_start


@pytest.mark.parametrize(
    ("text", "inner", "body"),
    [
        ("---\nname: x\n---\nbody", "name: x\n", "body"),
        ("--- \t\nname: x\n---  \nbody", "name: x\n", "body"),
        ("---\r\nname: x\r\n---\r\nbody", "name: x\r\n", "body"),
        ("---\rname: x\r---\rbody", "name: x\r", "body"),
        ("---\n---\n", "", ""),
        ("---\n---", "", ""),
        ("---\n'a b': x\n---\nbody", "'a b': x\n", "body"),
        ("---\nstray\na: b: c\n---\nbody", "stray\na: b: c\n", "body"),
        ("---\na: |\n  ---\n---\nbody\n---\n", "a: |\n  ---\n", "body\n---\n"),
        ("---\na: 1\n----\n--- x\n---\nbody", "a: 1\n----\n--- x\n", "body"),
        ("---\na: 1\n...\n---\nbody", "a: 1\n...\n", "body"),
        ("\n \n---\nname: x\n---\nbody", "name: x\n", "body"),
        ("\ufeff---\nname: x\n---\nbody", "name: x\n", "body"),
        ("\n---\n\n# why\n  'a b': x\n---\nbody", "\n# why\n  'a b': x\n", "body"),
        ("<!-- a --><!-- b -->\n\n<!--\n---\n-->\n---\nname: x\n---\nbody", "name: x\n", "body"),
        ("#!/usr/bin/env x\n---\nname: x\n---\nbody", "name: x\n", "body"),
        ("[//]: # (a)\n---\nname: x\n---\nbody", "name: x\n", "body"),
        ("%YAML 1.2\n---\nname: x\n---\nbody", "name: x\n", "body"),
        ("# vim: tw=80\r\n---\r\nname: x\r\n---\r\nbody", "name: x\r\n", "body"),
    ],
)
def test_front_matter_is_between_two_lines_of_dashes(text: str, inner: str, body: str) -> None:
    fences = find_fences(text)
    assert fences is not None
    assert text[fences.inner_start : fences.inner_end] == inner
    assert text[fences.body_start :] == body
    assert fences.is_closed
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
    "text",
    [
        "---\n- a\n- b\n---\nbody",
        "---\nOne sentence, and another: it goes on\n\n# H\n---\nbody",
        "<!-- open\n---\nname: x\n---\n",
        "<!-- a --> b\n---\nname: x\n---\n",
        "<!-- a -->\n\n---\nNote: be brief\n---\nbody",
        "<!-- a -->\n\n---\nnote: be brief\n\n# H\n",
        "---\nNote: be brief\n\nbody\n",
        "```yaml\n---\nname: x\n---\nbody\n```\n\nmore",
        "```yaml\nname: x\n```\nbody",
    ],
)
def test_a_horizontal_rule_is_not_front_matter(text: str) -> None:
    assert find_fences(text) is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("---\nname: x\n\n# Body\n", "---\nname: x"),
        ("---\nname: x\n# Body\n\nb\n", "---\nname: x"),
        ("---\nname: x\ntools:\n- a\n  # why\nBody\n", "---\nname: x\ntools:\n- a\n  # why"),
        ("---\nname: x\n\n- Rule\n", "---\nname: x"),
        ("---\nname: x", "---\nname: x"),
        ("---\nname: x\n\ntools: Read\n\nYou are: y\n", "---\nname: x\n\ntools: Read"),
        ("---\nname: x\n\n# Tools\ntools: Read\n\nB\n", "---\nname: x\n\n# Tools\ntools: Read"),
        ("---\nname: x\n# a: b\n# more\n\nB\n", "---\nname: x\n# a: b\n# more"),
        ("---\nname: x\n\nNote: y\n", "---\nname: x"),
        ("---\nname: x\n\nsay: y\nand more\n", "---\nname: x"),
        ("---\nname: |\n  x\n\n  # y\n\nB\n", "---\nname: |\n  x\n\n  # y"),
        ("---\nname: x\n\n<role>\ny\n</role>\n", "---\nname: x"),
        (
            "---\nname: x\n\n<example>\nuser: y\n</example>\ncolor: z\n\nB\n",
            "---\nname: x\n\n<example>\nuser: y\n</example>\ncolor: z",
        ),
        ("<!-- a -->\n---\nname: x\n\nB\n", "<!-- a -->\n---\nname: x"),
        ("---\nname: x\ntools: Read\n\n# B\n\nb\n\n---\n\nc\n", "---\nname: x\ntools: Read"),
        ("---\nname: x\ntools: Read\n\nYou are y.\n\n---\n\nc\n", "---\nname: x\ntools: Read"),
        ("---\nname: x\n\n# B\n\nTo begin with, do this: y\n\n---\n\nc\n", "---\nname: x"),
    ],
)
def test_front_matter_without_an_end_ends_with_its_keys(text: str, keys: str) -> None:
    fences = find_fences(text)
    assert fences is not None
    assert not fences.is_closed
    assert text[: fences.end] == keys
    assert fences.body_start == fences.end


def test_a_description_may_have_blank_lines_and_text_at_the_margin() -> None:
    text = "---\nname: x\ndescription: Use it: now\n\nMore of it.\n---\nbody"
    fences = find_fences(text)
    assert fences is not None
    assert text[fences.body_start :] == "body"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("```yaml\n---\nname: x\n---\n```\nbody\n", "body\n"),
        ("~~~~\n\n---\nname: x\n---\n\n~~~~~\nbody\n", "body\n"),
        ("```yaml\n---\nname: x\n```\nbody\n", "body\n"),
        ("````markdown\n---\nname: x\n---\nbody\n```\na\n```\n````\n\n", "body\n```\na\n```\n"),
    ],
)
def test_a_code_fence_around_front_matter_is_no_body(text: str, body: str) -> None:
    fences = find_fences(text)
    assert fences is not None
    assert text[fences.inner_start : fences.inner_end] == "name: x\n"
    assert text[fences.body_start : fences.body_end] == body


@given(st.text("-\n\r \ufeffa:#`<>!", max_size=40))
def test_fences_are_ordered_and_within_bounds(text: str) -> None:
    fences = find_fences(text)
    assert 0 <= visible_start(text) <= len(text)
    if fences is not None:
        places = [
            fences.start,
            fences.inner_start,
            fences.inner_end,
            fences.end,
            fences.body_start,
            fences.body_end,
            len(text),
        ]
        assert places == sorted(places)
