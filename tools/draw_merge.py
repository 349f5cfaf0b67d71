"""Draws a merge as text: on the left the canonical, its trunk in order, and on the right what was grafted.

It shows the first lines and the last ones, each new section, each section that another persona's section was
merged into, and an item that was merged there as far as there is room. New sections of one persona that
follow each other share a line. Introductions, and sections of the trunk without a graft, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from personac.model import Compilation, MergedSection, Origin, Piece
from personac.model.ast import Item, Paragraph

MOST = 25  # lines
_LEFT, _RIGHT = 38, 71  # widest columns
_ARROW = "\N{BLACK LEFT-POINTING TRIANGLE}\N{BOX DRAWINGS LIGHT HORIZONTAL}\N{BOX DRAWINGS LIGHT HORIZONTAL} "
_CUT = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture; `graft` is empty for what is the trunk's, `is_item` for an example.

    Rows with the same `group`, if it is not empty, share a line.
    """

    text: str
    graft: str = ""
    group: str = ""
    is_item: bool = False


def draw(built: Compilation, most: int = MOST) -> str:
    """Return the picture of a merge in at most `most` lines."""
    drawing = _Drawing(built)
    sections = chain.from_iterable(map(drawing.section, built.body.sections))
    rows, closings = [*drawing.texts(), *_joined(sections)], list(drawing.closings())
    shown = [*_within(rows, most - 1 - len(closings)), *closings]
    trunk = built.personas[built.order[0]].id
    return "\n".join([f" {trunk:{_LEFT}} what the others add", *map(_line, shown)])


class _Drawing:
    """Reads what became of each section from the origins of its pieces."""

    def __init__(self, built: Compilation) -> None:
        self._built = built
        self._ids = [built.personas[number].id for number in built.order]
        self._trunk = self._ids[0]
        self._bullets = {(bullet.persona, bullet.line): bullet for bullet in built.bullets}

    def texts(self) -> Iterator[Row]:
        """Yield the lines before the first section: texts and lists; a lead-in stands for its list."""
        lead = ""
        for own in self._built.body.content:
            author, text = self._author(own.pieces[0]), lead or self._text(own.pieces[0])
            lead = text if own.form is None and text.endswith(":") else ""
            what = f"a list of {len(own.pieces)}, inserted whole" if own.form else "inserted whole"
            if not lead:
                yield Row(text, f"{author}: {what}" if author != self._trunk else "")

    def closings(self) -> Iterator[Row]:
        """Yield a line for the paragraphs at the end."""
        sections = [section for section in self._built.body.sections if not section.title]
        pieces = [piece for section in sections for piece in _pieces(section)]
        others = {author for piece in pieces if (author := self._author(piece)) != self._trunk}
        if others:
            yield Row(self._text(pieces[0]), f"the last paragraphs of {len(others)} others")

    def section(self, section: MergedSection) -> Iterator[Row]:
        """Yield the lines of a section and of those below it."""
        first, *others = self._authors(section) or [self._trunk]
        title, grafts = f"{'#' * section.level} {section.title}", [self._graft(section, o) for o in others]
        if first != self._trunk:
            whole = f"{first}: inserted whole"
            yield Row(f"+ {title}", whole, "" if grafts else whole)
            yield from (Row("", graft) for graft in grafts)
            return
        below = [row for own in section.sections for row in self.section(own)]
        if grafts or below:
            yield Row(title, grafts[0] if grafts else "")
            yield from (Row("", graft) for graft in grafts[1:])
            yield from self._example(section, others)
        yield from below

    def _authors(self, section: MergedSection) -> Sequence[str]:
        """Return who has a section with this title, the one that was there first in front; none without."""
        first = [origin for piece in _pieces(section)[:1] for origin in piece.origins[:1]]
        origins = section.origins or first  # a label that became a heading has no title in a source
        return list(dict.fromkeys(origin.persona for origin in origins)) if section.title else []

    def _graft(self, section: MergedSection, author: str) -> str:
        """Name the section of a persona, and how many of its items are new here, and how many merged."""
        before = frozenset(self._ids[: self._ids.index(author)])
        title = self._title(section, author)
        pieces = [p for p in _pieces(section) if any(self._is_of(o, author, title) for o in p.origins)]
        merged = [any(origin.persona in before for origin in piece.origins) for piece in pieces]
        counts = ((merged.count(False), "new"), (merged.count(True), "merged"))
        said = ", ".join(f"{number} {what}" for number, what in counts if number) or "nothing new"
        return f'{author}, "{title}": {said}'

    def _title(self, section: MergedSection, author: str) -> str:
        """Return the title that a section has in a persona."""
        origin = next(origin for origin in section.origins if origin.persona == author)
        source = self._built.personas[self._built.number_of[author]].source
        return source.text.splitlines()[origin.line - 1].strip("#:* ")

    def _is_of(self, origin: Origin, author: str, title: str) -> bool:
        """Return whether a bullet stands below a title of a persona."""
        bullet = self._bullets.get((origin.persona, origin.line))
        return bullet is not None and bullet.persona == author and title in bullet.section

    def _example(self, section: MergedSection, authors: Sequence[str]) -> Iterator[Row]:
        """Yield the first item that is merged from one of the grafted sections, with its two texts."""
        titles = [(author, self._title(section, author)) for author in authors]
        for piece in _pieces(section):
            grafted = [o for o in piece.origins if any(self._is_of(o, *title) for title in titles)]
            others = [origin for origin in piece.origins if origin.relation == "merged"]
            if grafted and others:
                text = self._bullets[others[0].persona, others[0].line].text
                yield Row(f"- {self._text(piece)}", f'merged with "{text}"', is_item=True)
                return

    def _author(self, piece: Piece) -> str:
        return self._built.personas[piece.persona].id

    def _text(self, piece: Piece) -> str:
        blocks = piece.block.blocks if isinstance(piece.block, Item) else (piece.block,)
        return next((own.text for own in blocks if isinstance(own, Paragraph)), "")


