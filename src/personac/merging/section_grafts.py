"""Puts the sections of a persona into the canonical.

Each goes to the section with the same topic, or is inserted whole behind the one that its predecessor went
to. A topic takes one section of a persona; a section with a procedure goes to none with another procedure. In
a section, what is new stands behind what its predecessor became.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from personac.matching.scopes import Polarity
from personac.merging.canonical_tree import IDENTITY_REASON, CanonicalTree
from personac.merging.documents import (
    NONE,
    Node,
    first_paragraph,
    heading_title,
    host_of,
    inner_of,
    is_heading,
    is_label,
    is_part,
    is_tag,
    is_template,
    titles_of,
    top_of,
)
from personac.merging.lead_ins import is_identity
from personac.merging.list_grafts import ListGrafts
from personac.merging.section_places import (
    block_place,
    has_parts,
    is_leaf_among_parts,
    parts_of,
    section_place,
)
from personac.outline.section_alignment import plain_title

_ABOVE = re.compile(r"\b(?:above|preceding)\b", re.IGNORECASE)
_RELATED = 0.2  # the least similarity of topics that belong side by side


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
        below = [*own.subsections, *(source.subsections if source is not own else ())]
        self._children([child for child in below if child is not source], inner_of(target))

    def _children(self, children: Sequence[Node], target: Node) -> None:
        """Put subsections where they belong, each behind its predecessor, the first before its successor."""
        last: Node | None = None
        for number, child in enumerate(children):
            home = self._c.section_for(child)
            if home is not None and self._fits(child, home, target):
                self.merge(child, home)
                last = home if home.parent is target or is_leaf_among_parts(home) else last
                continue
            last = self._insert_section(child, target, self._neighbours(children[number:], last, target))

    def _neighbours(
        self, children: Sequence[Node], last: Node | None, target: Node
    ) -> tuple[Node | None, Node | None]:
        """Return what the first of some sections goes behind, or what it goes before."""
        child, *following = children
        behind = self._behind(child, last, target)
        if behind is None or not self._refers_up(child):
            behind = self._beside(child, target) or behind
        if behind is not None:
            return behind, None
        return None, next(filter(None, (self._beside(own, target) for own in following)), None)

    def _refers_up(self, section: Node) -> bool:
        """Return whether a text in a section speaks of what stands above it: it must not move up."""
        bullets = self._c.planned.bullets
        return any(_ABOVE.search(bullets[node.bullet].text) for node in section.walk() if node.bullet != NONE)

    def _behind(self, child: Node, last: Node | None, target: Node) -> Node | None:
        """Return the predecessor, or the section around it where only a section without a role fits.

        What has no title belongs to the section around it, and stays there.
        """
        stays = self._c.role_of(child) or has_parts(child) or not child.title
        if last is None or last.parent is target or not stays:
            return last
        around = last.parent
        while around is not None and around.parent is not target:
            around = around.parent
        return around

    def _beside(self, own: Node, target: Node) -> Node | None:
        """Return the section below another that one goes into, or beside."""
        home = self._c.section_for(own)
        return home if home is not None and home.parent is target else self._mate(own, target)

    def _mate(self, own: Node, target: Node) -> Node | None:
        """Return the heading below another with a related topic, else the last one with the same role.

        A part of a whole has none.
        """
        if is_template(own) or is_part(own):
            return None
        return self._related_to(own, target) or self._c.role_mate(target, self._c.role_of(own))

    def _related_to(self, own: Node, target: Node) -> Node | None:
        """Return the section of its role whose topic is most like that of a section, of equals the first."""
        topics = [topic for ref in own.sections if (topic := self._c.topic_of(ref)) is not None]
        near = {edge for topic in topics for edge in self._c.near.get(topic, ()) if edge[0] >= _RELATED}
        for _, topic in sorted(near, key=lambda edge: (-edge[0], edge[1])):
            home = self._c.home.get(topic)
            if home is not None and self._may_stand_beside(own, home, target):
                return home
        return None

    def _may_stand_beside(self, own: Node, other: Node, target: Node) -> bool:
        """Return whether a section may go beside another one, below a third one or among parts there."""
        if is_label(other) or self._c.role_of(own) != self._c.role_of(other) or other.parent is None:
            return False
        is_leaf = not self._c.role_of(own) and not has_parts(own)
        is_inner = is_leaf and self._is_below(other, target) and other in parts_of(other.parent)
        return other.parent is target or is_inner

    def _is_below(self, section: Node, target: Node) -> bool:
        """Return whether the section around one is below another, and its title adds nothing to it."""
        around = section.parent
        neutral = self._c.planned.alignment.neutral
        return around is not None and around.parent is target and not neutral.isdisjoint(around.sections[:1])

    def _fits(self, own: Node, home: Node, target: Node) -> bool:
        """Return whether a section goes into another: a procedure only to the same one, or where no list is.

        Parts of a whole only go into parts of the whole that their parent went to, templates into templates.
        """
        if is_template(own) != is_template(home) or _is_twin(own, home) or self._forbids_one(own, home):
            return False
        if home.parent is not target and not self._fits_inside(own, home, target):
            return False
        ours, theirs = self._c.procedures_in(own), self._c.procedures_in(home)
        if ours and theirs:
            return bool(ours & theirs)
        if plain_title(own.title) == plain_title(home.title) and is_label(own) is is_label(home):
            return True
        if (ours and _has_list(home)) or (theirs and _has_list(own)):
            return False
        return not _has_list(home) or all(self._has_home(node, home) for node in host_of(own).blocks)

    def _fits_inside(self, own: Node, home: Node, target: Node) -> bool:
        """Return whether a section fits into one further down, or elsewhere."""
        if is_part(own, home) or (has_parts(own) and not has_parts(home)):
            return False
        around = home.parent.sections if home.parent is not None and own.parent is not None else []
        is_around_both = own.parent is not None and any(ref in around for ref in own.parent.sections)
        return is_around_both or self._is_below(home, target)

    def _forbids_one(self, own: Node, home: Node) -> bool:
        """Return whether the title of one of two sections forbids what is in it: they have other meanings."""
        polarity = self._c.lead_ins.reader.polarity
        return (polarity(own.title) == Polarity.FORBID) != (polarity(home.title) == Polarity.FORBID)

    def _has_home(self, block: Node, section: Node) -> bool:
        """Return whether a block is no list, or one that is part of a list in a section, or announced."""
        there = self._c.list_for(block) if block.is_list else None
        is_inside = there is not None and there.section in {section, host_of(section)}
        return not block.is_list or is_inside or block.lead_in is not None

    def content(self, own: Node, target: Node) -> None:
        """Merge the blocks of a section into those of another, each behind what its predecessor became."""
        pairs = list(_with_lead_ins(own.blocks))
        there = [self._counterpart(block, target) for _, block in pairs]
        after: Node | None = None
        for number, (lead, block) in enumerate(pairs):
            if block.is_lead_in and own.subsections and target.ast is not own.ast:
                self._c.give_up(block, "lead-in: the sections that it introduces are divided")
                continue
            new = self._lists.graft(block, lead) if block.is_list else self._new_blocks(lead, block)
            after = there[number] or after
            before = next(filter(None, there[number + 1 :]), None)
            for node in new:
                after = self._insert(node, target, (after, before))

    def _counterpart(self, block: Node, target: Node) -> Node | None:
        """Return what a block becomes right below a section, if that is there."""
        there = self._c.list_for(block) if block.is_list else self._c.there(block)
        return there if there is not None and there.parent is target else None

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

    def _insert(self, node: Node, target: Node, beside: tuple[Node | None, Node | None]) -> Node:
        target.insert(block_place(node, target, beside, self._c.places), node)
        self._c.adopt(node)
        return node

    def _insert_section(
        self, child: Node, target: Node, beside: tuple[Node | None, Node | None]
    ) -> Node | None:
        """Insert a section with what is new in it, behind or before another one.

        A label among headings becomes one, and so does a tag behind one. What stands untitled behind a tag or
        label goes before all headings. A section with nothing new is removed in the end.
        """
        after, _ = beside
        target = target if after is None or after.parent is None else after.parent
        shell = Node(child.persona, child.ast, ref=child.ref, sections=list(child.sections))
        at = section_place(shell, target, beside, self._c.last_plain(target))
        around = target.below[:at] if is_tag(child) or not child.title else target.below
        is_among_headings = not is_heading(child) and any(map(is_heading, around))
        if is_among_headings and not child.title:
            self.content(child, target)
            return after
        if is_among_headings:
            shell.new_title = heading_title(child)
            at = section_place(shell, target, beside, self._c.last_plain(target))
        target.insert(at, shell)
        self._inserted.append(shell)
        self._c.open_section(shell)
        if shell.new_title:
            self.merge(child, shell)
        else:
            self.content(child, shell)
            self._children(child.subsections, shell)
        return shell


def _is_twin(own: Node, home: Node) -> bool:
    """Return whether a section has another one of its persona with its title in it."""
    is_taken = any(ref.persona == own.persona for ref in home.sections)
    return is_taken and plain_title(own.title) == plain_title(home.title)


def _has_list(section: Node) -> bool:
    return any(node.is_list for node in host_of(section).blocks)


def _with_lead_ins(blocks: list[Node]) -> Iterator[tuple[Node | None, Node]]:
    """Yield each block with the lead-in right before it, which is no block of its own then."""
    lead: Node | None = None
    for number, block in enumerate(blocks):
        if block.is_lead_in and number + 1 < len(blocks) and not blocks[number + 1].is_paragraph:
            lead = block
            continue
        yield lead, block
        lead = None
