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

from personac.merging.documents import NONE, Documents, Node, titles_of, top_of
from personac.merging.lead_ins import LeadIns
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
class _Group:
    """Lists of several personas that are one in the canonical, at most one of each."""

    first: Node
    number: int  # of the procedure
    place: _Key
    context: ListContext


class _Grouping:
    """Puts the lists of the personas into groups, in the order of the personas."""

    def __init__(self, plan: ListPlan) -> None:
        self._plan, self._matched = plan, plan.whole.matched
        self._groups: list[_Group] = []
        self._with: dict[_Key, set[int]] = defaultdict(set)  # the groups in a place, or with a cluster
        self.group_of: dict[int, int] = {}
        self.items_with: dict[int, tuple[int, ...]] = {}  # for each item those of its list
        self.context_of: dict[int, ListContext] = {}
        self.plain: set[int] = set()
        self._first: dict[tuple[int, int | None, str], Node] = {}  # of one title in a persona and topic
        self._contexts = ContextReader(plan.lead_ins, plan.reader, plan.alignment.roles)
        documents = Documents(self._matched)
        for persona in plan.order:
            self._take([node for node in documents.tree(persona).walk() if node.is_list])

    def _take(self, lists: Sequence[Node]) -> None:
        """Join each list of a persona to a group, the pairs with most items in common first."""
        places = {self._place(own) for own in lists}
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
                self._groups.append(_Group(own, self._number(own), self._place(own), self._context(own)))
            self._add(own, joined[at])

    def _pairs(self, at: int, own: Node, places: AbstractSet[_Key]) -> Iterator[tuple[int, int, int]]:
        """Yield the groups that a list may join, with the negative number of items in common.

        `places` are those of all lists of the persona: what it has in the place of a group is in order there.
        """
        mine, place, context = self._clusters(own), self._place(own), self._context(own)
        shared = Counter(number for cluster in mine for number in self._with["cluster", cluster])
        near = {number for number in self._with[place] if self._is_like(own, number)}
        is_only = len(near) == 1 and sum(node.is_list for node in own.section.blocks) == 1
        for number in sorted({*shared, *near}):
            group = self._groups[number]
            is_alike = self._has_leads(own) == self._has_leads(group.first)
            is_free = group.place == place or group.place not in places
            is_one = context.is_said_by(group.context) and group.context.is_said_by(context)
            is_most = is_free and is_one and shared[number] >= max(_FEWEST, len(mine) / 3)
            is_near = number in near and is_alike and (shared[number] > 0 or is_only)
            if (is_most and self._is_like(own, number)) or (is_near and self._fits(own, number, context)):
                yield -shared[number], at, number

    def _fits(self, own: Node, number: int, context: ListContext) -> bool:
        """Return whether what introduces a list, and what stands above its section, is said at a group."""
        return context.is_around(self._groups[number].context) and self._is_introduced(own, number)

    def _has_leads(self, own: Node) -> bool:
        """Return whether most items of a list are terms with a text about them."""
        bullets = _bullets(own)
        return sum(bool(self._matched.bullets[bullet].lead) for bullet in bullets) * 2 > len(bullets)

    def _is_like(self, own: Node, number: int) -> bool:
        """Return whether a list has the form, the procedure and the scope of a group."""
        first = self._groups[number].first
        is_one = self._number(own) == self._groups[number].number
        has_one_form = own.is_ordered == first.is_ordered or self._number(own) == NONE
        return is_one and has_one_form and self._plan.lead_ins.agree(own, first)

    def _is_introduced(self, own: Node, number: int) -> bool:
        """Return whether the titles of a group say what the lead-in and the label of a list say."""
        titles, section, lead = titles_of(self._groups[number].first.section), own.section, own.lead_in
        if introduces(section) and not self._plan.lead_ins.is_said(section.title, titles):
            return False
        return lead is None or self._plan.lead_ins.is_said(lead.text, [*titles, section.title])

    def _add(self, own: Node, number: int) -> None:
        for key in (self._place(own), *(("cluster", cluster) for cluster in self._clusters(own))):
            self._with[key].add(number)
        items = _bullets(own)
        self.group_of.update(dict.fromkeys(items, number))
        self.items_with.update(dict.fromkeys(items, items))
        self.context_of.update(dict.fromkeys(items, self._context(own)))
        self.plain.update(item.bullet for item in own.below if item.bullet != NONE and not item.below)

    def _context(self, own: Node) -> ListContext:
        return self._contexts.read(own, (self._matched.bullets[item].text for item in _bullets(own)))

    def _clusters(self, own: Node) -> set[int]:
        return {self._matched.cluster_of[bullet] for bullet in _bullets(own)}

    def _number(self, own: Node) -> int:
        return procedure_of(own, self._plan.whole.procedures)

    def _place(self, own: Node) -> _Key:
        if own.parent is not None and own.parent.bullet != NONE:
            return "item", self._matched.cluster_of[own.parent.bullet]
        section = place_of(own)
        if section.parent is None or top_of(section.parent) is section:
            return _TOP
        topic = self._plan.alignment.topic_of.get(section.sections[0])
        is_twin = (
            self._first.setdefault((own.persona, topic, plain_title(section.title)), section) is not section
        )
        return ("section", id(section)) if topic is None or is_twin else ("topic", topic)


def _bullets(own: Node) -> tuple[int, ...]:
    return tuple(item.bullet for item in own.below if item.bullet != NONE)
