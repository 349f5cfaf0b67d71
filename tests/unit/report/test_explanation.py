from __future__ import annotations

import json

from personac.report.explain import render_explanation
from personac.report.explanation import (
    Explanation,
    Place,
    Reason,
    SourcePlace,
    Why,
)
from personac.report.report_schema import encode_json

ASKED = Place("build/x.md", 9, "- Sing")


def place(line: int) -> Place:
    return Place("a.md", line, f"text {line}")


def pair(a: int, b: int, score: float, *reasons: str) -> Reason:
    return Reason(place(a), place(b), score, reasons, {"words": score, "acts": 1.0})


def place_of(line: int, relation: str = "kept", because: str = "") -> SourcePlace:
    return SourcePlace("a.md", line, f"text {line}", line, "a", f"a:{line}", relation, because)  # type: ignore[arg-type]


WHY = Why("c1", 3, 0.5, (pair(1, 2, 0.9, "the same words"), pair(1, 3, 0.2), pair(2, 3, 0.4, "one topic")))


def test_each_bullet_has_its_strongest_pair() -> None:
    text = render_explanation(Explanation(ASKED, "bullet", (place_of(1), place_of(2, "merged")), why=(WHY,)))
    assert text.splitlines() == [
        "build/x.md:9: - Sing",
        "represents 2 bullets of 1 persona",
        "  kept    a.md:1: text 1",
        "  merged  a.md:2: text 2",
        "these 3 have the same meaning (cohesion 0.50); the strongest of 3 pairs, -v shows all",
        "  a.md:1 ~ a.md:2: 0.90, the same words",
        "  a.md:2 ~ a.md:3: 0.40, one topic",
    ]


def test_verbose_shows_all_pairs_with_their_features() -> None:
    text = render_explanation(Explanation(ASKED, "bullet", (place_of(1),), why=(WHY,)), verbose=True)
    assert text.splitlines()[3:] == [
        "these 3 have the same meaning (cohesion 0.50)",
        "  a.md:1 ~ a.md:2: 0.90, the same words",
        "    acts 1.00, words 0.90",
        "  a.md:1 ~ a.md:3: 0.20, through the others",
        "    acts 1.00, words 0.20",
        "  a.md:2 ~ a.md:3: 0.40, one topic",
        "    acts 1.00, words 0.40",
    ]


def test_a_covered_bullet_names_the_facet() -> None:
    result = Explanation(
        ASKED, "bullet", (place_of(1, "covered", "covered by the facet 'Redis', score 0.95"),)
    )
    assert "  covered  a.md:1: text 1 (covered by the facet 'Redis', score 0.95)" in render_explanation(
        result
    )


def test_source_text_is_escaped() -> None:
    text = render_explanation(Explanation(Place("a.md", 1, "\x1b[2J"), "layout", notes=("\u202e",)))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_json_holds_all_of_it() -> None:
    result = json.loads(encode_json(Explanation(ASKED, "bullet", (place_of(1),), why=(WHY,))))
    assert result["schema"] == "personac-explanation/1"
    assert result["subject"] == "bullet"
    assert [len(why["pairs"]) for why in result["why"]] == [3]
    assert result["said_at"][0]["bullet"] == "a:1"
