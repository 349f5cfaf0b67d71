"""Extracts the bullets, which are the units of matching, with their leads and facets.

Every list item is a bullet, at any depth. Its text is that of its own paragraphs; nested items are bullets
themselves, with it as their parent. Paragraphs are bullets too. Quotes, code, tables and HTML are kept whole
and never matched.

`**Databases**: PostgreSQL, MySQL` has the lead `Databases` and two facets. Facets from several personas can
be combined, and they distinguish broad bullets from narrow ones. The text is split as a reader would split
it: at commas, semicolons, `and`, `or`, slashes between words, and around parentheses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from personac.model import Bullet, BulletKind, Persona
from personac.model.ast import Inline, Item, ItemList, Paragraph, Section, announces, plain_text
from personac.model.source import Span
from personac.parsing.normalization import Normaliser

_MAX_LEAD_WORDS = 6
_ID_DIGITS = 8
_SEPARATOR = re.compile(r"\s*[,;]\s+(?:and\s+|or\s+|&\s+)?|\s+(?:and|or|&|plus)\s+", re.IGNORECASE)
_SLASH = re.compile(r"(?<=[^\W\d_]{3})\s*/\s*(?=[^\W\d_]{3})")
_PARENTHESIS = re.compile(r"[()\[\]]")
_PLAIN_LEAD = re.compile(r"(?P<lead>[^:.!?]{2,60}?)(?::\s+|\s+[-\u2013\u2014]\s+)(?P<rest>\S.*)", re.DOTALL)
_BOLD_LEAD_END = re.compile(r"\s*(?::|[-\u2013\u2014](?=\s))\s*")
_EDGES = " \t.,;:!"


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """An item or a paragraph with words, as the section AST has it: what a bullet is made of.

    `section` lists the titles from the outermost in, `own` are its paragraphs, and `parent` is what it is
    nested under.
    """

    kind: BulletKind
    span: Span
    own: tuple[Paragraph, ...]
    inlines: tuple[Inline, ...]
    text: str
    section: tuple[str, ...]
    lead_in: str = ""
    depth: int = 0
    parent: Said | None = None

    @property
    def hidden(self) -> tuple[str, ...]:
        """The parts that a reader does not see."""
        return tuple(part for paragraph in self.own for part in paragraph.hidden)


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of an item or a paragraph in its persona."""

    section: tuple[str, ...]
    lead_in: str = ""
    depth: int = 0
    parent: Said | None = None


def extract_all(personas: Iterable[Persona], normaliser: Normaliser) -> tuple[Bullet, ...]:
    """Return the bullets, ordered by persona and by position in the file."""
    return tuple(bullet for persona in personas for bullet in extract(persona, normaliser))


def extract(persona: Persona, normaliser: Normaliser) -> tuple[Bullet, ...]:
    """Return the bullets of one persona, in the order of its file."""
    return tuple(_Extractor(persona, normaliser).bullets())


def said_in(section: Section, titles: tuple[str, ...] = ()) -> Iterator[Said]:
    """Yield the items and paragraphs with words below a section, in the order of the file."""
    path = (*titles, section.title) if section.title else titles
    lead_in = ""
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield from _said("paragraph", block.span, (block,), _Place(path))
        elif isinstance(block, ItemList):
            yield from _said_in_list(block, _Place(path, lead_in))
        lead_in = block.text if isinstance(block, Paragraph) and announces(block.text) else ""
    for child in section.sections:
        yield from said_in(child, path)


def _said_in_list(block: ItemList, place: _Place) -> Iterator[Said]:
    for item in block.items:
        yield from _said_in_item(item, "ordered" if block.ordered else "item", place)


def _said_in_item(item: Item, kind: BulletKind, place: _Place) -> Iterator[Said]:
    own = tuple(block for block in item.blocks if isinstance(block, Paragraph))
    parent = place.parent
    for said in _said(kind if item.checked is None else "task", item.span, own, place):
        parent = said
        yield said
    for block in item.blocks:
        if isinstance(block, ItemList):
            yield from _said_in_list(block, _Place(place.section, place.lead_in, place.depth + 1, parent))


