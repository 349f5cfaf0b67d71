"""Labels of links and footnotes: where a text defines them, where it uses them, and what they lead to.

`[docs]: https://a.example` and `[^1]: Rye only` are definitions; `[guide][docs]`, `[docs][]`, `[docs]` and
`[^1]` are uses. Case and white space in labels do not count; of two definitions in one file the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personac.extraction.text_regions import Region

_BRACKETS = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)+)\]", re.DOTALL)
_DEFINITION = re.compile(
    r"^[ \t]*\[(?P<label>(?:[^\[\]\\]|\\.)+)\]:\s*(?P<target><[^>\n]*>|\S+)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A label with what it leads to: an address, or the text of a footnote."""

    label: str
    target: str
    start: int
    end: int
    is_footnote: bool


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


def definitions(region: Region) -> Iterator[Definition]:
    """Yield the definitions in a text."""
    if region.kind == "definition":
        match = _DEFINITION.match(region.text)
        matches = [match] if match else []
    else:
        matches = list(_DEFINITION.finditer(region.masked)) if region.kind == "html" else []
    for match in matches:
        start, end = match.span("label")
        label = region.text[start:end]
        is_footnote = label.startswith("^")
        stop = len(region.text) if region.kind == "definition" else region.text.find("\n", end)
        note = region.text[match.start("target") : stop if stop > 0 else None]
        target = " ".join(note.split()) if is_footnote else match["target"].strip("<>")
        yield Definition(label, target, start, end, is_footnote)


def first_definitions(regions: Iterable[Region]) -> dict[str, str]:
    """Return what each label of a file leads to."""
    targets: dict[str, str] = {}
    for definition in (found for region in regions for found in definitions(region)):
        targets.setdefault(folded(definition.label), definition.target)
    return targets


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
