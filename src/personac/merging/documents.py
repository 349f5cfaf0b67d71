"""The sources as trees of nodes that merging moves: sections, lists, items and blocks, as in the file.

A node of the canonical is a node of one source. Bullets that are merged into it stay listed in `members`, or
in `moved` if their place was elsewhere, in `narrow` if it says more; blocks of the same content in `copies`.
What other sources put below it is in `below`. Its `rank` in its section of the canonical is set by `Places`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from personac.extraction.section_streams import block_digest, document_title, introducing_section, is_layout
from personac.model import Extracted, SectionRef
from personac.model.ast import Block, Item, ItemList, Paragraph, Section, Verbatim, announces

NONE = -1
_PLACEHOLDER = re.compile(r"\[[^\[\]]{3,}\](?!\()")
_NUMBERED = re.compile(r"\W*\d+\s*[.):]")


@dataclass(eq=False, slots=True)
class Node:
    """A section, list, item or block of a persona; `bullet` is its position, or `NONE`."""

    persona: int
    ast: Section | Block | Item
    bullet: int = NONE
    digest: str = ""
    ref: SectionRef | None = None
    below: list[Node] = field(default_factory=list)
    parent: Node | None = None
    members: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    narrow: list[int] = field(default_factory=list)
    copies: list[tuple[int, Section | Block | Item]] = field(default_factory=list)
    sections: list[SectionRef] = field(default_factory=list)
    new_title: str = ""
    rank: int = 0

    @property
    def is_section(self) -> bool:
        """Whether it is a section."""
        return isinstance(self.ast, Section)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.ast, ItemList)

    @property
    def is_ordered(self) -> bool:
        """Whether it is a numbered list."""
        return isinstance(self.ast, ItemList) and self.ast.ordered

    def list_like(self, other: Node) -> Node | None:
        """Return the first list right below it of the form of another one; None if that is no list."""
        alike = (own for own in self.blocks if own.is_list and own.is_ordered == other.is_ordered)
        return next(alike, None) if other.is_list else None

    @property
    def title(self) -> str:
        """The title of a section, or an empty string."""
        return self.ast.title if isinstance(self.ast, Section) else ""

    @property
    def blocks(self) -> list[Node]:
        """What is below it, without sections."""
        return self.below[: self._first_section]

    @property
    def subsections(self) -> list[Node]:
        """The sections below it, which stand behind all blocks."""
        return self.below[self._first_section :]

    @property
    def _first_section(self) -> int:
        return bisect_left(self.below, 1, key=lambda node: node.is_section)

    @property
    def section(self) -> Node:
        """The innermost section around it, or itself."""
        node = self
        while not node.is_section and node.parent is not None:
            node = node.parent
        return node

    def walk(self) -> Iterator[Node]:
        """Yield it and all below it, parents first."""
        yield self
        for node in self.below:
            yield from node.walk()

    def above(self) -> Iterator[Node]:
        """Yield what it is below, the innermost first."""
        node = self
        while node.parent is not None:
            node = node.parent
            yield node

    def walk_own(self) -> Iterator[Node]:
        """Yield it and all below it that is in no section further down, parents first."""
        yield self
        for node in self.blocks:
            yield from node.walk_own()

    @property
    def is_paragraph(self) -> bool:
        """Whether it is running text."""
        return isinstance(self.ast, Paragraph)

    @property
    def is_lead_in(self) -> bool:
        """Whether it is text that announces what follows it."""
        return isinstance(self.ast, Paragraph) and announces(self.ast.text)

    @property
    def before(self) -> Node | None:
        """What stands right before it, below the same node."""
        at = self.parent.below.index(self) if self.parent is not None else 0
        return self.parent.below[at - 1] if self.parent is not None and at else None

    @property
    def lead_in(self) -> Node | None:
        """The lead-in right before it."""
        return self.before if self.before is not None and self.before.is_lead_in else None

    @property
    def text(self) -> str:
        """The text of a paragraph, or an empty string."""
        return self.ast.text if isinstance(self.ast, Paragraph) else ""

    def insert(self, at: int, node: Node) -> None:
        """Put a node below this one."""
        self.below.insert(at, node)
        node.parent = self

    def replace_below(self, nodes: list[Node]) -> None:
        """Replace all that is below it."""
        self.below = nodes
        for node in nodes:
            node.parent = self


class Documents:
    """Makes the trees of the personas of one build."""

    def __init__(self, extracted: Extracted) -> None:
        """Index the bullets by place."""
        self._personas = extracted.personas
        numbers = extracted.number_of
        self._bullets = {(numbers[b.persona], b.span.start): i for i, b in enumerate(extracted.bullets)}

    def tree(self, persona: int) -> Node:
        """Return the body of a persona as a new tree."""
        return self._section(persona, self._personas[persona].body, ())

    def node(self, persona: int, block: Block | Item) -> Node:
        """Return a block or an item of a persona, and what is below it, as a new tree."""
        return self._block(persona, block)

    def _section(self, persona: int, section: Section, path: tuple[int, ...]) -> Node:
        ref = SectionRef(persona, path)
        node = Node(persona, section, ref=ref, sections=[ref])
        blocks = [self._block(persona, block) for block in section.blocks]
        below = [self._section(persona, child, (*path, n)) for n, child in enumerate(section.sections)]
        node.replace_below([*blocks, *below])
        return node

    def _block(self, persona: int, block: Block | Item) -> Node:
        source = self._personas[persona].source
        node = Node(persona, block)
        if isinstance(block, ItemList):
            node.replace_below([self._block(persona, item) for item in block.items])
        elif isinstance(block, Item):
            node.bullet = self._bullets.get((persona, block.span.start), NONE)
            own = (
                block.blocks[1:] if block.blocks and isinstance(block.blocks[0], Paragraph) else block.blocks
            )
            node.replace_below([self._block(persona, inner) for inner in own])
        else:
            if isinstance(block, Paragraph):
                node.bullet = self._bullets.get((persona, block.span.start), NONE)
            if not (isinstance(block, Verbatim) and is_layout(source, block)):
                node.digest = block_digest(source, block)
        if node.bullet != NONE:
            node.members.append(node.bullet)
        return node


def top_of(root: Node) -> Node:
    """Return the section whose sections are the top level: that of a document title, or the root."""
    wrapper = document_title(root.ast) if isinstance(root.ast, Section) else None
    if wrapper is None:
        return root
    return next((node for node in root.subsections if node.ast is wrapper), root)


def first_paragraph(root: Node) -> Node | None:
    """Return the first running text."""
    return next((node for node in root.walk() if node.is_paragraph), None)


def body_of(root: Node) -> Node:
    """Return the section of the document title if all else is below it, or the root."""
    top = top_of(root)
    if top is root or any(node is not top for node in root.below):
        return root
    top.sections = [*root.sections, *(ref for ref in top.sections if ref not in root.sections)]
    top.parent = None
    return top


def host_of(section: Node) -> Node:
    """Return where the content of a section stands: below what introduces it, or in itself."""
    inner = introducing_section(section.ast) if isinstance(section.ast, Section) else None
    return next((node for node in section.subsections if node.ast is inner), section) if inner else section


def inner_of(section: Node) -> Node:
    """Return where the sections below a section stand: below the heading that repeats a tag, or in itself."""
    host = host_of(section)
    return host if is_heading(host) else section


def titles_of(section: Node) -> list[str]:
    """Return the titles of a section and of what introduces it, and its lead-ins."""
    host = host_of(section)
    return [section.title, host.title, *(node.text for node in host.blocks if node.is_lead_in)]


def is_template(section: Node) -> bool:
    """Return whether a section stands in brackets: its title has a placeholder, or its first text is one."""
    first = next((node.text for node in section.blocks), "")
    return _PLACEHOLDER.search(section.title) is not None or _PLACEHOLDER.fullmatch(first.strip()) is not None


def is_part(*sections: Node) -> bool:
    """Return whether one of the sections is part of a whole: numbered ones, or those of a lead-in."""
    return any(own.parent is not None and _is_whole(own.parent, own) for own in sections)


def _is_whole(parent: Node, own: Node) -> bool:
    is_numbered = _NUMBERED.match(own.title) is not None
    others = (node for node in parent.subsections if node is not own)
    if is_numbered and any(_NUMBERED.match(node.title) for node in others):
        return True
    blocks = parent.blocks
    return bool(blocks and blocks[-1].is_lead_in)


def is_label(section: Node) -> bool:
    """Return whether a section is a label line with its list, and no heading in the canonical."""
    return isinstance(section.ast, Section) and section.ast.kind == "label" and not section.new_title


def is_tag(section: Node) -> bool:
    """Return whether a section is a prompt tag, and no heading in the canonical."""
    return isinstance(section.ast, Section) and section.ast.kind == "tag" and not section.new_title


def is_heading(section: Node) -> bool:
    """Return whether a section is a heading in the canonical: it would contain a label or tag behind it."""
    return section.is_section and not is_label(section) and not is_tag(section)


def heading_title(section: Node) -> str:
    """Return the title of a label or a tag as that of a heading: `Output format`."""
    return section.title[:1].upper() + section.title[1:] if is_tag(section) else section.title
