"""Lists stay whole: each list of a persona goes into one list of the canonical, or stays as it is.

The lists of the trunk are first; each list of the others joins one of these or starts another. It joins a
list that has two thirds of its items, or one in the section of its topic: that with most items in common, or
the only one. Lists that join have one form, procedure, polarity and condition, and there is one list of each
persona in a group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from personac.merging.documents import NONE, Documents, Node, titles_of, top_of
from personac.merging.lead_ins import LeadIns, ListScope
from personac.merging.list_context import ContextReader, ListContext, Units, introduces, place_of
from personac.merging.procedures import WholeProcedures, procedure_of
from personac.model import Alignment, Cover
from personac.outline.section_alignment import plain_title
from personac.outline.titles import TitleReader

_TOP = ("top", 0)
_FEWEST = 2  # items in common that make two lists one, whatever their sections
_Key = tuple[str, int]  # a cluster, or the place of a list: its topic, or the item that it is below


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What decides where lists go: procedures, topics, lead-ins, the personas in order."""

    whole: WholeProcedures
    alignment: Alignment
    lead_ins: LeadIns
    reader: TitleReader
    order: Sequence[int]

    @property
    def rank(self) -> Mapping[str, int]:
        """The place of each persona in the order, by id."""
        return {self.whole.matched.personas[number].id: at for at, number in enumerate(self.order)}


@dataclass(frozen=True, slots=True)
class Lists:
    """For each item the number of its list in the canonical, all items of its own list, and their context.

    `plain` are the items with nothing below them.
    """

    group_of: Mapping[int, int]
    items_with: Mapping[int, tuple[int, ...]]
    context_of: Mapping[int, ListContext]
    plain: frozenset[int]

    @property
    def whole(self) -> Iterable[tuple[int, ...]]:
        """The items of each list of a persona."""
        return dict.fromkeys(self.items_with.values())

    def may_go(self, item: int, other: int, more: Units = frozenset()) -> bool:
        """Return whether an item may go to where another one is: what stands above it is said there, too.

        `more` are words that have to be said there besides.
        """
        here, there = self.context_of.get(item), self.context_of.get(other)
        if here is None or there is None:
            return False
        return here.is_alike(there) and here.is_said_by(there) and more <= there.says

    def may_join(self, item: int, other: int) -> bool:
        """Return whether an item may stand in the list of another one, without that saying more of it."""
        here, there = self.context_of[item], self.context_of[other]
        return self.may_go(item, other) and there.is_said_by(here)


def covers_within(lists: Lists, covers: Iterable[Cover]) -> tuple[Cover, ...]:
    """Return the covers between items of one list; all running text is one."""
    number = lists.group_of.get
    return tuple(cover for cover in covers if number(cover.broad) == number(cover.narrow))


def lists_of(plan: ListPlan) -> Lists:
    """Return which lists of the personas are one."""
    grouping = _Grouping(plan)
    return Lists(grouping.group_of, grouping.items_with, grouping.context_of, frozenset(grouping.plain))


@dataclass(frozen=True, slots=True)
class _List:
    """A list of a persona: its procedure, the clusters of its items, its place, its context and scope."""

    node: Node
    procedure: int
    clusters: frozenset[int]
    place: _Key
    context: ListContext
    scope: ListScope | None


