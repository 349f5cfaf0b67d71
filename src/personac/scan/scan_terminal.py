"""A scan on a terminal: what could be one agent first, the top of each list, and how to see the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from personac.diagnostics.diagnostic import first_of
from personac.report.safe_text import count, flat, percent, shortened
from personac.report.terminal import Bar, RankedTable, Styled, ranked_tables
from personac.scan.scan_findings import KIND_WORDS
from personac.scan.scan_report import CopyRow, DescriptionRow, DriftRow, FamilyRow, ScanReport
from personac.scan.scan_words import (
    common_share,
    families_line,
    member_names,
    ranked_descriptions,
    saved_tokens,
    totals_line,
)

_FAMILIES = 20
_OTHERS = 8
_NAMES = 10
_PATHS = 4
_LONGEST = 60
Part = RankedTable | Sequence[Styled]


def render_scan_text(report: ScanReport, *, color: bool | None, is_full: bool = False) -> str:
    """Return the tables for stdout; `is_full` shows all rows. `color` None follows the terminal."""
    return ranked_tables(_Tables(report, is_full=is_full).parts(), color=color)


class _Tables:
    """The tables of one scan."""

    def __init__(self, report: ScanReport, *, is_full: bool) -> None:
        self._report = report
        self._names = {row.path: row.name for row in report.files}
        self._is_full = is_full

    def parts(self) -> Iterator[Part]:
        yield [(totals_line(self._report), "")]
        yield [(families_line(self._report), "bold")]
        yield from self._families()
        yield from self._copies()
        yield from self._drifted()
        yield from self._descriptions()
        yield from self._alone()
        yield from self._advice()

    def _families(self) -> Iterator[Part]:
        rows = self._report.families
        headings = ("family", "alike", "tokens\nsaved", "of\ntokens", "in\ncommon", "contra-\ndictions")
        most = self._most(_FAMILIES, rows)
        if rows:
            yield from _titled("Families, by the tokens that a merge saves", len(rows))
            yield RankedTable(
                headings, [_family(row) for row in rows[:most]], _members(rows[:most]), "members"
            )
        yield from self._more(len(rows) - most, ("more family", "more families"))

    def _copies(self) -> Iterator[Part]:
        rows = self._report.copies
        most = self._most(_OTHERS, rows)
        if rows:
            yield from _titled("Copies of whole files", len(rows))
            cells = [(self._paths(row.files), *_shares(row), f"{row.tokens_saved:,}") for row in rows[:most]]
            notes = [KIND_WORDS[row.kind] for row in rows[:most]]
            yield RankedTable(("files", "in\ncommon", "tokens\nsaved"), cells, notes, "what is the same")
        yield from self._more(len(rows) - most, ("more group", "more groups"))

    def _drifted(self) -> Iterator[Part]:
        rows = self._report.drifted
        most = self._most(_OTHERS, rows)
        if rows:
            yield from _titled("Drifted copies: one name, and alike", len(rows))
            cells = [(_short(row.name), *_shares(row)) for row in rows[:most]]
            notes = [self._paths(row.files) for row in rows[:most]]
            yield RankedTable(("name", "alike"), cells, notes, "files")
        yield from self._more(len(rows) - most, ("more name", "more names"))

    def _descriptions(self) -> Iterator[Part]:
        rows = ranked_descriptions(self._report)
        most = self._most(_OTHERS, rows)
        if rows:
            yield from _titled("Descriptions that compete for the same tasks", len(rows))
            cells = [(self._pair(row), *_shares(row)) for row in rows[:most]]
            notes = [flat(first_of(row.terms, _NAMES)) for row in rows[:most]]
            yield RankedTable(("personas", "similar"), cells, notes, "both say")
        yield from self._more(len(rows) - most, ("more pair", "more pairs"))

    def _alone(self) -> Iterator[Part]:
        paths = self._report.alone
        if paths:
            yield from _titled("Nothing overlaps these", len(paths))
            names = [_short(self._names[path]) for path in paths]
            yield [(first_of(names, self._most(_NAMES, names)), "")]

    def _advice(self) -> Iterator[Part]:
        """Say what to do next, once, at the end."""
        lines = []
        if any(not row.is_measured for row in self._report.families):
            lines.append("~ is estimated; --measure all builds every family.")
        if self._report.families:
            lines.append("Next: personac scan --write-groups writes the families into personac.toml.")
        if self._report.files:
            lines.append("A page with a map, the overlaps and previews: personac scan -o DIR. All rows: -v.")
        if lines:
            yield []
        yield from ([(line, "dim")] for line in lines)

    def _most(self, most: int, rows: Sequence[object]) -> int:
        return len(rows) if self._is_full else most

    def _more(self, left: int, nouns: tuple[str, str]) -> Iterator[Part]:
        if left > 0:
            yield [(f"{left:,} {nouns[left != 1]}", "dim")]

    def _paths(self, paths: Sequence[str]) -> str:
        return first_of([flat(path) for path in paths], self._most(_PATHS, paths))

    def _pair(self, row: DescriptionRow) -> str:
        """Name two personas, by their paths where they have one name."""
        one, other = (_short(self._names[path]) for path in row.files)
        return f"{one} and {other}" if one != other else " and ".join(map(flat, row.files))


def _family(row: FamilyRow) -> tuple[str | Bar, ...]:
    contradictions = "" if row.contradictions is None else f"{row.contradictions:,}"
    alike = Bar(percent(row.likeness).rjust(4), row.likeness)
    head = f"{_short(row.id)} ({count(len(row.members), 'persona')})"
    return (head, alike, saved_tokens(row), f"{row.tokens:,}", common_share(row), contradictions)


def _members(rows: Sequence[FamilyRow]) -> list[str]:
    """Name the members; files with equal bytes are counted."""
    names: list[str] = []
    for row in rows:
        times = [f" x{1 + len(one.same)}" if one.same else "" for one in row.members]
        listed = [f"{name}{more}" for name, more in zip(member_names(row), times, strict=True)]
        names.append(first_of(listed, _NAMES))
    return names


def _shares(row: CopyRow | DriftRow | DescriptionRow) -> tuple[Bar]:
    return (Bar(percent(row.similarity).rjust(4), row.similarity),)


def _short(name: str) -> str:
    return shortened(flat(name), _LONGEST)


def _titled(title: str, number: int) -> Iterator[Part]:
    yield from ([], [(f"{title} ({number:,})", "bold underline")])
