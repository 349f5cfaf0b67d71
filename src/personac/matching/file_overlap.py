"""Finds what is odd about whole files of a build: copies under another name, and files that share nothing.

Both are allowed. But a copy under another name mostly is an agent that somebody forgot to write, and a file
that shares nothing with the others is no persona to merge with them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from personac.diagnostics.diagnostic import Diagnostic, first_of
from personac.diagnostics.merge_kinds import COPIED_FILE, SHARES_NOTHING
from personac.extraction.section_streams import Kept, section_streams
from personac.model import Persona, Planned

_COPY_HINT = "nothing is lost; remove all but one, or change what each of them should say on its own"
_ALONE_HINT = "build them on their own, or leave them out, if they are not meant to be part of this agent"
_FEWEST_PERSONAS = 2
_MOST_NAMED = 10
_FEWEST_WORDS = 20  # of a body: a line such as "Follow AGENTS.md" may well be that of several agents


def copied_files(personas: Sequence[Persona]) -> Iterator[Diagnostic]:
    """Yield a finding for each body that several files have, at the second of them."""
    by_body: dict[str, list[Persona]] = defaultdict(list)
    for persona in personas:
        by_body[body_text(persona)].append(persona)
    for body, copies in by_body.items():
        if body and len(copies) > 1:
            are_equal = len({one.source.data for one in copies}) == 1
            if are_equal or len(body.split()) >= _FEWEST_WORDS:
                yield _copied(copies, are_equal=are_equal)


def body_text(persona: Persona) -> str:
    """Return the text of a body without the spaces and line ends that mean nothing."""
    text = persona.source.slice_text(persona.body.span)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _copied(copies: Sequence[Persona], *, are_equal: bool) -> Diagnostic:
    second = copies[1]
    same = "are equal, byte for byte" if are_equal else "have the same body"
    message = f"{len(copies)} files {same}: {first_of([one.source.path for one in copies], _MOST_NAMED)}"
    is_renamed = len({one.name or PurePosixPath(one.source.path).stem for one in copies}) > 1
    found = second.source.diagnostic(second.body.span.start, COPIED_FILE, message, _COPY_HINT)
    return found if is_renamed else found._replace(lowered_to="info")


def unrelated_personas(planned: Planned) -> Iterator[Diagnostic]:
    """Yield a note that names the personas that have no bullet and no block in common with any other."""
    with_bullets = {bullet.persona for bullet in planned.bullets}
    if len(with_bullets) < _FEWEST_PERSONAS:
        return
    related = {*_with_shared_bullets(planned), *_with_shared_blocks(planned)}
    alone = [one for one in planned.personas if one.id in with_bullets and one.id not in related]
    if alone:
        names = first_of([one.id for one in alone], _MOST_NAMED)
        who = f"{names} shares" if len(alone) == 1 else f"{len(alone)} personas share"
        message = f"{who} no bullet and no block with any other" + ("" if len(alone) == 1 else f": {names}")
        yield alone[0].source.diagnostic(alone[0].body.span.start, SHARES_NOTHING, message, _ALONE_HINT)


def _with_shared_bullets(planned: Planned) -> Iterator[str]:
    covers = ((cover.broad, cover.narrow) for cover in planned.covers)
    opposed = ((kept.pair.a, kept.pair.b) for kept in planned.apart if kept.contradicts)
    for members in (*(cluster.members for cluster in planned.duplicates), *covers, *opposed):
        personas = {planned.bullets[member].persona for member in members}
        if len(personas) > 1:
            yield from personas


def _with_shared_blocks(planned: Planned) -> Iterator[str]:
    streams = section_streams(planned, of_all=True)
    blocks = {
        (entry.digest, entry.persona)
        for entries in (*streams.sections.values(), *streams.inside.values())
        for entry in entries
        if isinstance(entry, Kept)
    }
    count = Counter(digest for digest, _ in blocks)
    return (planned.personas[persona].id for digest, persona in blocks if count[digest] > 1)
