from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import YAML_REFUSED
from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.report.findings import (
    bullet_digests,
    digest,
    findings_of,
    findings_of_diagnostics,
    fingerprint,
    is_fingerprint,
    plain_words,
)
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Drain  the\tqueue.", "drain the queue"),
        ("\ufb01le", "FILE"),
        ("...", "..."),
    ],
)
def test_layout_and_case_are_no_difference(one: str, other: str) -> None:
    assert plain_words(one) == plain_words(other)


@pytest.mark.parametrize("other", ["Never drain it", "drain it twice", "drain it 2", "drain, it"])
def test_words_and_numbers_are(other: str) -> None:
    assert plain_words("drain it") != plain_words(other)


def test_digests_depend_on_persona_kind_and_words_not_on_place() -> None:
    rows = [
        bullet("a", 1, "X"),
        bullet("a", 9, "x."),
        bullet("b", 1, "X"),
        bullet("a", 3, "X", is_paragraph=True),
    ]
    one, moved, other, paragraph = bullet_digests(rows).values()
    assert one == moved
    assert len({one, other, paragraph}) == 3
    assert bullet_digests(rows, {"b": "a"})["b:1"] == one


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_no_two_lists_of_texts_without_nul_have_one_digest(one: list[str], other: list[str]) -> None:
    one, other = ([text.replace("\0", "") for text in texts] for texts in (one, other))
    assert (digest(*one) == digest(*other)) is (one == other)


def test_the_form() -> None:
    made = fingerprint("PC407", ["f" * 12, "0" * 12])
    assert made == f"PC407:{'0' * 12}:{'f' * 12}"
    assert is_fingerprint(made)
    assert not any(map(is_fingerprint, ["", "PC407", "PC407:12", made + "\n", made.upper(), f" {made}"]))
