"""Puts the sections of a persona into the canonical.

Each goes to the section with the same topic, or is inserted whole behind the one that its predecessor went
to. A topic takes one section of a persona; a section with a procedure goes to none with another procedure. In
a section, what is new stands behind what its predecessor became.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from personac.merging.canonical_tree import IDENTITY_REASON, CanonicalTree
from personac.merging.documents import (
    NONE,
    Node,
    first_paragraph,
    host_of,
    is_label,
    is_part,
    is_template,
    titles_of,
    top_of,
)
from personac.merging.lead_ins import is_identity
from personac.merging.list_grafts import ListGrafts
from personac.model.ast import Paragraph
from personac.outline.section_alignment import plain_title
from personac.parsing.sections import label_title


def graft(canonical: CanonicalTree, tree: Node, *, one_identity: bool) -> None:
    """Put a persona into the canonical; `one_identity` gives up its introduction if there is one."""
    canonical.take_closing(tree)
    grafts = _SectionGrafts(canonical, ListGrafts(canonical, tree))
    if one_identity:
        _give_up_identity(canonical, tree)
    top, target = top_of(tree), top_of(canonical.root)
    if top is not tree:
        grafts.content(tree, target)
    grafts.merge(top, target)
    grafts.remove_empty()


def _give_up_identity(canonical: CanonicalTree, tree: Node) -> None:
    first = first_paragraph(tree)
    if first is None or first.parent is None or not is_identity(first.text) or not canonical.has_identity():
        return
    if canonical.there(first) is None and first.bullet != NONE:
        canonical.left[first.bullet] = IDENTITY_REASON
        first.parent.below.remove(first)


class _SectionGrafts:
    def __init__(self, canonical: CanonicalTree, lists: ListGrafts) -> None:
        self._c, self._lists = canonical, lists
        self._inserted: list[Node] = []

    def remove_empty(self) -> None:
        """Remove the inserted sections of which all is elsewhere."""
        self._c.remove_empty(self._inserted)

    def merge(self, own: Node, target: Node) -> None:
        """Merge a section into one of the canonical."""
        target.sections += [ref for ref in own.sections if ref not in target.sections]
        self.content(own, host_of(target))
        source = host_of(own)
        if source is not own and self._c.lead_ins.is_said(source.title, [*titles_of(target), own.title]):
            host_of(target).sections += source.sections
            self.content(source, host_of(target))
        else:
            source = own
        self._children([child for child in own.subsections if child is not source], target)

    def _children(self, children: Sequence[Node], target: Node) -> None:
        """Put subsections where they belong, each behind its predecessor, the first before its successor."""
        after: Node | None = None
        for number, child in enumerate(children):
            home = self._c.section_for(child)
            if home is not None and self._fits(child, home, target):
                self.merge(child, home)
                after = home if home.parent is target else after
                continue
            mate = self._beside(child, target)
            before = next(filter(None, (self._beside(own, target) for own in children[number + 1 :])), None)
            after = self._insert_section(child, target, (mate or after, before))

    def _beside(self, own: Node, target: Node) -> Node | None:
        """Return the section below another that one goes into, or beside."""
        home = self._c.section_for(own)
        return home if home is not None and home.parent is target else self._role_mate(own, target)

    def _role_mate(self, own: Node, target: Node) -> Node | None:
        """Return the last heading below another with the same role; a part of a whole has none."""
        role = "" if is_template(own) or is_part(own) else self._c.role_of(own)
        headings = [node for node in target.subsections if not is_label(node)]
        mates = [node for node in headings if role and self._c.role_of(node) == role]
        return mates[-1] if mates else None

    def _fits(self, own: Node, home: Node, target: Node) -> bool:
        """Return whether a section goes into another: a procedure only to the same one, or where no list is.

        Parts of a whole only go into parts of the whole that their parent went to, templates into templates.
        """
        if is_template(own) != is_template(home) or (home.parent is not target and is_part(own, home)):
            return False
        ours, theirs = self._c.procedures_in(own), self._c.procedures_in(home)
        if ours and theirs:
            return bool(ours & theirs)
        if plain_title(own.title) == plain_title(home.title) and is_label(own) is is_label(home):
            return True
        return not (ours and _has_list(home)) and not (theirs and _has_list(own))

    def content(self, own: Node, target: Node) -> None:
        """Merge the blocks of a section into those of another."""
        after: Node | None = None
        for lead, block in _with_lead_ins(own.blocks):
            if block.is_lead_in and own.subsections and target.ast is not own.ast:
                self._c.give_up(block, "lead-in: the sections that it introduces are divided")
                continue
            new = self._lists.graft(block, lead) if block.is_list else self._new_blocks(lead, block)
            there = self._c.there(block) if not block.is_list else None
            after = there if there is not None and there.parent is target else after
            for node in new:
                after = self._insert(node, target, after)

    def _new_blocks(self, lead: Node | None, block: Node) -> list[Node]:
        """Merge a block that is there; return what is to be inserted."""
        there = self._c.there(block)
        if there is not None:
            self._lists.merge(block, there)
            self._c.give_up(lead, "lead-in: what it introduces is elsewhere")
            return []
        if not block.digest and block.bullet == NONE:
            return [] if lead is None else [lead]  # a rule or an empty comment
        return [block] if lead is None else [lead, block]

    def _insert(self, node: Node, target: Node, after: Node | None) -> Node:
        target.insert(_place_for(node, target, after), node)
        self._c.adopt(node)
        return node

    def _insert_section(self, child: Node, target: Node, beside: tuple[Node | None, Node | None]) -> Node:
        """Insert a section with what is new in it, behind or before another one.

        A label among headings becomes one. A section with nothing new is removed in the end.
        """
        shell = Node(child.persona, child.ast, ref=child.ref, sections=list(child.sections))
        if is_label(child) and any(not is_label(node) for node in target.subsections):
            shell.new_title = child.title
        target.insert(_section_place(shell, target, *beside), shell)
        self._inserted.append(shell)
        self._c.open_section(shell)
        self.content(child, shell)
        self._children(child.subsections, shell)
        return shell


def _has_list(section: Node) -> bool:
    return any(node.is_list for node in host_of(section).blocks)


def _section_place(section: Node, target: Node, after: Node | None, before: Node | None) -> int:
    """Return where a new section goes; a heading not before a label."""
    below = target.below
    at = len(below)
    if after is not None and after in below:
        at = below.index(after) + 1
    elif before is not None and before in below:
        at = below.index(before)
    labels = [number for number, node in enumerate(below) if node.is_section and is_label(node)]
    return at if is_label(section) else max([at, *(number + 1 for number in labels)])


def _with_lead_ins(blocks: list[Node]) -> Iterator[tuple[Node | None, Node]]:
    """Yield each block with the lead-in right before it, which is no block of its own then."""
    lead: Node | None = None
    for number, block in enumerate(blocks):
        if block.is_lead_in and number + 1 < len(blocks) and not blocks[number + 1].is_paragraph:
            lead = block
            continue
        yield lead, block
        lead = None


def _place_for(node: Node, target: Node, after: Node | None) -> int:
    """Return where a new block goes: behind its predecessor, a text behind the first texts, or to the end.

    A text goes behind the list of a label, and to the end where it would be read as the label of a list.
    """
    blocks = target.blocks
    at = len(blocks)
    if after is not None and after in target.below:
        at = target.below.index(after) + 1
    elif node.is_paragraph and not node.is_lead_in and not is_label(target):
        at = next((n for n, b in enumerate(blocks) if not b.is_paragraph or b.is_lead_in), at)
    elif node.is_list:
        at = next((n for n, b in enumerate(blocks) if b.is_lead_in), at)  # or it would stand below that
    reads_as_label = isinstance(node.ast, Paragraph) and label_title(node.ast) is not None
    return len(blocks) if reads_as_label and any(block.is_list for block in blocks[at : at + 1]) else at
