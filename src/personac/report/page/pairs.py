"""The scored pairs of the larger clusters, as data: the page shows them on demand.

A cluster of seven has 21 pairs with half a dozen features each; as markup they
would outweigh all the rest of the page.
"""

from __future__ import annotations

from typing import Any

import msgspec

from personac.report.escape import visible
from personac.report.model import ClusterRow, Report
from personac.report.page.cards import Card

_UNSAFE = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
}  # so that no text ends the script or starts a comment


def pairs_json(report: Report, cards: tuple[Card, ...]) -> str:
    """Return JSON, safe inside a script element.

    For each cluster it has a list of [a, b, score, reasons, features].
    """
    asked = {card.pairs for card in cards if card.pairs}
    places = {row.id: visible(f"{row.path}:{row.line}") for row in report.bullets}
    found = {
        visible(cluster.id): _pairs(cluster, places) for cluster in report.clusters if cluster.id in asked
    }
    text = msgspec.json.encode(found).decode("utf-8")
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return text


def _pairs(cluster: ClusterRow, places: dict[str, str]) -> list[Any]:
    return [
        [places[why.a], places[why.b], why.score, [visible(reason) for reason in why.reasons], why.features]
        for why in cluster.why
    ]
