"""Links to headings (`#set-up`), titles that a text points at ("see Set-up below"), and relative paths.

An anchor becomes the one that its heading has in the canonical, and a heading that is gone or elsewhere is
reported. Relative links and `@path` imports start at another folder in the canonical, so all are reported.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from posixpath import dirname, join, normpath
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import RELATIVE_PATH
from personac.parsing.sections import clean_title
from personac.references.labels import definitions
from personac.references.passages import Edit, Finding, Own, Page, Passage
from personac.references.regions import PersonaText, Region

_MARKS = re.compile(
    r"\A#{1,6}[ \t]+|[ \t]#+[ \t]*\Z|\r?\n[ \t]*(?:=+|-+)[ \t]*\Z|[*`]|\]\([^)]{0,999}\)|[\[\]]"
)
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_ANCHOR = re.compile(r"\]\([ \t]*#(?P<slug>[^\s()<>]+)\)|^\[[^\]]+\]:\s*#(?P<defined>\S+)")
_WHERE = re.compile(
    r"""["'\u201d\u2019*_`)]{0,4}(?:\s(?:section|list|table|template|format|rules|steps|checklist))?
        (?:\s(?:as\s)?(?:listed|specified|described|defined|shown|given|outlined|explained))?
        \s(?P<where>above|below)\b
        (?=\s*(?:[.,;:)!?*]|\Z)|\s(?:and|or|for|to|when|before|as|if|with)\b)""",
    re.VERBOSE,
)
_OPENING = "\"'\u201c\u2018*_`(["
_LONGEST = 100  # characters in which a title is looked for
_MOST_WORDS = 8
_HINT = "name a section that all personas have, or say in words what is meant"
_LINK = re.compile(r"\]\([ \t]*(?:<(?P<enclosed>[^<>\n]*)>|(?P<plain>[^\s()<>]+))")
_IMPORT = re.compile(r"(?<![^\s(])@(?P<path>\.{0,2}[\w/][\w./-]*\w)")
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|[/#~]|www\.|.*[\s{}$*<>|\\]")
_ENDING = re.compile(r"\.[A-Za-z]\w{0,7}(?:[?#].*)?$")
# `@scope/name` is a package, so an import needs an ending; without a slash, that of a text file.
_TEXT_FILE = re.compile(r"\.(?:md|mdc|mdx|markdown|txt|rst|json|jsonc|ya?ml|toml)$")


class Headings:
    """What links and texts call the headings of one text: their titles, and their anchors."""

    def __init__(self, text: PersonaText) -> None:
        """Index the headings; a label has a title, but no anchor."""
        self.by_title: defaultdict[str, list[int]] = defaultdict(list)
        self.by_anchor: dict[str, int] = {}
        self._times: Counter[str] = Counter()
        for region in text.regions:
            if region.kind == "heading":
                self._add(region, _MARKS.sub("", region.text).strip())

    def _add(self, region: Region, title: str) -> None:
        self.by_title[clean_title(title)].append(region.line)
        if region.text.startswith("#") or "\n" in region.text:
            name = _NOT_IN_ANCHOR.sub("", title.lower()).replace(" ", "-")
            times = self._times[name]
            self.by_anchor.setdefault(f"{name}-{times}" if times else name, region.line)
            self._times[name] += 1


class _There(NamedTuple):
    """The lines of the canonical that have a title, and what they are called."""

    lines: Sequence[int]
    names: AbstractSet[str]


class Links:
    """The headings of the sources and of the canonical."""

    def __init__(self, page: Page) -> None:
        """Read the headings."""
        self._page = page
        self._headings = {source: Headings(source) for source in page.sources}
        there = Headings(page.text)
        self._slugs = {line: slug for slug, line in there.by_anchor.items()}
        self._titles = {line: title for title, lines in there.by_title.items() for line in lines}
        self._known: dict[tuple[str, str], _There] = {}

    def findings(self, passage: Passage) -> Iterator[Finding]:
        """Yield the new anchors in a passage, and a diagnostic for each heading that is gone."""
        if "#" in passage.region.text:
            yield from self._anchors(passage)
        if passage.region.kind in {"text", "table"}:
            yield from self._pointers(passage)

    def _anchors(self, passage: Passage) -> Iterator[Finding]:
        own = passage.own
        for match in _ANCHOR.finditer(passage.region.masked):
            group = "slug" if match["slug"] else "defined"
            line = self._headings[own.source].by_anchor.get(match[group].lower())
            there = self._page.lines_of(own.source, line) if line else ()
            slug = next((self._slugs[one] for one in there if one in self._slugs), "")
            if line and not slug:
                message = f"'#{match[group]}' leads to a heading that the canonical lacks"
                yield own.lost(match.start(), message, _HINT)
            elif slug and slug != match[group].lower():
                yield Edit(passage, *match.span(group), slug)

    def _pointers(self, passage: Passage) -> Iterator[Diagnostic]:
        """Yield a diagnostic where a title "above" or "below" is not there."""
        own, text = passage.own, passage.region.text
        for match in _WHERE.finditer(" ".join(text.split())):
            title = self._title_before(own, match.string[max(0, match.start() - _LONGEST) : match.start()])
            problem = self._problem(passage, title, match["where"]) if title else ""
            if problem:
                yield own.lost(max(text.find(title), 0), f"'{title} {match['where']}': {problem}", _HINT)

    def _title_before(self, own: Own, text: str) -> str:
        """Return the title of a heading of the persona that a text ends with, or an empty string."""
        words, titles = text.split(" "), self._headings[own.source].by_title
        endings = (" ".join(words[-size:]).lstrip(_OPENING) for size in range(_MOST_WORDS, 0, -1))
        return next((ending for ending in endings if ending[:1].isupper() and ending in titles), "")

    def _problem(self, passage: Passage, title: str, where: str) -> str:
        lines, names = self._there(passage.own.source, title)
        if not lines:
            return "the canonical has no such title"
        if title not in names:
            return f"the title in the canonical is '{self._titles[lines[0]]}'"
        here = passage.region.line
        is_there = min(lines) < here if where == "above" else max(lines) >= here
        return "" if is_there else f"it is not {where} in the canonical"

    def _there(self, source: PersonaText, title: str) -> _There:
        """Return the lines of the canonical of all headings with a title, and what they are called there."""
        key = source.persona.id, title
        if key not in self._known:
            there = (self._page.lines_of(source, line) for line in self._headings[source].by_title[title])
            lines = [line for place in there for line in place if line in self._titles]
            self._known[key] = _There(lines, {self._titles[line] for line in lines})
        return self._known[key]


def relative_paths(page: Page) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each relative path of each persona that the canonical has."""
    seen: set[tuple[str, str]] = set()
    for own in (passage.own for passage in page.passages):
        path = own.source.persona.source.path
        for target, start in _paths(own.region):
            if (path, target) not in seen:
                seen.add((path, target))
                message = f"'{target}' starts at the folder of this file, and the canonical is in another one"
                hint = f"write the path from the repository's root{_example(path, target)}"
                yield own.diagnostic(start, RELATIVE_PATH, message, hint)


def _paths(region: Region) -> Iterator[tuple[str, int]]:
    """Yield the relative paths in a text, and where they are."""
    for link in _LINK.finditer(region.masked):
        target = link["enclosed"] or link["plain"] or ""
        if _is_relative(target):
            yield target, link.start()
    for definition in definitions(region):
        if not definition.is_footnote and _is_relative(definition.target):
            yield definition.target, definition.start
    for found in _IMPORT.finditer(region.masked):
        ending = _ENDING if "/" in found["path"] else _TEXT_FILE
        if _is_relative(found["path"]) and ending.search(found["path"]):
            yield f"@{found['path']}", found.start()


def _is_relative(target: str) -> bool:
    return not _ELSEWHERE.match(target) and ("/" in target or _ENDING.search(target) is not None)


def _example(path: str, target: str) -> str:
    """Return the link as it is from the root, if the source's path is one and the link stays below it."""
    place = join(dirname(path), target)
    is_plain = not target.startswith("@") and not normpath(place).startswith(("/", ".."))
    return f": {normpath(f'/{place}')}" if is_plain else ""
