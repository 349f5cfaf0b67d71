from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.report.markdown_parts import (
    FileLinks,
    Part,
    fitted,
    join_parts,
    relative_path,
)


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
    assert links.line(0) == ""
    bare = FileLinks.to("a_b", "")
    assert (bare.file, bare.line(3)) == (r"a\_b", r"a\_b:3")


@pytest.mark.parametrize(
    "path", ["x](javascript:a)", "<b>.md", "a b#c?d.md", "javascript:x", '"x"', "é\n.md"]
)
def test_a_path_is_nothing_but_a_path(path: str) -> None:
    target = FileLinks.to("x", f"../{path}").line(1, "x").removeprefix("[x](../").removesuffix("?plain=1#L1)")
    assert target.isascii()
    assert not set(target) & set("():<>#? \"'[]\n")


def test_a_page_that_fits_is_whole() -> None:
    parts = [Part("# Title\n\n"), Part("## Some (2)\n\n", ("- one\n", "- two\n"))]
    assert join_parts(parts, "report.html") == "# Title\n\n## Some (2)\n\n- one\n- two\n"


def test_entries_behind_the_first_are_folded() -> None:
    part = Part("## Some (3)\n\n", ("- one\n", "- two\n", "- three\n"), "thing", 1, 1)
    assert join_parts([part], "report.html").splitlines() == [
        "## Some (3)", "", "- one", "", "<details><summary>2 more things</summary>", "",
        "- two", "- three", "", "</details>",
    ]  # fmt: skip


def test_all_folded_and_what_is_left_is_counted() -> None:
    part = Part("", ("- one\n",), "thing", 1, 0, left=2)
    assert join_parts([part], "report.html").splitlines() == [
        "<details><summary>1 thing</summary>", "", "- one", "", "</details>", "",
        "_2 more things in report.html._",
    ]  # fmt: skip


def test_without_room_entries_are_counted() -> None:
    assert (
        join_parts([Part("", ("- one\n" * 100,), "thing")], "report.html", 10)
        == "_1 thing in report.html._\n"
    )


def test_unused_room_goes_to_the_other_parts() -> None:
    line = "x" * 99 + "\n"
    parts = [Part("", (line,) * 100, weight=1), Part("", (line,), weight=9)]
    big, small = fitted(parts, 5000 + sum(part.size for part in parts))
    assert (len(big.entries), len(small.entries)) == (49, 1)
    assert big.left == 51


_PARTS = st.lists(
    st.builds(
        Part,
        st.text(max_size=30),
        st.lists(st.text("ab\u4e16\n", max_size=300).map(lambda text: f"{text}\n"), max_size=30).map(tuple),
        st.just("thing"),
        st.integers(1, 5),
        st.none() | st.integers(0, 5),
        st.integers(0, 10**9),
    ),
    max_size=6,
)


@given(_PARTS, st.integers(2000, 6000))
def test_a_page_never_exceeds_its_limit_and_counts_every_entry(parts: list[Part], limit: int) -> None:
    assert len(join_parts(parts, "report.html", limit).encode()) <= limit
    for whole, cut in zip(parts, fitted(parts, limit), strict=True):
        assert len(cut.entries) + cut.left == len(whole.entries) + whole.left
        assert whole.entries[: len(cut.entries)] == cut.entries
