"""What the rules decide on pairs of bullets, and clusters that follow it.

`[[must_link]]` and `[[cannot_link]]` name bullets by their text, which survives edits of other lines, and
apply to all bullets with these words. A link without a bullet is reported, because it is outdated. Two
links that exclude each other end the build: any guess could lose advice. Decisions change finished
clusters, so that each changes only the bullets that it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from personac.config.schema import Link, Rules
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.merge_kinds import CONFLICTING_DECISIONS, STALE_DECISION
from personac.matching.average_linkage import Edge, Groups
from personac.matching.copies import Key, exact_key
from personac.matching.prepared_bullets import Prepared
from personac.model.graphs import components


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of bullets (a < b) that the rules join or keep apart.

    `group_of` is, for each bullet, the group that the rules make it part of, also through other bullets;
    copies are in the same group.
    """

    together: frozenset[Edge] = frozenset()
    apart: frozenset[Edge] = frozenset()
    group_of: tuple[int, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def joins(self, a: int, b: int) -> bool:
        """Return whether the rules join two bullets."""
        return self.group_of[a] == self.group_of[b]

    def bars(self, some: Iterable[int], others: Iterable[int]) -> bool:
        """Return whether the rules keep one of some bullets apart from one of others."""
        return bool(self.apart) and any((min(e), max(e)) in self.apart for e in product(some, others))

    def applied(self, groups: Iterable[tuple[int, ...]]) -> Groups:
        """Return groups of bullets, disjoint and sorted, joined and divided as the rules say.

        A group that contains bullets to be kept apart is divided: each bullet, with those that the rules join
        with it, goes to the first part that it may be in.
        """
        own = list(groups)
        at = {member: number for number, group in enumerate(own) for member in group}
        links = [(at[a], at[b]) for a, b in sorted(self.together) if a in at and b in at]
        joined = components(range(len(own)), links)
        whole = (sorted(member for number in numbers for member in own[number]) for numbers in joined)
        return tuple(sorted(part for members in whole for part in self._divided(members)))

    def _divided(self, members: Sequence[int]) -> list[tuple[int, ...]]:
        if not self.bars(members, members):
            return [tuple(members)]
        atoms: dict[int, list[int]] = defaultdict(list)
        for member in members:
            atoms[self.group_of[member]].append(member)
        parts: list[list[int]] = []
        for atom in atoms.values():
            part = next((part for part in parts if not self.bars(part, atom)), None)
            if part is None:
                parts.append(list(atom))
            else:
                part += atom
        return [tuple(sorted(part)) for part in parts]


def decide(prepared: Prepared, rules: Rules) -> Decisions:
    """Resolve the links of the rules. Raises `PersonacError` if a cannot-link pair is also linked."""
    links = _Links(prepared, rules)
    together = frozenset(edge for link in rules.must_link for edge in links.edges(link))
    apart = frozenset(edge for link in rules.cannot_link for edge in links.edges(link))
    group_of = _groups(prepared, together)
    links.refuse_conflicts(group_of)
    return Decisions(together, apart, group_of, tuple(links.stale()))


class _Links:
    """Resolves links to positions of bullets."""

    def __init__(self, prepared: Prepared, rules: Rules) -> None:
        self._bullets = prepared.bullets
        self._words = prepared.knowledge.words
        self._rules = rules
        self._by_key: dict[Key, list[int]] = {}
        for group in prepared.copies if rules.must_link or rules.cannot_link else ():
            key = exact_key(self._bullets[group[0]].text, self._words)
            self._by_key.setdefault(key, []).extend(group)

    def edges(self, link: Link) -> Iterator[Edge]:
        """Yield the pairs of bullets with different texts of one link."""
        for one, other in combinations([self._named(link, text) for text in link.texts], 2):
            for a, b in product(one, other):
                if a != b and self._bullets[a].is_paragraph is self._bullets[b].is_paragraph:
                    yield (min(a, b), max(a, b))

    def stale(self) -> Iterator[Diagnostic]:
        """Yield a warning for every text of a link that no bullet has."""
        hint = "the bullet was edited or removed: update the text of the decision, or remove it"
        for table in ("must_link", "cannot_link"):
            for link, place in self._rules.placed(table):
                for text in link.texts:
                    if not self._named(link, text):
                        message = f"no bullet has the text {text!r} of this [[{table}]]"
                        yield Diagnostic(STALE_DECISION, place.path, place.line, 1, message, hint)

    def refuse_conflicts(self, group_of: Sequence[int]) -> None:
        """Raise `PersonacError` at the first link that keeps apart what others join."""
        hint = "remove one of the [[must_link]] and [[cannot_link]] decisions"
        for link, place in self._rules.placed("cannot_link"):
            for a, b in sorted(self.edges(link)):
                if group_of[a] == group_of[b]:
                    one, other = self._bullets[a].text, self._bullets[b].text
                    message = f"rules join and keep apart {one!r} and {other!r}"
                    raise PersonacError(
                        Diagnostic(CONFLICTING_DECISIONS, place.path, place.line, 1, message, hint)
                    )

    def _named(self, link: Link, text: str) -> list[int]:
        positions = self._by_key.get(exact_key(text, self._words), [])
        return [i for i in positions if not link.personas or self._bullets[i].persona in link.personas]


def _groups(prepared: Prepared, together: Iterable[Edge]) -> tuple[int, ...]:
    """For each bullet the first bullet of its group; a link of one copy is a link of all."""
    first = prepared.first_of
    links = [(first[a], first[b]) for a, b in together]
    nodes = {node for link in links for node in link}
    group = {node: names[0] for names in components(nodes, links) for node in names}
    return tuple(group.get(node, node) for node in first)
