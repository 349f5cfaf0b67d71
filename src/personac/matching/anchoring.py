"""Finds the bullets again that decisions name, after their sources were edited.

In this order: the same words in the same persona; the same words in a persona that was renamed; a small edit,
*carried*, if the text is much closer than any other of the persona, with the same numbers, stance and scope.
What is not found makes the decision *stale*. A wrong find would apply a decision to a bullet that nobody has
decided about, so where two may be meant, none is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from personac.matching.bullet_index import BulletIndex
from personac.matching.copies import Key, wording
from personac.matching.prepared_bullets import Knowledge
from personac.matching.renamed_personas import homes_of
from personac.matching.scopes import Scope
from personac.matching.small_edits import difference, means_the_same, sign_of
from personac.model import Bullet
from personac.model.decided import AnchoredDecision, AnchorState, Carried, DecidedLine
from personac.model.decision_format import DecidedGroup, Decision, NamedBullet

LEAST = 0.8
"""The least share of words that a text and its edit share; calibrated by bench/decision_histories.py."""
AHEAD = 0.2
"""How much closer the edit is than any other text of the persona."""
_MOST_COMPARED = 2_000_000  # words of texts with bullets: decisions may be a stranger's, and more are stale
_COMPARED = 8  # bullets with most of the words of a text


def anchor_all(
    decisions: Iterable[Decision], bullets: Sequence[Bullet], scopes: Sequence[Scope], knowledge: Knowledge
) -> tuple[AnchoredDecision, ...]:
    """Find the bullets of decisions about bullets; `scopes` are those of all `bullets`."""
    groups = [decision for decision in decisions if decision.content.group]
    if not groups:
        return ()
    anchors = _Anchors(groups, BulletIndex(bullets, scopes, knowledge))
    return tuple(map(anchors.anchored, groups))


class _Anchors:
    """The bullets that the texts of decisions name."""

    def __init__(self, decisions: Sequence[Decision], index: BulletIndex) -> None:
        self._index = index
        named = sorted(
            {bullet for one in decisions for group in one.content.group for bullet in group.bullets},
            key=lambda one: (one.persona, one.text, one.under),
        )
        self._homes = homes_of(named, index)
        self._known = {index.key(one.text) for one in named}
        self._exact = self._places(named, _namesakes(decisions, index))
        self._edited = self._edits([one for one in named if one not in self._exact])

    def anchored(self, decision: Decision) -> AnchoredDecision:
        """Return a decision with the bullets that were found."""
        lines = [self._line(group) for group in decision.content.group]
        named = [one for group in decision.content.group for one in group.bullets]
        missing = tuple(one for one in named if not self._found(one))
        carried = tuple(Carried(self._edited[one], one) for one in named if one in self._edited)
        state: AnchorState = "stale" if missing else "carried" if carried else "exact"
        kept = tuple(line for line in lines if line.bullets)
        return AnchoredDecision(decision, state, kept, carried, missing)

    def _line(self, group: DecidedGroup) -> DecidedLine:
        found = sorted({position for one in group.bullets for position in self._found(one)})
        return DecidedLine(tuple(found), group.text, group.section, group.drop)

    def _found(self, named: NamedBullet) -> tuple[int, ...]:
        return self._exact.get(named) or ((self._edited[named],) if named in self._edited else ())

    def _places(
        self, named: Iterable[NamedBullet], namesakes: Mapping[NamedBullet, Collection[NamedBullet]]
    ) -> Mapping[NamedBullet, tuple[int, ...]]:
        """For each text the bullets with its words: those in its place, else those of one other place."""
        same = {one: self._same_words(one) for one in named}
        here = {one: [at for at in own if self._index.under(at) == one.under] for one, own in same.items()}
        found: dict[NamedBullet, tuple[int, ...]] = {}
        for one, own in same.items():
            others = [other for other in namesakes.get(one, ()) if other != one]
            is_alone = all(here[other] for other in others)
            claimed = {at for other in others for at in here[other]}
            rest = [at for at in own if at not in claimed]
            is_one_place = len({self._index.under(at) for at in rest}) == 1 or not one.under
            if places := here[one] or (rest if is_one_place and is_alone else []):
                found[one] = tuple(places)
        return found

    def _same_words(self, named: NamedBullet) -> list[int]:
        """Return the bullets of its persona with these words in this scope."""
        home = self._homes.get(named.persona)
        by_words = self._index.by_words.get(home.persona, {}) if home else {}
        knowledge = self._index.knowledge
        sign, own = sign_of(named.under, named.text, knowledge.scopes), wording(named.text, knowledge.words)
        return [
            position
            for position in by_words.get(self._index.key(named.text), ())
            if sign_of(self._index.under(position), self._index.bullets[position].text, knowledge.scopes)
            == sign
            and wording(self._index.bullets[position].text, knowledge.words).repeats(own)
        ]

    def _edits(self, lost: Sequence[NamedBullet]) -> Mapping[NamedBullet, int]:
        """For each text that was edited its bullet; a bullet that two may have become is of none."""
        lost = lost[: _MOST_COMPARED // max(len(self._index.bullets), 1)]
        taken = {position for found in self._exact.values() for position in found}
        edits = {one: edit for one in lost if (edit := self._edit(one, taken)) is not None}
        texts: dict[int, set[Key]] = defaultdict(set)
        for one, edit in edits.items():
            texts[edit].add(self._index.key(one.text))
        return {one: edit for one, edit in edits.items() if len(texts[edit]) == 1}

    def _edit(self, named: NamedBullet, taken: set[int]) -> int | None:
        """Return the bullet that is this text after a small edit."""
        home = self._homes.get(named.persona)
        if home is None or not home.is_certain:
            return None
        words = frozenset(self._index.key(named.text))
        near = self._index.shared_words(home.persona, words)
        nearest = sorted(near, key=lambda at: (-near[at], len(self._index.keys[at]), at))[:_COMPARED]
        compared = [(difference(named.text, at, self._index), at) for at in nearest]
        ranked = sorted(compared, key=lambda pair: (-pair[0].closeness, pair[1]))
        if not ranked or ranked[0][0].closeness < LEAST or not ranked[0][0].is_small:
            return None
        best, rival = ranked[0][1], ranked[1][0].closeness if len(ranked) > 1 else 0.0
        is_clear = ranked[0][0].is_clear_of(rival, AHEAD) and best not in taken
        is_new = self._index.keys[best] not in self._known
        return best if is_clear and is_new and means_the_same(named, best, self._index) else None


def _namesakes(
    decisions: Iterable[Decision], index: BulletIndex
) -> Mapping[NamedBullet, Collection[NamedBullet]]:
    """Return bullets of one persona with the same words that one decision names: all of them exist."""
    found: dict[NamedBullet, set[NamedBullet]] = defaultdict(set)
    for decision in decisions:
        alike: dict[tuple[str, Key], set[NamedBullet]] = defaultdict(set)
        for one in decision.bullets:
            alike[one.persona, index.key(one.text)].add(one)
        for own in alike.values():
            for one in own if len(own) > 1 else ():
                found[one] |= own
    return found
