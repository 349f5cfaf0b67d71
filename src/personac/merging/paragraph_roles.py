"""Paragraphs with a part to play: identity, lead-ins, closings.

An agent says "You are ..." once, so of the sources' identity paragraphs one
is kept. A lead-in ("Before you finish, verify:") introduces one list or one
block, so each of these keeps one. A closing paragraph ends the file, so it goes
to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from personac.extraction.section_streams import Entry, Kept, Listed, Placed, Streams, Text, distinct_sections
from personac.model import Extracted

_IDENTITY = re.compile(r"\W*(?:you(?:'re|\u2019re| are| act as)|act as|i am|as an? )\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Roles:
    """Bullets, by position, that stand for more than their text.

    `lead_ins` maps a lead-in to the first bullet of the list it introduces,
    `block_lead_ins` to the digest of the block.
    """

    identities: tuple[int, ...]
    lead_ins: Mapping[int, int]
    block_lead_ins: Mapping[int, str]
    closings: tuple[int, ...]


def assign_roles(extracted: Extracted, streams: Streams) -> Roles:
    """Find the paragraphs with a role, each with one at most."""
    by_persona = _document_streams(extracted, streams)
    identities = [i for entries in by_persona for i in _identity(extracted, entries)]
    introduced = [
        (one.bullet, other)
        for entries in streams.sections.values()
        for one, other in pairwise(entries)
        if isinstance(one, Text) and _introduces(extracted, one) and one.bullet not in identities
    ]
    lists = {bullet: entry.bullets[0] for bullet, entry in introduced if isinstance(entry, Listed)}
    blocks = {bullet: entry.digest for bullet, entry in introduced if isinstance(entry, Kept)}
    closings = [i for entries in by_persona for i in _closing(entries, identities)]
    return Roles(tuple(identities), lists, blocks, tuple(closings))


def _document_streams(extracted: Extracted, streams: Streams) -> list[list[tuple[Placed, Entry]]]:
    """For each persona all entries in document order, with their sections."""
    found: list[list[tuple[Placed, Entry]]] = [[] for _ in extracted.personas]
    for placed in distinct_sections(extracted):
        found[placed.ref.persona].extend((placed, e) for e in streams.sections[placed.ref])
    return found


def _identity(extracted: Extracted, entries: Sequence[tuple[Placed, Entry]]) -> Iterator[int]:
    """The first paragraph, where it says who the agent is."""
    first = next((entry for _, entry in entries if isinstance(entry, Text)), None)
    if first is not None and _IDENTITY.match(extracted.bullets[first.bullet].text):
        yield first.bullet


def _closing(entries: Sequence[tuple[Placed, Entry]], identities: Sequence[int]) -> Iterator[int]:
    """The last paragraph, where it stands behind a list and is not all that its heading has."""
    if len(entries) < 2:  # noqa: PLR2004 - a body of one entry has no end apart from its start
        return
    (above, before), (section, last) = entries[-2:]
    is_behind = above is section or not section.section.title
    if is_behind and isinstance(last, Text) and isinstance(before, Listed) and last.bullet not in identities:
        yield last.bullet


def _introduces(extracted: Extracted, text: Text) -> bool:
    return extracted.bullets[text.bullet].text.endswith(":")
