"""Pass: references in the canonical lead where they led in their source, or are reported.

Labels in conflict are renamed. The number of a step and the anchor of a heading become what these are called
in the canonical. A reference whose target is gone, is in another list, or could be several, stays as it is
(PC414), and so does a relative path (PC415). Each line keeps its origins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.emit.canonical_markdown import emit
from personac.emit.heading_links import HeadingLinks
from personac.emit.label_renames import LabelRenames
from personac.emit.passages import Edit, Own, Page, Passage
from personac.emit.relative_paths import relative_paths
from personac.extraction.source_text import SourceText
from personac.extraction.step_numbers import StepReference, step_references
from personac.model import Canonical, Merged, Persona

_MAY_CHANGE = re.compile(r"(?i)\]:|\]\(#|\b(?:step|phase|stage)s?\s+\d")
_MAY_REFER = re.compile(r"(?i)\]:|\]\(|\b(?:step|phase|stage)s?\s+\d|@[\w.]|\b(?:above|below)\b")
_LONE_CR = re.compile(rb"\r(?!\n)")
_SEVERAL = "could be one of several steps, which the canonical has elsewhere"
_STEP_HINT = "say in words which step is meant, or in which section it is"
_MERGED_HINT = "say in words what is meant, or keep the texts apart with [[cannot_link]]"
_Finding = Edit | Diagnostic


class Adapted(NamedTuple):
    """The canonical with its references adapted, and a diagnostic for each one that cannot be."""

    canonical: Canonical
    diagnostics: tuple[Diagnostic, ...] = ()


class ReferenceAdapter:
    """Adapts the references of canonicals of the same personas, which are read once."""

    def __init__(self, personas: Sequence[Persona]) -> None:
        """Read nothing before the first canonical."""
        self._sources = tuple(SourceText(persona) for persona in personas)
        texts = [persona.source.text for persona in personas]
        self._may_refer = any(_MAY_REFER.search(text) for text in texts)
        self._may_change = len(texts) > 1 and any(_MAY_CHANGE.search(text) for text in texts)

    def emit(self, merged: Merged) -> Canonical:
        """Return the canonical of `merged` with references that lead where they led."""
        canonical = emit(merged)
        return self.adapted(canonical).canonical if self._may_change else canonical

    def adapted(self, canonical: Canonical) -> Adapted:
        """Return a canonical with references that lead where they led; that of one persona is as it was."""
        if not self._may_refer or _LONE_CR.search(canonical.data):  # such a line end ends no line of the map
            return Adapted(canonical)
        page = Page(self._sources, canonical)
        found = list(_Findings(page).all())
        edits = [one for one in found if isinstance(one, Edit)]
        diagnostics = dict.fromkeys(one for one in found if isinstance(one, Diagnostic))
        if edits and self._may_change:
            canonical = page.edited(edits)
        return Adapted(canonical, tuple(diagnostics))


class _Findings:
    """The changes of a canonical, and what is to be reported."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._labels = LabelRenames(page)
        self._headings = HeadingLinks(page)

    def all(self) -> Iterator[_Finding]:
        yield from self._labels.edits()
        yield from self._labels.lost()
        for passage in self.page.passages:
            for _, references in groupby(step_references(passage.region), key=lambda one: one.at):
                yield from self._steps(passage, list(references))
            yield from self._headings.findings(passage)
            yield from self._merged(passage)
        yield from relative_paths(self.page)

    def _steps(self, passage: Passage, references: list[StepReference]) -> Iterator[_Finding]:
        """Yield the new numbers of one phrase ("steps 2-4"), or a diagnostic if one of them is lost."""
        edits: list[Edit] = []
        for reference in references:
            number, problem = self._number(passage, reference)
            if problem:
                yield self.page.lost(passage.own, reference.at, f"'{reference.phrase}' {problem}", _STEP_HINT)
                return
            if number != reference.number:
                edits.append(Edit(passage, reference.start, reference.end, str(number)))
        yield from edits

    def _number(self, passage: Passage, reference: StepReference) -> tuple[int, str]:
        """Return the number in the canonical, and what is wrong with it."""
        page, own, number = self.page, passage.own, reference.number
        steps = page.sources[own.persona].steps.candidates(own.region, reference.word, number)
        there = {page.step(own.persona, step) for step in steps}
        known = {step for step in there if step is not None}
        if not steps:
            return number, ""
        if len(there) > 1:
            is_there = known == there == page.steps.candidates(passage.region, reference.word, number)
            return number, "" if is_there else _SEVERAL
        if not known:
            return number, "leads to a step that the canonical lacks"
        new = page.steps.number(next(iter(known))) or 0
        if page.steps.candidates(passage.region, reference.word, new) != known:
            return number, "could lead to a step of another list in the canonical"
        return new, ""

    def _merged(self, passage: Passage) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each reference of a text whose like in the kept text leads elsewhere."""
        kept: set[object] | None = None
        for own in passage.merged if passage.region.kind == "text" else ():
            for phrase, start, target in self._leads(own):
                if kept is None:
                    kept = {to for _, _, to in self._leads(passage.own)}
                if target not in kept:
                    message = f"'{phrase}' leads elsewhere than in the text that it was merged with"
                    yield self.page.lost(own, start, message, _MERGED_HINT)

    def _leads(self, own: Own) -> Iterator[tuple[str, int, object]]:
        """Yield what the labels and the numbers of steps in a text lead to, with their text and place."""
        yield from self._labels.leads(own)
        for reference in step_references(own.region):
            steps = self.page.sources[own.persona].steps
            for step in sorted(steps.candidates(own.region, reference.word, reference.number)):
                yield reference.phrase, reference.at, self.page.step(own.persona, step)
