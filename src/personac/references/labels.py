"""Labels of links and footnotes: definitions, uses, what they lead to, and new names for those in conflict.

`[docs]: https://a.example` and `[^1]: Rye only` are definitions; `[guide][docs]`, `[docs][]`, `[docs]` and
`[^1]` are uses. Case and white space in labels do not count; of two definitions in one file the first counts.

If several personas have a label with different targets, the definition that stands first in the canonical
keeps it, and all others are renamed. If a text has the label in brackets, but its persona does not define it,
nothing may define it for that text, so every definition is renamed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from personac.diagnostics.diagnostic import Diagnostic
from personac.references.passages import Edit, Lead, Own, Page, Passage
from personac.references.regions import PersonaText, Region

_BRACKETS = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)+)\]", re.DOTALL)
_DEFINITION = re.compile(
    r"^[ \t]*\[(?P<label>(?:[^\[\]\\]|\\.)+)\]:\s*(?P<target><[^>\n]*>|\S+)[^\n]*", re.MULTILINE
)
_SHORT_NUMBER = re.compile(r"\d{1,9}")
_HINT = "put the address or the note into the text itself"
Target = tuple[str, str]  # a label and what it leads to
Targets = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Definition:
    """A label with what it leads to: an address, or the text of a footnote."""

    label: str
    target: str
    start: int
    end: int

    @property
    def is_footnote(self) -> bool:
        """Whether it is the text of a footnote."""
        return self.label.startswith("^")

    @property
    def leads(self) -> Target:
        """What its uses lead to."""
        return folded(self.label), self.target


@dataclass(frozen=True, slots=True)
class Use:
    """A label in a text, from `start` to `end`.

    `is_short` if it is also the text of the link; then `start` and `end` enclose what stands behind it: `[]`,
    or nothing.
    """

    label: str
    start: int
    end: int
    is_short: bool = False


def folded(label: str) -> str:
    """Return what is equal for equal labels."""
    return " ".join(label.split()).casefold()


def definition_in(text: str) -> Definition | None:
    """Return what a block that is a definition defines."""
    match = _DEFINITION.match(text)
    return _definition(text, match, len(text)) if match else None


def definitions(region: Region) -> Iterator[Definition]:
    """Yield the definitions in a text."""
    if region.kind == "definition":
        own = definition_in(region.text)
        if own is not None:
            yield own
    elif region.kind == "html":
        for match in _DEFINITION.finditer(region.masked):
            yield _definition(region.text, match, match.end())


def _definition(text: str, match: re.Match[str], end: int) -> Definition:
    """Return a definition that extends to `end`."""
    start, stop = match.span("label")
    label, target = text[start:stop], match["target"].strip("<>")
    if label.startswith("^"):
        target = " ".join(text[match.start("target") : end].split())
    return Definition(label, target, start, stop)


def targets_of(regions: Iterable[Region]) -> Targets:
    """Return what each label of a file leads to."""
    found = [definition.leads for region in regions for definition in definitions(region)]
    return dict(reversed(found))


def uses(region: Region) -> Iterator[Use]:
    """Yield the uses of labels in a text, whether they are defined or not."""
    defined = list(definitions(region))
    if region.kind == "definition" and not any(own.is_footnote for own in defined):
        return
    starts, note = {own.start for own in defined}, -1
    for match in _BRACKETS.finditer(region.masked):
        is_behind = region.masked[match.start() - 1 : match.start()] == "]" and match.start() != note
        if match.start(1) not in starts:
            yield from _use(region, match, is_label=is_behind)
        note = match.end() if match[1].startswith("^") else -1


def _use(region: Region, match: re.Match[str], *, is_label: bool) -> Iterator[Use]:
    """Yield the use of a label in brackets, unless these are the text of a link that leads elsewhere.

    `is_label` if the brackets follow others: `[text][label]`.
    """
    start, end = match.span(1)
    label, behind = region.text[start:end], region.masked[match.end() : match.end() + 2]
    if label.startswith("^") or (is_label and not behind.startswith("(")):
        yield Use(label, start, end)
    elif behind == "[]":
        yield Use(label, match.end(), match.end() + 2, is_short=True)
    elif not behind.startswith("(") and (not behind.startswith("[") or behind == "[^"):
        yield Use(label, match.end(), match.end(), is_short=True)


class Labels:
    """The labels of the sources, and new ones for those in conflict."""

    def __init__(self, page: Page) -> None:
        """Read all definitions and uses."""
        self._targets = {source: targets_of(source.regions) for source in page.sources}
        present = {passage.own.source for passage in page.passages}
        self._present = [self._targets[source] for source in page.sources if source in present]
        self._passages = page.passages if any(self._present) else ()
        self._written = self._definitions()
        self._undefined = frozenset(self._labels_without_definition())
        self._renamed = dict(self._renames())

    def _definitions(self) -> Mapping[Target, str]:
        """Return the definitions in their order, and their labels as written."""
        written: dict[Target, str] = {}
        for passage in self._passages:
            for definition in definitions(passage.region):
                written.setdefault(definition.leads, definition.label)
        return written

    def _labels_without_definition(self) -> Iterator[str]:
        """Yield what is a label elsewhere, but plain text for its persona."""
        for passage in self._passages:
            labels = {folded(use.label) for use in uses(passage.region)}
            yield from labels.difference(self._targets[passage.own.source])

    def _renames(self) -> Iterator[tuple[Target, str]]:
        """Yield the new label of each definition that does not keep its own."""
        names = _NewNames(set(self._undefined.union(*self._present)))
        by_label: defaultdict[str, list[Target]] = defaultdict(list)
        for target in self._written:
            by_label[target[0]].append(target)
        for label, defined in by_label.items():
            for target in self._not_keeping(label, defined):
                yield target, names.next(self._written[target])

    def _not_keeping(self, label: str, defined: Sequence[Target]) -> Iterator[Target]:
        """Yield the definitions of one label that would take texts of others to their target."""
        live = {targets.get(label) for targets in self._present}
        is_live = [target in live for _, target in defined]
        keeper = is_live.index(True) if any(is_live) and label not in self._undefined else -1
        for at, target in enumerate(defined):
            if at != keeper and (is_live[at] or at < keeper):
                yield target

    def edits(self) -> Iterator[Edit]:
        """Yield the new labels of definitions and uses."""
        for passage in self._passages if self._renamed else ():
            for definition in definitions(passage.region):
                new = self._renamed.get(definition.leads)
                if new is not None:
                    yield Edit(passage, definition.start, definition.end, new)
            yield from self._new_uses(passage)

    def _new_uses(self, passage: Passage) -> Iterator[Edit]:
        for use, target in self._led(passage.own.source, passage.region):
            new = self._renamed.get(target)
            if new is not None:
                yield Edit(passage, use.start, use.end, f"[{new}]" if use.is_short else new)

    def _led(self, source: PersonaText, region: Region) -> Iterator[tuple[Use, Target]]:
        """Yield the uses in a text, and what they lead to in a source."""
        targets = self._targets[source]
        for use in uses(region) if targets else ():
            label = folded(use.label)
            if label in targets:
                yield use, (label, targets[label])

    def leads(self, own: Own) -> Iterator[Lead]:
        """Yield what the labels in a text of a source lead to."""
        for use, (_, target) in self._led(own.source, own.region):
            yield Lead(f"[{use.label}]", use.start, target)

    def lost(self) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each label in the canonical whose definition it lacks."""
        for own in (passage.own for passage in self._passages):
            for use, target in self._led(own.source, own.region):
                if target not in self._written:
                    message = f"'[{use.label}]' leads to a definition that the canonical lacks"
                    yield own.lost(use.start, message, _HINT)


class _NewNames:
    """New labels, none of which is taken."""

    def __init__(self, taken: AbstractSet[str]) -> None:
        """Note the labels that are taken."""
        self._taken = taken
        self._free: dict[tuple[str, int], int] = {}

    def next(self, label: str) -> str:
        """Return the next label that is not taken: `^2` for `^1`, `docs-2` for `docs`."""
        mark, name = ("^", label[1:]) if label.startswith("^") else ("", label)
        first, stem = (int(name) + 1, mark) if _SHORT_NUMBER.fullmatch(name) else (2, f"{label}-")
        number, passed = first, list[int]()
        while (known := self._free.get((stem, number))) or folded(f"{stem}{number}") in self._taken:
            passed.append(number)
            number = known or number + 1
        self._free.update(((stem, one), number + 1) for one in (*passed, number))
        return f"{stem}{number}"
