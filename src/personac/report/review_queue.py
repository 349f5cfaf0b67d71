"""The review queue: every item that a person may decide about, what was decided, and in which order to go on.

An item is decided if all its bullets are in one decision that counts. A decision whose item no longer arises,
such as that of a cluster which it split, has a row of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import get_args

from personac.config.decision_files import item_key
from personac.front_matter.known_keys import CODE_KEYS, PERMISSION_KEYS
from personac.model import Compilation
from personac.model.decided import AnchoredDecision, AnchoredField
from personac.model.graphs import components
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
    """Order by part and by what is lost; then merges by the lowest score, near misses by the highest."""
    score = -row.score if row.part == "near_misses" else row.score
    return PARTS.index(row.part), rank, -len(row.lost), score, row.key


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
            for bullet in _bullets(decisions):
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
    def line_of(self) -> Mapping[int, int]:
        """For each bullet that decisions join with others, or name alone, the number of their line."""
        lines = [
            line.bullets for own in self.decided.values() for one in own if one.counts for line in one.lines
        ]
        edges = [pair for line in lines for pair in pairwise(line)]
        groups = components({bullet for line in lines for bullet in line}, edges)
        return {bullet: number for number, group in enumerate(groups) for bullet in group}

    def of_decisions(self) -> Iterator[tuple[int, ReviewRow]]:
        """Yield a row for each item that was decided, with its rank in its part."""
        for key, decisions in self.decided.items():
            bullets = _bullets(decisions)
            item = self.item_of.get(tuple(sorted(bullets))) or self._item(bullets, decisions)
            state = _state(decisions)
            yield item.rank, self._row(key, item, decisions, (_FIRST.get(state, item.part), state))

    def of_items(self) -> Iterator[tuple[int, ReviewRow]]:
        """Yield a row for each item that is not decided."""
        for bullets, item in self.item_of.items():
            if not self._is_decided(item):
                key = item_key(self.compilation.bullet_keys[bullet] for bullet in bullets)
                before = list(self._before(item))
                yield item.rank, self._row(key, item, before, (item.part, "grown" if before else "undecided"))

    def _is_decided(self, item: Item) -> bool:
        """Return whether one decision has all bullets, or decisions together join them all to one line."""
        first, *others = item.bullets
        keys = self.keys_at.get(first, ())
        is_in_one = any(_bullets(self.decided[key]).issuperset(item.bullets) for key in keys)
        line = self.line_of.get(first)
        is_joined = line is not None and all(self.line_of.get(bullet) == line for bullet in others)
        return is_in_one or (is_joined and item.is_of_cluster)

    def _before(self, item: Item) -> Iterator[AnchoredDecision]:
        """Yield the decisions about a part of a cluster, which has more bullets now."""
        keys = {key for bullet in item.bullets for key in self.keys_at.get(bullet, ())}
        for key in sorted(keys) if item.is_of_cluster else ():
            decisions = self.decided[key]
            about = _bullets(decisions)
            if len(about) > 1 and about < {*item.bullets} and all(one.counts for one in decisions):
                yield from decisions

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

    def _item(self, bullets: frozenset[int], decisions: Sequence[AnchoredDecision]) -> Item:
        """Return an item of bullets that are none any more: of the first part of those inside it."""
        at = {number for bullet in bullets for number in self.items_at.get(bullet, ())}
        parts = [item.part for item in map(self.items.__getitem__, at) if bullets.issuperset(item.bullets)]
        part = min((*parts, self._part_of(bullets, decisions)), key=PARTS.index)
        return Item(part, lines_of(self.compilation, bullets), "it was decided")

    def _part_of(self, bullets: frozenset[int], decisions: Iterable[AnchoredDecision]) -> ReviewPart:
        """Return the part of an item that its decision has settled, by what it says and by its bullets."""
        lines = [line for one in decisions for line in one.lines]
        if any(line.is_dropped for line in lines):
            return "left_out" if all(line.is_dropped for line in lines) else "contradictions"
        if any(line.section for line in lines):
            return "moves"
        return "near_misses" if len({self.undecided_of.get(one) for one in bullets}) > 1 else "sure"

    @cached_property
    def undecided_of(self) -> Mapping[int, int]:
        """For each bullet the number of the cluster that it was in before any decision."""
        clusters = enumerate(self.compilation.undecided)
        return {member: number for number, cluster in clusters for member in cluster.members}


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
    """Yield a row for each key except the name, which the user chooses; rights come first."""
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
