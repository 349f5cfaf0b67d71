"""The review queue: every item that a person may decide about, what was decided, and in which order to go on.

An item is decided if all its bullets are in one decision that counts. A decision whose item no longer arises,
such as that of a cluster which it split, has a row of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from personac.config.decision_files import item_key
from personac.front_matter.known_keys import CODE_KEYS, PERMISSION_KEYS
from personac.model import Compilation
from personac.model.decided import AnchoredDecision, AnchoredField
from personac.report.report_schema import FieldRow, ReviewPart, ReviewRow, ReviewState
from personac.report.review_items import Bullets, Item, items_of, lines_of
from personac.report.safe_text import count

PARTS: tuple[ReviewPart, ...] = get_args(ReviewPart)
"""The parts of the queue, in their order."""
_RIGHTS = PERMISSION_KEYS | CODE_KEYS
_FIRST: Mapping[ReviewState, ReviewPart] = {"stale": "stale", "carried": "stale", "disputed": "disputed"}
_STATES: Mapping[ReviewState, str] = {
    "stale": "a bullet that was decided about is gone, or says something else",
    "disputed": "reviewers decided otherwise",
    "carried": "a text changed a little since it was decided",
    "grown": "it got more bullets since it was decided",
}


def review_rows(
    compilation: Compilation, threshold: float, fields: Iterable[FieldRow] = ()
) -> tuple[ReviewRow, ...]:
    """Return the queue in its order; `threshold` is the score from which bullets are merged.

    `fields` are the keys of the front matter in which personas differ.
    """
    queue = _Queue(compilation, tuple(items_of(compilation, threshold)))
    ranked = [*queue.of_decisions(), *queue.of_items(), *_of_fields(compilation, fields)]
    return tuple(row for _, row in sorted(ranked, key=lambda one: _order(*one)))


def _order(rank: int, row: ReviewRow) -> tuple[int, int, int, float, str]:
    return PARTS.index(row.part), rank, -len(row.lost), row.score, row.key


@dataclass(frozen=True)
class _Queue:
    compilation: Compilation
    items: Sequence[Item]

    @cached_property
    def item_of(self) -> Mapping[Bullets, Item]:
        """The items by their bullets: the first part wins."""
        return {item.bullets: item for item in reversed(self.items)}

    @cached_property
    def decided(self) -> Mapping[str, Sequence[AnchoredDecision]]:
        """The decisions that are not overruled, by the keys of their items."""
        by_key: defaultdict[str, list[AnchoredDecision]] = defaultdict(list)
        for one in self.compilation.decided:
            if not one.is_overruled:
                by_key[one.decision.key].append(one)
        return by_key

    @cached_property
    def keys_at(self) -> Mapping[int, Sequence[str]]:
        """For each bullet the keys of the decisions about it."""
        keys: defaultdict[int, list[str]] = defaultdict(list)
        for key, decisions in self.decided.items():
            for bullet in self._bullets(decisions):
                keys[bullet].append(key)
        return keys

    @cached_property
    def items_at(self) -> Mapping[int, Sequence[int]]:
        """For each bullet the numbers of the items that it is in."""
        at: defaultdict[int, list[int]] = defaultdict(list)
        for number, item in enumerate(self.items):
            for bullet in item.bullets:
                at[bullet].append(number)
        return at

    @cached_property
    def grown(self) -> Mapping[str, Item]:
        """For the key of a decision about a cluster the cluster that has more bullets now."""
        grown: dict[str, Item] = {}
        for item in self.item_of.values():
            own = frozenset(item.bullets)
            for key in sorted({key for bullet in own for key in self.keys_at.get(bullet, ())}):
                about = self._bullets(self.decided[key])
                if (
                    item.is_of_cluster
                    and len(about) > 1
                    and own > about
                    and all(d.counts for d in self.decided[key])
                ):
                    grown[key] = item
        return grown

    def of_decisions(self) -> Iterator[tuple[int, ReviewRow]]:
        """Yield a row for each item that was decided, with its rank in its part."""
        for key, decisions in self.decided.items():
            if key not in self.grown:
                bullets = self._bullets(decisions)
                item = self.item_of.get(tuple(sorted(bullets))) or self._inside(bullets)
                state = _state(decisions)
                kind = _FIRST.get(state, item.part), state
                yield item.rank, self._row(key, item, decisions, kind)

    def of_items(self) -> Iterator[tuple[int, ReviewRow]]:
        """Yield a row for each item that no decision has all bullets of."""
        for bullets, item in self.item_of.items():
            if not self._is_decided(bullets):
                key = item_key(self.compilation.bullet_keys[bullet] for bullet in bullets)
                before = [one for old, now in self.grown.items() if now is item for one in self.decided[old]]
                yield item.rank, self._row(key, item, before, (item.part, "grown" if before else "undecided"))

    def _row(
        self,
        key: str,
        item: Item,
        decisions: Sequence[AnchoredDecision],
        kind: tuple[ReviewPart, ReviewState],
    ) -> ReviewRow:
        part, state = kind
        return ReviewRow(
            key,
            part,
            state,
            tuple(tuple(self.compilation.bullets[bullet].id for bullet in group) for group in item.groups),
            item.score,
            item.lost,
            by=tuple(sorted({one.decision.by for one in decisions})),
            files=tuple(sorted(one.decision.path for one in decisions)),
            note=_STATES.get(state, item.note),
        )

    def _inside(self, bullets: frozenset[int]) -> Item:
        """Return an item of bullets that are none as a whole: of the first part of those inside it."""
        at = {number: None for bullet in sorted(bullets) for number in self.items_at.get(bullet, ())}
        inside = (self.items[number] for number in at if bullets.issuperset(self.items[number].bullets))
        parts = [item.part for item in inside]
        part: ReviewPart = min(parts, key=PARTS.index) if parts else "sure"
        return Item(part, lines_of(self.compilation, bullets), "it was decided")

    def _is_decided(self, bullets: Bullets) -> bool:
        keys = self.keys_at.get(bullets[0], ())
        return any(self._bullets(self.decided[key]).issuperset(bullets) for key in keys)

    @staticmethod
    def _bullets(decisions: Iterable[AnchoredDecision]) -> frozenset[int]:
        return frozenset(bullet for one in decisions for bullet in one.bullets)


def _state(decisions: Iterable[AnchoredDecision]) -> ReviewState:
    """Return the state of an item that was decided, the one that asks most of a reviewer."""
    own = list(decisions)
    if any(one.state == "stale" for one in own):
        return "stale"
    if any(one.is_disputed for one in own):
        return "disputed"
    return "carried" if any(one.state == "carried" for one in own) else "decided"


def _of_fields(compilation: Compilation, fields: Iterable[FieldRow]) -> Iterator[tuple[int, ReviewRow]]:
    """Yield a row for each key but the name, which the build is told; rights first."""
    decided: defaultdict[str, list[AnchoredField]] = defaultdict(list)
    for one in compilation.decided_fields:
        decided[one.decision.content.field.key if one.decision.content.field else ""].append(one)
    differing = {row.key: row.values for row in fields if row.key != "name"}
    for field in sorted({*differing, *decided}):
        yield int(field not in _RIGHTS), _field_row(field, len(differing.get(field, ())), decided[field])


def _field_row(field: str, differing: int, decided: Sequence[AnchoredField]) -> ReviewRow:
    state: ReviewState = "decided" if decided else "undecided"
    if decided:
        is_disputed = any(one.against for one in decided)
        state = (
            "stale" if any(one.state == "stale" for one in decided) else "disputed" if is_disputed else state
        )
    return ReviewRow(
        item_key([("field", field)]),
        _FIRST.get(state, "front_matter"),
        state,
        (),
        field=field,
        by=tuple(sorted({one.decision.by for one in decided})),
        files=tuple(sorted(one.decision.path for one in decided)),
        note=_STATES.get(state, f"{count(differing, 'persona')} with another value"),
    )
