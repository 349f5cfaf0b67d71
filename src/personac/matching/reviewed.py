"""What the decisions of reviewers say of pairs of bullets, and which of them are in dispute.

Two equal decisions are two signatures. Where two say different things of the same bullets, and none is `over`
the other, both are disputed: what one keeps apart stays apart, and nothing is joined, until somebody ends the
dispute. The same holds where several decisions together join what one keeps apart, and for the links of the
rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, first_of
from personac.diagnostics.merge_kinds import (
    CARRIED_DECISION,
    DISPUTED_DECISION,
    IDLE_DECISION,
    STALE_DECISION,
)
from personac.matching.average_linkage import Edge
from personac.model import Bullet
from personac.model.decided import Anchored, AnchoredDecision, DecidedLine
from personac.model.decision_format import Decision
from personac.model.graphs import components

_MOST_COMPARED = 50  # decisions about one bullet
_MOST_TOLD = 6  # decisions that a message names
MUST_LINK, CANNOT_LINK = "a [[must_link]] of the rules", "a [[cannot_link]] of the rules"


class RuleLinks(NamedTuple):
    """The pairs that the rules join, and whether they keep some of these bullets apart.

    `is_paragraph` tells paragraphs from items: one of each is never one line.
    """

    edges: frozenset[Edge]
    divide: Callable[[Iterable[int]], bool]
    is_paragraph: Callable[[int], bool]


class Settled(NamedTuple):
    """The decisions, each with what it is in dispute with, and all pairs to join, those of the rules too."""

    decisions: tuple[AnchoredDecision, ...]
    together: frozenset[Edge]


def settled(decisions: Sequence[AnchoredDecision], rules: RuleLinks) -> Settled:
    """Return which decisions count, and the pairs that they and the rules join."""
    if not decisions:
        return Settled((), rules.edges)
    pairs = _contradicting_pairs(decisions)
    found = [one.beside(others) for one, others in zip(decisions, pairs, strict=True)]
    return _without_chains(found, rules)


def _contradicting_pairs(decisions: Sequence[AnchoredDecision]) -> list[list[Decision]]:
    """Return for each decision those that say something else of the same bullets; stale ones say nothing."""
    sharing: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(decisions):
        for bullet in one.bullets if one.state != "stale" else ():
            sharing[bullet].append(number)
    pairs = {pair for numbers in sharing.values() for pair in combinations(numbers[:_MOST_COMPARED], 2)}
    said = [_Said(lines_of(one), {line.bullets: line for line in one.lines}) for one in decisions]
    found: list[list[Decision]] = [[] for _ in decisions]
    for a, b in sorted(pairs):
        if said[a].contradicts(said[b]):
            found[a].append(decisions[b].decision)
            found[b].append(decisions[a].decision)
    return found


class _Said(NamedTuple):
    """What a decision says: the number of the line of each bullet, and the lines by their bullets."""

    line_of: Mapping[int, int]
    lines: Mapping[tuple[int, ...], DecidedLine]

    def contradicts(self, other: _Said) -> bool:
        """Return whether one joins what the other separates, or they want a line otherwise."""
        small, large = sorted((self, other), key=lambda one: len(one.line_of))
        shared = [bullet for bullet in small.line_of if bullet in large.line_of]
        pairs = {(small.line_of[bullet], large.line_of[bullet]) for bullet in shared}
        one_to_one = len({one for one, _ in pairs}) == len(pairs) == len({other for _, other in pairs})
        differs = (large.lines.get(bullets, line) != line for bullets, line in small.lines.items())
        return not one_to_one or any(differs)


def _without_chains(decisions: Sequence[AnchoredDecision], rules: RuleLinks) -> Settled:
    """Mark decisions that, with others or the rules, join what one of these keeps apart."""
    named = [*_named_edges(decisions, rules)]
    edges = [edge for _, edge in named]
    groups = components({node for edge in edges for node in edge}, edges)
    number_of = {node: number for number, group in enumerate(groups) for node in group}
    tearing = _tearing(decisions, number_of)
    for number, group in enumerate(groups):
        if rules.divide(group):
            tearing[number].add(CANNOT_LINK)
    joining: dict[int, set[str]] = {number: set() for number in tearing}
    for name, (a, _) in named:
        if number_of[a] in joining:
            joining[number_of[a]].add(name)
    names = {number: sorted(tearing[number] | joining[number]) for number in joining}
    chains = _chains_of(names)
    told = tuple(_in_chain(one, [names[at] for at in chains[one.decision.path]]) for one in decisions)
    return Settled(told, frozenset((a, b) for a, b in edges if number_of[a] not in tearing))


def _named_edges(decisions: Iterable[AnchoredDecision], rules: RuleLinks) -> Iterator[tuple[str, Edge]]:
    yield from ((MUST_LINK, edge) for edge in sorted(rules.edges))
    yield from ((one.decision.path, edge) for one in decisions for edge in joined(one, rules.is_paragraph))


def _tearing(
    decisions: Iterable[AnchoredDecision], number_of: Mapping[int, int]
) -> defaultdict[int, set[str]]:
    """For each group of joined bullets that decisions have on several lines the paths of these."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for one in decisions:
        lines: dict[int, set[int]] = defaultdict(set)
        for bullet, line in separated(one).items():
            if bullet in number_of:
                lines[number_of[bullet]].add(line)
        for number, own in lines.items():
            if len(own) > 1:
                found[number].add(one.decision.path)
    return found


