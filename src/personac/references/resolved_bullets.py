"""Bullets with what their references lead to in their text, so that texts are compared by what they mean.

"Repeat step 2" and "Repeat step 5" say the same if both steps have one text. So the canonical, in which
numbers of steps and labels are adapted, still repeats its sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from personac.model import Bullet, Persona
from personac.references.labels import folded, targets_of
from personac.references.regions import Region, read_text, spliced
from personac.references.step_numbers import MAY_NUMBER_STEPS, StepReference, Steps, step_references

_MAY_REFER = re.compile(rf"(?i)\[\^|{MAY_NUMBER_STEPS}")
_FOOTNOTE = re.compile(r"\[(\^[^\[\]]+)\]")
_DIGITS = re.compile(r"\d+")


def resolved_bullets(personas: Iterable[Persona], bullets: Iterable[Bullet]) -> tuple[Bullet, ...]:
    """Return the bullets with what their footnotes and numbers of steps lead to in their texts."""
    by_id = {persona.id: persona for persona in personas}
    resolver = cache(lambda persona: _Resolver(by_id[persona]))
    return tuple(
        resolver(bullet.persona).resolved(bullet) if _MAY_REFER.search(bullet.text) else bullet
        for bullet in bullets
    )


class _Resolver:
    """What the references of one persona lead to."""

    def __init__(self, persona: Persona) -> None:
        self._text = read_text(persona)
        self._steps = Steps(self._text)
        self._targets = targets_of(self._text.regions)

    def resolved(self, bullet: Bullet) -> Bullet:
        region = self._text.by_line.get(bullet.line)
        if region is None:
            return bullet
        text = _FOOTNOTE.sub(lambda note: self._targets.get(folded(note[1]), note[0]), bullet.text)
        plain = replace(region, kind="text", text=text, masked=text)
        said = ((one.start, one.end, self._said(plain, one)) for one in step_references(plain))
        return replace(bullet, text=spliced(text, said))

    def _said(self, region: Region, reference: StepReference) -> str:
        """Return the text of the step that a number leads to, or the number if it could be several."""
        steps = self._steps.candidates(region, reference.word, reference.number)
        return self._said_by(next(iter(steps)).line) if len(steps) == 1 else str(reference.number)

    def _said_by(self, line: int) -> str:
        region = self._text.by_line.get(line)
        return _DIGITS.sub("", " ".join(region.text.split())) if region else ""
