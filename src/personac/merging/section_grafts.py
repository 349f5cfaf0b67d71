"""Puts the sections of a persona into the canonical.

Each goes to the section with the same topic, or is inserted whole behind the one that its predecessor went
to. A topic takes one section of a persona; a section with a procedure goes to none with another procedure. In
a section, what is new stands behind what its predecessor became.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from personac.merging.canonical_tree import IDENTITY_REASON, CanonicalTree
from personac.merging.documents import NONE, Node, first_paragraph, host_of, is_label, top_of
from personac.merging.lead_ins import is_identity
from personac.merging.list_grafts import ListGrafts
from personac.model.ast import Paragraph
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
    grafts.settle_rests()


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
        self._homes: dict[int, Node] = {}  # the sections of rests
        self._inserted: list[Node] = []

    def settle_rests(self) -> None:
        """Dissolve the rests of lists, or put them where they belong; remove empty sections."""
        for rest in self._lists.rests:
            if not self._lists.dissolve(rest):
                self._insert_all([rest.lead, rest.own], self._homes[id(rest.own)])
        self._c.remove_empty(self._inserted)

    def merge(self, own: Node, target: Node) -> None:
        """Merge a section into one of the canonical."""
        target.sections += [ref for ref in own.sections if ref not in target.sections]
        self.content(own, host_of(target))
        source = host_of(own)
        if source is not own and self._c.lead_ins.is_said(source.title, [*_titles(target), own.title]):
            host_of(target).sections += source.sections
            self.content(source, host_of(target), own.title)
        else:
            source = own
        after: Node | None = None
        for child in own.subsections:
            if child is not source:
                after = self._child(child, target, after)

    def _child(self, child: Node, target: Node, after: Node | None) -> Node | None:
        """Put a subsection where it belongs; return what the next one follows."""
        home = self._c.section_for(child)
        if home is not None and self._fits(child, home):
            self.merge(child, home)
            return home if home.parent is target else after
        beside = home if home is not None and home.parent is target else after
        return self._insert_section(child, target, beside)

    def _fits(self, own: Node, home: Node) -> bool:
        """Return whether the procedures of two sections are one, or only one has any."""
        ours, theirs = self._c.procedures_in(own), self._c.procedures_in(home)
        return not ours or not theirs or bool(ours & theirs)

    def content(self, own: Node, target: Node, title: str = "") -> None:
        """Merge the blocks of a section into those of another; `title` is that above their heading."""
        titles = [*_titles(target), own.title, title]
        after: Node | None = None
        for lead, block in _with_lead_ins(own.blocks):
            if block.is_list:
                self._homes[id(block)] = target
                new = self._lists.graft(block, lead, self._list_home(block, lead, target, titles))
            else:
                new = self._new_blocks(lead, block)
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

    def _insert_all(self, nodes: list[Node | None], target: Node) -> None:
        after: Node | None = None
        for node in nodes:
            after = self._insert(node, target, after) if node is not None else after

    def _insert(self, node: Node, target: Node, after: Node | None) -> Node:
        target.insert(_place_for(node, target, after), node)
        self._c.adopt(node)
        return node

    def _list_home(self, own: Node, lead: Node | None, target: Node, titles: list[str]) -> Node | None:
        """Return the list of a section that takes the items of this one.

        It has the same form and scope. Of several, that with the most items in common, then the first.
        """
        if lead is not None and not self._c.lead_ins.is_said(lead.text, titles):
            return None
        number = self._c.procedure(own)
        lists = [node for node in target.blocks if node.is_list and self._c.procedure(node) == number]
        lists = [n for n in lists if n.is_ordered == own.is_ordered and self._c.lead_ins.agree(n, own)]
        shared = Counter(id(there.parent) for item in own.below if (there := self._c.there(item)))
        ranked = sorted(range(len(lists)), key=lambda at: (-shared[id(lists[at])], at))
        best = lists[ranked[0]] if ranked else None
        if best is not None and (shared[id(best)] or (number == NONE and len(lists) == 1)):
            return best
        return None

    def _insert_section(self, child: Node, target: Node, after: Node | None) -> Node:
        """Insert a section with what is new in it; if that is nothing, it is removed in the end."""
        shell = Node(child.persona, child.ast, ref=child.ref, sections=list(child.sections))
        at = (
            target.below.index(after) + 1
            if after is not None and after in target.below
            else len(target.below)
        )
        target.insert(at, shell)
        self._inserted.append(shell)
        self._c.open_section(shell)
        self.content(child, shell)
        last: Node | None = None
        for own in child.subsections:
            last = self._child(own, shell, last)
        return shell


def _titles(section: Node) -> list[str]:
    """Return the titles of a section and of the label that introduces it, and its lead-ins."""
    host = host_of(section)
    return [section.title, host.title, *(node.text for node in host.blocks if node.is_lead_in)]


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
