"""The outline of the canonical: the rules applied to its tree, and the topics that reports show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from personac.extraction.section_streams import placed_sections, section_streams
from personac.merging.canonical_tree import section_refs
from personac.merging.documents import NONE, Node, heading_title, is_heading, is_tag, top_of
from personac.model import Alignment, Planned, SectionRef, Topic
from personac.model.ast import Section
from personac.model.source import Span
from personac.outline.section_alignment import plain_title

_ROOT = -1  # the parent of a top section in the rules


def join_topics(root: Node, alignment: Alignment) -> None:
    """Join the sections of one persona that rules make one topic, each into the first."""
    first: dict[int, Node] = {}
    for section in [node for node in root.walk() if node.is_section and node.sections]:
        topic = alignment.topic_of.get(section.sections[0])
        home = first.setdefault(topic, section) if topic is not None else section
        has_own_title = plain_title(section.title) == plain_title(home.title)
        if has_own_title or section.parent is None or any(node is section for node in home.above()):
            continue
        section.parent.below.remove(section)
        home.replace_below([*_joined(home.blocks, section.blocks), *home.subsections, *section.subsections])
        home.sections += section.sections


def _joined(blocks: Sequence[Node], more: Sequence[Node]) -> list[Node]:
    """Return blocks one behind the other; two lists of one form that meet are one."""
    last, first = blocks[-1:], more[:1]
    if not all(node.is_list for node in (*last, *first)) or len({n.is_ordered for n in (*last, *first)}) > 1:
        return [*blocks, *more]
    for node in last:
        node.replace_below([*node.below, *(item for own in first for item in own.below)])
    return [*blocks, *more[1:]] if last else list(more)


def apply_rules(root: Node, home: Mapping[int, Node], alignment: Alignment) -> None:
    """Rename, add, move and order the sections that the rules name; `home` has the section of each topic."""
    sections = dict(home)
    for topic, title in sorted(alignment.titles.items()):
        if topic in sections:
            sections[topic].new_title = title
        elif topic in alignment.parents.values():
            sections[topic] = _added(root, title)
    for topic, above in sorted(alignment.parents.items()):
        target = top_of(root) if above == _ROOT else sections.get(above)
        if topic in sections and target is not None:
            _move(sections[topic], target)
    _sort([sections[topic] for topic in alignment.order if topic in sections])
    for section in [node for node in root.walk() if node.is_section]:
        _free_from_headings(section)


def _free_from_headings(section: Node) -> None:
    """Let headings contain no tags, which become headings, and no untitled text, now that they moved."""
    first: Node | None = None
    for own in section.subsections:
        if first is None:
            first = own if is_heading(own) else None
        elif is_tag(own):
            own.new_title = heading_title(own)
        elif not own.title and own.ref is not None:
            section.below.remove(own)
            section.insert(section.below.index(first), own)


def _added(root: Node, title: str) -> Node:
    """Put a section that no source has at the end."""
    if not isinstance(root.ast, Section):
        raise TypeError
    section = Section(
        span=Span(0, 0), kind="heading", title=title, level=2, title_span=None, blocks=(), sections=()
    )
    node = Node(root.persona, section, new_title=title)
    top = top_of(root)
    top.insert(len(top.below), node)
    return node


def _move(section: Node, target: Node) -> None:
    """Move a section below another one, to its end, unless it is there or that one is below it."""
    if section.parent is None or section.parent is target or any(node is target for node in section.walk()):
        return
    section.parent.below.remove(section)
    target.insert(len(target.below), section)


def _sort(sections: Sequence[Node]) -> None:
    """Order the sections of each parent among themselves; other sections keep their places."""
    of_parent: dict[int, list[Node]] = defaultdict(list)
    for section in sections:
        of_parent[id(section.parent)].append(section)
    for own in of_parent.values():
        parent = own[0].parent
        if parent is not None:
            places = sorted(parent.below.index(section) for section in own)
            for place, section in zip(places, own, strict=True):
                parent.below[place] = section


def outline_of(planned: Planned, root: Node) -> Topic:
    """Return the outline; a section of a source that became none is part of where most of it went.

    The root is the section of the document title, if all is below it.
    """
    return _Outline(planned, root).topic(root)


class _Outline:
    def __init__(self, planned: Planned, root: Node) -> None:
        self._titles = {p.ref: p.section.title for p in placed_sections(planned.personas)}
        self._numbers = {id(node): n for n, node in enumerate(root.walk())}
        self._sections: dict[int, list[SectionRef]] = defaultdict(list)
        for ref, node in _owners(planned, root).items():
            self._sections[id(node)].append(ref)

    def topic(self, node: Node) -> Topic:
        """Return the topic of a section and of those below it."""
        title = node.new_title or node.title
        refs = tuple(sorted(self._sections[id(node)]))
        others = dict.fromkeys(self._titles[ref] for ref in refs)
        children = tuple(self.topic(child) for child in node.subsections)
        return Topic(
            id=self._numbers[id(node)],
            title=title,
            title_from=None if node.new_title else node.ref,
            aliases=tuple(other for other in others if other and other != title),
            sections=refs,
            children=children,
        )


def _owners(planned: Planned, root: Node) -> dict[SectionRef, Node]:
    """For each section of the sources its section of the canonical."""
    owners = section_refs(root)
    votes = _votes(planned, root)
    for placed in placed_sections(planned.personas):
        if placed.ref in owners:
            continue
        own = votes.get(placed.ref)
        above = SectionRef(placed.ref.persona, placed.ref.path[:-1]) if placed.ref.path else None
        owners[placed.ref] = own or (owners[above] if above is not None else root)
    return owners


def _votes(planned: Planned, root: Node) -> dict[SectionRef, Node]:
    """For each section of a source the section of the canonical with most of its bullets, then the first."""
    nodes = {id(node): (number, node) for number, node in enumerate(root.walk())}
    place = dict(_places(root))
    counts: dict[SectionRef, Counter[int]] = defaultdict(Counter)
    for ref, bullets in _bullets(planned).items():
        counts[ref].update(id(place[bullet]) for bullet in bullets if bullet in place)
    return {
        ref: nodes[min(own, key=lambda key: (-own[key], nodes[key][0]))][1]
        for ref, own in counts.items()
        if own
    }


def _places(root: Node) -> Iterator[tuple[int, Node]]:
    for node in root.walk():
        for bullet in (*node.members, *node.moved, *node.narrow):
            if bullet != NONE:
                yield bullet, node.section


def _bullets(planned: Planned) -> Mapping[SectionRef, Sequence[int]]:
    """For each section of the sources the bullets right in it."""
    found: dict[SectionRef, list[int]] = defaultdict(list)
    for bullet, ref in section_streams(planned, of_all=True).section_of().items():
        found[ref].append(bullet)
    return found
