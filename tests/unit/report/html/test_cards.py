from __future__ import annotations

import json

from msgspec.structs import replace

from personac.report.html.cards import Card, make_cards, section_paths
from personac.report.html.cluster_pairs import pairs_json
from personac.report.report_schema import (
    ContradictionRow,
    CoverRow,
    LineOrigin,
    LineRow,
    NearMissRow,
    Report,
    ReviewRow,
    WhyRow,
)
from personac.report.word_marks import Mark
from tests.browser.large import large_report


def by_kind(report: Report, kind: str) -> list[Card]:
    return [card for card in make_cards(report) if card.kind == kind]


def test_a_cluster_in_the_same_words(plain: Report) -> None:
    (card,) = by_kind(plain, "same")
    assert card.title == "Drain the oldest queue first"
    assert [member.fate for member in card.members] == ["kept wording", "merged"]
    assert [mark.persona for mark in card.badges] == ["one", "two"]
    assert card.section == ("Queues",)
    assert plain.lines[card.line - 1].text == f"- {card.title}"
    assert card.pairs == ""


def test_a_cluster_in_other_words_is_read_against_the_kept_wording() -> None:
    report = large_report(11)
    card = next(card for card in by_kind(report, "reworded") if len(card.members) == 3)
    assert card.members[0].bullet.id == report.clusters[0].representative
    assert Mark("lost", "south") in card.members[1].marks
    assert card.members[1].score is not None
    assert card.members[1].score.json == "clusters.0.why.0.score"
    assert card.members[1].reasons == ("most words shared",)
    assert card.pairs == report.clusters[0].id


def test_reasons_of_a_member_are_read_from_the_kept_wording() -> None:
    report = large_report(1)
    (cluster,) = report.clusters
    one, other = cluster.representative, next(m for m in cluster.members if m != cluster.representative)
    reason = {"score": 0.5, "features": {}, "reasons": ("only the first says: dusk",)}
    for pair, shown in (((one, other), "first"), ((other, one), "second")):
        row = WhyRow(*pair, **reason)  # type: ignore[arg-type]
        (card,) = by_kind(replace(report, clusters=(replace(cluster, why=(row,)),)), "reworded")
        reasons = {member.bullet.id: member.reasons for member in card.members}
        assert reasons[other] == (f"only the {shown} says: dusk",)


def test_members_that_were_not_compared_with_the_kept_one_have_no_score() -> None:
    report = large_report(1)
    bare = replace(report, clusters=(replace(report.clusters[0], why=()),))
    (card,) = by_kind(bare, "reworded")
    assert [member.score for member in card.members] == [None] * 3


def test_pairs_outside_clusters(plain: Report) -> None:
    a, b = plain.bullets[1].id, plain.bullets[2].id
    report = replace(
        plain,
        contradictions=(ContradictionRow(a, b, "one says always"),),
        covers=(CoverRow(a, b, 0.9, "the facet"),),
        near_misses=(NearMissRow(a, b, 0.3, ("few words",), ""), NearMissRow(b, a, 0.7, (), "a rule")),
    )
    (conflict,) = by_kind(report, "conflict")
    assert (conflict.note, conflict.score, make_cards(report)[0]) == ("one says always", None, conflict)
    (cover,) = by_kind(report, "covered")
    assert [member.fate for member in cover.members] == ["broader", "narrower"]
    assert "the facet" in cover.note
    near = by_kind(report, "near")
    assert [card.note for card in near] == ["a rule", "the score 0.30 is under the threshold of 0.00"]
    assert (near[1].title, near[1].other) == (plain.bullets[1].text, plain.bullets[2].text)
    assert near[1].members[1].reasons == ("few words",)
    assert len({card.anchor for card in make_cards(report)}) == len(make_cards(report))


