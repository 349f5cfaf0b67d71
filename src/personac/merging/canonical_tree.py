"""The canonical as a tree that grows, persona by persona, and what is known of it.

It finds the node that already says what another one says: a bullet of the same cluster, a block of the same
content, a section of the same topic.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from personac.merging.documents import (
    NONE,
    Node,
    first_paragraph,
    host_of,
    inner_of,
    is_heading,
    is_label,
    is_tag,
    top_of,
)
from personac.merging.lead_ins import LeadIns, is_identity
from personac.merging.places import Places
from personac.merging.procedures import is_phase, procedure_of
from personac.model import Planned, SectionRef
from personac.model.ast import Section

IDENTITY_REASON = "identity: another persona's introduction is kept"
LEAD_IN_REASON = "lead-in: the items it introduces are elsewhere"
SAID_REASON = "lead-in: the headings above say the same"


class CanonicalTree:
    """The tree, the places of clusters, blocks and topics in it, and what is given up."""

    def __init__(self, planned: Planned, trunk: Node, lead_ins: LeadIns) -> None:
        """Start with the trunk as it is, without the items that others cover."""
        self.planned = planned
        self._topic_of = planned.alignment.topic_of
        self.near: dict[int, list[tuple[float, int]]] = defaultdict(
            list
        )  # topics that are alike, with the score
        for (one, other), score in planned.alignment.near.items():
            self.near[one].append((score, other))
            self.near[other].append((score, one))
        self._mates: dict[tuple[int, str], list[Node]] = defaultdict(list)  # of one role below one section
        self.lead_ins = lead_ins
        self.left: dict[int, str] = {}  # paragraphs that are given up, with the reason
        self._narrow: list[Node] = []  # items that a broad one covers
        self.home: dict[int, Node] = {}  # topics
        self._placed: dict[int, Node] = {}
        self._blocks: dict[str, Node] = {}
        self._closings: list[Node] = []
        self._lists: dict[int, Node] = {}
        self._worded: dict[tuple[int, Sequence[str]], list[Node]] = defaultdict(list)  # items of lists
        self.root = trunk
        self.take_closing(trunk)
        self.places = Places(trunk)
        self._last_plain: dict[int, Node | None] = {}
        for node in list(trunk.walk()):
            self._register(node)
        self._remove_narrow(trunk)

    def cluster_of(self, node: Node) -> int:
        """Return the cluster that a node says, or `NONE`; that of a folded one is the broad one."""
        if node.bullet == NONE:
            return NONE
        cluster = self.planned.cluster_of[node.bullet]
        return self.planned.folded.get(cluster, cluster)

    def is_narrow(self, node: Node) -> bool:
        """Return whether a broad bullet says what a node says."""
        return node.bullet != NONE and self.planned.cluster_of[node.bullet] in self.planned.folded

    def there(self, node: Node) -> Node | None:
        """Return the node that already says what this one says."""
        if node.bullet != NONE:
            return self._placed.get(self.cluster_of(node))
        return self._blocks.get(node.digest) if node.digest else None

    def is_new(self, node: Node) -> bool:
        """Return whether a node, or anything below one without content of its own, is not there yet."""
        if self.is_narrow(node):
            return False
        if node.bullet != NONE or node.digest:
            return self.there(node) is None
        return any(self.is_new(below) for below in node.below)

    def procedure(self, node: Node) -> int:
        """Return the number of the procedure that a list is, or `NONE`."""
        return procedure_of(node, self.planned.procedures)

    def step_of(self, item: Node) -> int:
        """Return the number of the procedure that an item is a step of, in order, or `NONE`."""
        return self.planned.procedures.get(item.bullet, NONE)

    def procedures_in(self, section: Node) -> frozenset[int]:
        """Return the numbers of the procedures right below a section."""
        steps = [item for node in host_of(section).blocks if node.is_list for item in node.below]
        phases = [child for child in inner_of(section).subsections if is_phase(child.title)]
        inside = [*steps, *(node for phase in phases for node in phase.walk())]
        procedures = self.planned.procedures
        return frozenset(procedures[node.bullet] for node in inside if node.bullet in procedures)

    def list_for(self, own: Node) -> Node | None:
        """Return the list of the canonical that a list of a persona goes into."""
        return self._lists.get(self._list_number(own))

    def lists_for(self, own: Node) -> list[Node | None]:
        """Return for each item of a list the list of the canonical that it goes into."""
        number, lists = self._list_number(own), self.planned.lists
        return [self._lists.get(lists.get(item.bullet, number)) for item in own.below]

    def _list_number(self, own: Node) -> int:
        lists = self.planned.lists
        return next((lists[item.bullet] for item in own.below if item.bullet in lists), NONE)

    def same_in(self, home: Node, item: Node) -> Sequence[Node]:
        """Return the items of a list with the words of another, in order."""
        number, words = self._wording(home, item)
        return self._worded.get((number, words), ()) if words else ()

    def _wording(self, home: Node, item: Node) -> tuple[int, Sequence[str]]:
        return id(home), self.planned.bullets[item.bullet].stems if item.bullet != NONE else ()

    def _keep_order(self, item: Node) -> None:
        """Let what is merged in the section of a new item give up its place where the order contradicts."""
        for node, bullet in self.places.contradicting(item):
            node.members.remove(bullet)
            node.moved.append(bullet)
            self.places.forget(node, bullet)

    def take_in(self, node: Node, bullet: int) -> None:
        """Give a bullet its place in a node."""
        node.members.append(bullet)
        self.places.note(node, bullet)

    def section_for(self, node: Node) -> Node | None:
        """Return the section with the topic of this one."""
        return self.home.get(self._topic_of.get(node.sections[0], NONE))

    def role_of(self, section: Node) -> str:
        """Return the role that the title of a section names, or an empty string."""
        return self.planned.alignment.roles.get(section.sections[0], "") if section.sections else ""

    def topic_of(self, ref: SectionRef) -> int | None:
        """Return the topic of a section of a source."""
        return self._topic_of.get(ref)

    def role_mate(self, target: Node, role: str) -> Node | None:
        """Return the last heading with a role that was put below a section."""
        mates = reversed(self._mates[id(target), role]) if role else ()
        return next((node for node in mates if node.parent is target and not is_label(node)), None)

    def adopt(self, node: Node) -> None:
        """Make a node and all below it known as part of the canonical, at the place where it is."""
        self.places.add(node)
        for own in node.walk():
            self._register(own)
            if own.bullet != NONE:
                self._keep_order(own)
            for bullet in own.members or (NONE,):
                self.places.note(own, bullet)

    def open_section(self, section: Node) -> None:
        """Make a section the one of its topic."""
        self._mates[id(section.parent), self.role_of(section)].append(section)
        topic = self._topic_of.get(section.sections[0]) if section.sections else None
        if topic is not None:
            self.home.setdefault(topic, section)
        if section.parent is not None and not is_heading(section):
            self._follow_plain(section.parent, section)

    def last_plain(self, target: Node) -> Node | None:
        """Return the last label or tag right below a section."""
        if id(target) not in self._last_plain:
            plain = (node for node in reversed(target.subsections) if not is_heading(node))
            self._last_plain[id(target)] = next(plain, None)
        return self._last_plain[id(target)]

    def _follow_plain(self, parent: Node, new: Node) -> None:
        last = self._last_plain.get(id(parent), new)
        if last is None or parent.below.index(last) < parent.below.index(new):
            self._last_plain[id(parent)] = new

    def remove_empty(self, sections: Sequence[Node]) -> None:
        """Remove those of the sections that have nothing below them; inner ones come last."""
        for section in reversed(sections):
            if not section.below and section.parent is not None:
                section.parent.below.remove(section)
                self._last_plain.pop(id(section.parent), None)
                section.parent = None
                self.home = {topic: node for topic, node in self.home.items() if node is not section}

    def _register(self, node: Node) -> None:
        if node.is_section:
            self.open_section(node)
        elif node.is_list:
            self._lists.setdefault(self._list_number(node), node)
        elif node.bullet != NONE and not self.is_narrow(node):
            self._placed.setdefault(self.cluster_of(node), node)
            if node.parent is not None and node.parent.is_list:
                insort(self._worded[self._wording(node.parent, node)], node, key=lambda own: own.rank)
        elif node.digest:
            self._blocks.setdefault(node.digest, node)

    def _remove_narrow(self, node: Node) -> None:
        staying = []
        for own in node.below:
            if self.is_narrow(own):
                self.cover(own)
            else:
                staying.append(own)
                self._remove_narrow(own)
        node.below = [own for own in staying if not own.is_list or own.below]

    def cover(self, node: Node) -> None:
        """Fold an item into the broad one."""
        self._narrow.append(node)

    def give_up(self, lead: Node | None, reason: str) -> None:
        """Merge a lead-in with one that is there, or leave it out."""
        if lead is None:
            return
        there = self.there(lead)
        if there is not None:
            self.take_in(there, lead.bullet)
        elif lead.bullet != NONE:
            self.left[lead.bullet] = reason

    def take_closing(self, tree: Node) -> None:
        """Take the last paragraph out of a persona if it is behind a list, in no tag: it goes to the end."""
        nodes = [n for n in tree.walk() if n.is_section or n.parent is None or n.parent.is_section]
        last, before = nodes[-1], next((n for n in reversed(nodes[:-1]) if not n.is_section), None)
        if last.parent is None or not last.is_paragraph or last.bullet == NONE or before is None:
            return
        if any(map(is_tag, last.above())):
            return
        if before.is_list and (last.section is before.section or not last.section.title):
            last.parent.below.remove(last)
            self._closings.append(last)

    def has_identity(self) -> bool:
        """Return whether the canonical says who the agent is."""
        first = first_paragraph(self.root)
        return first is not None and is_identity(first.text)

    def finished(self) -> Node:
        """Return the root, with the closing paragraphs at the end, and what is folded where it belongs."""
        for at, closing in enumerate(self._closings):
            same = next((n for n in self._closings[:at] if n.text == closing.text), None)
            there = self.there(closing) or same
            if there is None or closing.persona == self.root.persona:  # what a trunk says twice stays
                top = top_of(self.root)
                top.insert(len(top.below), _shell(closing, self.root))
                self._register(closing)
            else:
                there.members.append(closing.bullet)
        for node in self._narrow:
            broad = self.there(node)
            if broad is not None:
                broad.narrow.append(node.bullet)
        return self.root

    def attach(self, tree: Node) -> None:
        """Add the bullets, blocks and sections of a redundant persona to what they repeat."""
        for node in tree.walk():
            there = self.there(node)
            if there is None:
                continue
            if node.bullet != NONE:
                there.members.append(node.bullet)
            else:
                there.copies.append((node.persona, node.ast))


def _shell(closing: Node, root: Node) -> Node:
    """Return an untitled section of a closing paragraph."""
    if not isinstance(root.ast, Section):
        raise TypeError
    section = replace(root.ast, kind="label", title="", title_span=None, blocks=(), sections=())
    shell = Node(closing.persona, section)
    shell.insert(0, closing)
    return shell


def section_refs(root: Node) -> dict[SectionRef, Node]:
    """For each section of a source the section of the canonical that it is part of."""
    return {ref: node for node in root.walk() if node.is_section for ref in node.sections}
