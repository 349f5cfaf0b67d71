from __future__ import annotations

import pytest

from personac.report.page.links import SourceLinks, anchor, root_from


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