class _Grouping:
    """Puts the lists of the personas into groups, at most one of each, in the order of the personas."""

    def __init__(self, plan: ListPlan) -> None:
        self._plan, self._matched = plan, plan.whole.matched
        self._groups: list[_List] = []  # the first list of each
        self._with: dict[_Key, set[int]] = defaultdict(set)  # the groups in a place, or with a cluster
        self.group_of: dict[int, int] = {}
        self.items_with: dict[int, tuple[int, ...]] = {}  # for each item those of its list
        self.context_of: dict[int, ListContext] = {}
        self.plain: set[int] = set()
        self._first: dict[tuple[int, int | None, str], Node] = {}  # of one title in a persona and topic
        self._contexts = ContextReader(plan.lead_ins, plan.reader, plan.alignment.roles)
        documents = Documents(self._matched)
        for persona in plan.order:
            self._take([self._read(node) for node in documents.tree(persona).walk() if node.is_list])

    def _read(self, node: Node) -> _List:
        items = _bullets(node)
        clusters = frozenset(self._matched.cluster_of[item] for item in items)
        context = self._contexts.read(node, (self._matched.bullets[item].text for item in items))
        procedure = procedure_of(node, self._plan.whole.procedures)
        scope = self._plan.lead_ins.scope_of(node)
        return _List(node, procedure, clusters, self._place(node), context, scope)

    def _take(self, lists: Sequence[_List]) -> None:
        """Join each list of a persona to a group, the pairs with most items in common first."""
        places = {own.place for own in lists}
        pairs = sorted(pair for at, own in enumerate(lists) for pair in self._pairs(at, own, places))
        joined: dict[int, int] = {}
        taken: set[int] = set()
        for _, at, number in pairs:
            if at not in joined and number not in taken:
                joined[at] = number
                taken.add(number)
        for at, own in enumerate(lists):
            if at not in joined:
                joined[at] = len(self._groups)
                self._groups.append(own)
            self._add(own, joined[at])

    def _pairs(self, at: int, own: _List, places: AbstractSet[_Key]) -> Iterator[tuple[int, int, int]]:
        """Yield the groups that a list may join, with the negative number of items in common.

        `places` are those of all lists of the persona: what it has in the place of a group is in order there.
        """
        shared = Counter(number for cluster in own.clusters for number in self._with["cluster", cluster])
        only = self._only_near(own)
        for number in sorted({*shared, *only}):
            first = self._groups[number]
            is_free = first.place == own.place or first.place not in places
            is_most = is_free and shared[number] >= max(_FEWEST, len(own.clusters) / 3)
            is_near = number in only or (number in self._with[own.place] and self._is_like(own, first))
            if (is_most and self._is_one(own, first)) or (is_near and self._fits(own, first)):
                yield -shared[number], at, number

    def _only_near(self, own: _List) -> Sequence[int]:
        """Return the one group in the place of a list that is like it, if that is the one list there."""
        lists = (node for node in own.node.section.blocks if node.is_list)
        if len(list(islice(lists, 2))) != 1:
            return ()
        near = (number for number in self._with[own.place] if self._is_like(own, self._groups[number]))
        found = list(islice(near, 2))
        return found if len(found) == 1 else ()

    def _is_one(self, own: _List, first: _List) -> bool:
        """Return whether a list is like one elsewhere, and neither is limited by what the other lacks."""
        is_said = own.context.is_said_by(first.context) and first.context.is_said_by(own.context)
        return is_said and self._is_like(own, first)

    def _fits(self, own: _List, first: _List) -> bool:
        """Return whether a list fits into one of its topic: in its items, and in what stands above it."""
        is_alike = self._has_leads(own.node) == self._has_leads(first.node)
        return is_alike and own.context.is_around(first.context) and self._is_introduced(own.node, first.node)

    def _has_leads(self, own: Node) -> bool:
        """Return whether most items of a list are terms with a text about them."""
        bullets = _bullets(own)
        return sum(bool(self._matched.bullets[bullet].lead) for bullet in bullets) * 2 > len(bullets)

    def _is_like(self, own: _List, first: _List) -> bool:
        """Return whether two lists have one form, procedure and scope."""
        has_one_form = own.node.is_ordered == first.node.is_ordered or own.procedure == NONE
        is_one = own.procedure == first.procedure and has_one_form
        return is_one and self._plan.lead_ins.agree(own.scope, first.scope)

    def _is_introduced(self, own: Node, first: Node) -> bool:
        """Return whether the titles above a list say what the lead-in and the label of another one say."""
        titles, section, lead = titles_of(first.section), own.section, own.lead_in
        if introduces(section) and not self._plan.lead_ins.is_said(section.title, titles):
            return False
        return lead is None or self._plan.lead_ins.is_said(lead.text, [*titles, section.title])

    def _add(self, own: _List, number: int) -> None:
        for key in (own.place, *(("cluster", cluster) for cluster in own.clusters)):
            self._with[key].add(number)
        items = _bullets(own.node)
        self.group_of.update(dict.fromkeys(items, number))
        self.items_with.update(dict.fromkeys(items, items))
        self.context_of.update(dict.fromkeys(items, own.context))
        self.plain.update(item.bullet for item in own.node.below if item.bullet != NONE and not item.below)

    def _place(self, own: Node) -> _Key:
        if own.parent is not None and own.parent.bullet != NONE:
            return "item", self._matched.cluster_of[own.parent.bullet]
        section = place_of(own)
        if section.parent is None or top_of(section.parent) is section:
            return _TOP
        topic = self._plan.alignment.topic_of.get(section.sections[0])
        first = self._first.setdefault((own.persona, topic, plain_title(section.title)), section)
        is_twin = first is not section
        return ("section", id(section)) if topic is None or is_twin else ("topic", topic)


def _bullets(own: Node) -> tuple[int, ...]:
    return tuple(item.bullet for item in own.below if item.bullet != NONE)
