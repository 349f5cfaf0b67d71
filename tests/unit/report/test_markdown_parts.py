from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from personac.report.markdown_parts import Part, fitted, join_parts


def test_what_fits_is_whole() -> None:
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


def test_nothing_fits() -> None:
    assert (
        join_parts([Part("", ("- one\n" * 100,), "thing")], "report.html", 10)
        == "_1 thing in report.html._\n"
    )


def test_what_a_modest_part_leaves_is_there_for_the_others() -> None:
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
