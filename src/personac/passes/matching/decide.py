"""Turn the decisions a user wrote into rules into pairs of bullets.

`[[must_link]]` and `[[cannot_link]]` name bullets by their text, which is what
survives edits, and mean every bullet of that normal form. A decision that no
bullet answers to is told, since it has gone stale; two decisions that cannot
both hold end the run, since guessing which one is meant could lose advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from personac.diagnostics.kinds import CONFLICTING_DECISIONS, STALE_DECISION
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.frontend.normalise import Normaliser
from personac.ir import Bullet
from personac.passes.graph import components
from personac.passes.propose import same_form
from personac.rules.model import Link, Rules
from personac.rules.vocabulary import Vocabulary

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of bullets (a < b) that a rule joins or keeps apart."""

    together: frozenset[Edge] = frozenset()
    apart: frozenset[Edge] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()


def decide(bullets: Sequence[Bullet], rules: Rules) -> Decisions:
    """Resolve the rules' links against `bullets`.

    Raises `PersonacError` where a cannot-link pair is also linked.
    """
    resolver = _Resolver(bullets, Normaliser(Vocabulary.from_groups(rules.vocabulary.groups)))
    together = frozenset(edge for link in rules.must_link for edge in resolver.edges(link))
    apart = frozenset(edge for link in rules.cannot_link for edge in resolver.edges(link))
    _refuse_conflicts(bullets, together, apart)
    links = (*rules.must_link, *rules.cannot_link)
    return Decisions(together, apart, tuple(found for link in links for found in resolver.stale(link)))


class _Resolver:
    def __init__(self, bullets: Sequence[Bullet], normaliser: Normaliser) -> None:
        self._bullets = bullets
        self._normaliser = normaliser
        self._by_form: dict[object, list[int]] = {}
        for i, bullet in enumerate(bullets):
            self._by_form.setdefault(bullet.stems or bullet.text, []).append(i)

    def edges(self, link: Link) -> Iterator[Edge]:
        """Yield the pairs between bullets of different texts of one link."""
        for one, other in combinations([self._named(link, text) for text in link.texts], 2):
            for a, b in product(one, other):
                if a != b and self._bullets[a].is_paragraph is self._bullets[b].is_paragraph:
                    yield (min(a, b), max(a, b))

    def stale(self, link: Link) -> Iterator[Diagnostic]:
        for text in link.texts:
            if not self._named(link, text):
                message = f"no bullet says {text!r}, which a decision in the rules names"
                hint = "the bullet was edited or removed: update the decision's text, or drop it"
                yield Diagnostic(STALE_DECISION, "rules", 0, 0, message, hint)

    def _named(self, link: Link, text: str) -> list[int]:
        found = self._by_form.get(self._normaliser.normalise(text) or text, [])
        return [i for i in found if not link.personas or self._bullets[i].persona in link.personas]


def _refuse_conflicts(bullets: Sequence[Bullet], together: Iterable[Edge], apart: Iterable[Edge]) -> None:
    """Bullets of one normal form are one, so what joins one of them joins all."""
    edges = [*together, *enumerate(same_form(bullets))]
    group = {node: names[0] for names in components(range(len(bullets)), edges) for node in names}
    for a, b in sorted(apart):
        if group[a] == group[b]:
            message = f"rules join and keep apart {bullets[a].text!r} and {bullets[b].text!r}"
            hint = "drop one of the [[must_link]] and [[cannot_link]] decisions"
            raise PersonacError(Diagnostic(CONFLICTING_DECISIONS, "rules", 0, 0, message, hint))
