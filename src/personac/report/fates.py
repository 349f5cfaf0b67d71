"""What became of the bullets of a cluster, and which kind of card that makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from personac.report.report_schema import BulletRow, ClusterRow

CardKind = Literal["conflict", "reworded", "same", "twice", "near", "covered"]


def kind_of(bullets: Sequence[BulletRow]) -> CardKind:
    """Return the kind of a cluster's card: nothing was merged where all that is not left out is kept."""
    states = [bullet.state for bullet in bullets]
    if states.count("kept") > 1 and set(states) <= {"kept", "left_out"}:
        return "twice"
    return "same" if len({bullet.text for bullet in bullets}) == 1 else "reworded"


def fate_of(first: BulletRow, bullet: BulletRow) -> str:
    """Return what became of a member; `first` has the wording that stands for the cluster."""
    match bullet.state:
        case "kept":
            return "kept wording" if bullet is first else "kept too"
        case "covered":
            return "in a broader bullet"
        case "left_out":
            return "left out"
    return "merged"


def mean_of(bullet: BulletRow, cluster: ClusterRow, bullets: Mapping[str, BulletRow]) -> float:
    """Return the mean score of a member with all others: copies count as 1, pairs without a score as 0."""
    own = [row for row in cluster.why if bullet.id in {row.a, row.b}]
    by_text = {bullets[row.b if row.a == bullet.id else row.a].text: row.score for row in own}
    others = [bullets[member] for member in cluster.members if member != bullet.id]
    total = sum(1.0 if other.text == bullet.text else by_text.get(other.text, 0.0) for other in others)
    return total / len(others)
