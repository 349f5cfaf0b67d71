from __future__ import annotations

import pytest

from personac.report.links import FileLinks, SourceLinks, anchor, relative_path, root_from


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("agents/a.md", "build/variants", "../../agents/a.md"),
        ("a.md", "variants", "../a.md"),
        ("build/a.md", "build/variants", "../a.md"),
        ("../agents/a.md", "../out/variants", "../../agents/a.md"),
        ("../agents/a.md", "build/variants", "../../../agents/a.md"),
        ("agents/a.md", "../out/variants", ""),
        ("/agents/a.md", "build", ""),
        ("agents/a.md", "/build", ""),
        ("//evil.example/a.md", "build", ""),
    ],
)
def test_the_way_from_a_folder_to_a_file(path: str, folder: str, expected: str) -> None:
    assert relative_path(path, folder) == expected


def test_links() -> None:
    links = FileLinks.to("a.md", "../a.md")
    assert links.line(3) == "[a.md:3](../a.md?plain=1#L3)"
    assert links.line(3, "line 3") == "[line 3](../a.md?plain=1#L3)"
    assert links.file == "[a.md](../a.md)"
    bare = FileLinks.to("a_b", "")
    assert (bare.file, bare.line(3)) == (r"a\_b", r"a\_b:3")


@pytest.mark.parametrize(
    "path", ["x](javascript:a)", "<b>.md", "a b#c?d.md", "javascript:x", '"x"', "é\n.md"]
)
def test_a_path_is_nothing_but_a_path(path: str) -> None:
    target = FileLinks.to("x", f"../{path}").line(1, "x").removeprefix("[x](../").removesuffix("?plain=1#L1)")
    assert target.isascii()
    assert not set(target) & set("():<>#? \"'[]\n")


@pytest.mark.parametrize(
    ("folder", "root"),
    [("build", "../"), ("out/deep", "../../"), (".", "./"), ("/tmp/x", None), ("../beside", None)],  # noqa: S108
)
def test_the_way_up_from_the_folder(folder: str, root: str | None) -> None:
    assert root_from(folder) == root


def test_a_link_is_relative_and_quoted() -> None:
    links = SourceLinks("../")
    assert links.href("agents/a b#c.md", 7) == "../agents/a%20b%23c.md#L7"
    assert links.href("javascript:x.md", 0) == "../javascript%3Ax.md"


def test_what_cannot_be_reached_has_no_link() -> None:
    assert SourceLinks(None).href("agents/a.md", 1) == ""
    assert SourceLinks("../").href("/abs/a.md", 1) == ""


def test_anchors_are_fragments_that_need_no_more_quoting() -> None:
    assert anchor("cluster", "one:7") == "cluster=one:7"
    assert anchor("near", "a:1", "b:2") == "near=a:1~b:2"
    assert anchor("source", "a &=+\u202e<x>") == "source=a%20%26%3D%2B%3CU%2B202E%3E%3Cx%3E"
