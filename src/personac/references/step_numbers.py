"""Numbers of steps in a text ("repeat step 2", "Phase 3"), the steps that they may lead to, and new numbers.

"Step 2" leads to an item of the numbered list around it, or to what has this name: a title or a text that
begins with "Step 2:". Otherwise it leads to a numbered list under the same heading, or else to one of the
file. If there are several, any of them may be meant. In the canonical it gets the number that the step has
there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby, islice
from typing import NamedTuple

from personac.references.passages import Edit, Finding, Lead, Own, Page, Passage
from personac.references.regions import PersonaText, Region

_WORDS = "step|phase|stage"
_WORD = rf"(?P<word>{_WORDS})"
_JOINED = r"\s*(?:,\s*(?:and|or)\b|[-\u2013\u2014,/&]|\b(?:to|through|and|or)\b)\s*"
_REFERENCE = re.compile(
    rf"\b{_WORD}s?\s+(?P<numbers>\d{{1,3}}(?:{_JOINED}\d{{1,3}}){{0,49}})(?!\w|[.,]\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(rf"[\W_]*{_WORD}\s+(?P<number>\d{{1,3}})(?!\w|[.,]\d)", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"[*_]*+(?:[:.)]|\s+[-\u2013\u2014]\s|\s*$)")
# From the first character that is no letter, so that lines of marks are read once.
_NUMBERED_LINE = re.compile(
    rf"(?:\A[\W_]*+|(?<=[^\W_])(?:[^\w\n]|_)*+\n[\W_]*+)(?:{_WORD}\s+)?(?P<number>\d{{1,3}})\b", re.IGNORECASE
)
MAY_NUMBER_STEPS = rf"\b(?:{_WORDS})s?\s+\d"
"""A pattern for whatever may be a number of a step, in any case."""
_PLACEHOLDERS = {"[": "]", "{": "}", "<": ">"}
_GONE = "leads to a step that the canonical lacks"
_AMBIGUOUS = "could lead to a step of another list in the canonical"
_SEVERAL = "could be one of several steps, which the canonical has elsewhere"
_MOST_LEADS = 50  # steps that a number may lead to; more of them are compared as a whole
_HINT = "say in words which step is meant, or in which section it is"


@dataclass(frozen=True, slots=True)
class StepReference:
    """A number of a step in a text, and where it stands; `phrase` is all of it and begins at `at`."""

    word: str
    number: int
    start: int
    end: int
    phrase: str
    at: int


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """What a number leads to: the item or the named text that begins on `line`."""

    line: int
    is_named: bool


_NO_STEPS: frozenset[Step] = frozenset()


def step_references(region: Region) -> Iterator[StepReference]:
    """Yield the numbers of steps in a text, without the name that it begins with, and steps inside it."""
    if region.kind in {"heading", "definition"}:
        return
    name, inside = _name(region), _numbers_inside(region)
    for match in _REFERENCE.finditer(region.masked, name.end() if name else 0):
        if _is_placeholder(region.masked, match):
            continue
        phrase = " ".join(match[0].split())
        for number in _NUMBER.finditer(match["numbers"]):
            start, end = (match.start("numbers") + at for at in number.span())
            if int(number[0]) not in inside:
                yield StepReference(match["word"].lower(), int(number[0]), start, end, phrase, match.start())


def _numbers_inside(region: Region) -> AbstractSet[int]:
    """Return the numbers that lines of tagged text begin with: its lists are not parsed."""
    lines = _NUMBERED_LINE.finditer(region.masked) if region.kind == "html" else ()
    return {int(line["number"]) for line in lines}


def _name(region: Region) -> re.Match[str] | None:
    """Return the name that a text begins with: `## Phase 2 Design`, `**Step 2:** Design`."""
    name = _NAME.match(region.masked)
    if name is None or (region.kind != "heading" and not _BEHIND_NAME.match(region.masked, name.end())):
        return None
    return name


def _is_placeholder(text: str, match: re.Match[str]) -> bool:
    """Return whether a text stands for something else: `[Step 1]`, but not `[Step 1](#start)`."""
    closing = _PLACEHOLDERS.get(text[match.start() - 1 : match.start()])
    return closing == text[match.end() : match.end() + 1] and text[match.end() + 1 : match.end() + 2] != "("


class Steps:
    """The steps of one text."""

    def __init__(self, text: PersonaText) -> None:
        """Index the items of numbered lists, and what is named as a step."""
        self._numbers: dict[Step, int] = {}
        named, under, of_file = (defaultdict[object, set[Step]](set) for _ in range(3))
        for own in text.lists:
            for number, line in own.lines.items():
                step = Step(line, is_named=False)
                self._numbers[step] = number
                if not own.is_inner:
                    under[own.section, number].add(step)
                    of_file[number].add(step)
        for region in text.regions:
            name = _name(region) if region.kind in {"heading", "text"} else None
            if name is not None:
                step, number = Step(region.line, is_named=True), int(name["number"])
                self._numbers[step] = number
                named[name["word"].lower(), number].add(step)
        self._named, self._under, self._of_file = map(_frozen, (named, under, of_file))

    def number(self, step: Step) -> int | None:
        """Return the number of a step, None if there is none."""
        return self._numbers.get(step)

    def candidates(self, region: Region, word: str, number: int) -> frozenset[Step]:
        """Return the steps that a number in a region may lead to."""
        named = self._named.get((word, number), _NO_STEPS)
        if word != "step":
            return named
        inside = (Step(own.lines[number], is_named=False) for own in region.around if number in own.lines)
        nearest = frozenset(islice(inside, 1))
        if nearest or named:
            return named | nearest if nearest else named
        return self._under.get((region.section, number)) or self._of_file.get(number, _NO_STEPS)


def _frozen(steps: Mapping[object, set[Step]]) -> Mapping[object, frozenset[Step]]:
    return {key: frozenset(own) for key, own in steps.items()}


class _There(NamedTuple):
    """The steps of the canonical for those that a number may lead to; None for one that it lacks."""

    steps: tuple[Step | None, ...]
    distinct: frozenset[Step | None]


class StepNumbers:
    """The steps of the sources, and what they are in the canonical."""

    def __init__(self, page: Page) -> None:
        """Index all steps."""
        self._page = page
        self._there = Steps(page.text)
        self._steps = {source: Steps(source) for source in page.sources}
        self._known: dict[tuple[str, frozenset[Step]], _There] = {}
        self._same: dict[tuple[frozenset[Step | None], frozenset[Step]], bool] = {}

    def findings(self, passage: Passage) -> Iterator[Finding]:
        """Yield the new numbers in a passage, and a diagnostic for each phrase with a number that is lost."""
        for _, references in groupby(step_references(passage.region), key=lambda one: one.at):
            yield from self._phrase(passage, tuple(references))

    def _phrase(self, passage: Passage, references: Sequence[StepReference]) -> Iterator[Finding]:
        """Yield the new numbers of one phrase ("steps 2-4"), or a diagnostic if one of them is lost."""
        edits: list[Edit] = []
        for reference in references:
            number, problem = self._number(passage, reference)
            if problem:
                yield passage.own.lost(reference.at, f"'{reference.phrase}' {problem}", _HINT)
                return
            if number != reference.number:
                edits.append(Edit(passage, reference.start, reference.end, str(number)))
        yield from edits

    def _number(self, passage: Passage, reference: StepReference) -> tuple[int, str]:
        """Return the number in the canonical, and what is wrong with it."""
        number, word = reference.number, reference.word
        there = self._steps_there(passage.own, reference).distinct
        if len(there) > 1:
            key = there, self._there.candidates(passage.region, word, number)
            if key not in self._same:  # many references may share large sets
                self._same[key] = key[0] == key[1]
            return number, "" if self._same[key] else _SEVERAL
        known = there - {None}
        if not known:
            return number, _GONE if there else ""
        new = next(self._there.number(step) for step in known if step) or 0
        if passage.region.kind == "html" and new != number:
            return number, f"is {word} {new} in the canonical, and tagged text is not changed"
        is_clear = self._there.candidates(passage.region, word, new) == known
        return (new, "") if is_clear else (number, _AMBIGUOUS)

    def leads(self, own: Own) -> Iterator[Lead]:
        """Yield what the numbers of steps in a text of a source lead to."""
        for reference in step_references(own.region):
            there = self._steps_there(own, reference)
            targets = there.steps if len(there.steps) <= _MOST_LEADS else (there.distinct,)
            for target in targets:
                yield Lead(reference.phrase, reference.at, target)

    def _steps_there(self, own: Own, reference: StepReference) -> _There:
        """Return the canonical's steps for the steps that a number may lead to."""
        steps = self._steps[own.source].candidates(own.region, reference.word, reference.number)
        key = own.source.persona.id, steps
        if key not in self._known:
            there = tuple(self._step_there(own, step) for step in sorted(steps))
            self._known[key] = _There(there, frozenset(there))
        return self._known[key]

    def _step_there(self, own: Own, step: Step) -> Step | None:
        lines = self._page.lines_of(own.source, step.line)
        there = (Step(line, step.is_named) for line in lines)
        return next((one for one in there if self._there.number(one) is not None), None)
