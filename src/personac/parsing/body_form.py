"""The section AST as plain data, and back: a form that can be kept as bytes.

Each node has a form of the same name whose types msgspec checks as it reads;
spans are two numbers, and a node's kind is the number that its form is tagged with.
"""

from __future__ import annotations

import msgspec

from personac.model.ast import (
    Block,
    Inline,
    InlineKind,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Section,
    SectionKind,
    Verbatim,
    VerbatimKind,
)
from personac.model.source import Span

_Range = tuple[int, int]


class _ParagraphForm(msgspec.Struct, tag=0, array_like=True, frozen=True):
    span: _Range
    inlines: tuple[tuple[InlineKind, str], ...]


class _VerbatimForm(msgspec.Struct, tag=1, array_like=True, frozen=True):
    span: _Range
    kind: VerbatimKind


class _QuoteForm(msgspec.Struct, tag=2, array_like=True, frozen=True):
    span: _Range
    blocks: tuple[_BlockForm, ...]


class _ItemForm(msgspec.Struct, array_like=True, frozen=True):
    span: _Range
    marker: str
    checked: bool | None
    blocks: tuple[_BlockForm, ...]


class _ListForm(msgspec.Struct, tag=3, array_like=True, frozen=True):
    span: _Range
    ordered: bool
    items: tuple[_ItemForm, ...]


_BlockForm = _ParagraphForm | _VerbatimForm | _QuoteForm | _ListForm


class SectionForm(msgspec.Struct, array_like=True, frozen=True):
    """A section as plain data."""

    span: _Range
    kind: SectionKind
    level: int
    title: str
    title_span: _Range | None
    blocks: tuple[_BlockForm, ...]
    sections: tuple[SectionForm, ...]


def form_of(section: Section) -> SectionForm:
    """Return a section, with all that is in it, as plain data."""
    return SectionForm(
        _range(section.span),
        section.kind,
        section.level,
        section.title,
        _range(section.title_span) if section.title_span else None,
        tuple(map(_block_form, section.blocks)),
        tuple(map(form_of, section.sections)),
    )


def section_of(form: SectionForm) -> Section:
    """Return the section that plain data tells of."""
    return Section(
        Span(*form.span),
        form.kind,
        form.level,
        form.title,
        Span(*form.title_span) if form.title_span else None,
        tuple(map(_block, form.blocks)),
        tuple(map(section_of, form.sections)),
    )


def _block_form(block: Block) -> _BlockForm:
    match block:
        case Paragraph(span, inlines):
            return _ParagraphForm(_range(span), tuple((inline.kind, inline.text) for inline in inlines))
        case Verbatim(span, kind):
            return _VerbatimForm(_range(span), kind)
        case Quote(span, blocks):
            return _QuoteForm(_range(span), tuple(map(_block_form, blocks)))
        case ItemList(span, ordered, items):
            return _ListForm(_range(span), ordered, tuple(map(_item_form, items)))


def _item_form(item: Item) -> _ItemForm:
    return _ItemForm(_range(item.span), item.marker, item.checked, tuple(map(_block_form, item.blocks)))


def _block(form: _BlockForm) -> Block:
    match form:
        case _ParagraphForm():
            return Paragraph(Span(*form.span), tuple(Inline(kind, text) for kind, text in form.inlines))
        case _VerbatimForm():
            return Verbatim(Span(*form.span), form.kind)
        case _QuoteForm():
            return Quote(Span(*form.span), tuple(map(_block, form.blocks)))
        case _ListForm():
            return ItemList(Span(*form.span), form.ordered, tuple(map(_item, form.items)))


def _item(form: _ItemForm) -> Item:
    return Item(Span(*form.span), form.marker, form.checked, tuple(map(_block, form.blocks)))


def _range(span: Span) -> _Range:
    return (span.start, span.end)
