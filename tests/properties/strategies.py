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
    _list("-").map("<rules>\n{}\n</rules>".format),
    st.builds(
        "<{}>\n\n## {}\n\n{}</{}>".format, st.just("never_do"), _phrase, _list("1."), st.just("never_do")
    ),
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


@st.composite
def codex_files(draw: st.DrawFn) -> bytes:
    """One agent of Codex as bytes: TOML, its text in any quotes, with tables behind it or none."""
    quotes, blank = draw(st.sampled_from(("'''", '"""'))), st.sampled_from(("", "\n", "\n\n", "  "))
    keys = draw(st.sampled_from(("", 'name = "c"\n', 'name = "c"\ndescription = "d" # short\n')))
    text = f"developer_instructions = {quotes}{draw(blank)}{draw(_body)}{draw(blank)}{quotes}"
    behind = draw(st.sampled_from(("", "\n", '\nmodel = "m"\n', '\n\n[mcp_servers.x]\ncommand = "npx"\n')))
    newline = draw(st.sampled_from(("\n", "\r\n")))
    bom = draw(st.sampled_from((b"", b"\xef\xbb\xbf")))
    return bom + (keys + text + behind).replace("\n", newline).encode("utf-8")


def codex_groups() -> st.SearchStrategy[dict[str, bytes]]:
    """Groups of one agent of Codex and up to two personas, by file name."""
    return st.builds(
        lambda codex, others: {
            ".codex/agents/c.toml": codex,
            **{f"agents/p{i}.md": data for i, data in enumerate(others)},
        },
        codex_files(),
        st.lists(persona_files(), max_size=2),
    )


def persona_groups() -> st.SearchStrategy[dict[str, bytes]]:
    """Groups of one to four personas, by file name."""
    return st.lists(persona_files(), min_size=1, max_size=4).map(
        lambda files: {f"agents/p{i}.md": data for i, data in enumerate(files)}
    )


# Personas that say much the same in other orders, forms and places: what merging is about.
_shared_bullet = st.sampled_from((
    "Cache reads at the edge", "Cache all reads at the edge", "Log every error with its context",
    "Log errors with their context", "Write unit tests first", "Review the schema with its owner",
    "**Databases**: PostgreSQL, MySQL", "**Databases**: PostgreSQL, MongoDB, Redis",
    "Databases: indexes, MySQL",
    "**Caching**: Redis, edge caches, and warm-up", "Edge caches", "PostgreSQL", "MySQL", "warm-up",
    "**Testing**:", "Check the following:", "Measure before you change anything", "**Steps**", "Deploy it",
    "Roll back on failure", "Never log secrets", "Always log secrets", "Respond in 200 ms",
    "Respond in 500 ms", "Write tests\nbefore code", "Deploy it  \nwith care", "`make test`",
))  # fmt: skip
_shared_text = st.sampled_from((
    "You are a backend developer.", "You are an experienced backend developer.", "You act as a tester.",
    "Work in small steps.", "Before you finish with all of the work, verify:", "Output:", "**Output**",
    "Always keep in mind that users come first.", "When you are asked to build a service, do this:",
    "```sh\nmake test\n```", "```sh\nmake deploy\n```", "    indented code", "    other code",
    "> Quoted words.",
    "> - quoted item", "| a |\n| - |\n| 1 |", "<example>\n- one\n\n</example>", "![](a.png)",
    "[ref]: https://x.org",
    "<output_format>", "</testing>", "<workflow>\n1. Deploy it\n2. Roll back on failure\n</workflow>",
    "<never>\n- Log secrets\n\n## Testing\n\n- Write unit tests first</never>",
    "<testing>\n\n## Testing\n\n- Write tests before code\n\n</testing>",
    "# Notes", "## Workflow", "## Testing", "## Output", "### Testing", "## Process", "#### Details", "***",
))  # fmt: skip
_markers = st.sampled_from(("-", "-", "*", "1.", "1)", "- [ ]", "- [x]"))


def _item(marker: str, text: str) -> str:
    indent = " " * (len(marker.split(maxsplit=1)[0]) + 1)
    return f"{marker} " + text.replace("\n", f"\n{indent}")


def _shared_lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    below = st.lists(st.tuples(st.sampled_from(("\n", "\n\n")), inner), max_size=2)
    whole = st.tuples(_shared_bullet, below).map(lambda i: i[0] + "".join(gap + text for gap, text in i[1]))
    items = st.lists(st.one_of(_shared_bullet, _shared_bullet, whole), min_size=1, max_size=4)
    return st.tuples(_markers, items).map(lambda found: "\n".join(_item(found[0], text) for text in found[1]))


_shared_list = st.recursive(_shared_lists(st.just("- Deploy it")), _shared_lists, max_leaves=3)
_shared_tag = st.builds(
    "<{0}>\n{1}\n</{0}>".format, st.sampled_from(("workflow", "testing", "never_do", "process")), _shared_list
)
_shared_block = st.one_of(_shared_text, _shared_list, _shared_list, _shared_tag)
_shared_body = st.lists(_shared_block, min_size=1, max_size=7).map("\n\n".join)


def kindred_groups() -> st.SearchStrategy[dict[str, bytes]]:
    """Groups of one to four personas that share bullets, titles, texts and blocks, by file name."""
    return st.lists(_shared_body, min_size=1, max_size=4).map(
        lambda bodies: {f"agents/p{i}.md": f"{body}\n".encode() for i, body in enumerate(bodies)}
    )
