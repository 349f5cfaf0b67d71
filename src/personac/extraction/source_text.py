"""The text of one source with what its references lead to, and its bullets with the targets in their text.

"Repeat step 2" and "Repeat step 5" say the same if both steps have one text. So the canonical, in which
numbers of steps and labels are adapted, still repeats its sources.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from personac.extraction.heading_names import lines_by_anchor, lines_by_title
from personac.extraction.link_labels import definitions, first_definitions, folded
from personac.extraction.step_numbers import Step, StepReference, Steps, step_references
from personac.extraction.text_regions import Outline, Region, outline_of
from personac.model import Bullet, Persona
from personac.model.source import Span

_MAY_REFER = re.compile(r"(?i)\[\^|\b(?:step|phase|stage)s?\s+\d")
_FOOTNOTE = re.compile(r"\[(\^[^\[\]]+)\]")
_DIGITS = re.compile(r"\d+")


class SourceText:
    """The text of one source, and what references in it may lead to."""

    def __init__(self, persona: Persona) -> None:
        """Read nothing before it is asked for."""
        self.persona = persona

    @cached_property
    def outline(self) -> Outline:
        """Its regions."""
        return outline_of(self.persona)

    @cached_property
    def by_line(self) -> Mapping[int, Region]:
        """Its regions by the line where they begin."""
        return {region.line: region for region in reversed(self.outline.regions)}

    @cached_property
    def steps(self) -> Steps:
        """Its steps."""
        return Steps(self.outline)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What its labels lead to."""
        return first_definitions(self.outline.regions)

    @cached_property
    def anchors(self) -> Mapping[str, int]:
        """The lines of its headings by anchor."""
        return lines_by_anchor(self.outline)

    @cached_property
    def titles(self) -> Mapping[str, tuple[int, ...]]:
        """The lines of its titles."""
        return lines_by_title(self.outline)

    @cached_property
    def targets(self) -> Mapping[Span, str]:
        """What each definition leads to, by its place."""
        found = ((region.span, next(definitions(region), None)) for region in self.outline.regions)
        return {span: definition.target for span, definition in found if definition is not None}

    def resolved(self, bullet: Bullet) -> Bullet:
        """Return a bullet with what its footnotes and numbers of steps lead to in its text."""
        region = self.by_line.get(bullet.line) if _MAY_REFER.search(bullet.text) else None
        if region is None:
            return bullet
        text = _FOOTNOTE.sub(lambda note: self.labels.get(folded(note[1]), note[0]), bullet.text)
        plain, parts, done = replace(region, kind="text", text=text, masked=text), list[str](), 0
        for reference in step_references(plain):
            parts += [text[done : reference.start], self._said(plain, reference)]
            done = reference.end
        return replace(bullet, text="".join([*parts, text[done:]]))

    def _said(self, region: Region, reference: StepReference) -> str:
        """Return the text of the step that a number leads to, or the number if it could be several."""
        steps = self.steps.candidates(region, reference.word, reference.number)
        texts = [self._text(step) for step in steps]
        return texts[0] if len(texts) == 1 else str(reference.number)

    def _text(self, step: Step) -> str:
        region = self.by_line.get(step.line)
        return _DIGITS.sub("", " ".join(region.text.split())) if region else ""


def resolved_bullets(personas: Iterable[Persona], bullets: Iterable[Bullet]) -> Iterator[Bullet]:
    """Yield the bullets with what their references lead to in their texts."""
    sources = {persona.id: SourceText(persona) for persona in personas}
    return (sources[bullet.persona].resolved(bullet) for bullet in bullets)


def target_digest(target: str) -> str:
    """Return what is equal for definitions of one target, whatever their labels."""
    return hashlib.sha256(f"definition of {target}".encode()).hexdigest()
