"""Entries for what the canonical leaves out: bullets, and titles of sections that no section of it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from personac.extraction.section_streams import Placed, placed_sections
from personac.model import LeftOut, MergedSection, Persona, Planned
from personac.parsing.fences import visible_text

LABEL_REASON = "label: the heading above it introduces the list"
IDLE_TITLE_REASON = "title: its content is elsewhere"
TITLE_REASON = "title: the trunk has no document title"
COMMENT_REASON = "comment: it is above the front matter, which has to be on the first line"


def by_place(entries: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Return the entries ordered by path, line and bullet."""
    return tuple(sorted(entries, key=lambda entry: (entry.path, entry.line, entry.bullet)))


def left_out_members(planned: Planned, reasons: Mapping[int, str]) -> Iterator[LeftOut]:
    """Yield an entry for every bullet in `reasons`."""
    for number, reason in reasons.items():
        b = planned.bullets[number]
        yield LeftOut(b.persona, b.path, b.line, b.end_line, b.text, reason, b.id)


def left_out_titles(planned: Planned, body: MergedSection) -> Iterator[LeftOut]:
    """Yield the titles and labels that no section of the canonical has as an origin."""
    known = set(_title_lines(body))
    for placed in placed_sections(planned.personas):
        persona, span = planned.personas[placed.ref.persona], placed.section.title_span
        if span is None:
            continue
        lines = persona.source.line(span.start), persona.source.last_line(span)
        if (persona.source.path, lines[0]) not in known:
            yield LeftOut(
                persona.id, persona.source.path, *lines, placed.section.title, _title_reason(placed)
            )


def left_out_comments(personas: Sequence[Persona]) -> Iterator[LeftOut]:
    """Yield what is above the front matter of several personas; one persona alone keeps it."""
    for persona in personas if len(personas) > 1 else ():
        source, span = persona.source, persona.front_matter.span
        text = visible_text(source.data[: span.start].decode("utf-8")) if span else ""
        if text:
            start = source.data.index(text.encode("utf-8"))
            lines = source.line(start), source.line(start + len(text.encode("utf-8")) - 1)
            yield LeftOut(persona.id, source.path, *lines, text, COMMENT_REASON)


def _title_reason(placed: Placed) -> str:
    if placed.topical or (placed.section.kind == "heading" and len(placed.ref.path) > 1):
        return IDLE_TITLE_REASON
    return LABEL_REASON if placed.section.kind == "label" else TITLE_REASON


def _title_lines(body: MergedSection) -> Iterator[tuple[str, int]]:
    """Yield path and line of every origin of a title."""
    for section in body.walk():
        yield from ((origin.path, origin.line) for origin in section.origins if section.title)
