"""Tidy the merged tree: no section of one stray bullet where its parent can take it.

Bullets of a section go where most personas have them, so a section may be left
with one. A heading over one line reads as a slip; the bullet goes to the end of
the fitting list of the section above, and the report says what became of the
heading. A section that its author gave one bullet stays as it is, and so does
one right in the body, which has no list to give it to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from personac.model import LeftOut, Merged, MergedSection, Origin, Persona, PieceList
from personac.model.ast import Item, Section, walk

STRAY_REASON = "title: its one bullet stands under {title!r}"


def tidy(merged: Merged) -> Merged:
    """Fold stray sections of the body; list their headings as left out."""
    folder = _Folder(merged, _bullets_below(merged.personas))
    body = folder.tidied(merged.body)
    left_out = sorted(
        (*merged.left_out, *folder.left_out), key=lambda entry: (entry.path, entry.line, entry.bullet)
    )
    return replace(merged, body=body, left_out=tuple(left_out))


def _bullets_below(personas: Sequence[Persona]) -> Mapping[tuple[str, int], int]:
    """For each heading, by its path and line, the list items that its author put in its section."""
    found: dict[tuple[str, int], int] = {}
    for persona in personas:
        for node in walk(persona.body):
            if isinstance(node, Section) and node.title_span is not None:
                line = persona.source.line(node.title_span.start)
                found[persona.source.path, line] = sum(isinstance(n, Item) for n in walk(node))
    return found


@dataclass(frozen=True, slots=True)
class _Folder:
    merged: Merged
    bullets_below: Mapping[tuple[str, int], int]
    left_out: list[LeftOut] = field(default_factory=list)

    def tidied(self, section: MergedSection) -> MergedSection:
        """Return the section with all below it tidied, from the bottom up."""
        content, kept = section.content, list[MergedSection]()
        for child in map(self.tidied, section.sections):
            stray = self._stray(section, child)
            if stray is None:
                kept.append(child)
            else:
                content = with_stray(content, stray)
                self.left_out.extend(self._told(section, child))
        return replace(section, content=content, sections=tuple(kept))

    def _stray(self, parent: MergedSection, child: MergedSection) -> PieceList | None:
        """Return the one bullet of `child`, if `parent` can take it."""
        if not parent.level or child.sections or len(child.content) != 1:
            return None
        (group,) = child.content
        if group.form not in {"bulleted", "task"} or len(group.pieces) != 1 or not _is_one_line(group):
            return None
        is_shared = len({origin.persona for origin in child.origins}) > 1
        if self._is_left_over(child.origins) and (parent.content or not is_shared):
            return group
        return None

    def _is_left_over(self, origins: Sequence[Origin]) -> bool:
        """Tell whether some author put more under this heading than one bullet."""
        return any(self.bullets_below.get((o.path, o.line), 0) > 1 for o in origins)

    def _told(self, parent: MergedSection, child: MergedSection) -> Iterator[LeftOut]:
        reason = STRAY_REASON.format(title=parent.title)
        for origin in child.origins:
            yield LeftOut(origin.persona, origin.path, origin.line, origin.end_line, child.title, reason)


def with_stray(content: tuple[PieceList, ...], stray: PieceList) -> tuple[PieceList, ...]:
    """Put a bullet at the end of the last list of its form, or as a list of its own behind all."""
    at = next((i for i in reversed(range(len(content))) if content[i].form == stray.form), None)
    if at is None:
        return (*content, stray)
    joined = replace(content[at], pieces=(*content[at].pieces, *stray.pieces))
    return (*content[:at], joined, *content[at + 1 :])


def _is_one_line(group: PieceList) -> bool:
    (piece,) = group.pieces
    return not piece.children and all(o.line == o.end_line for o in piece.origins[:1])
