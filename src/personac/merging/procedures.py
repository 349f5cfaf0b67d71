"""Procedures stay whole: a step is merged only with a step, and only where two procedures are one.

A procedure is a numbered list, or a run of sections "Phase 1", "Phase 2". Two of them are one if most steps
of the shorter one match steps of the other, in order. Otherwise both stay, and clusters that contain steps of
both are divided.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import CONTRADICTING_ORDER
from personac.matching.clustering import choose_representative
from personac.merging.documents import NONE, Documents, Node
from personac.model import Bullet, Cluster, Matched
from personac.model.ast import Section
from personac.outline.titles import TitleReader

_PHASE = re.compile(r"(?:phase|step|stage)\s+(?:\d+|[ivx]+\b|one|two|three|four|five|six)", re.IGNORECASE)
_FEWEST = 2  # steps
_HINT = "make the sources agree, or remove a step from one of them"
_STEPS = "process"  # the role of titles


@dataclass(frozen=True, slots=True)
class Procedure:
    """The steps of a persona: for each the key that equal steps share, and its bullets."""

    persona: int
    keys: tuple[object, ...]
    bullets: tuple[tuple[int, ...], ...]


class WholeProcedures(NamedTuple):
    """The clusters divided by procedures, the number of the procedure of each step, and contradictions."""

    matched: Matched
    procedures: Mapping[int, int]
    diagnostics: tuple[Diagnostic, ...]


def is_phase(title: str) -> bool:
    """Return whether a title is that of one of several phases or steps."""
    return _PHASE.match(title) is not None


def procedure_of(node: Node, procedures: Mapping[int, int]) -> int:
    """Return the number of the procedure that a list is, or `NONE`; `procedures` has those of steps."""
    return max((procedures[item.bullet] for item in node.below if item.bullet in procedures), default=NONE)


def with_whole_procedures(matched: Matched, reader: TitleReader) -> WholeProcedures:
    """Divide the clusters so that a step is merged only with a step of the same procedure."""
    documents = Documents(matched)
    trees = [documents.tree(matched.number_of[persona.id]) for persona in matched.distinct]
    procedures = [one for tree in trees for one in _procedures(tree, matched.cluster_of, reader)]
    unit_of: dict[int, int] = {}
    for number, group in enumerate(_groups(procedures)):
        for procedure in group:
            steps = _in_order(group[0], procedure)
            for at, bullets in enumerate(procedure.bullets):
                own = number if at in steps else NONE - 1 - len(unit_of)
                unit_of.update(dict.fromkeys(bullets, own))
    clusters = [part for cluster in matched.clusters for part in _divided(matched, cluster, unit_of)]
    ordered = tuple(sorted(clusters, key=lambda one: one.members))
    return WholeProcedures(
        replace(matched, clusters=ordered), unit_of, tuple(_contradictions(matched, procedures))
    )


def _contradictions(matched: Matched, procedures: Sequence[Procedure]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each two neighbouring steps that another persona has in the opposite order."""
    for a, b in sorted(_sharing(procedures)):
        one, other = procedures[a], procedures[b]
        if one.persona == other.persona:
            continue
        place = _first_bullets(other)
        shared = [(key, own) for key, own in _first_bullets(one).items() if key in place]
        for (before, first), (after, second) in pairwise(shared):
            if place[before] > place[after]:
                there = matched.bullets[place[after]]
                yield _diagnostic(matched.bullets[first], matched.bullets[second], there)


def _first_bullets(procedure: Procedure) -> Mapping[object, int]:
    """For each step with a bullet the first one; of equal steps that of the first."""
    found: dict[object, int] = {}
    for key, bullets in zip(procedure.keys, procedure.bullets, strict=True):
        for bullet in bullets[:1]:
            found.setdefault(key, bullet)
    return found


def _diagnostic(first: Bullet, second: Bullet, there: Bullet) -> Diagnostic:
    message = (
        f"step {first.text!r} comes before {second.text!r} here; "
        f"{there.path}:{there.line} has them in the opposite order"
    )
    return Diagnostic(CONTRADICTING_ORDER, first.path, first.line, 1, message, _HINT)


