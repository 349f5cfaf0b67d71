"""Turn the decisions a user wrote into rules into pairs of bullets.

`[[must_link]]` and `[[cannot_link]]` name bullets by their text, which is what
survives edits, and mean every bullet of that normal form. A decision that no
bullet answers to is told, since it has gone stale; two decisions that cannot
both hold end the run, since guessing which one is meant could lose advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from personac.config.schema import Link, Rules
from personac.diagnostics.merge_kinds import CONFLICTING_DECISIONS, STALE_DECISION
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.matching.average_linkage import Edge
from personac.matching.candidates import Key, exact_key
from personac.matching.prepared_bullets import Prepared
from personac.model.graphs import components


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of bullets (a < b) that a rule joins or keeps apart.

    `group_of` names for each bullet the group that the rules make it part of,
    through others too; bullets of one unit are always of one group.
    """

    together: frozenset[Edge] = frozenset()
    apart: frozenset[Edge] = frozenset()
    group_of: tuple[int, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def joins(self, a: int, b: int) -> bool:
        """Tell whether the rules make two bullets one."""
        return self.group_of[a] == self.group_of[b]


def decide(prepared: Prepared, rules: Rules) -> Decisions:
    """Resolve the rules' links against the prepared bullets.

    Raises `PersonacError` where a cannot-link pair is also linked.
    """
    resolver = _Resolver(prepared)
    together = frozenset(edge for link in rules.must_link for edge in resolver.edges(link))
    apart = frozenset(edge for link in rules.cannot_link for edge in resolver.edges(link))
    group_of = _groups(prepared, together)
    _refuse_conflicts(prepared, group_of, apart)
    links = (*rules.must_link, *rules.cannot_link)
    return Decisions(
        together, apart, group_of, tuple(found for link in links for found in resolver.stale(link))
    )


class _Resolver:
    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._bullets = prepared.bullets
        self._words = prepared.knowledge.words

    @cached_property
    def _by_key(self) -> dict[Key, list[int]]:
        """The bullets by what they say word for word, for few builds have decisions at all."""
        found: dict[Key, list[int]] = {}
        for unit in self._prepared.units:
            key = exact_key(self._bullets[unit[0]].text, self._words)
            found.setdefault(key, []).extend(unit)
        return found

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
        found = self._by_key.get(exact_key(text, self._words), [])
        return [i for i in found if not link.personas or self._bullets[i].persona in link.personas]


def _groups(prepared: Prepared, together: Iterable[Edge]) -> tuple[int, ...]:
    """Bullets of one unit are one, so what joins one of them joins all."""
    first = prepared.first_of
    links = [(first[a], first[b]) for a, b in together]
    nodes = {node for link in links for node in link}
    group = {node: names[0] for names in components(nodes, links) for node in names}
    return tuple(group.get(node, node) for node in first)


def _refuse_conflicts(prepared: Prepared, group_of: tuple[int, ...], apart: Iterable[Edge]) -> None:
    for a, b in sorted(apart):
        if group_of[a] == group_of[b]:
            one, other = prepared.bullets[a].text, prepared.bullets[b].text
            message = f"rules join and keep apart {one!r} and {other!r}"
            hint = "drop one of the [[must_link]] and [[cannot_link]] decisions"
            raise PersonacError(Diagnostic(CONFLICTING_DECISIONS, "rules", 0, 0, message, hint))
