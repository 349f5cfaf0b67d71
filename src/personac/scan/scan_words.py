"""A scan in sentences and numbers that all its faces share."""

from __future__ import annotations

from collections import Counter

from personac.report.safe_text import count, flat, percent, shortened
from personac.scan.scan_report import DescriptionRow, FamilyRow, ScanReport


def totals_line(report: ScanReport) -> str:
    """Return what was read: files, distinct contents, bullets and tokens."""
    total = report.totals
    places = f" in {', '.join(map(flat, report.roots))}" if report.roots else ""
    distinct = f", {total.contents:,} of them distinct" if total.contents != total.files else ""
    files = f"{total.files:,} {'file' if total.files == 1 else 'files'}{places}{distinct}"
    return f"{files}: {total.bullets:,} bullets, {total.tokens:,} tokens."


def families_line(report: ScanReport) -> str:
    """Return how many personas could be how many agents, and what that saves; then what other copies take."""
    saved = sum(row.tokens_saved for row in report.families)
    copies = report.totals.tokens_saved - saved
    others = f" Copies outside of families take {copies:,} tokens." if copies > 0 else ""
    return f"{_merges(report, saved)}{others}"


def _merges(report: ScanReport, saved: int) -> str:
    families = report.families
    if not families:
        return "No two personas are alike enough to be one agent."
    personas = sum(len(row.members) for row in families)
    share = f" ({percent(saved / report.totals.tokens)} of all)" if report.totals.tokens else ""
    about = "" if all(row.is_measured for row in families) else "about "
    return (
        f"{personas:,} personas could be {_agents(len(families))}: that saves {about}{saved:,} tokens{share}."
    )


def saved_tokens(row: FamilyRow) -> str:
    """Return the tokens that a merge saves, after a tilde where they are estimated."""
    return f"{estimate_mark(row)}{row.tokens_saved:,}"


def estimate_mark(row: FamilyRow) -> str:
    """Return a tilde for a family that was not built, nothing for one that was."""
    return "" if row.is_measured else "~"


def common_share(row: FamilyRow) -> str:
    """Return what two members or more say: bullets with one meaning, or a tilde and words in near copies."""
    return f"~{percent(row.shared)}" if row.merged_share is None else percent(row.merged_share)


def family_size(row: FamilyRow) -> str:
    """Return how many personas a family has, and how many other files equal one of them."""
    same = sum(len(one.same) for one in row.members)
    copies = f" and {count(same, 'equal file')}" if same else ""
    return count(len(row.members), "persona") + copies


def _agents(number: int) -> str:
    return f"{number:,} {'agent' if number == 1 else 'agents'}"


def member_names(row: FamilyRow, longest: int = 60) -> tuple[str, ...]:
    """Return what the members are called: their names, or their paths where two have one name."""
    times = Counter(one.name for one in row.members)
    names = (one.name if times[one.name] == 1 else one.path for one in row.members)
    return tuple(shortened(flat(name), longest) for name in names)


def ranked_descriptions(report: ScanReport) -> tuple[DescriptionRow, ...]:
    """Return the pairs of descriptions, the most similar first, then by their files."""
    return tuple(sorted(report.descriptions, key=lambda row: (-row.similarity, row.files)))


def likenesses_of(row: FamilyRow) -> tuple[tuple[float, ...], ...]:
    """Return how alike any two members are (0 to 1): by their likeness, else by what they say in common."""
    return row.alike or row.overlap


def closest(row: FamilyRow, at: int) -> tuple[int, float] | None:
    """Return the member that is most like the one at a position, and how much; None for one alone."""
    alike = likenesses_of(row)
    others = [(-max(alike[at][other], alike[other][at]), other) for other in range(len(alike)) if other != at]
    if not others:
        return None
    likeness, other = min(others)
    return other, -likeness
