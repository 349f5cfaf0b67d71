"""The sections of all personas in one flat list, and the content of each as a flat stream.

Some sections are not topics, and their content counts as that of the section around them. A single level-1
heading above the whole body is the document title: the sections below it are the top level, as in personas
without such a heading. Untitled sections hold what follows the list of a label, or a tag. A label that is
alone directly below a heading or tag ("## Output" followed by "Your deliverables include:") introduces its
list, and a heading that repeats the name of a tag (`<rules>` followed by "## Rules") what is in it.

Streams do not depend on how lists are nested in markdown. They consist of paragraphs, lists of bullets, and
blocks that are kept whole. An item without text of its own (only code, for example) is no bullet: its blocks
and lists count as content of the section. A paragraph without words (an image) is a block that is kept whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from personac.model import Extracted, ListForm, Persona, SectionRef
from personac.model.ast import Block, Item, ItemList, Paragraph, Quote, Section, Verbatim, moved_text
from personac.model.source import Source


@dataclass(frozen=True, slots=True)
class Placed:
    """A section of a persona and its place.

    `topical` is False for the root, document titles, untitled sections and introducing ones: their content
    counts as that of `parent`, which is the nearest topical section above, or None for the root.
    """

    ref: SectionRef
    section: Section
    parent: SectionRef | None
    topical: bool


def placed_sections(personas: Sequence[Persona]) -> tuple[Placed, ...]:
    """List every section of every persona, roots included, in document order."""
    return tuple(chain.from_iterable(_walk(i, p.body) for i, p in enumerate(personas)))


def distinct_sections(extracted: Extracted) -> tuple[Placed, ...]:
    """List the sections of the personas that are not redundant."""
    redundant = {extracted.number_of[persona] for persona in extracted.redundant}
    return tuple(p for p in placed_sections(extracted.personas) if p.ref.persona not in redundant)


def document_title(body: Section) -> Section | None:
    """Return the level-1 heading above the whole body, if there is one."""
    titled = list(islice((section for section in body.sections if section.title), 2))
    if len(titled) == 1 and titled[0].kind == "heading" and titled[0].level == 1:
        return titled[0]
    return None


def _walk(persona: int, body: Section) -> Iterator[Placed]:
    wrapper = document_title(body)

    def visit(
        section: Section, path: tuple[int, ...], above: Placed | None, *, introduces: bool = False
    ) -> Iterator[Placed]:
        parent = None if above is None else above.ref if above.topical else above.parent
        topical = bool(section.title) and section is not wrapper and not introduces
        placed = Placed(SectionRef(persona, path), section, parent, topical)
        yield placed
        introducing = introducing_section(section)
        for index, child in enumerate(section.sections):
            yield from visit(child, (*path, index), placed, introduces=child is introducing)

    return visit(body, (), None)


def introducing_section(section: Section) -> Section | None:
    """Return what only introduces a heading or tag: the label below it, or a heading that repeats the tag."""
    first = next(iter(section.sections), None)
    if section.kind not in {"heading", "tag"} or section.blocks or first is None or not first.title:
        return None
    if first.kind == "label":
        labels = [child for child in section.sections if child.kind == "label" and child.title]
        return first if len(labels) == 1 else None
    is_repeated = section.kind == "tag" and _title_words(first) == _title_words(section)
    return first if is_repeated and first.kind == "heading" and len(section.sections) == 1 else None


def _title_words(section: Section) -> list[str]:
    return _WORD.findall(section.title.casefold())


_WORD = re.compile(r"\w+")
_QUOTE_MARKS = re.compile(r"(?:> ?)+")
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITERS = re.compile(r"[|:-]+")
_DASHES = re.compile(r"-+")
_EMPTY_COMMENT = re.compile(r"<!--\s*-->")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, by the position of its bullet."""

    bullet: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its form and the positions of its bullets."""

    form: ListForm
    bullets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A block that is kept whole; `digest` is equal for equal content."""

    persona: int
    block: Verbatim | Quote | Paragraph
    digest: str


