"""What holds for every canonical, as checks on one build; each returns what is wrong, best nothing."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from personac.config.schema import Rules
from personac.ir import Compilation, MergedSection, Piece, PieceList
from personac.model.ast import Block, Item, ItemList, Paragraph, Section, Verbatim, plain_text, walk
from personac.model.source import Source
from personac.parsing.parser import parse
from personac.parsing.verbatim import moved_text
from personac.pipeline import compile_personas

_SEPARATOR = "<!-- -->"  # keeps indented code apart from what stands before it
_SPACE = re.compile(r"\s+")
_BRACKETS = str.maketrans("", "", "[]")  # a link where a definition is near, plain text elsewhere


def problems(built: Compilation, rules: Rules) -> list[str]:
    """Everything that is wrong with the canonical of one build."""
    source, body = _parsed(built)
    return [
        *_tree_problems(built, source, body),
        *_section_problems(body),
        *_dangling_problems(built, body),
        *_list_problems(source, body),
        *alone_problems(built, rules),
        *beside_problems(built, rules),
    ]


def alone_problems(built: Compilation, rules: Rules) -> Iterator[str]:
    """Built alone, the canonical is itself, and no two of its bullets are one."""
    alone = compile_personas((_source(built),), rules, built.name)
    for cluster in alone.clusters:
        if len(cluster.members) > 1:
            yield f"repeats itself: {[alone.bullets[m].text for m in cluster.members]}"
    if alone.canonical.data != _data(built):
        yield f"changes when built alone:\n{_difference(_data(built), alone.canonical.data)}"


def beside_problems(built: Compilation, rules: Rules) -> Iterator[str]:
    """Built together with its sources the canonical gains no bullet."""
    canonical = Source(f"zz/{built.name}.md", _data(built))
    beside = compile_personas((*(persona.source for persona in built.personas), canonical), rules, built.name)
    before, after = _bullets(built), _bullets(beside)
    if after > before:
        difference = _difference(_data(built), _data(beside))
        yield f"has {after} bullets instead of {before} beside its sources:\n{difference}"


def _data(built: Compilation) -> bytes:
    return built.canonical.data


def _source(built: Compilation) -> Source:
    return Source(f"{built.name}.md", _data(built))


def _parsed(built: Compilation) -> tuple[Source, Section]:
    source = _source(built)
    return source, parse(source, built.name)[0].body


def _bullets(built: Compilation) -> int:
    _, body = _parsed(built)
    return sum(isinstance(node, Item) for node in walk(body))


def _difference(one: bytes, other: bytes) -> str:
    before, after = (data.decode().splitlines() for data in (one, other))
    return "\n".join(difflib.unified_diff(before, after, lineterm="", n=2))


def _tree_problems(built: Compilation, source: Source, body: Section) -> Iterator[str]:
    """The canonical parses to what was merged: titles, levels, texts, lists and blocks in their order."""
    merged = [part for section in _merged_sections(built.body) for part in _merged_parts(built, section)]
    parsed = [part for section in _sections(body) for part in _parsed_parts(source, section)]
    if merged == parsed:
        return
    at = next((i for i, (m, p) in enumerate(zip(merged, parsed, strict=False)) if m != p), -1)
    yield f"parses to something else:\n  merged {merged[at:][:2]}\n  parsed {parsed[at:][:2]}"


def _merged_sections(section: MergedSection) -> Iterator[MergedSection]:
    yield section
    for child in section.sections:
        yield from _merged_sections(child)


def _sections(section: Section) -> Iterator[Section]:
    yield section
    for child in section.sections:
        yield from _sections(child)


def _merged_parts(built: Compilation, section: MergedSection) -> Iterator[object]:
    if section.title:
        yield ("heading", f"{'#' * min(6, section.level + 1)} {section.title}".rstrip())
    for group in section.content:
        yield _merged_group(built, group)


def _merged_group(built: Compilation, group: PieceList) -> object:
    if group.form is None:
        (piece,) = group.pieces
        block = piece.block
        source = built.personas[piece.persona].source
        assert not isinstance(block, Item)
        return _block(source, block)
    return (
        "ordered" if group.form == "ordered" else "bulleted",
        [_merged_item(built, p) for p in group.pieces],
    )


def _merged_item(built: Compilation, piece: Piece) -> object:
    text = piece.text and _text_of(piece.text)
    below = [_merged_group(built, group) for group in piece.children]
    own = [b for b in piece.block.blocks if isinstance(b, Paragraph)] if isinstance(piece.block, Item) else []
    return (text or _joined(own), [group for group in below if group != ("text", "")])


def _text_of(markdown: str) -> str:
    body = parse(Source("x.md", f"- {markdown}\n".encode()), "x")[0].body
    return _joined([node for node in walk(body) if isinstance(node, Paragraph)])


def _parsed_parts(source: Source, section: Section) -> Iterator[object]:
    if section.title_span is not None:
        yield ("heading", source.slice_text(section.title_span).rstrip())
    for block in section.blocks:
        if not _is_separator(source, block):
            yield _block(source, block)


def _block(source: Source, block: Block) -> object:
    match block:
        case ItemList(ordered=ordered, items=items):
            return ("ordered" if ordered else "bulleted", [_item(source, item) for item in items])
        case Paragraph(text=text):
            return ("text", text.translate(_BRACKETS))
        case _:
            return ("block", _SPACE.sub("", moved_text(source, block)))


def _item(source: Source, item: Item) -> object:
    own = [b for b in item.blocks if isinstance(b, Paragraph)]
    below = [b for b in item.blocks if not isinstance(b, Paragraph) and not _is_separator(source, b)]
    return (_joined(own), [_block(source, block) for block in below])


def _joined(paragraphs: Iterable[Paragraph]) -> str:
    return " ".join(text for p in paragraphs if (text := plain_text(p.inlines).translate(_BRACKETS)))


def _is_separator(source: Source, block: Block) -> bool:
    return isinstance(block, Verbatim) and source.slice_text(block.span) == _SEPARATOR


def _section_problems(body: Section) -> Iterator[str]:
    """No section is empty but the whole body, none is a label, no two siblings have one title."""
    for section in _sections(body):
        if section.kind == "label":
            yield f"has a label: {section.title!r}"
        if section.level > 1 and not section.blocks and not section.sections:
            yield f"has an empty section: {section.title!r}"
        titles = Counter(child.title.casefold() for child in section.sections)
        yield from (f"repeats the title {title!r}" for title, count in titles.items() if count > 1)


def _dangling_problems(built: Compilation, body: Section) -> Iterator[str]:
    """No text promises something that does not follow, unless its source does so, too."""
    known = {text for persona in built.personas for text in _dangling(persona.body)}
    yield from (f"has a dangling lead-in: {text!r}" for text in _dangling(body) if text not in known)


def _dangling(body: Section) -> Iterator[str]:
    for node in walk(body):
        inside = node.blocks if isinstance(node, Section | Item) else ()
        blocks = [b for b in inside if not (isinstance(b, Verbatim) and b.kind == "break")]
        is_followed = isinstance(node, Section) and bool(node.sections)
        for block, below in pairwise([*blocks, None]):
            is_last = below is None and not is_followed
            if is_last and isinstance(block, Paragraph) and block.text.endswith(":"):
                yield block.text


def _list_problems(source: Source, body: Section) -> Iterator[str]:
    """The items of a list have one kind of marker, and all of them a box or none."""
    for node in walk(body):
        if isinstance(node, ItemList):
            markers = {re.sub(r"\d+", "1", item.marker) for item in node.items}
            boxes = {item.checked is None for item in node.items}
            if len(markers) > 1 or len(boxes) > 1:
                yield f"has a list of mixed items: {source.slice_text(node.span)!r}"
