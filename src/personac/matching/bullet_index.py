"""Finds bullets by persona and words, for decisions that name them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from personac.matching.copies import Key, exact_key
from personac.matching.prepared_bullets import Knowledge
from personac.matching.scopes import Scope
from personac.model import Bullet
from personac.model.decision_format import NamedBullet


def bullet_under(bullet: Bullet, parent: str = "") -> tuple[str, ...]:
    """Return the titles above a bullet, its lead-in, and the text of the item that it is under."""
    return (*bullet.section, *filter(None, (bullet.lead_in, parent)))


def named_bullet(bullet: Bullet, parent: str = "") -> NamedBullet:
    """Return how a decision names a bullet."""
    return NamedBullet(bullet.persona, bullet.text, bullet_under(bullet, parent))


@dataclass(frozen=True, eq=False)
class BulletIndex:
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
    def personas_with(self) -> Mapping[Key, Sequence[str]]:
        """For each text the personas that have it, in their order."""
        pairs = ((key, bullet.persona) for bullet, key in zip(self.bullets, self.keys, strict=True))
        return _grouped(pairs)

    @cached_property
    def personas_under(self) -> Mapping[Key, Sequence[str]]:
        """For each title, lead-in or parent of a bullet the personas that have it, in their order."""
        titles = {
            (title, bullet.persona): None
            for position, bullet in enumerate(self.bullets)
            for title in self.under(position)
        }
        return _grouped((self.key(title), persona) for title, persona in titles)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of each bullet by its id."""
        return {bullet.id: bullet.text for bullet in self.bullets}

    def under(self, position: int) -> tuple[str, ...]:
        """Return what a decision notes of the place of a bullet."""
        bullet = self.bullets[position]
        return bullet_under(bullet, self.texts.get(bullet.parent, ""))

    @cached_property
    def _by_word(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """For each persona and stem the bullets with it."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position, bullet in enumerate(self.bullets):
            for word in frozenset(self.keys[position]):
                found[bullet.persona, word].append(position)
        return found

    def shared_words(self, persona: str, words: Iterable[str]) -> Counter[int]:
        """Count the words that bullets of a persona share with `words`, for those that share one."""
        return Counter(position for word in words for position in self._by_word.get((persona, word), ()))


def _grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, Sequence[str]]:
    found: dict[Key, dict[str, None]] = defaultdict(dict)
    for key, persona in pairs:
        found[key][persona] = None
    return {key: [*personas] for key, personas in found.items()}
