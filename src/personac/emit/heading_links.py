"""Links to headings (`#set-up`), and titles that a text points at ("see Set-up below")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from personac.diagnostics.diagnostic import Diagnostic
from personac.emit.passages import Edit, Own, Page, Passage
from personac.extraction.heading_names import lines_by_anchor, lines_by_title

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


class HeadingLinks:
    """The headings of the canonical."""

    def __init__(self, page: Page) -> None:
        """Read the headings."""
        self._page = page
        self._slugs = {line: slug for slug, line in lines_by_anchor(page.outline).items()}
        self._titles = {
            line: title for title, lines in lines_by_title(page.outline).items() for line in lines
        }

    def findings(self, passage: Passage) -> Iterator[Edit | Diagnostic]:
        """Yield the new anchors in a passage, and a diagnostic for each heading that is gone."""
        if "#" in passage.region.text:
            yield from self._anchors(passage)
        if passage.region.kind in {"text", "table"}:
            yield from self._pointers(passage)

    def _anchors(self, passage: Passage) -> Iterator[Edit | Diagnostic]:
        own, page = passage.own, self._page
        for match in _ANCHOR.finditer(passage.region.masked):
            group = "slug" if match["slug"] else "defined"
            line = page.sources[own.persona].anchors.get(match[group].lower())
            there = page.lines_of(own.persona, line) if line else ()
            slug = next((self._slugs[one] for one in there if one in self._slugs), "")
            if line and not slug:
                message = f"'#{match[group]}' leads to a heading that the canonical lacks"
                yield page.lost(own, match.start(), message, _HINT)
            elif slug and slug != match[group].lower():
                yield Edit(passage, *match.span(group), slug)

    def _pointers(self, passage: Passage) -> Iterator[Diagnostic]:
        """Yield a diagnostic where a title "above" or "below" is not there."""
        own, text = passage.own, passage.region.text
        for match in _WHERE.finditer(" ".join(text.split())):
            title = self._title_before(own, match.string[: match.start()])
            problem = self._problem(passage, title, match["where"]) if title else ""
            if problem:
                start = max(text.find(title), 0)
                yield self._page.lost(own, start, f"'{title} {match['where']}': {problem}", _HINT)

    def _title_before(self, own: Own, text: str) -> str:
        """Return the title of a heading of the persona that a text ends with, or an empty string."""
        words, titles = text[-_LONGEST:].split(" "), self._page.sources[own.persona].titles
        endings = (" ".join(words[-size:]).lstrip(_OPENING) for size in range(_MOST_WORDS, 0, -1))
        return next((ending for ending in endings if ending[:1].isupper() and ending in titles), "")

    def _problem(self, passage: Passage, title: str, where: str) -> str:
        own = passage.own
        there = (
            self._page.lines_of(own.persona, line) for line in self._page.sources[own.persona].titles[title]
        )
        lines = [line for place in there for line in place if line in self._titles]
        if not lines:
            return "the canonical has no such title"
        if title not in {self._titles[line] for line in lines}:
            return f"the title in the canonical is '{self._titles[lines[0]]}'"
        is_there = any((line < passage.region.line) == (where == "above") for line in lines)
        return "" if is_there else f"it is not {where} in the canonical"
