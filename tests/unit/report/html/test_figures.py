from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from personac.report.html.cards import make_cards
from personac.report.html.figures import figures, look_first, state_bar, states_of, unaccounted
from personac.report.model import ContradictionRow, Report
from tests.browser.large import large_report


def test_the_figures_are_those_of_the_report(plain: Report) -> None:
    result = {figure.json: figure for figure in figures(plain)}
    assert result["canonical.bullets"].value == plain.canonical.bullets
    assert result["canonical.bullets"].before == len(plain.bullets)
    assert result["personas.*.unique"].value == sum(row.unique for row in plain.personas)
    assert result["left_out.length"].value == len(plain.left_out)


def test_the_bar_has_every_bullet_once(plain: Report) -> None:
    for persona in ("", "one"):
        rows = [row for row in plain.bullets if persona in ("", row.persona)]
        parts = state_bar(Counter(row.state for row in rows), persona)
        assert sum(part.count for part in parts) == len(rows)
        assert abs(sum(part.width for part in parts) - 100) < 0.1
    assert state_bar(Counter(), "nobody") == ()
    assert {part.json for part in state_bar(states_of(plain), "one")} <= {
        f"bullets?state={state}&persona=one" for state in ("kept", "merged", "left_out")
    }


def test_unaccounted_bullets_are_counted(plain: Report) -> None:
    assert unaccounted(plain) == 0
    lost = replace(plain.bullets[0], state="kept", canonical_line=0)
    assert unaccounted(replace(plain, bullets=(lost, *plain.bullets[1:]))) == 1


def test_contradictions_come_first_then_the_least_sure_merges() -> None:
    report = large_report(80)
    a, b = report.bullets[0].id, report.bullets[1].id
    result = look_first(make_cards(replace(report, contradictions=(ContradictionRow(a, b, "opposite"),))))
    assert [card.kind for card in result] == ["conflict", *["reworded"] * 5]
    scores = [card.score.value for card in result if card.score]
    assert scores == sorted(scores)
    assert max(scores) < 0.43