def _procedures(tree: Node, cluster_of: Sequence[int], reader: TitleReader) -> Iterator[Procedure]:
    for node in tree.walk():
        if node.is_ordered and _has_steps(node, reader):
            bullets = [item.bullet for item in node.below if item.bullet != NONE]
            if len(bullets) >= _FEWEST:
                keys = tuple(cluster_of[bullet] for bullet in bullets)
                yield Procedure(node.persona, keys, tuple((bullet,) for bullet in bullets))
        phases = [child for child in node.subsections if is_phase(child.title)]
        if len(phases) >= _FEWEST:
            inside = tuple(tuple(n.bullet for n in phase.walk() if n.bullet != NONE) for phase in phases)
            yield Procedure(node.persona, tuple(phase.title.casefold() for phase in phases), inside)


def _has_steps(node: Node, reader: TitleReader) -> bool:
    """Return whether the items of a numbered list are steps: no title above them names another role."""
    above = node.section
    titles = [above.title] if above.title else []
    if isinstance(above.ast, Section) and above.ast.kind == "label" and above.parent is not None:
        titles.append(above.parent.title)
    if node.before is not None and node.before.is_paragraph:
        titles.append(node.before.text)
    roles = [role for title in titles if (role := reader.read(title).kind)]
    return not roles or _STEPS in roles


def _groups(procedures: Sequence[Procedure]) -> list[list[Procedure]]:
    """Group procedures that are one; a group has one of each persona, the longest first."""
    edges = sorted(_matches(procedures), key=lambda edge: (-edge[0], edge[1], edge[2]))
    group = list(range(len(procedures)))
    members = {n: [n] for n in group}
    for _, a, b in edges:
        one, other = sorted((group[a], group[b]))
        personas = [procedures[n].persona for n in (*members[one], *members[other])]
        if one != other and len(set(personas)) == len(personas):
            members[one] += members.pop(other)
            for n in members[one]:
                group[n] = one
    return [
        sorted((procedures[n] for n in own), key=lambda p: (-len(p.keys), p.persona, p.bullets))
        for own in members.values()
    ]


def _matches(procedures: Sequence[Procedure]) -> Iterator[tuple[int, int, int]]:
    """Yield how many steps two procedures share in order, where these are most of the shorter one."""
    for a, b in sorted(_sharing(procedures)):
        one, other = procedures[a], procedures[b]
        shared = len(_in_order(one, other, only_shared=True))
        if one.persona != other.persona and shared * 2 > min(len(one.keys), len(other.keys)):
            yield shared, a, b


def _sharing(procedures: Sequence[Procedure]) -> set[tuple[int, int]]:
    """Return the pairs of procedures with a step in common."""
    with_key: dict[object, list[int]] = defaultdict(list)
    for number, procedure in enumerate(procedures):
        for key in dict.fromkeys(procedure.keys):
            with_key[key].append(number)
    return {(a, b) for own in with_key.values() for a in own for b in own if a < b}


def _in_order(base: Procedure, own: Procedure, *, only_shared: bool = False) -> set[int]:
    """Return the steps of `own` that `base` has in the same order, and those that it lacks."""
    at = {key: number for number, key in reversed(list(enumerate(base.keys)))}
    shared = [(number, at[key]) for number, key in enumerate(own.keys) if key in at]
    rising = {shared[n][0] for n in longest_rising([place for _, place in shared])}
    lacking = () if only_shared else (number for number, key in enumerate(own.keys) if key not in at)
    return rising.union(lacking)


def _divided(matched: Matched, cluster: Cluster, unit_of: Mapping[int, int]) -> Iterable[Cluster]:
    parts: dict[int, list[int]] = defaultdict(list)
    for member in cluster.members:
        parts[unit_of.get(matched.repeats.get(member, member), NONE)].append(member)
    return [cluster] if len(parts) == 1 else [part_of(matched, cluster, own) for own in parts.values()]


def part_of(matched: Matched, cluster: Cluster, members: Sequence[int], chosen: int = NONE) -> Cluster:
    """Return the cluster of some members of one, with the text of `chosen` or of the best of them."""
    distinct = [member for member in members if member not in matched.repeats] or members
    inside = frozenset(members)
    if chosen == NONE:
        chosen = choose_representative(matched.bullets, distinct, members)
    return replace(
        cluster,
        id=matched.bullets[members[0]].id,
        members=tuple(members),
        representative=chosen,
        cohesion=cluster.cohesion if len(members) > 1 else 1.0,
        why=tuple(one for one in cluster.why if {one.pair.a, one.pair.b} <= inside),
    )


def longest_rising(values: Sequence[int]) -> list[int]:
    """Return the positions of the longest rising subsequence; of equals the one that ends first."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        last[pile : pile + 1] = [at]
    found: list[int] = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
