"""The queue for a terminal and for programs."""

from __future__ import annotations

import json

import jsonschema
from msgspec.structs import replace

from personac.report.report_schema import Report, ReviewRow
from personac.review.queue_listing import Listing, listing_schema
from tests.unit.report.reports import bullet, report


def queue() -> Report:
    bullets = [
        bullet("a", 1, "Oil the lamp"),
        bullet("b", 1, "Oil the \x1b[31mlamp"),
        bullet("c", 1, "Mend nets"),
    ]
    rows = (
        ReviewRow(
            "0" * 12, "disputed", "disputed", (("a:1",), ("b:1",)), by=("ada", "ben"), note="Two say no."
        ),
        ReviewRow("1" * 12, "front_matter", "undecided", (), field="tools"),
        ReviewRow("2" * 12, "losses", "undecided", (("a:1", "b:1"),), lost=("wick", "30"), note="Words go."),
        ReviewRow("3" * 12, "sure", "decided", (("c:1",),), note="Done."),
    )
    return replace(report(bullets), review=rows)


def listing() -> Listing:
    return Listing(queue(), queue().review, "1 item remains")


def test_text_has_the_parts_with_counts_keys_and_texts() -> None:
    assert listing().as_text().splitlines() == [
        "agent: 1 decided, 2 undecided (1 loses words), 1 disputed",
        "",
        "Disputed (1)",
        "  000000000000 [disputed] (ada, ben)  Two say no.",
        "    - a:1  Oil the lamp",
        "    - b:1  Oil the <U+001B>[31mlamp",
        "",
        "Front matter (1)",
        "  111111111111  tools",
        "",
        "Merges that lose words (1)",
        "  222222222222  Words go.",
        "    - a:1  Oil the lamp",
        "    = b:1  Oil the <U+001B>[31mlamp",
        "    given up: wick, 30",
        "",
        "1 item remains",
    ]


def test_json_follows_its_schema_and_has_the_bullets_that_it_names() -> None:
    data = json.loads(listing().as_json())
    jsonschema.validate(data, json.loads(listing_schema()))
    assert data["counts"] == {"decided": 1, "undecided": 2, "losing": 1, "stale": 0, "disputed": 1}
    assert [row["key"][0] for row in data["items"]] == ["0", "1", "2", "3"]
    only = json.loads(Listing(queue(), queue().review[3:]).as_json())
    assert [row["id"] for row in only["bullets"]] == ["c:1"]
