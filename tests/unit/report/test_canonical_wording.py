from __future__ import annotations

from msgspec.structs import replace

import personac
from personac.report.canonical_wording import CanonicalWording, cluster_titles
from personac.report.html.cards import make_cards
from personac.report.report_schema import LineOrigin, LineRow, Report

FRONT = b"---\nname: a\ndescription: d\n---\n\n# Agent\n\n"
ONE = FRONT + b"- **Stores**: PostgreSQL, MySQL, Redis, MongoDB\n- Sweep [the stairs](x.md)\n"
TWO = FRONT + b"- **Stores**: PostgreSQL, MySQL, Redis, Cassandra\n- Paint doors\n"
COMPLETED = "Stores: PostgreSQL, MySQL, Redis, MongoDB, Cassandra"


def completed() -> Report:
    return personac.build({"a.md": ONE, "b.md": TWO}).report


def test_a_completed_list_is_shown_as_the_canonical_has_it() -> None:
    report = completed()
    (cluster,) = report.clusters
    assert cluster.text != COMPLETED
    assert cluster_titles(report) == {cluster.id: COMPLETED}
    (card,) = (card for card in make_cards(report) if card.kind == "reworded")
    assert (card.title, card.wording) == (COMPLETED, COMPLETED)
    assert {mark.kind for member in card.members for mark in member.marks} == {"same", "gone"}


def test_a_line_with_the_words_of_a_bullet_is_shown_as_that_bullet() -> None:
    report = completed()
    bullet = next(row for row in report.bullets if row.text == "Sweep the stairs")
    assert CanonicalWording.of(report).at(bullet.canonical_line) == "Sweep the stairs"


def test_a_text_on_several_lines_is_one(plain: Report) -> None:
    origins = (LineOrigin("one", 12, "kept"),)
    lines = (
        LineRow("- [ ] Drain **the", "c", origins),
        LineRow("  oldest** queue", "c", origins),
        LineRow("", "", ()),
    )
    wording = CanonicalWording.of(replace(plain, lines=lines))
    assert wording.at(1) == "Drain the oldest queue"
    assert (wording.at(0), wording.at(4)) == ("", "")


def test_lost_words_stand_nowhere_in_the_canonical(plain: Report) -> None:
    gone = next(row for row in plain.bullets if row.state == "left_out")
    lost = CanonicalWording.of(plain).lost(gone)
    assert "astronomer" in lost
    assert "you" not in lost
    assert CanonicalWording.of(plain).lost(replace(gone, state="kept")) == frozenset()
    assert CanonicalWording.of(replace(plain, lines=())).lost(gone) == frozenset()
