"""Pass: references in the canonical lead where they led in their source, or are reported.

Labels in conflict are renamed. The number of a step and the anchor of a heading become what these are called
in the canonical. A reference whose target is gone, is in another list, or could be several, stays as it is
(PC414), and so does a relative path (PC415). Each line keeps its origins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.model import Canonical, Persona
from personac.parsing.prompt_tags import NO_NAMES, TagNames
from personac.references.labels import Labels
from personac.references.links import Links, relative_paths
from personac.references.passages import Edit, Finding, Lead, Own, Page, Passage
from personac.references.regions import PersonaText, read_text
from personac.references.step_numbers import MAY_NUMBER_STEPS, StepNumbers

_MAY_REFER = re.compile(rf"(?i)\]:|\]\(|{MAY_NUMBER_STEPS}|@[\w.]|\b(?:above|below)\b")
_LONE_CR = re.compile(rb"\r(?!\n)")
_HINT = "say in words what is meant, or keep the texts apart with [[cannot_link]]"


class Adapted(NamedTuple):
    """The canonical with its references adapted, and a diagnostic for each one that cannot be."""

    canonical: Canonical
    diagnostics: tuple[Diagnostic, ...] = ()


class ReferenceAdapter:
    """Adapts the references of canonicals of the same personas, which are read once."""

    def __init__(self, personas: Sequence[Persona], names: TagNames = NO_NAMES) -> None:
        """Read nothing before the first canonical; `names` are those of prompt tags."""
        self._personas = personas
        self._names = names
        self._may_refer = any(_MAY_REFER.search(persona.source.text) for persona in personas)

    @cached_property
    def _sources(self) -> tuple[PersonaText, ...]:
        return tuple(read_text(persona) for persona in self._personas)

    def adapted(self, canonical: Canonical) -> Adapted:
        """Return a canonical with references that lead where they led; that of one persona is as it was."""
        if not self._may_refer or _LONE_CR.search(canonical.data):  # the map does not count it as a line end
            return Adapted(canonical)
        page = Page(self._sources, canonical, self._names)
        found = tuple(_findings(page))
        edits = [one for one in found if isinstance(one, Edit)]
        diagnostics = dict.fromkeys(one for one in found if isinstance(one, Diagnostic))
        if edits and len(self._personas) > 1:
            canonical = page.edited(edits)
        return Adapted(canonical, tuple(diagnostics))


def _findings(page: Page) -> Iterator[Finding]:
    """Yield the changes of a canonical, and what is to be reported."""
    labels, steps, links = Labels(page), StepNumbers(page), Links(page)
    yield from labels.edits()
    yield from labels.lost()
    for passage in page.passages:
        yield from steps.findings(passage)
        yield from links.findings(passage)
        yield from _lost_with_text(passage, lambda own: (*labels.leads(own), *steps.leads(own)))
    yield from relative_paths(page)


def _lost_with_text(passage: Passage, leads: Callable[[Own], Iterable[Lead]]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reference of a merged text that leads where none of the kept text does."""
    merged = passage.merged if passage.region.kind == "text" else ()
    found = [(own, lead) for own in merged for lead in leads(own)]
    kept = {lead.target for lead in leads(passage.own)} if found else set()
    for own, lead in found:
        if lead.target not in kept:
            message = f"'{lead.phrase}' leads elsewhere than in the text that it was merged with"
            yield own.lost(lead.at, message, _HINT)