def _said(kind: BulletKind, span: Span, own: tuple[Paragraph, ...], place: _Place) -> Iterator[Said]:
    inlines = _joined(own)
    text = plain_text(inlines)
    if text:
        yield Said(kind, span, own, inlines, text, place.section, place.lead_in, place.depth, place.parent)


class _Extractor:
    """Makes bullets of what one persona says, and assigns an id to each."""

    def __init__(self, persona: Persona, normaliser: Normaliser) -> None:
        self._persona = persona
        self._normaliser = normaliser
        self._with_id: Counter[str] = Counter()

    def bullets(self) -> Iterator[Bullet]:
        ids: dict[Said, str] = {}
        for said in said_in(self._persona.body):
            parent = ids[said.parent] if said.parent else ""
            bullet = self._bullet(said, parent)
            ids[said] = bullet.id
            yield bullet

    def _bullet(self, said: Said, parent: str) -> Bullet:
        source = self._persona.source
        own_span = Span(said.span.start, said.own[-1].span.end)
        lead, rest = split_lead(said.inlines)
        return Bullet(
            id=self._id(said.text),
            persona=self._persona.id,
            path=source.path,
            span=own_span,
            line=source.line(own_span.start),
            end_line=source.last_line(own_span),
            section=said.section,
            kind=said.kind,
            depth=said.depth,
            parent=parent,
            text=said.text,
            lead=lead,
            facets=split_facets(rest),
            stems=self._normaliser.normalise(said.text),
            lead_in=said.lead_in,
            hidden=said.hidden,
        )

    def _id(self, text: str) -> str:
        """Return an id that stays while lines above change: the persona, a digest of the words, a number."""
        plain = " ".join(text.casefold().split())
        digest = sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]
        name = f"{self._persona.id}:{digest}"
        self._with_id[name] += 1
        count = self._with_id[name]
        return f"{name}.{count}" if count > 1 else name


def _joined(paragraphs: tuple[Paragraph, ...]) -> tuple[Inline, ...]:
    """Join the runs of an item's paragraphs, separated by blanks."""
    runs: list[Inline] = []
    for paragraph in paragraphs:
        if runs:
            runs.append(Inline("break", " "))
        runs.extend(paragraph.inlines)
    return tuple(runs)


def split_lead(inlines: tuple[Inline, ...]) -> tuple[str, str]:
    """Split a bullet's runs into its lead and the rest; without a lead, the rest is the whole text."""
    if inlines and inlines[0].kind == "strong":
        bold, behind = inlines[0].text.strip(), plain_text(inlines[1:])
        end = _BOLD_LEAD_END.match(behind)
        if bold.endswith(":") or end or not behind:
            return bold.rstrip(": "), behind[end.end() :] if end else behind
    return _split_plain_lead(plain_text(inlines))


def _split_plain_lead(text: str) -> tuple[str, str]:
    match = _PLAIN_LEAD.fullmatch(text)
    if match is None or len(match["lead"].split()) > _MAX_LEAD_WORDS:
        return "", text
    return match["lead"].strip(), match["rest"].strip()


def split_facets(text: str) -> tuple[str, ...]:
    """Split `text` into its distinct facets, in their order."""
    facets: dict[str, str] = {}
    for part in _parts(text):
        facet = part.strip(_EDGES)
        if facet:
            facets.setdefault(facet.casefold(), facet)
    return tuple(facets.values())


def _parts(text: str) -> Iterator[str]:
    for level, chunk in _by_parentheses(text):
        pieces = _SEPARATOR.split(chunk)
        for piece in pieces:
            yield from _SLASH.split(piece) if level or len(pieces) > 1 else [piece]


def _by_parentheses(text: str) -> Iterator[tuple[int, str]]:
    """Yield (depth, run) pairs: the text outside and inside parentheses."""
    depth, start = 0, 0
    for mark in _PARENTHESIS.finditer(text):
        yield depth, text[start : mark.start()]
        depth = depth + 1 if mark[0] in "([" else max(0, depth - 1)
        start = mark.end()
    yield depth, text[start:]
