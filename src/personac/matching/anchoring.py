"""Finds the bullets again that decisions name, after their sources were edited.

In this order: the same words in the same persona; the same words in a persona that was renamed; a small edit,
*carried*, if the text is much closer than any other of the persona, with the same numbers, stance and scope.
What is not found makes the decision *stale*. A wrong find would apply a decision to a bullet that nobody has
decided about, so where two may be meant, none is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from personac.matching.copies import Key, exact_key, quantities
from personac.matching.guards import alike, bar
from personac.matching.prepared_bullets import Knowledge
from personac.matching.scopes import Polarity, Scope, ScopeReader, agents_in
from personac.model import Bullet
from personac.model.decided import AnchoredDecision, AnchorState, Carried, DecidedLine
from personac.model.decisions import DecidedGroup, Decision, NamedBullet

LEAST = 0.6
"""The least Jaccard index of the stems of a text and its edit; calibrated by bench/decision_histories.py."""
AHEAD = 0.2
"""How much closer the edit is than any other text of the persona."""
_MOST_COMPARED = 2_000_000  # texts with bullets: decisions may be a stranger's, and more are stale
_RENAMED = 0.6  # share of the texts of a persona that another one has, which has its new name
_Sign = tuple[Polarity, frozenset[str], frozenset[str]]


def bullet_under(bullet: Bullet, parent: str = "") -> tuple[str, ...]:
    """Return the titles above a bullet, its lead-in, and the text of the item that it is under."""
    return (*bullet.section, *filter(None, (bullet.lead_in, parent)))


def named_bullet(bullet: Bullet, parent: str = "") -> NamedBullet:
    """Return how a decision names a bullet."""
    return NamedBullet(bullet.persona, bullet.text, bullet_under(bullet, parent))


def anchor_all(
    decisions: Iterable[Decision], bullets: Sequence[Bullet], scopes: Sequence[Scope], knowledge: Knowledge
) -> tuple[AnchoredDecision, ...]:
    """Find the bullets of decisions about bullets; `scopes` are those of all `bullets`."""
    groups = [decision for decision in decisions if decision.content.group]
    if not groups:
        return ()
    anchors = _Anchors(groups, _Index(bullets, scopes, knowledge))
    return tuple(map(anchors.anchored, groups))


@dataclass(frozen=True, eq=False)
class _Index:
    """The bullets by persona and words."""

    bullets: Sequence[Bullet]
    scopes: Sequence[Scope]
    knowledge: Knowledge

    def key(self, text: str) -> Key:
        """Return what is equal for texts with the same words."""
        return exact_key(text, self.knowledge.words)

    @cached_property
    def keys(self) -> Sequence[Key]:
        """The words of each bullet."""
        known: dict[str, Key] = {}
        return [known.get(b.text) or known.setdefault(b.text, self.key(b.text)) for b in self.bullets]

    @cached_property
    def by_words(self) -> Mapping[str, Mapping[Key, list[int]]]:
        """For each persona its bullets by their words."""
        found: dict[str, dict[Key, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, bullet in enumerate(self.bullets):
            found[bullet.persona][self.keys[position]].append(position)
        return found

    @cached_property
    def personas_with(self) -> Mapping[Key, list[str]]:
        """For each text the personas that have it, in their order."""
        found: dict[Key, dict[str, None]] = defaultdict(dict)
        for bullet, key in zip(self.bullets, self.keys, strict=True):
            found[key][bullet.persona] = None
        return {key: [*personas] for key, personas in found.items()}

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of each bullet by its id."""
        return {bullet.id: bullet.text for bullet in self.bullets}

    def under(self, position: int) -> tuple[str, ...]:
        """Return what a decision notes of the place of a bullet."""
        bullet = self.bullets[position]
        return bullet_under(bullet, self.texts.get(bullet.parent, ""))


