"""Tags that are closed are found; their names and what is inside decide whether they are sections."""

from __future__ import annotations

import re

import pytest

from personac.parsing.prompt_tags import OPENING_TAG, TagNames, find_prompt_tags, sections_among

HTML = frozenset({"details", "pre"})


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("<example>\nx\n</example>\n", ["<example>\nx\n</example>\n"]),
        ("a\n<example>\n\nx\n\n</example>\nb\n", ["<example>\n\nx\n\n</example>\n"]),
        ('<task name="a b" id=1>\n</task>\n', ['<task name="a b" id=1>\n</task>\n']),
        ("<my_tag-2>  \n</my_tag-2>\n", ["<my_tag-2>  \n</my_tag-2>\n"]),
        ("  <t>\n    </t>  \n", ["  <t>\n    </t>  \n"]),
        ("<t>\nlast words</t>\n", ["<t>\nlast words</t>\n"]),
        ("<t>\n<t>\n</t>\n</t>\n", ["<t>\n<t>\n</t>\n</t>\n", "<t>\n</t>\n"]),
        ("<t>\n<t>\n</t>\n", ["<t>\n</t>\n"]),
        ("<t>\n<u>\n</t>\n</u>\n", ["<t>\n<u>\n</t>\n", "<u>\n</t>\n</u>\n"]),
        ("<t>\n<t>inside</t>\n</t>\n", ["<t>\n<t>inside</t>\n</t>\n"]),
        ("<t>\n```\n</t>\n```\n</t>\n", ["<t>\n```\n</t>\n```\n</t>\n"]),
        ("<t>\n~~~~ md\n~~~\n```\n</t>\n~~~~\n</t>\n", ["<t>\n~~~~ md\n~~~\n```\n</t>\n~~~~\n</t>\n"]),
        ("<t>\n``` `no fence`\n</t>\n", ["<t>\n``` `no fence`\n</t>\n"]),
        ("<T>\n</t>\n", []),
        ("```\n<t>\n```\n</t>\n", []),
        ("<t>\n```\n</t>\n", []),
        ("<t>\nnever closed\n", []),
        ("</t>\n<t>\n", []),
        ("<t/>\n</t>\n", []),
        ("<t> text\n</t>\n", []),
        ("text <t>\n</t>\n", []),
        ("<1t>\n</1t>\n", []),
        ("<details>\n</details>\n<PRE>\n</PRE>\n", []),
    ],
)
def test_a_tag_ends_with_the_line_of_its_closing_tag(text: str, tags: list[str]) -> None:
    found = sorted(find_prompt_tags(text, HTML).items())
    assert [text[start : tag.end] for start, tag in found] == tags


def test_only_lf_ends_a_line() -> None:
    text = "<t>\nx\u2028y\x0cz\n</t>\n"
    assert [tag.end for tag in find_prompt_tags(text, HTML).values()] == [len(text)]


def test_the_opening_tag_has_a_name() -> None:
    match = re.match(OPENING_TAG, "<output_format kind='x'>")
    assert match is not None
    assert match["prompt_tag"] == "output_format"


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("<rules>", "rules"),
        ("<output_format>", "output format"),
        ("<anti-patterns>", "anti patterns"),
        ("<STYLE_GUIDE>", "STYLE GUIDE"),
        ('<step name="load_plan" priority="first">', "step: load plan"),
        ("<step name='warm the oven'>", "step: warm the oven"),
        ("<step id=1>", "step"),
    ],
)
def test_a_title_is_the_words_of_a_name(tag: str, title: str) -> None:
    name = re.split(r"\W", tag[1:], maxsplit=1)[0] if "anti" not in tag else "anti-patterns"
    assert [one.title for one in find_prompt_tags(f"{tag}\n</{name}>\n", ()).values()] == [title]


NAMES = TagNames.from_rules({"rules": "section", "output_format": "section", "example": "block"})


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("rules", "section"),
        ("Rules", "section"),
        ("RULES", "section"),
        ("critical_rules", "section"),
        ("rules_of_play", None),
        ("output-format", "section"),
        ("format", None),
        ("example", "block"),
        ("good_example", "block"),
        ("example_rules", "block"),
        ("Accordion", "block"),
        ("ACCORDION", None),
    ],
)
def test_a_name_is_known_by_its_words(name: str, use: str | None) -> None:
    assert NAMES.use(name) == use


def sections(text: str) -> list[str]:
    found = sections_among(text, find_prompt_tags(text, ()), NAMES)
    return [tag.name for _, tag in sorted(found.items())]


@pytest.mark.parametrize(
    "inside",
    [
        "- one\n- two",
        "One sentence.",
        "## Title\n\ntext",
        "text\n\n```\n{ code }\n```",
        "See [the page](a.md), [x] and `{name}`.\n",
        "Read ${HOME}/notes first.",
        "- a: b\n- c {one of them}\n- d\n- e\n- f\n- g",
        "<example>\n{a}\n{b}\n</example>\ntext",
    ],
)
def test_a_tag_around_lists_headings_and_text_is_a_section(inside: str) -> None:
    assert "any" in sections(f"<any>\n{inside}\n</any>\n")


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "```\ncode\n```",
        '{\n  "a": 1\n}',
        '{ "a": 1, "b": [] }',
        "<name>x</name>\n<age>1</age>",
        "user: Hello\nassistant: Hi",
        "[Name of the ship]\n\nDear {captain},",
        "kind: baker\nprompt: |\n  Bake the bread.\n  Eat it.\n  Wash up.\n",
        "$ make\n$ make test",
        "@notes/one.md",
        "const a = 1;\nlet b = {",
        "session_id: 1\nuser_name: x",
    ],
)
@pytest.mark.parametrize("name", ["any", "rules"])
def test_a_tag_around_data_is_none(inside: str, name: str) -> None:
    assert sections(f"<{name}>\n{inside}\n</{name}>\n") == []


def test_a_name_of_structure_may_have_some_data() -> None:
    inside = "- one\n- two {a}\n- three {b}\n- four\n- five\n"
    assert sections(f"<rules>\n{inside}</rules>\n") == ["rules"]
    assert sections(f"<any>\n{inside}</any>\n") == []


def test_a_name_of_data_is_no_section() -> None:
    assert sections("<example>\n- one\n</example>\n") == []


def test_a_tag_around_sections_is_one() -> None:
    assert sections("<any>\n<rules>\n- one\n</rules>\n</any>\n") == ["any", "rules"]
    assert sections("<any>\n<example>\n- one\n</example>\n</any>\n") == []


def test_tags_that_are_closed_in_the_wrong_order_are_none() -> None:
    assert sections("<rules>\n- a\n<any>\n- b\n</rules>\n- c\n</any>\n<rules>\n- d\n</rules>\n") == ["rules"]
