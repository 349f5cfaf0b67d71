"""What the canonical says of a bullet, read off its lines: it may differ from what any source says.

A list of nouns is completed with those of other sources, and a link or a number of a step is adapted. So the
wording that is kept is not always the text of a bullet.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.report.report_schema import BulletRow, LineRow, Report
from personac.report.word_marks import words_of

_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class CanonicalWording:
    """The lines of the canonical, the bullets by their first line in it, and all its words."""

    lines: Sequence[LineRow]
    bullets: Mapping[int, Sequence[BulletRow]]
    words: frozenset[str]

    @classmethod
    def of(cls, report: Report) -> CanonicalWording:
        """Index a report; one of an earlier version has no lines."""
        bullets: dict[int, list[BulletRow]] = defaultdict(list)
        for row in report.bullets:
            bullets[row.canonical_line].append(row)
        return cls(report.lines, bullets, frozenset(w for line in report.lines for w in words_of(line.text)))

    def at(self, number: int) -> str:
        """Return the text that starts on a line, as its bullet has it where the words are the same.

        Empty where there is no such line.
        """
        if not 0 < number <= len(self.lines):
            return ""
        text = _plain(self._block(number))
        same = (row.text for row in self.bullets[number] if words_of(row.text) == words_of(text))
        return next(same, text)

    def lost(self, bullet: BulletRow) -> frozenset[str]:
        """Return the words of a bullet that stand nowhere in the canonical; none where it is unknown."""
        is_there = not self.lines or bullet.state == "kept"
        return frozenset() if is_there else frozenset(words_of(bullet.text)) - self.words

    def _block(self, number: int) -> str:
        """The line and those after it with the same origins: the rest of a text on several lines."""
        first = self.lines[number - 1]
        block = [first.text]
        for line in self.lines[number:]:
            if line.origins != first.origins or not first.origins:
                break
            block.append(line.text.strip())
        return " ".join(block)


def cluster_titles(report: Report) -> Mapping[str, str]:
    """Return for each cluster its wording in the canonical; where it has none, that of its first bullet."""
    bullets, canonical = report.bullets_by_id(), CanonicalWording.of(report)
    lines = {row.id: bullets[row.representative].canonical_line for row in report.clusters}
    return {row.id: canonical.at(lines[row.id]) or row.text for row in report.clusters}


def _plain(line: str) -> str:
    """A line of markdown as plain text."""
    match = _MARKER.match(line)
    text = _LINK.sub(r"\1", line[match.end() :] if match else line)
    return html.unescape(_MARKS.sub("", text)).strip()
