"""Texts that announce what now stands elsewhere.

"Work through these phases:" promises something; where all that followed it in
its source has found its place with others, nothing follows it here. Such a text
is left out, with its reason. What its author wrote with nothing behind it stays,
and so does what says who the agent is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from personac.ir import LeftOut, MergedSection, PieceList, Planned
from personac.model.ast import Paragraph
from personac.passes.roles import Roles
from personac.passes.sections import distinct_sections
from personac.passes.streams import Streams, Text

IDLE_TEXT_REASON = "lead-in: what it announces stands elsewhere"


def without_idle_texts(
    planned: Planned, streams: Streams, roles: Roles, body: MergedSection
) -> tuple[MergedSection, tuple[LeftOut, ...]]:
    """Return the body without such texts, nor sections of nothing else, and what was taken out."""
    staying = {*roles.identities, *_last_texts(planned, streams)}
    spare = {c.id: n for n, c in enumerate(planned.clusters) if staying.isdisjoint(c.members)}
    trimmer = _Trimmer(spare)
    return trimmer.trimmed(body), tuple(_left_out(planned, sorted(trimmer.idle)))


def _last_texts(planned: Planned, streams: Streams) -> Iterator[int]:
    """Yield the paragraphs with a colon that nothing follows in their section."""
    for placed in distinct_sections(planned.extracted):
        last = next(reversed(streams.sections[placed.ref]), None)
        if placed.section.sections or not isinstance(last, Text):
            continue
        if planned.bullets[last.bullet].text.endswith(":"):
            yield last.bullet


@dataclass(frozen=True, slots=True)
class _Trimmer:
    """`spare` gives the clusters that may go, by id; `idle` are those that went."""

    spare: dict[str, int]
    idle: list[int] = field(default_factory=list)

    def trimmed(self, section: MergedSection) -> MergedSection:
        below = (self.trimmed(child) for child in section.sections)
        sections = tuple(child for child in below if child.content or child.sections)
        content = section.content
        while content and not sections and (last := self._announcing(content[-1])) is not None:
            self.idle.append(last)
            content = content[:-1]
        return replace(section, content=content, sections=sections)

    def _announcing(self, group: PieceList) -> int | None:
        piece = group.pieces[0]
        if not isinstance(piece.block, Paragraph) or not piece.block.text.endswith(":"):
            return None
        return self.spare.get(piece.origins[0].cluster)


def _left_out(planned: Planned, clusters: list[int]) -> Iterator[LeftOut]:
    for cluster in clusters:
        for member in planned.clusters[cluster].members:
            b = planned.bullets[member]
            yield LeftOut(b.persona, b.path, b.line, b.end_line, b.text, IDLE_TEXT_REASON, b.id)