def _pieces(section: MergedSection) -> Sequence[Piece]:
    return [piece for own in section.content for piece in own.pieces]


def _joined(rows: Iterable[Row]) -> Iterator[Row]:
    """Put rows of one group that follow each other on one line."""
    for group, own in groupby(rows, key=lambda row: row.group):
        if not group:
            yield from own
            continue
        titles = [row.text for row in own]
        yield Row(_list_of(titles), group if len(titles) == 1 else f"{group}, {len(titles)} sections")


def _list_of(titles: Sequence[str]) -> str:
    """Return as many titles as fit, and an ellipsis for the others."""
    first, *others = titles
    names = [title.lstrip("+# ") for title in others]
    for number in range(len(names), 0, -1):
        text = ", ".join([first, *names[:number], *([_CUT] if number < len(names) else [])])
        if len(text) <= _LEFT:
            return text
    return f"{first}, {_CUT}" if names else first


def _within(rows: Sequence[Row], most: int) -> Iterator[Row]:
    """Yield as many rows as there is room for: of items the first ones, in place of other rows none."""
    room = max(0, most - sum(not row.is_item for row in rows))
    items = [at for at, row in enumerate(rows) if row.is_item][:room]
    kept = [row for at, row in enumerate(rows) if not row.is_item or at in items]
    yield from kept if len(kept) <= most else [*kept[: most - 1], Row(_CUT)]


def _line(row: Row) -> str:
    mark = " " * len(_ARROW) if row.is_item else _ARROW
    right = mark + _cut(row.graft, _RIGHT - len(mark)) if row.graft else ""
    return f" {_cut(row.text, _LEFT):{_LEFT}} {right}".rstrip()


def _cut(text: str, longest: int) -> str:
    """Return a text without its last words if it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1].rsplit(' ', 1)[0]} {_CUT}"