def _chains_of(names: Mapping[int, Iterable[str]]) -> defaultdict[str, list[int]]:
    """Return for each path the numbers of the groups that it is named in."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, own in names.items():
        for name in own:
            found[name].append(number)
    return found


def _in_chain(decision: AnchoredDecision, chains: Iterable[Sequence[str]]) -> AnchoredDecision:
    """Return a decision in dispute with what joins where it separates, or separates where it joins.

    Of very many such the first are enough.
    """
    own = decision.decision.path
    others = {name for chain in chains for name in chain[: _MOST_COMPARED + 1]} - {own}
    if decision.is_overruled or decision.state == "stale" or not others:
        return decision
    return replace(decision, against=tuple(sorted({*decision.against, *others})))


def lines_of(decision: AnchoredDecision) -> Mapping[int, int]:
    """Return for each bullet of a decision the number of its line."""
    return {bullet: at for at, line in enumerate(decision.lines) for bullet in line.bullets}


def joined(decision: AnchoredDecision, is_paragraph: Callable[[int], bool]) -> Iterator[Edge]:
    """Yield the pairs that a decision joins, enough to connect the items and the paragraphs of each line."""
    for line in decision.lines if decision.counts else ():
        for kind in (False, True):
            yield from pairwise(bullet for bullet in line.bullets if is_paragraph(bullet) is kind)


def separated(decision: AnchoredDecision) -> Mapping[int, int]:
    """Return for each bullet of a decision its line: bullets of two lines stay apart, in a dispute too."""
    return {} if decision.is_overruled else lines_of(decision)


def reports(
    decisions: Iterable[AnchoredDecision], bullets: Sequence[Bullet], firsts: Sequence[int]
) -> Iterator[Diagnostic]:
    """Yield what reviewers have to know of their decisions; `firsts` has the first copy of each bullet."""
    for one in decisions:
        yield from _copies_apart(one, bullets, firsts)
        yield from _of_two_kinds(one, bullets)
        path = one.decision.path
        places = one.decision.places if one.state != "exact" else {}
        for named in one.missing:
            message = f"{named.persona} has no bullet {named.text!r}, which this decision is about"
            hint = "decide again with `personac review`, or remove the file"
            yield Diagnostic(STALE_DECISION, path, places.get(named, 1), 1, message, hint)
        for carried in one.carried if not one.missing else ():
            bullet = bullets[carried.bullet]
            message = f"{carried.named.text!r} is {bullet.text!r} now: the decision is applied to it"
            hint = "confirm it with `personac review`, or decide again"
            yield Diagnostic(CARRIED_DECISION, path, places.get(carried.named, 1), 1, message, hint)
        if one.is_disputed:
            yield dispute(one, "both are not applied")


def dispute(one: Anchored, effect: str) -> Diagnostic:
    """Return the warning about a decision in dispute; `effect` says what is applied."""
    message = f"this decision contradicts {first_of(one.against, _MOST_TOLD)}: {effect}"
    hint = "agree, then decide again with `personac review`: `over` names whose decision ends"
    return Diagnostic(DISPUTED_DECISION, one.decision.path, 1, 1, message, hint)


def _copies_apart(
    decision: AnchoredDecision, bullets: Sequence[Bullet], firsts: Sequence[int]
) -> Iterator[Diagnostic]:
    """Yield a warning where a decision keeps copies apart: they say the same, so they are one line."""
    lines = lines_of(decision)
    first: dict[int, int] = {}
    for bullet in sorted(lines):
        other = first.setdefault(firsts[bullet], bullet)
        if lines[other] != lines[bullet]:
            a, b = bullets[other], bullets[bullet]
            message = f"{a.text!r} of {a.persona} and of {b.persona} have the same words in the same scope"
            hint = "they cannot be kept apart: drop one, or change a source"
            yield Diagnostic(IDLE_DECISION, decision.decision.path, 1, 1, message, hint)


def _of_two_kinds(decision: AnchoredDecision, bullets: Sequence[Bullet]) -> Iterator[Diagnostic]:
    """Yield a warning for each line that is to be an item and a paragraph."""
    for line in decision.lines:
        kinds = {bullets[number].is_paragraph: bullets[number] for number in reversed(line.bullets)}
        if len(kinds) > 1:
            message = f"{kinds[False].text!r} is an item, and {kinds[True].text!r} is a paragraph"
            hint = "they cannot be one line: keep both, or drop one"
            yield Diagnostic(IDLE_DECISION, decision.decision.path, 1, 1, message, hint)