class _Anchors:
    """The bullets that the texts of decisions name."""

    def __init__(self, decisions: Sequence[Decision], index: _Index) -> None:
        self._index = index
        named = sorted(
            {bullet for one in decisions for group in one.content.group for bullet in group.bullets},
            key=lambda one: (one.persona, one.text, one.under),
        )
        self._persona = _renamed(named, index)
        self._exact = {one: found for one in named if (found := self._same_words(one))}
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

    def _same_words(self, named: NamedBullet) -> tuple[int, ...]:
        """Return the bullets with these words in this scope; of several those in the very same place."""
        by_words = self._index.by_words.get(self._persona.get(named.persona, ""), {})
        scopes = self._index.knowledge.scopes
        sign = _sign(named.under, named.text, scopes)
        found = [
            position
            for position in by_words.get(self._index.key(named.text), ())
            if _sign(self._index.under(position), self._index.bullets[position].text, scopes) == sign
        ]
        here = [position for position in found if self._index.under(position) == named.under]
        return tuple(here or found)

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
        persona, stems = self._persona.get(named.persona, ""), frozenset(self._index.key(named.text))
        own = (at for found in self._index.by_words.get(persona, {}).values() for at in found)
        ranked = sorted(((alike(stems, frozenset(self._index.keys[at])), -at) for at in own), reverse=True)
        if not ranked or ranked[0][0] < LEAST:
            return None
        best = -ranked[0][1]
        rival = ranked[1][0] if len(ranked) > 1 else 0.0
        is_clear = ranked[0][0] - rival >= AHEAD and best not in taken
        return best if is_clear and self._means_the_same(named, best) else None

    def _means_the_same(self, named: NamedBullet, position: int) -> bool:
        """Return whether numbers, stance and scope are those that the decision was about."""
        bullet, knowledge = self._index.bullets[position], self._index.knowledge
        signs = [
            _sign(under, text, knowledge.scopes)
            for under, text in ((named.under, named.text), (self._index.under(position), bullet.text))
        ]
        if signs[0] != signs[1] or sorted(quantities(named.text)) != sorted(quantities(bullet.text)):
            return False
        scope = self._index.scopes[position]
        before = knowledge.signs.read(replace(bullet, text=named.text, lead=""), scope)
        after = knowledge.signs.read(replace(bullet, lead=""), scope)
        barred = bar(before, after, knowledge.signs.data, knowledge.quantities)
        return before.stance is after.stance and not (barred and barred.is_firm)


def _sign(under: Sequence[str], text: str, scopes: ScopeReader) -> _Sign:
    """Return what the titles above a bullet make of it: polarity, conditions, the agents that it is about."""
    polarity = next((found for title in reversed(under) if (found := scopes.polarity(title))), Polarity.NONE)
    conditions = frozenset[str]().union(*map(scopes.condition, under))
    agents = agents_in(text) or frozenset[str]().union(*map(agents_in, under))
    return polarity, conditions, agents


def _renamed(named: Sequence[NamedBullet], index: _Index) -> Mapping[str, str]:
    """For each persona of the decisions the one that has its texts now: mostly the same."""
    texts: dict[str, set[Key]] = defaultdict(set)
    for one in named:
        texts[one.persona].add(index.key(one.text))
    kept = {persona: persona for persona in texts if persona in index.by_words}
    found = {gone: _successor(texts[gone], index, texts) for gone in sorted(texts.keys() - kept.keys())}
    unique = Counter(filter(None, found.values()))
    return {**kept, **{gone: one for gone, one in found.items() if unique[one] == 1}}


def _successor(texts: set[Key], index: _Index, known: Collection[str]) -> str:
    """Return the persona that no decision knows and that has most of `texts`, or an empty string."""
    has = (persona for text in sorted(texts) for persona in index.personas_with.get(text, ()))
    shares = Counter(persona for persona in has if persona not in known)
    ranked = sorted(((-count, persona) for persona, count in shares.items()))
    if not ranked or -ranked[0][0] < _RENAMED * len(texts):
        return ""
    is_clear = len(ranked) == 1 or ranked[0][0] < ranked[1][0]
    return ranked[0][1] if is_clear else ""
