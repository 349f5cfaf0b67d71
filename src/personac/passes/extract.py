"""Extract the bullets: the units that are matched, out of every section AST.

A list item at any depth is a bullet; its text is that of its own paragraphs,
not of the items nested below it, which are bullets of their own and name it
as their parent. Paragraphs are bullets too. Quotes, code, tables and HTML are
kept whole and never matched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personac.ir import Bullet, BulletKind, Persona
from personac.model.ast import Inline, Item, ItemList, Paragraph, Section, plain_text
from personac.model.source import Span
from personac.parsing.normalization import Normaliser
from personac.passes.facets import split_facets, split_lead


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a bullet in its persona."""

    section: tuple[str, ...]
    parent: str = ""
    depth: int = 0


def extract_all(personas: Iterable[Persona], normaliser: Normaliser) -> tuple[Bullet, ...]:
    """Return the bullets, ordered by persona and by position in the file."""
    return tuple(bullet for persona in personas for bullet in extract(persona, normaliser))


def extract(persona: Persona, normaliser: Normaliser) -> tuple[Bullet, ...]:
    """Return the bullets of one persona, in the order of its file."""
    return tuple(_Extractor(persona, normaliser).section(persona.body, ()))


class _Extractor:
    """Walks one persona, and gives each bullet an id."""

    def __init__(self, persona: Persona, normaliser: Normaliser) -> None:
        self._persona = persona
        self._normaliser = normaliser
        self._per_line: Counter[int] = Counter()

    def section(self, section: Section, titles: tuple[str, ...]) -> Iterator[Bullet]:
        path = (*titles, section.title) if section.title else titles
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from self._bullet("paragraph", block.span, (block,), _Place(path))
            elif isinstance(block, ItemList):
                yield from self._list(block, _Place(path))
        for child in section.sections:
            yield from self.section(child, path)

    def _list(self, block: ItemList, place: _Place) -> Iterator[Bullet]:
        for item in block.items:
            yield from self._item(item, "ordered" if block.ordered else "item", place)

    def _item(self, item: Item, kind: BulletKind, place: _Place) -> Iterator[Bullet]:
        own = tuple(block for block in item.blocks if isinstance(block, Paragraph))
        parent = place.parent
        for bullet in self._bullet(kind if item.checked is None else "task", item.span, own, place):
            parent = bullet.id
            yield bullet
        for block in item.blocks:
            if isinstance(block, ItemList):
                yield from self._list(block, _Place(place.section, parent, place.depth + 1))

    def _bullet(
        self, kind: BulletKind, span: Span, own: tuple[Paragraph, ...], place: _Place
    ) -> Iterator[Bullet]:
        inlines = _joined(own)
        text = plain_text(inlines)
        if not text:
            return
        source = self._persona.source
        own_span = Span(span.start, own[-1].span.end)
        line = source.line(own_span.start)
        lead, rest = split_lead(inlines)
        yield Bullet(
            id=self._id(line),
            persona=self._persona.id,
            path=source.path,
            span=own_span,
            line=line,
            end_line=source.last_line(own_span),
            section=place.section,
            kind=kind,
            depth=place.depth,
            parent=place.parent,
            text=text,
            lead=lead,
            facets=split_facets(rest),
            stems=self._normaliser.normalise(text),
        )

    def _id(self, line: int) -> str:
        self._per_line[line] += 1
        count = self._per_line[line]
        return f"{self._persona.id}:{line}" + (f".{count}" if count > 1 else "")


def _joined(paragraphs: tuple[Paragraph, ...]) -> tuple[Inline, ...]:
    """Join the runs of an item's paragraphs, a blank between two of them."""
    runs: list[Inline] = []
    for paragraph in paragraphs:
        if runs:
            runs.append(Inline("break", " "))
        runs.extend(paragraph.inlines)
    return tuple(runs)
