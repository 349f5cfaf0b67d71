"""How much is said before and after: bullets, bytes and tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from personac.ir import Compilation, MergedSection, Piece, PieceList
from personac.report.model import CanonicalRow, PersonaRow, SavedRow, SizeRow, SizesRow
from personac.tokens.token_counter import Counter, Tokenizer

_DECIMALS = 4


def canonical_row(compilation: Compilation, count: Counter) -> CanonicalRow:
    """Return name and size of the canonical; each of its pieces that gives a cluster is a bullet."""
    canonical, body = compilation.canonical, compilation.body
    if canonical is None or body is None:
        raise AssertionError
    bullets = sum(any(origin.cluster for origin in piece.origins) for piece in _pieces(body))
    tokens = count.count(canonical.data.decode("utf-8"))
    return CanonicalRow(canonical.name, f"{canonical.name}.md", len(canonical.data), bullets, tokens)


def sizes_row(tokenizer: Tokenizer, personas: Sequence[PersonaRow], canonical: CanonicalRow) -> SizesRow:
    """Add up the sources, and take the canonical off them."""
    sources = SizeRow(
        bullets=sum(row.bullets for row in personas),
        bytes=sum(row.bytes for row in personas),
        tokens=sum(row.tokens for row in personas),
    )
    left = SizeRow(canonical.bullets, canonical.bytes, canonical.tokens)
    tokens = sources.tokens - left.tokens
    share = round(tokens / sources.tokens, _DECIMALS) if sources.tokens else 0.0
    saved = SavedRow(sources.bullets - left.bullets, sources.bytes - left.bytes, tokens, share)
    return SizesRow(tokenizer, sources, left, saved)


def _pieces(section: MergedSection) -> Iterator[Piece]:
    yield from _listed(section.content)
    for child in section.sections:
        yield from _pieces(child)


def _listed(lists: Sequence[PieceList]) -> Iterator[Piece]:
    for group in lists:
        for piece in group.pieces:
            yield piece
            yield from _listed(piece.children)
