"""The sections of all personas in one flat list, as aligning sees them.

A body that has a single level-1 heading over everything is wrapped in its
document title: the sections below it are the real top level, or they would
never meet the top level of a persona without one. Untitled sections, which
only hold what follows a label's list, belong to the section around them. So
does a label that stands alone right below a heading ("## Output" followed by
"Your deliverables include:"): it introduces the heading's list and names no
topic of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from personac.model import Extracted, Persona, SectionRef
from personac.model.ast import Section


@dataclass(frozen=True, slots=True)
class Placed:
    """A section of a persona: where it is, and which section it counts under.

    `topical` is False for the root, for document titles, untitled sections
    and introducing labels: their content counts as that of `parent`, the nearest topical
    section above, or None for the root.
    """

    ref: SectionRef
    section: Section
    parent: SectionRef | None
    topical: bool


def placed_sections(personas: Sequence[Persona]) -> tuple[Placed, ...]:
    """List every section of every persona, roots included, in document order."""
    return tuple(chain.from_iterable(_walk(i, p.body) for i, p in enumerate(personas)))


def distinct_sections(extracted: Extracted) -> tuple[Placed, ...]:
    """List the sections of the personas that are not redundant; see `echo`."""
    redundant = {extracted.number_of[persona] for persona in extracted.redundant}
    return tuple(p for p in placed_sections(extracted.personas) if p.ref.persona not in redundant)


def document_title(body: Section) -> Section | None:
    """Return the level-1 heading that wraps the whole body, if one does."""
    titled = [section for section in body.sections if section.title]
    if len(titled) == 1 and titled[0].kind == "heading" and titled[0].level == 1:
        return titled[0]
    return None


def _walk(persona: int, body: Section) -> Iterator[Placed]:
    wrapper = document_title(body)

    def visit(section: Section, path: tuple[int, ...], above: Placed | None) -> Iterator[Placed]:
        parent = None if above is None else above.ref if above.topical else above.parent
        introduces = above is not None and introducing_label(above.section) is section
        topical = bool(section.title) and section is not wrapper and not introduces
        placed = Placed(SectionRef(persona, path), section, parent, topical)
        yield placed
        for index, child in enumerate(section.sections):
            yield from visit(child, (*path, index), placed)

    return visit(body, (), None)


def introducing_label(section: Section) -> Section | None:
    """Return the label that only introduces the list of a heading, if there is one."""
    labels = [child for child in section.sections if child.kind == "label" and child.title]
    if section.kind != "heading" or section.blocks or len(labels) != 1:
        return None
    return labels[0] if section.sections[0] is labels[0] else None
