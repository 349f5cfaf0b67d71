"""Where a new section stands among others, and a new block among the blocks of a section."""

from __future__ import annotations

from personac.merging.documents import NONE, Node, inner_of, is_heading, is_label, is_part, is_template
from personac.merging.places import Places
from personac.merging.procedures import is_phase
from personac.model.ast import Paragraph
from personac.parsing.sections import label_title

_SEVERAL = 3  # headings of one kind: another one may be put among them


def is_leaf_among_parts(section: Node) -> bool:
    """Return whether a section without headings is among the parts of another one."""
    return section.parent is not None and section in parts_of(section.parent) and not has_parts(section)


def has_parts(section: Node) -> bool:
    """Return whether there is a heading below a section."""
    return any(not is_label(node) for node in inner_of(section).subsections)


def parts_of(section: Node) -> list[Node]:
    """Return the headings that a section has instead of a text of its own, if it has several."""
    section = inner_of(section)
    parts = [node for node in section.subsections if not is_label(node)]
    is_whole = any(is_phase(node.title) or is_part(node) or is_template(node) for node in parts)
    return [] if section.blocks or len(parts) < _SEVERAL or is_whole else parts


def section_place(
    section: Node, target: Node, beside: tuple[Node | None, Node | None], last: Node | None
) -> int:
    """Return where a new section goes; a heading goes behind the `last` label or tag."""
    below, (after, before) = target.below, beside
    at = len(below)
    if after is not None and after in below:
        at = below.index(after) + 1
    elif before is not None and before in below:
        at = below.index(before)
    return max(at, below.index(last) + 1) if last is not None and is_heading(section) else at


def block_place(node: Node, target: Node, beside: tuple[Node | None, Node | None], places: Places) -> int:
    """Return where a new block goes, but not before items of its persona that stand before it there.

    A text that would be read as the label of a list goes to the end.
    """
    after, before = beside
    blocks, is_behind = target.blocks, after is not None and after in target.below
    at = target.below.index(after) + 1 if after and is_behind else _first_place(node, target, before)
    at = max(at, _behind_own(node, target, places))
    reads_as_label = isinstance(node.ast, Paragraph) and label_title(node.ast) is not None
    return len(blocks) if reads_as_label and any(block.is_list for block in blocks[at : at + 1]) else at


def _first_place(node: Node, target: Node, before: Node | None) -> int:
    """Return the place without a predecessor: a text behind the first texts, a list before its successor.

    No text goes before the list of a label, and no list behind a lead-in, which it would stand below.
    """
    blocks = target.blocks
    at = len(blocks)
    if node.is_paragraph and not node.is_lead_in and not is_label(target):
        return next((n for n, b in enumerate(blocks) if not b.is_paragraph or b.is_lead_in), at)
    if before is not None and not node.is_paragraph:
        return blocks.index(before) - (before.lead_in is not None)
    return next((n for n, b in enumerate(blocks) if b.is_lead_in), at) if node.is_list else at


def _behind_own(node: Node, target: Node, places: Places) -> int:
    """Return the place behind the blocks of a section with items that the source has before a new block."""
    first = min((own.bullet for own in node.walk() if own.bullet != NONE), default=NONE)
    last = places.last_before(first, target, "own")
    while last is not None and last.parent is not target:
        last = last.parent
    return 0 if last is None else target.below.index(last) + 1
