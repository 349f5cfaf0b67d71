"""Pairs of input and expected text: add a folder or a file, run with --update-golden, read the result.

build/<case>/*.md (and rules.toml) -> build/<case>/expected/{agent,report}.md, and variants/<persona>.md
                                      for the personas that have one there
parse/<case>.md                    -> parse/<case>.tree
diagnostics/<case>.md              -> diagnostics/<case>.txt
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import personac
from tests.seams import (
    Item,
    ItemList,
    Node,
    Paragraph,
    PersonacError,
    Section,
    Source,
    Verbatim,
    children,
    parse,
    read_front_matter,
    render_diagnostics,
)

HERE = Path(__file__).parent
Expect = Callable[[Path, bytes], None]


def cases(folder: str, pattern: str) -> list[Path]:
    return sorted((HERE / folder).glob(pattern))


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Compare with an expected file, or write it with --update-golden."""

    def _expect(path: Path, data: bytes) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        assert path.is_file(), "no expectation yet: run with --update-golden, and read what it writes"
        assert data.decode().splitlines(keepends=True) == path.read_bytes().decode().splitlines(keepends=True)

    return _expect


@pytest.mark.parametrize("case", cases("build", "*/"), ids=lambda path: path.name)
def test_build(case: Path, expect: Expect) -> None:
    sources = {f"agents/{path.name}": path.read_bytes() for path in case.glob("*.md")}
    rules = {f"rules/{path.name}": path.read_bytes() for path in case.glob("*.toml")}
    outputs = personac.build(sources, rules, "agent").outputs
    expect(case / "expected" / "agent.md", outputs["agent.md"])
    if (case / "expected" / "report.md").exists():
        expect(case / "expected" / "report.md", outputs["report.md"])
    for page in sorted((case / "expected" / "variants").glob("*.md")):
        expect(page, outputs[f"variants/{page.name}"])


@pytest.mark.parametrize("case", cases("parse", "*.md"), ids=lambda path: path.stem)
def test_parse(case: Path, expect: Expect) -> None:
    source = Source(case.name, case.read_bytes())
    persona, _ = parse(source, case.stem)
    entries = [f"{key}: {value!r}" for key, value in read_front_matter(source).front_matter.values.items()]
    lines = [*entries, *_dump(persona.body, source, 0)]
    expect(case.with_suffix(".tree"), "".join(f"{line}\n" for line in lines).encode())


@pytest.mark.parametrize("case", cases("diagnostics", "*.md"), ids=lambda path: path.stem)
def test_diagnostics(case: Path, expect: Expect) -> None:
    try:
        diagnostics = personac.build({case.name: case.read_bytes()}, name="agent").diagnostics
    except PersonacError as error:
        diagnostics = error.diagnostics
    expect(case.with_suffix(".txt"), render_diagnostics(diagnostics, "text").encode())


def _dump(node: Node, source: Source, depth: int) -> Iterator[str]:
    first, last = source.line(node.span.start), source.last_line(node.span)
    lines = f"{first}" if first == last else f"{first}-{last}"
    text = _text(node, source)
    yield "  " * depth + f"{_kind(node)} {lines}" + (f" {text!r}" if text is not None else "")
    for child in children(node):
        yield from _dump(child, source, depth + 1)


def _kind(node: Node) -> str:
    match node:
        case Section(kind=kind, level=level):
            return f"{kind}({level})" if level else kind
        case ItemList(ordered=ordered):
            return "ordered list" if ordered else "list"
        case Item(marker=marker, checked=checked):
            return f"item {marker}" + {None: "", True: " [x]", False: " [ ]"}[checked]
        case Verbatim(kind=kind):
            return kind
    return type(node).__name__.lower()


def _text(node: Node, source: Source) -> str | None:
    match node:
        case Section(title=title, title_span=span):
            return None if span is None else title
        case Paragraph(text=text):
            return text
        case Verbatim(span=span):
            return source.slice_text(span)
        case _:
            return None