Entry = Text | Listed | Kept


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of all sections, the streams inside each bullet, and the node of each bullet."""

    sections: Mapping[SectionRef, tuple[Entry, ...]]
    inside: Mapping[int, tuple[Entry, ...]]
    nodes: Mapping[int, Paragraph | Item]

    def section_of(self) -> dict[int, SectionRef]:
        """Map each bullet to its innermost section."""
        return {bullet: ref for ref, entries in self.sections.items() for bullet in self._bullets(entries)}

    def kept_in(self, entries: Sequence[Entry]) -> Iterator[Kept]:
        """Yield the blocks that are kept whole, those inside list items too."""
        for entry in entries:
            if isinstance(entry, Kept):
                yield entry
            elif isinstance(entry, Listed):
                for bullet in entry.bullets:
                    yield from self.kept_in(self.inside[bullet])

    def _bullets(self, entries: Sequence[Entry]) -> Iterator[int]:
        for entry in entries:
            own = (entry.bullet,) if isinstance(entry, Text) else ()
            for bullet in entry.bullets if isinstance(entry, Listed) else own:
                yield bullet
                yield from self._bullets(self.inside.get(bullet, ()))


def section_streams(extracted: Extracted, *, of_all: bool = False) -> Streams:
    """Flatten every section of the personas that are not redundant, or `of_all`."""
    places = {(extracted.number_of[b.persona], b.span.start): i for i, b in enumerate(extracted.bullets)}
    flattener = _Flattener(places)
    sections: dict[SectionRef, tuple[Entry, ...]] = {}
    for placed in placed_sections(extracted.personas) if of_all else distinct_sections(extracted):
        number = placed.ref.persona
        source = extracted.personas[number].source
        sections[placed.ref] = tuple(flattener.entries(number, source, placed.section.blocks))
    return Streams(sections, flattener.inside, flattener.nodes)


@dataclass(frozen=True, slots=True)
class _Flattener:
    places: Mapping[tuple[int, int], int]
    inside: dict[int, tuple[Entry, ...]] = field(default_factory=dict)
    nodes: dict[int, Paragraph | Item] = field(default_factory=dict)

    def entries(self, persona: int, source: Source, blocks: Sequence[Block]) -> Iterator[Entry]:
        for block in blocks:
            match block:
                case Paragraph(span=span):
                    bullet = self.places.get((persona, span.start))
                    if bullet is None:
                        yield Kept(persona, block, block_digest(source, block))
                    else:
                        self.nodes[bullet] = block
                        yield Text(bullet)
                case ItemList():
                    yield from self._list(persona, source, block)
                case Verbatim() if is_layout(source, block):
                    pass
                case _:
                    yield Kept(persona, block, block_digest(source, block))

    def _list(self, persona: int, source: Source, block: ItemList) -> Iterator[Entry]:
        bullets: list[int] = []
        loose: list[Entry] = []
        for item in block.items:
            bullet = self.places.get((persona, item.span.start))
            others = [b for b in item.blocks if bullet is None or not isinstance(b, Paragraph)]
            entries = tuple(self.entries(persona, source, others))
            if bullet is None:
                loose.extend(entries)
            else:
                bullets.append(bullet)
                self.nodes[bullet] = item
                self.inside[bullet] = entries
        if bullets:
            yield Listed(_form(block), tuple(bullets))
        yield from loose


def is_layout(source: Source, block: Verbatim) -> bool:
    """Return whether a block has no content: a rule, or an empty comment that separates two blocks."""
    return block.kind == "break" or _EMPTY_COMMENT.fullmatch(source.slice_text(block.span)) is not None


def _form(block: ItemList) -> ListForm:
    if block.ordered:
        return "ordered"
    tasks = sum(item.checked is not None for item in block.items)
    return "task" if tasks * 2 > len(block.items) else "bulleted"


def block_digest(source: Source, block: Verbatim | Quote | Paragraph) -> str:
    """Return what is equal for blocks of equal content."""
    return hashlib.sha256("\n".join(block_lines(source, block)).encode("utf-8")).hexdigest()


def block_lines(source: Source, block: Verbatim | Quote | Paragraph) -> list[str]:
    """Return the lines of a block without the spaces that mean nothing: at their ends, around table cells."""
    lines = [line.rstrip() for line in moved_text(source, block).split("\n")]
    if isinstance(block, Quote):
        return [_QUOTE_MARKS.sub(lambda marks: "> " * marks[0].count(">"), line).rstrip() for line in lines]
    if isinstance(block, Verbatim) and block.kind == "table":
        rows = ("|".join(map(str.strip, _PIPE.split(line))) for line in lines)
        return [_DASHES.sub("-", row) if _DELIMITERS.fullmatch(row) else row for row in rows]
    return lines
