"""What the rules and reviewers decide on pairs of bullets, and clusters that follow it.

`[[must_link]]` and `[[cannot_link]]` name bullets by their text, which survives edits of other lines, and
apply to all bullets with these words. A link without a bullet is reported, because it is outdated. Two
links that exclude each other end the build: any guess could lose advice. Decisions change finished
clusters, so that each changes only the bullets that it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, combinations, product

from personac.config.schema import Link, Rules
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.merge_kinds import CONFLICTING_DECISIONS, STALE_DECISION
from personac.matching.anchoring import anchor_all
from personac.matching.average_linkage import Edge, Groups
from personac.matching.copies import Key, exact_key
from personac.matching.prepared_bullets import Prepared
from personac.matching.reviewed import RuleLinks, reports, separated, settled
from personac.model.decided import AnchoredDecision
from personac.model.decision_format import Decision
from personac.model.graphs import components

_MOST_LISTED = 100  # bullets of one link whose pairs are listed


class Apart(AbstractSet[Edge]):
    """The pairs that links keep apart: those of texts of one link, which are not listed, as these are many.

    `texts` has for each bullet its kind, and the links that name it, with the numbers of their texts.
    """

    def __init__(self, texts: Mapping[int, tuple[bool, Mapping[int, AbstractSet[int]]]]) -> None:
        """Keep what the links name."""
        self._texts = texts

    @property
    def bullets(self) -> AbstractSet[int]:
        """The bullets that links name."""
        return self._texts.keys()

    def divides(self, bullets: Iterable[int]) -> bool:
        """Return whether two of some bullets are kept apart."""
        texts: dict[tuple[bool, int], AbstractSet[int]] = {}
        for kind, links in (self._texts[bullet] for bullet in bullets if bullet in self._texts):
            for link, own in links.items():
                texts[kind, link] = texts.get((kind, link), set()) | own
        return any(len(own) > 1 for own in texts.values())

    def __contains__(self, edge: object) -> bool:
        """Return whether a link names two bullets of one kind by two of its texts."""
        if not isinstance(edge, tuple) or not edge[0] < edge[1] or not self._texts.keys() >= {*edge}:
            return False
        (kind, own), (other_kind, theirs) = (self._texts[bullet] for bullet in edge)
        return kind == other_kind and any(len(own[link] | theirs[link]) > 1 for link in own.keys() & theirs)

    def __iter__(self) -> Iterator[Edge]:
        """Iterate over the pairs."""
        return (edge for edge in combinations(sorted(self._texts), 2) if edge in self)

    def __len__(self) -> int:
        """Count the pairs."""
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of bullets (a < b) that the rules or reviewers join or keep apart.

    `group_of` is, for each bullet, the group that they make it part of, also through other bullets;
    copies are in the same group. `reviewed` are the decisions of reviewers.
    """

    together: frozenset[Edge] = frozenset()
    apart: AbstractSet[Edge] = frozenset()
    group_of: tuple[int, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    reviewed: tuple[AnchoredDecision, ...] = ()

    @property
    def are_none(self) -> bool:
        """Whether nobody has decided anything."""
        return not self.together and not self._named

    @property
    def _named(self) -> AbstractSet[int]:
        """The bullets that somebody keeps apart from others."""
        return self.apart.bullets if isinstance(self.apart, Apart) else {*chain.from_iterable(self.apart)}

    def joins(self, a: int, b: int) -> bool:
        """Return whether the rules join two bullets."""
        return self.group_of[a] == self.group_of[b]

    def bars(self, some: Iterable[int], others: Iterable[int]) -> bool:
        """Return whether the rules keep one of some bullets apart from one of others."""
        named = self._named
        one, other = [b for b in some if b in named], [b for b in others if b in named]
        return any((min(edge), max(edge)) in self.apart for edge in product(one, other))

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


def decide(prepared: Prepared, rules: Rules, decisions: Sequence[Decision] = ()) -> Decisions:
    """Resolve the links of the rules, and what reviewers decided.

    Raises `PersonacError` if the rules join and keep apart the same bullets.
    """
    links = _Links(prepared, rules)
    edges = frozenset(edge for link in rules.must_link for edge in links.edges(link))
    links.refuse_conflicts(_groups(prepared, edges))
    anchored = anchor_all(decisions, prepared.bullets, prepared.scopes, prepared.knowledge)
    rule_links = RuleLinks(edges, links.apart().divides, lambda bullet: prepared.bullets[bullet].is_paragraph)
    reviewed, together = settled(anchored, rule_links)
    apart = links.apart(reviewed)
    told = (*links.stale(), *reports(reviewed, prepared.bullets, prepared.first_of))
    return Decisions(together, apart, _groups(prepared, together), told, reviewed)


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
        """Yield the pairs of bullets with different texts of a link, of very many enough to connect all."""
        texts = [self._named(link, text) for text in link.texts]
        for kind in (False, True):
            named = [[b for b in own if self._bullets[b].is_paragraph is kind] for own in texts]
            filled = [own for own in named if own]
            every = sorted(chain.from_iterable(filled))
            if len(every) > _MOST_LISTED and len(filled) > 1:
                yield from ((every[0], other) for other in sorted({*every[1:]} - {every[0]}))
            else:
                pairs = (pair for one, other in combinations(filled, 2) for pair in product(one, other))
                yield from ((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])

    def apart(self, reviewed: Sequence[AnchoredDecision] = ()) -> Apart:
        """Return the pairs of all links that keep apart, and of all decisions; each of these is a link."""
        texts: dict[int, tuple[bool, dict[int, set[int]]]] = {}
        for number, at, bullet in chain(self._named_apart(), self._decided_apart(reviewed)):
            kind = self._bullets[bullet].is_paragraph
            texts.setdefault(bullet, (kind, {}))[1].setdefault(number, set()).add(at)
        return Apart(texts)

    def _named_apart(self) -> Iterator[tuple[int, int, int]]:
        """Yield for each link of the rules its number, and for each of its texts a number and the bullets."""
        for number, link in enumerate(self._rules.cannot_link):
            for at, text in enumerate(link.texts):
                yield from ((number, at, bullet) for bullet in self._named(link, text))

    def _decided_apart(self, reviewed: Sequence[AnchoredDecision]) -> Iterator[tuple[int, int, int]]:
        """Yield the same for decisions and their lines; a copy of a bullet goes with it."""
        for number, one in enumerate(reviewed, len(self._rules.cannot_link)):
            yield from ((number, at, bullet) for bullet, at in separated(one).items())

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
            found = min(self._joined(link, group_of), default=None)
            if found is not None:
                one, other = (self._bullets[bullet].text for bullet in found)
                message = f"rules join and keep apart {one!r} and {other!r}"
                raise PersonacError(
                    Diagnostic(CONFLICTING_DECISIONS, place.path, place.line, 1, message, hint)
                )

    def _joined(self, link: Link, group_of: Sequence[int]) -> Iterator[Edge]:
        """Yield the pairs of a link that are in one group."""
        groups: dict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(list)
        for at, text in enumerate(link.texts):
            for bullet in self._named(link, text):
                groups[self._bullets[bullet].is_paragraph, group_of[bullet]].append((at, bullet))
        for own in groups.values():
            if own[0][0] != own[-1][0]:
                pairs = combinations(own, 2)
                yield from ((min(a, b), max(a, b)) for (i, a), (j, b) in pairs if i != j and a != b)

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
