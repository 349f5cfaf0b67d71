"""What the titles and lead-ins above a list say of its items.

A title that names a role ("Best practices", "Technical skills") says nothing of an item but that role. All
other words may limit it: "Deprecated stack", "Only in prototypes:". An item goes only to where they are said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from personac.merging.documents import NONE, Node, host_of, top_of
from personac.merging.lead_ins import LeadIns
from personac.model import SectionRef
from personac.model.ast import Item
from personac.outline.titles import KNOWLEDGE, TitleReader

Units = frozenset[str]
_NESTED, _CHECKS = "nested", "checklist"  # the roles of lists below an item, and of items with boxes
_OPEN = KNOWLEDGE | {"", "identity", "process"}


@dataclass(frozen=True, slots=True)
class ListContext:
    """The role of a list, the words above it that limit its items, and all words above and in it.

    `outer` are those of `limits` that stand above the section of the list.
    """

    role: str
    limits: Units
    outer: Units
    says: Units

    def is_alike(self, other: ListContext) -> bool:
        """Return whether items of two lists may stand in one: one role, or both of knowledge."""
        return self.role == other.role or (self.role in _OPEN and other.role in _OPEN)

    def is_said_by(self, other: ListContext) -> bool:
        """Return whether what limits the items of a list is said at another one."""
        return self.limits <= other.says

    def is_around(self, other: ListContext) -> bool:
        """Return whether what stands above the sections of two lists limits neither more than the other."""
        return self.outer <= other.says and other.outer <= self.says


@dataclass(frozen=True, slots=True)
class ContextReader:
    """Reads the context of lists; `roles` are those of the titles of sections."""

    lead_ins: LeadIns
    reader: TitleReader
    roles: Mapping[SectionRef, str]

    def read(self, own: Node, texts: Iterable[str]) -> ListContext:
        """Return the context of a list with items of these texts."""
        lead, place = own.lead_in, place_of(own)
        introduced = self.lead_ins.units(lead.text) if lead is not None else Units()
        inner = own.section.title if own.section is not place else ""
        titles = [inner, *_titles(place)]
        outer = self._limits(_titles(place.parent))
        says = self.lead_ins.units(*texts).union(*(self.reader.read(title).keywords for title in titles))
        return ListContext(self._role(own), introduced | self._limits(titles), outer, says | introduced)

    def _limits(self, titles: Iterable[str]) -> Units:
        read = map(self.reader.read, titles)
        return Units(unit for title in read for unit in (title.rest if title.kind else title.keywords))

    def _role(self, own: Node) -> str:
        """Return the role of the innermost title that names one."""
        if own.parent is not None and own.parent.bullet != NONE:
            return _NESTED
        if sum(isinstance(n.ast, Item) and n.ast.checked is not None for n in own.below) * 2 > len(own.below):
            return _CHECKS
        section: Node | None = own.section
        while section is not None:
            named = [self.roles[ref] for ref in section.sections if ref in self.roles]
            if named:
                return named[0]
            section = section.parent
        return ""


def place_of(own: Node) -> Node:
    """Return the section of a list; of one below the label that introduces a section, that section."""
    section = own.section
    return section.parent if section.parent is not None and introduces(section) else section


def introduces(section: Node) -> bool:
    """Return whether a section is the label that introduces the one above it."""
    return section.parent is not None and host_of(section.parent) is section


def _titles(section: Node | None) -> Iterator[str]:
    """Yield the titles of a section and of those above it, but that of the document."""
    while section is not None and section.parent is not None:
        if top_of(section.parent) is not section:
            yield section.title
        section = section.parent
