"""The merged tree as the body of the canonical: pieces with their wording and their origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from personac.extraction.section_streams import section_streams
from personac.merging.documents import NONE, Node, is_heading, is_tag
from personac.model import (
    Closing,
    Heading,
    ListForm,
    ListStyle,
    MergedSection,
    Origin,
    Piece,
    PieceList,
    Planned,
    Relation,
    SectionRef,
    Topic,
)
from personac.model.ast import Item, ItemList, Paragraph, Section, column_of, is_loose
from personac.model.source import Span

_DEEPEST = 6


class _Children(NamedTuple):
    """The sections below one in its source, by identity; the level of the first heading of its persona."""

    at_home: frozenset[int]
    level: int


class BodyMaker:
    """Makes the body of one build."""

    def __init__(self, planned: Planned) -> None:
        """Use the wordings of a plan."""
        self._planned = planned
        self.kept: dict[int, int] = {}  # for each cluster the bullet whose text it has
        self._leads: dict[int, bool] = {}  # for each list whether all its items have a lead
        self._children: dict[int, _Children] = {}
        self._items = section_streams(planned, of_all=True).nodes

    def body(self, root: Node, outline: Topic) -> MergedSection:
        """Return the body; headings are one level below the heading above them, if they moved."""
        return self._section(root, outline, 0)

    def _section(self, node: Node, topic: Topic, above: int) -> MergedSection:
        section = node.ast
        if not isinstance(section, Section):
            raise TypeError
        level = self._level(node, above)
        heading = self._heading(node, section, topic)
        content = tuple(self._lists(node.blocks))
        children = zip(node.subsections, topic.children, strict=True)
        below = tuple(self._section(child, own, level) for child, own in children)
        return MergedSection(level, topic.title, tuple(self._titles(node, topic)), content, below, heading)

    def _heading(self, node: Node, section: Section, topic: Topic) -> Heading | None:
        """Return the title line of a section; None if it has none, or if a label or tag becomes a heading."""
        if section.title_span is None or (section.kind != "heading" and node.new_title):
            return None
        closing = None
        if section.closing_span is not None:
            ends = tuple(
                self._lines(ref.persona, own.closing_span, "heading")
                for ref, own in self._owned(node, topic)
                if own.closing_span is not None
            )
            closing = Closing(section.closing_span, ends)
        return Heading(
            node.persona, section.title_span, section.kind, section.level, bool(node.new_title), closing
        )

    def _level(self, node: Node, above: int) -> int:
        section = node.ast
        if not isinstance(section, Section) or section.kind == "root":
            return 0
        if not is_heading(node):
            return above
        if node.parent is None:
            return section.level
        is_in_tag, children = is_tag(node.parent), self._children_of(node.parent)
        if id(section) in children.at_home and section.kind == "heading":
            return section.level if is_in_tag or section.level > above else above + 1
        if children.level and (is_in_tag or children.level > above):
            return children.level
        return min(_DEEPEST, above + 1 if above else 2)

    def _children_of(self, parent: Node) -> _Children:
        if id(parent) not in self._children:
            own = parent.ast.sections if isinstance(parent.ast, Section) else ()
            headings = (n.ast for n in parent.subsections if n.persona == parent.persona)
            levels = (s.level for s in headings if isinstance(s, Section) and s.kind == "heading")
            self._children[id(parent)] = _Children(frozenset(map(id, own)), next(levels, 0))
        return self._children[id(parent)]

    def _titles(self, node: Node, topic: Topic) -> Iterator[Origin]:
        """Yield the places of the titles of a section, that of the chosen title first."""
        for ref, section in self._owned(node, topic):
            if section.title_span is not None and (section.title or ref == node.ref):
                yield self._lines(ref.persona, section.title_span, "heading")

    def _owned(self, node: Node, topic: Topic) -> Iterator[tuple[SectionRef, Section]]:
        """Yield the sections that became one of the canonical, that with the chosen title first."""
        redundant = {self._planned.number_of[persona] for persona in self._planned.redundant}
        own = [ref for ref in topic.sections if ref in node.sections or ref.persona in redundant]
        for ref in sorted(own, key=lambda ref: (ref != node.ref, ref)):
            section = self._planned.personas[ref.persona].body
            for index in ref.path:
                section = section.sections[index]
            yield ref, section

    def _lists(self, nodes: Sequence[Node]) -> Iterator[PieceList]:
        for node in nodes:
            if node.is_list:
                if node.below:
                    yield PieceList(
                        _form(node), tuple(self._item(item) for item in node.below), self._style(node)
                    )
            else:
                yield PieceList(None, (self._item(node),))

    def _style(self, node: Node) -> ListStyle:
        block, source = node.ast, self._planned.personas[node.persona].source
        if not isinstance(block, ItemList):
            raise TypeError
        first = block.items[0]
        boxes = sum(item.checked is not None for item in block.items) * 2 > len(block.items)
        return ListStyle(
            node.persona, column_of(source, first.span.start), first.marker, is_loose(source, block), boxes
        )

    def _item(self, node: Node) -> Piece:
        block = node.ast
        if isinstance(block, Section):
            raise TypeError
        if node.bullet == NONE:
            children = tuple(self._lists(node.blocks))
            first = self._lines(node.persona, block.span, "kept")
            others = (self._lines(persona, copy.span, "merged") for persona, copy in node.copies)
            return Piece(node.persona, block, (first, *others) if node.digest else (), children)
        wording = self._planned.wordings[self._planned.cluster_of[node.bullet]]
        kept = wording.bullet if self._takes(node, wording.bullet) else node.bullet
        persona = self._planned.number_of[self._planned.bullets[kept].persona]
        block = block if kept == node.bullet else self._items[kept]
        added = {addition.bullet for addition in wording.additions}
        is_here = wording.bullet == kept and added <= {*node.members, *node.moved}
        text = wording.text if is_here else ""
        self.kept.setdefault(self._planned.cluster_of[node.bullet], kept)
        children = tuple(self._lists(node.blocks))
        return Piece(persona, block, tuple(self._origins(node, kept)), children, text)

    def _takes(self, node: Node, bullet: int) -> bool:
        """Return whether a node has the wording of another bullet: both are one paragraph, in one place."""
        both = (node.ast, self._items[bullet])
        has_lead = bool(self._planned.bullets[bullet].lead)
        is_fit = has_lead or not (node.parent and self._has_leads(node.parent))
        return bullet in node.members and is_fit and all(_is_plain(block) for block in both)

    def _has_leads(self, node: Node) -> bool:
        """Return whether each item of a list has a lead: a list of terms and what they mean."""
        if not node.is_list:
            return False
        known = self._leads.get(id(node))
        if known is None:
            bullets = (item.bullet for item in node.below if item.bullet != NONE)
            known = self._leads[id(node)] = all(self._planned.bullets[bullet].lead for bullet in bullets)
        return known

    def _origins(self, node: Node, kept: int) -> Iterator[Origin]:
        yield self._origin(kept, "kept")
        for bullet in sorted((*node.members, *node.moved)):
            if bullet != kept:
                yield self._origin(bullet, "merged")
        for bullet in sorted(node.narrow):
            yield self._origin(bullet, "covered")

    def _origin(self, number: int, relation: Relation) -> Origin:
        b = self._planned.bullets[number]
        cluster = self._planned.clusters[self._planned.cluster_of[number]].id
        return Origin(b.persona, b.path, b.line, b.end_line, relation, cluster)

    def _lines(self, persona: int, span: Span, relation: Relation) -> Origin:
        owner = self._planned.personas[persona]
        source = owner.source
        return Origin(owner.id, source.path, source.line(span.start), source.last_line(span), relation)


def _form(node: Node) -> ListForm:
    block = node.ast
    if isinstance(block, ItemList) and block.ordered:
        return "ordered"
    items = [n.ast for n in node.below if isinstance(n.ast, Item)]
    return "task" if sum(item.checked is not None for item in items) * 2 > len(items) else "bulleted"


def _is_plain(block: object) -> bool:
    """Return whether a paragraph or an item has one paragraph of text."""
    return not isinstance(block, Item) or sum(isinstance(own, Paragraph) for own in block.blocks) == 1
