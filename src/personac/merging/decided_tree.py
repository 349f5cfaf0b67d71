"""Decisions on the grown canonical: nodes become one, or bullets leave a node and stand right behind it.

The canonical grows as if nobody had decided anything, so that a decision moves nothing but its own bullets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from personac.extraction.section_streams import section_streams
from personac.matching.average_linkage import Groups
from personac.matching.decisions import Decisions
from personac.merging.canonical_tree import LEAD_IN_REASON, CanonicalTree
from personac.merging.documents import NONE, Documents, Node
from personac.model import Planned


def apply_decisions(canonical: CanonicalTree, planned: Planned, decisions: Decisions) -> None:
    """Change a grown canonical as decisions say; `planned` has the clusters that they changed."""
    if decisions.are_none:
        return
    tree = _DecidedTree(canonical, planned)
    before = tree.groups()
    known = frozenset(before)
    for group in decisions.applied(before):
        if group not in known:
            tree.form(group)
    tree.tidy()


class _DecidedTree:
    """The nodes of the canonical by their bullets."""

    def __init__(self, canonical: CanonicalTree, planned: Planned) -> None:
        self._canonical, self._planned = canonical, planned
        self._documents, self._blocks = Documents(planned), section_streams(planned, of_all=True).nodes
        self._rank = {number: at for at, number in enumerate(planned.order)}
        self._at: dict[int, Node] = {}  # for each bullet its node
        self._emptied: list[Node] = []
        self._order: dict[int, int] = {}
        for at, node in enumerate(canonical.root.walk()):
            self._order[id(node)] = at
            for bullet in (*node.members, *node.moved, *node.narrow):
                self._at.setdefault(bullet, node)

    def groups(self) -> Groups:
        """Return the bullets of each node that has any; what a node covers counts where it is unfolded."""
        nodes: dict[int, list[int]] = defaultdict(list)
        for bullet, node in self._at.items():
            nodes[id(node)].append(bullet)
        left = ((bullet,) for bullet in self._canonical.left if bullet not in self._at)
        return tuple(sorted([*(tuple(sorted(own)) for own in nodes.values()), *left]))

    def form(self, group: Sequence[int]) -> None:
        """Make one node of a group of bullets."""
        inside = frozenset(group)
        nodes = self._nodes(inside)
        target = self._target(nodes, inside)
        if target is None:
            self._stand_alone(group, nodes)
            return
        for node in nodes:
            if node is not target:
                self._join(node, target, inside)
        for bullet in sorted(inside & self._canonical.left.keys()):
            del self._canonical.left[bullet]
            self._put(bullet, target)

    def _nodes(self, inside: AbstractSet[int]) -> list[Node]:
        found = {id(self._at[bullet]): self._at[bullet] for bullet in sorted(inside) if bullet in self._at}
        return sorted(found.values(), key=lambda node: self._order[id(node)])

    def _target(self, nodes: Sequence[Node], inside: AbstractSet[int]) -> Node | None:
        """Return the node that a group becomes: one with a bullet of its own, of the first persona."""
        own = [node for node in nodes if node.bullet in inside]
        outer = [node for node in own if not any(above in own for above in node.above())]
        return min(outer, key=self._precedence, default=None)

    def _precedence(self, node: Node) -> tuple[int, int]:
        return self._rank_of(node.persona), self._order[id(node)]

    def _rank_of(self, persona: int) -> int:
        return self._rank.get(persona, len(self._rank))

    def _join(self, node: Node, target: Node, inside: AbstractSet[int]) -> None:
        """Move the bullets of a group to its node; a node that has no others goes."""
        self._take(node, inside, target)
        rest = [*node.members, *node.moved]
        if rest and node.bullet in inside:  # what stays gets a node of its own
            self._stand_alone(rest, [node])
        if node.bullet in inside:
            self._remove(node, target)

    def _take(self, node: Node, inside: AbstractSet[int], target: Node) -> None:
        for bullets in (node.members, node.moved, node.narrow):
            for bullet in [own for own in bullets if own in inside]:
                bullets.remove(bullet)
                self._put(bullet, target)

    def _put(self, bullet: int, target: Node) -> None:
        target.members.append(bullet)
        self._at[bullet] = target

    def _stand_alone(self, group: Sequence[int], nodes: Sequence[Node]) -> None:
        """Give bullets that leave a node one of their own, right behind it."""
        if not nodes:
            return
        beside = min(nodes, key=self._precedence)
        bullets = self._planned.bullets
        numbers = self._planned.number_of
        first = min(group, key=lambda b: (self._rank_of(numbers[bullets[b].persona]), b))
        if beside.parent is None:
            return
        node = self._documents.node(numbers[bullets[first].persona], self._blocks[first])
        node.members.clear()
        for own in nodes:
            self._take(own, frozenset(group), node)
        self._bring_below(node, beside)
        beside.parent.insert(beside.parent.below.index(beside) + 1, node)
        self._order[id(node)] = self._order[id(beside)]

    def _bring_below(self, node: Node, beside: Node) -> None:
        """Let what stood below an item in its source, and has no other place, go with it."""
        own = {below.bullet: below for below in node.walk() if below is not node and below.bullet != NONE}
        staying = self._staying(node, beside, frozenset(own))
        for below in reversed([*node.walk()][1:]):
            parent = below.parent
            is_text = below.is_paragraph and parent is not None and parent.bullet != NONE
            if parent is not None and not below.below and below.bullet not in staying and not is_text:
                parent.below.remove(below)
        for bullet, there in staying.items():
            own[bullet].members[:] = there.members
            own[bullet].moved[:] = there.moved
            self._at.update(dict.fromkeys((*there.members, *there.moved), own[bullet]))
            self._cut(there)

    def _staying(self, node: Node, beside: Node, own: frozenset[int]) -> Mapping[int, Node]:
        """Return the nodes below another one that say only what stands below a new one in its source."""
        inside = (below for below in beside.walk() if below is not beside and below.bullet in own)
        return {there.bullet: there for there in inside if _is_within(there, node.persona, own)}

    def _remove(self, node: Node, target: Node) -> None:
        """Remove a node, and put what stands below it below another one."""
        for below in [*node.below]:
            if not below.is_paragraph:
                self._hand_over(below, target)
        self._at.update(dict.fromkeys(node.narrow, target))
        target.narrow += node.narrow
        target.copies += node.copies
        self._cut(node)

    def _hand_over(self, below: Node, target: Node) -> None:
        home = target.list_like(below)
        if home is not None:
            home.replace_below([*home.below, *below.below])
        else:
            target.insert(len(target.blocks), below)

    def _cut(self, node: Node) -> None:
        parent = node.parent
        if parent is None:
            return
        lead = node.lead_in
        parent.below.remove(node)
        self._emptied.append(node.section)
        if parent.is_list and not parent.below:
            self._cut(parent)
        elif node.is_list and lead is not None and lead.bullet != NONE:
            self._give_up(lead)

    def _give_up(self, lead: Node) -> None:
        for bullet in lead.members:
            self._canonical.left[bullet] = LEAD_IN_REASON
        if lead.parent is not None:
            lead.parent.below.remove(lead)

    def tidy(self) -> None:
        """Remove the sections that have become empty."""
        sections = dict.fromkeys(node for own in self._emptied for node in self._around(own))
        ordered = sorted(sections, key=lambda node: self._order.get(id(node), 0))
        self._canonical.remove_empty([node for node in ordered if node.parent is not None])

    @staticmethod
    def _around(section: Node) -> Iterator[Node]:
        yield section
        yield from section.above()


def _is_within(node: Node, persona: int, bullets: frozenset[int]) -> bool:
    """Return whether a node and all below it are of one persona and say only some bullets."""
    return all(
        below.persona == persona and bullets.issuperset((*below.members, *below.moved, *below.narrow))
        for below in node.walk()
    )
