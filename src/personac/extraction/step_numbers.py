"""Numbers of steps in a text ("repeat step 2", "Phase 3"), and the steps that they may lead to.

"Step 2" leads to an item of the numbered list around it, or to what is named so: a title or a text that
begins with "Step 2:". Otherwise it leads to a numbered list under the same heading, or else to one of the
file. Of several all are possible.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from personac.extraction.text_regions import Numbered, Outline, Region

_WORD = r"(?P<word>step|phase|stage)"
_JOINED = r"\s*(?:,\s*(?:and|or)\b|[-\u2013\u2014,/&]|\b(?:to|through|and|or)\b)\s*"
_REFERENCE = re.compile(
    rf"\b{_WORD}s?\s+(?P<numbers>\d{{1,3}}(?:{_JOINED}\d{{1,3}})*)(?!\w|[.,]\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(rf"[\W_]*{_WORD}\s+(?P<number>\d{{1,3}})(?!\w|[.,]\d)", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"[*_]*(?:[:.)]|\s+[-\u2013\u2014]\s|[*_]*\s*$)")
_PLACEHOLDERS = {"[": "]", "{": "}", "<": ">"}


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


def step_references(region: Region) -> Iterator[StepReference]:
    """Yield the numbers of steps in a text, without the name that it begins with."""
    if region.kind not in {"text", "table"}:
        return
    name = _name(region)
    for match in _REFERENCE.finditer(region.masked, name.end() if name else 0):
        if _is_placeholder(region.masked, match):
            continue
        for number in _NUMBER.finditer(match["numbers"]):
            start, end = (match.start("numbers") + at for at in number.span())
            phrase = " ".join(match[0].split())
            yield StepReference(match["word"].lower(), int(number[0]), start, end, phrase, match.start())


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
    """The steps of one persona."""

    def __init__(self, outline: Outline) -> None:
        """Index the items of numbered lists, and what is named as a step."""
        self._numbers: dict[Step, int] = {}
        self._named: defaultdict[tuple[str, int], list[Step]] = defaultdict(list)
        self._under: defaultdict[tuple[int, int], list[Step]] = defaultdict(list)
        self._of_file: defaultdict[int, list[Step]] = defaultdict(list)
        for section, lists in outline.lists.items():
            for number, step in (pair for numbered in lists for pair in _items(numbered)):
                self._under[section, number].append(step)
                self._of_file[number].append(step)
        for own in (*chain.from_iterable(outline.lists.values()), *outline.inner):
            self._numbers.update((step, number) for number, step in _items(own))
        for region in outline.regions:
            self._add_name(region)

    def _add_name(self, region: Region) -> None:
        name = _name(region) if region.kind in {"heading", "text"} else None
        if name is not None:
            step, number = Step(region.line, is_named=True), int(name["number"])
            self._numbers[step] = number
            self._named[name["word"].lower(), number].append(step)

    def number(self, step: Step) -> int | None:
        """Return the number of a step, None if there is none."""
        return self._numbers.get(step)

    def candidates(self, region: Region, word: str, number: int) -> frozenset[Step]:
        """Return the steps that a number in a region may lead to."""
        inside: Iterable[Step] = ()
        if word == "step":
            lines = (own.line_of[number] for own in region.around if number in own.line_of)
            inside = [Step(line, is_named=False) for line in islice(lines, 1)]
        nearest = frozenset((*inside, *self._named.get((word, number), ())))
        if nearest or word != "step":
            return nearest
        return frozenset(self._under.get((region.section, number)) or self._of_file.get(number) or ())


def _items(numbered: Numbered) -> Iterator[tuple[int, Step]]:
    for line, number in zip(numbered.lines, numbered.numbers, strict=True):
        yield number, Step(line, is_named=False)