def test_a_cluster_of_which_each_list_keeps_its_own_is_not_called_merged() -> None:
    report = large_report(1)
    kept = tuple(replace(row, state="kept", canonical_line=1) for row in report.bullets)
    (card,) = make_cards(replace(report, bullets=kept))
    assert card.kind == "twice"
    assert [member.fate for member in card.members] == ["kept wording", "kept too", "kept too"]
    assert {mark.kind for member in card.members for mark in member.marks} <= {"same", "other", "gone"}


def test_a_member_under_the_threshold_says_what_merged_it() -> None:
    report = large_report(1)
    (cluster,) = report.clusters
    scores = {(0, 1): 0.2, (0, 2): 0.9, (1, 2): 0.8}
    why = tuple(
        WhyRow(cluster.members[a], cluster.members[b], score, {}, ()) for (a, b), score in scores.items()
    )
    (card,) = by_kind(replace(report, clusters=(replace(cluster, why=why),)), "reworded")
    assert [member.note for member in card.members] == [
        "",
        "less than 0.40; its mean with all others is 0.50",
        "",
    ]


def test_broader_and_narrower_say_what_became_of_the_narrower_one(plain: Report) -> None:
    broad, narrow = plain.bullets[1:3]
    notes = {}
    for state in ("kept", "covered", "left_out"):
        rows = (*plain.bullets[:2], replace(narrow, state=state), *plain.bullets[3:])
        report = replace(plain, bullets=rows, covers=(CoverRow(broad.id, narrow.id, 0.9, "f"),))
        (card,) = by_kind(report, "covered")
        notes[state] = card.note.partition(";")[0]
    assert notes == {
        "kept": "both are in the canonical",
        "covered": "only the broader one is in the canonical",
        "left_out": "the narrower one is left out",
    }


def test_left_out_bullets_have_no_place_and_no_kept_wording(plain: Report) -> None:
    gone = tuple(replace(row, state="left_out", canonical_line=0) for row in plain.bullets)
    (card,) = by_kind(replace(plain, bullets=gone), "same")
    assert (card.section, card.line, card.members[0].fate) == ((), 0, "left out")


def line(text: str, relation: str = "kept") -> LineRow:
    return LineRow(text, "", (LineOrigin("a", 1, relation),))  # type: ignore[arg-type]


def test_section_paths() -> None:
    lines = [
        LineRow("---", "", ()),
        line("# Top", "heading"),
        line("text"),
        line("## One", "heading"),
        line("### Deep", "heading"),
        line("# no heading: it is text"),
        line("## Two", "heading"),
    ]
    assert section_paths(lines) == (
        (),
        ("Top",),
        ("Top",),
        ("Top", "One"),
        ("Top", "One", "Deep"),
        ("Top", "One", "Deep"),
        ("Top", "Two"),
    )


def test_the_pairs_of_larger_clusters_alone() -> None:
    report = large_report(11)
    result = json.loads(pairs_json(report, make_cards(report)))
    assert sorted(result["clusters"]) == ["north:1", "north:11"]
    assert result["features"] == ["shared"]
    assert result["clusters"]["north:1"][0] == [0, 1, 0.4, ["most words shared"], [[0, 1.0]]]


def test_no_text_ends_the_script_or_hides() -> None:
    report = large_report(1)
    why = tuple(replace(row, reasons=("</script><!-- & \u202e\u2028",)) for row in report.clusters[0].why)
    harmful = replace(report, clusters=(replace(report.clusters[0], why=why),))
    text = pairs_json(harmful, make_cards(harmful))
    assert not set("<>&\u202e\u2028") & set(text)
    assert json.loads(text)["clusters"]["north:1"][0][3] == ["</script><!-- & <U+202E><U+2028>"]


def test_a_card_has_the_key_of_its_item(plain: Report) -> None:
    (card,) = by_kind(plain, "same")
    assert card.item == ""
    members = tuple(member.bullet.id for member in card.members)
    row = ReviewRow("0f3a9c21b7de", "sure", "undecided", ((members[0],), (members[1],)))
    (card,) = by_kind(replace(plain, review=(row,)), "same")
    assert card.item == "0f3a9c21b7de"
