"""Findings of a scan: what they say, and fingerprints that stay while the texts change."""

from __future__ import annotations

from msgspec.structs import replace

from personac.report.findings import Finding
from personac.report.machine_formats import render_findings
from personac.scan.scan_findings import family_finding, findings_of_scan, overlap_findings
from tests.unit.scan.scan_reports import SMALL, family, scan_of


def by_code(code: str) -> list[Finding]:
    return [one for one in findings_of_scan(SMALL) if one.kind.code == code]


def test_each_says_what_was_found_and_where() -> None:
    equal, near = by_code("PC801")
    assert equal.message == "2 files with the same bytes"
    assert near.message == "2 files with nearly the same text (at least 91% in common)"
    assert [place.path for place in (equal.place, *equal.related)] == ["agents/dyer.md", "old/dyer.md"]
    (drift,) = by_code("PC802")
    assert drift.message == "2 files are called 'miller', and are 44% alike"
    (alike,) = by_code("PC805")
    assert alike.message == "descriptions with a similarity of 0.86: bread, oven, market"


def test_a_family_says_what_a_merge_saves_and_whether_that_was_measured() -> None:
    measured, estimated = by_code("PC803")
    assert measured.message == (
        "3 personas are 70% alike: dock-mason, mason, tower-mason; 70% of what they say is said in common; "
        "a merge saves 560 tokens; 2 contradictions"
    )
    assert estimated.message.startswith("2 personas are 40% alike: baker, market-baker; ~40% of")
    assert estimated.message.endswith("; a merge saves ~160 tokens")


def test_long_lists_of_names_are_cut() -> None:
    row = family("all", [f"agents/keeper-of-gate-{at}.md" for at in range(9)])
    assert "keeper-of-gate-5 and 3 more;" in family_finding(row).message


def test_texts_are_for_people() -> None:
    shown = render_findings(findings_of_scan(SMALL), "text")
    assert "agents/dyer.md: warning[PC801]: 2 files with the same bytes\n    old/dyer.md: dyer\n" in shown


def test_the_one_that_says_most_of_the_other_comes_first() -> None:
    row = replace(family("two", ["a.md", "b.md"]), overlap=((1.0, 0.9), (0.2, 1.0)))
    (pair,) = overlap_findings(scan_of([row]))
    assert (pair.share, pair.finding.place.path) == (0.9, "b.md")
    assert pair.finding.message == "says 90% of what 'a' says"
    assert pair.finding.hint == "personac diff b.md a.md"


def test_fingerprints_are_made_of_paths_alone() -> None:
    row = family("two", ["a.md", "b.md"])
    edited = replace(row, id="other", shared=0.9, tokens=9000, is_measured=True)
    assert family_finding(row).fingerprint == family_finding(edited).fingerprint
    assert family_finding(row).fingerprint != family_finding(family("two", ["a.md", "c.md"])).fingerprint


def test_files_that_equal_a_member_belong_to_its_family() -> None:
    row = family("two", ["a.md", "b.md"])
    first = replace(row.members[0], same=("c.md",))
    found = family_finding(replace(row, members=(first, row.members[1])))
    assert [place.path for place in (found.place, *found.related)] == ["a.md", "c.md", "b.md"]
