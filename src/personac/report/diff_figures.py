"""The figures of a comparison in words and as a table: the same in every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from personac.report.comparison import KINDS, Comparison, FindingKind, SectionDiffRow
from personac.report.summary import count

NO_SECTION = "(before the first section)"


def short_names(comparison: Comparison) -> tuple[str, str]:
    """Return what to call the two files: their names, their paths where those are equal."""
    paths = (comparison.a.path, comparison.b.path)
    names = [PurePosixPath(path).name for path in paths]
    if names[0] != names[1]:
        return (names[0], names[1])
    return paths if paths[0] != paths[1] else ("the first", "the second")


def verdict(comparison: Comparison) -> str:
    """Return the one line that says how much the two have in common."""
    counts, (a, b) = comparison.counts, short_names(comparison)
    if comparison.identical:
        return "The two files are the same, byte for byte."
    if comparison.says_the_same:
        said = f"{counts['otherwise']} of them in other words" if counts["otherwise"] else "word for word"
        return f"They say the same: {count(counts['exact'] + counts['otherwise'], 'thing')}, {said}."
    parts = [
        f"{counts['exact'] + counts['otherwise']} said by both ({counts['exact']} word for word)",
        *([f"{counts['partly']} said by one among other things"] if counts["partly"] else []),
        *([count(counts["contradicts"], "contradiction")] if counts["contradicts"] else []),
        f"{counts['only a']} only in {a}",
        f"{counts['only b']} only in {b}",
        *([f"{count(len(comparison.front_matter), 'key')} otherwise"] if comparison.front_matter else []),
    ]
    return ", ".join(parts)


def headings(comparison: Comparison) -> tuple[str, ...]:
    """Return the headings of the table of figures."""
    a, b = short_names(comparison)
    titles: dict[FindingKind, str] = {"only a": f"only {a}", "only b": f"only {b}"}
    return ("section", *(titles.get(kind, kind) for kind in KINDS))


def figures(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of figures: each section that says something, and the sum."""
    for section in comparison.sections:
        if any(section.counts.values()):
            yield (section_title(section), *_cells(section.counts))
    yield ("all", *_cells(comparison.counts))


def section_title(section: SectionDiffRow) -> str:
    """Return the title, or both where the two sides call the section otherwise."""
    titles = [title for title in (section.a, section.b) if title is not None]
    return " | ".join(dict.fromkeys(title or NO_SECTION for title in titles))


def _cells(counts: dict[FindingKind, int]) -> tuple[str, ...]:
    return tuple(str(counts[kind] or "") for kind in KINDS)
