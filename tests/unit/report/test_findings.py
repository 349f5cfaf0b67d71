from __future__ import annotations

from personac.diagnostics.kinds import CONTRADICTION, DUPLICATE, YAML_REFUSED
from personac.diagnostics.model import Diagnostic
from personac.report.findings import findings_of, findings_of_diagnostics
from tests.unit.report.reports import bullet, report

ROWS = [
    bullet("a", 1, "Wake at six"),
    bullet("a", 2, "Wind it"),
    bullet("b", 1, "Wake at seven"),
    bullet("b", 2, "wind it"),
    bullet("c", 2, "Wind it"),
    bullet("c", 3, "Alone"),
    bullet("c", 4, "alone"),
]
REPORT = report(ROWS, [["c:3", "c:4"], ["b:2", "a:2", "c:2"]], [("a:1", "b:1")])


def test_contradictions_first_then_what_most_personas_share() -> None:
    rows = [
        (result.kind, result.place.path, result.place.line, len(result.related))
        for result in findings_of(REPORT)
    ]
    assert rows == [
        (CONTRADICTION, "agents/a.md", 1, 1),
        (DUPLICATE, "agents/b.md", 2, 2),
        (DUPLICATE, "agents/c.md", 3, 1),
    ]


def test_messages_and_personas() -> None:
    opposed, spread, own = findings_of(REPORT)
    assert opposed.message == "contradiction (different numbers: 1 and 2): Wake at six / Wake at seven"
    assert spread.message == "occurs 3 times in 3 personas: wind it"
    assert own.message == "occurs 2 times in 1 persona: Alone"
    assert [sorted(result.personas) for result in (spread, own)] == [["a", "b", "c"], ["c"]]
    assert all(result.hint for result in (opposed, spread, own))


def test_fingerprints_survive_moved_lines_and_another_representative() -> None:
    moved = [bullet(row.persona, row.line + 7, row.text) for row in ROWS]
    later = report(moved, [["c:9", "b:9", "a:9"], ["c:11", "c:10"]], [("b:8", "a:8")])
    assert [result.fingerprint for result in findings_of(later)] == [
        result.fingerprint for result in findings_of(REPORT)
    ]


def test_a_diagnostic_is_the_same_when_its_lines_move() -> None:
    one, other, third = findings_of_diagnostics(
        [
            Diagnostic(YAML_REFUSED, "a.md", 3, 1, "as in b.md:7", "hint"),
            Diagnostic(YAML_REFUSED, "a.md", 5, 1, "as in b.md:9", "hint"),
            Diagnostic(YAML_REFUSED, "b.md", 5, 1, "as in b.md:9", "hint"),
        ]
    )
    assert (one.kind, one.place.column, one.hint) == (YAML_REFUSED, 1, "hint")
    assert one.fingerprint == other.fingerprint != third.fingerprint
