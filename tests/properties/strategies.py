"""Generated personas: small files in every style, with the odd byte that files have."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "api", "cache", "clear", "code", "design", "error", "log", "naïve", "query", "review", "schema", "test",
    "token", "validate", "write", "`x`", "**bold**", "é", "→", "不",
)  # fmt: skip
_phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
_bullet = st.one_of(
    _phrase,
    st.builds("**{}**: {}, {}".format, _phrase, _phrase, _phrase),
    st.builds("{}\n  {}".format, _phrase, _phrase),
    st.builds("{}\n  - {}\n  - {}".format, _phrase, _phrase, _phrase),
)


def _list(marker: str) -> st.SearchStrategy[str]:
    return st.lists(_bullet, min_size=1, max_size=5).map(lambda b: "\n".join(f"{marker} {x}" for x in b))


_block = st.one_of(
    _phrase.map("You are {}.".format),
    _phrase.map("{}.".format),
    _list("-"),
    _list("1."),
    _list("- [ ]"),
    _list("*").map("Label:\n{}".format),
    _list("-").map("Before you are done with this, verify:\n\n{}".format),
    st.just("```sh\n# no heading\n- no bullet\n```"),
    st.just("| a | b |\n| - | - |\n| 1 | 2 |"),
    st.just("> quoted\n> - not matched"),
    st.just("<example>\n- kept whole\n\n</example>"),
    st.just("---"),
    st.just("[ref]: https://example.org"),
    st.just("    indented code"),
)
_heading = st.builds("{} {}".format, st.sampled_from(("#", "##", "###", "#####")), _phrase)
_body = st.lists(st.one_of(_heading, _block), max_size=8).map("\n\n".join)
_tools = st.sampled_from(("", "tools: Read, Write\n", "tools: [Read, Bash]\n", "tools:\n  - Edit\n"))
_front_matter = st.one_of(
    st.just(""),
    st.builds("---\nname: {}\ndescription: {}\n{}---\n".format, st.sampled_from("abc"), _phrase, _tools),
    st.just("---\nname: broken\ndescription: a: b: c\nx-unknown: 1.10\n---\n"),
    st.just("---\nnever closed\n"),
)


@st.composite
def persona_files(draw: st.DrawFn) -> bytes:
    """One persona file as bytes."""
    text = draw(_front_matter) + draw(_body) + draw(st.sampled_from(("", "\n", "\n\n")))
    newline = draw(st.sampled_from(("\n", "\n", "\r\n")))
    bom = draw(st.sampled_from((b"", b"", b"\xef\xbb\xbf")))
    return bom + text.replace("\n", newline).encode("utf-8")


def persona_groups() -> st.SearchStrategy[dict[str, bytes]]:
    """Groups of one to four personas, by file name."""
    return st.lists(persona_files(), min_size=1, max_size=4).map(
        lambda files: {f"agents/p{i}.md": data for i, data in enumerate(files)}
    )
