"""Labels of links and footnotes that several personas have, with different targets: all but one are renamed.

The definition that stands first in the canonical keeps the label. If a text has the label in brackets, but
its persona does not define it, nothing may define it for that text, so every definition is renamed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import count

from personac.diagnostics.diagnostic import Diagnostic
from personac.emit.passages import Edit, Own, Page, Passage
from personac.extraction.link_labels import definitions, folded, uses

_SHORT_NUMBER = re.compile(r"\d{1,9}")
_HINT = "put the address or the note into the text itself"
Target = tuple[str, str]  # a label and what it leads to
Targets = Mapping[str, str]


class LabelRenames:
    """The labels of the personas that the canonical has texts of, and new ones for those in conflict."""

    def __init__(self, page: Page) -> None:
        """Read all definitions and uses."""
        self._page = page
        present = {passage.own.persona for passage in page.passages}
        self._targets: Sequence[Targets] = [
            source.labels if number in present else {} for number, source in enumerate(page.sources)
        ]
        self._passages = page.passages if any(self._targets) else ()
        self._written = self._definitions()
        self._undefined = frozenset(self._labels_without_definition())
        self._renamed = dict(self._renames())

    def _definitions(self) -> Mapping[Target, str]:
        """Return the definitions in their order, and their labels as written."""
        written: dict[Target, str] = {}
        for passage in self._passages:
            for definition in definitions(passage.region):
                written.setdefault((folded(definition.label), definition.target), definition.label)
        return written

    def _labels_without_definition(self) -> Iterator[str]:
        """Yield what is a label elsewhere, but plain text for its persona."""
        for passage in self._passages:
            labels = {folded(use.label) for use in uses(passage.region)}
            yield from labels.difference(self._targets[passage.own.persona])

    def _renames(self) -> Iterator[tuple[Target, str]]:
        """Yield the new label of each definition that does not keep its own."""
        taken = set(self._undefined.union(*self._targets))
        by_label: defaultdict[str, list[Target]] = defaultdict(list)
        for target in self._written:
            by_label[target[0]].append(target)
        for label, defined in by_label.items():
            for target in self._not_keeping(label, defined):
                new = _next_label(self._written[target], taken)
                taken.add(folded(new))
                yield target, new

    def _not_keeping(self, label: str, defined: Sequence[Target]) -> Iterator[Target]:
        """Yield the definitions of one label that would take texts of others to their target."""
        live = {targets.get(label) for targets in self._targets}
        is_live = [target in live for _, target in defined]
        keeper = is_live.index(True) if any(is_live) and label not in self._undefined else -1
        for at, target in enumerate(defined):
            if at != keeper and (is_live[at] or at < keeper):
                yield target

    def edits(self) -> Iterator[Edit]:
        """Yield the new labels of definitions and uses."""
        for passage in self._passages if self._renamed else ():
            for definition in definitions(passage.region):
                new = self._renamed.get((folded(definition.label), definition.target))
                if new is not None:
                    yield Edit(passage, definition.start, definition.end, new)
            yield from self._new_uses(passage)

    def _new_uses(self, passage: Passage) -> Iterator[Edit]:
        targets = self._targets[passage.own.persona]
        for use in uses(passage.region):
            label = folded(use.label)
            new = self._renamed.get((label, targets.get(label, "")))
            if new is not None:
                yield Edit(passage, use.start, use.end, f"[{new}]" if use.is_short else new)

    def leads(self, own: Own) -> Iterator[tuple[str, int, str]]:
        """Yield what the labels in a text of a source lead to, with their text and place."""
        targets = self._page.sources[own.persona].labels
        for use in uses(own.region) if targets else ():
            label = folded(use.label)
            if label in targets:
                yield f"[{use.label}]", use.start, targets[label]

    def lost(self) -> Iterator[Diagnostic]:
        """Yield the labels in texts of the canonical that has no definition of them."""
        for passage in self._passages:
            for use in uses(passage.own.region):
                label = folded(use.label)
                target = self._targets[passage.own.persona].get(label)
                if target is not None and (label, target) not in self._written:
                    message = f"'[{use.label}]' leads to a definition that the canonical lacks"
                    yield self._page.lost(passage.own, use.start, message, _HINT)


def _next_label(label: str, taken: AbstractSet[str]) -> str:
    """Return the next label that is not taken: `^2` for `^1`, `docs-2` for `docs`."""
    mark, name = ("^", label[1:]) if label.startswith("^") else ("", label)
    first, stem = (int(name) + 1, mark) if _SHORT_NUMBER.fullmatch(name) else (2, f"{label}-")
    return next(new for number in count(first) if folded(new := f"{stem}{number}") not in taken)
