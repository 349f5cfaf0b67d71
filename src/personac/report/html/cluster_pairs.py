"""The scored pairs of the larger clusters, as data that the page shows on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from personac.report.html.cards import Card
from personac.report.report_schema import ClusterRow, Report
from personac.report.safe_text import visible

# No text may end the script or start a comment.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def pairs_json(report: Report, cards: tuple[Card, ...]) -> str:
    """Return JSON, safe inside a script element.

    `clusters` has for each a list of [a, b, score, reasons, values]: a and b count the card's members,
    and a value is a feature's position in `features`, and its value.
    """
    offered = {card.pairs: card for card in cards if card.pairs}
    clusters = [cluster for cluster in report.clusters if cluster.id in offered]
    features = sorted({name for cluster in clusters for why in cluster.why for name in why.features})
    data = {
        "features": features,
        "clusters": {visible(row.id): _pairs(row, offered[row.id], features) for row in clusters},
    }
    text = msgspec.json.encode(data).decode("utf-8")
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return text


def _pairs(cluster: ClusterRow, card: Card, features: Sequence[str]) -> list[Any]:
    place = {member.bullet.id: number for number, member in enumerate(card.members)}
    number = {name: at for at, name in enumerate(features)}
    return [
        [
            place[why.a],
            place[why.b],
            why.score,
            [visible(reason) for reason in why.reasons],
            [[number[name], value] for name, value in sorted(why.features.items())],
        ]
        for why in cluster.why
    ]
