"""A build up to the canonical, and merges of it in which passes give what they gave in another build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from personac import pipeline
from personac.config.schema import Rules
from personac.emit.canonical_markdown import emit
from personac.merging.cluster_division import divided_clusters
from personac.merging.procedures import WholeProcedures, part_of
from personac.merging.whole_lists import ListPlan, Lists
from personac.model import Canonical, Cluster, Matched, Merged
from personac.model.source import Source
from personac.pipeline import Aids, Compiler, MatchResult

_FUNCTIONS = {
    "procedures": "with_whole_procedures",
    "align": "align",
    "trunk": "order_of",
    "lists": "lists_of",
    "divide": "divided_clusters",
}
"""What the pipeline calls for each pass between matching and merging that reads clusters."""
_FREE = -1  # no step of a procedure
Passes = Mapping[str, Callable[..., Any]]


class Decision(NamedTuple):
    """Two bullets, by position, that a rule joins (`must_link`) or keeps apart, and their score."""

    kind: str
    a: int
    b: int
    score: float


@dataclass(frozen=True)
class Build:
    """A build up to the canonical; `compiler` has its rules."""

    compiler: Compiler
    matching: MatchResult
    merged: Merged
    canonical: Canonical


def built(sources: Sequence[Source], rules: Rules, cache: Path) -> Build:
    """Build as far as the canonical. Raises `PersonacError`."""
    compiler = Compiler(rules, Aids(cache=cache))
    matching = compiler.match(compiler.extract(compiler.parse(sources)))
    merged = compiler.merge(matching)
    return Build(compiler, matching, merged, emit(merged))


def remerged(own: Build, held: Passes) -> Canonical:
    """Merge a build again, with other functions in place of passes."""
    matching = own.matching
    if "cluster" in held:
        matching = matching._replace(matched=held["cluster"](matching.matched))
    with ExitStack() as stack:
        for name in held.keys() & _FUNCTIONS.keys():
            stack.enter_context(patch.object(pipeline, _FUNCTIONS[name], held[name]))
        return emit(own.compiler.merge(matching))


def held_passes(before: Build, decision: Decision) -> Passes:
    """Return passes that give what they gave in a build without a decision, in their order.

    Those that make clusters give others only to the bullets that the decision is about.
    """
    seen: dict[str, Any] = {}
    with ExitStack() as stack:
        for name, function in _FUNCTIONS.items():
            recorded = partial(_recorded, seen, name, getattr(pipeline, function))
            stack.enter_context(patch.object(pipeline, function, recorded))
        before.compiler.merge(before.matching)
    return {
        "cluster": partial(_clusters_as, before.matching.matched, decision),
        "procedures": partial(_procedures_as, seen["procedures"]),
        "align": lambda *_: seen["align"],
        "trunk": lambda *_: seen["trunk"],
        "lists": lambda *_: seen["lists"],
        "divide": partial(_divided_as, seen["divide"], {decision.a, decision.b}),
    }


def _recorded(seen: dict[str, Any], name: str, original: Callable[..., Any], *given: object) -> object:
    seen[name] = original(*given)
    return seen[name]


def _clusters_as(before: Matched, decision: Decision, now: Matched) -> Matched:
    """Return other clusters, in which those of a decision are joined, or its first bullet is alone."""
    about = sorted({before.cluster_of[decision.a], before.cluster_of[decision.b]})
    clusters = [cluster for number, cluster in enumerate(before.clusters) if number not in about]
    members = sorted(member for number in about for member in before.clusters[number].members)
    apart = decision.kind == "cannot_link"
    parts = [[decision.a], [m for m in members if m != decision.a]] if apart else [members]
    clusters += [part_of(now, before.clusters[about[0]], part) for part in parts]
    return replace(now, clusters=_ordered(clusters))


def _procedures_as(before: WholeProcedures, matched: Matched, _reader: object) -> WholeProcedures:
    """Divide the clusters by the procedures of another build."""
    clusters: list[Cluster] = []
    for cluster in matched.clusters:
        parts: dict[int, list[int]] = {}
        for member in cluster.members:
            unit = before.procedures.get(matched.repeats.get(member, member), _FREE)
            parts.setdefault(unit, []).append(member)
        clusters += (
            [part_of(matched, cluster, own) for own in parts.values()] if len(parts) > 1 else [cluster]
        )
    return before._replace(matched=replace(matched, clusters=_ordered(clusters)))


def _divided_as(
    before: Sequence[Cluster], pair: set[int], plan: ListPlan, lists: Lists
) -> tuple[Cluster, ...]:
    """Return the clusters of another build, except for those with a bullet of a pair in one of the two."""
    now = divided_clusters(plan, lists)
    about = {m for cluster in (*before, *now) if pair & set(cluster.members) for m in cluster.members}
    own = [cluster for cluster in now if about & set(cluster.members)]
    changed = {member for cluster in own for member in cluster.members}
    others = [cluster for cluster in before if not changed & set(cluster.members)]
    known = changed.union(*(cluster.members for cluster in others))
    rest = [cluster for cluster in now if not known.issuperset(cluster.members)]
    is_whole = not any(known & set(cluster.members) for cluster in rest)
    return _ordered([*own, *others, *rest]) if is_whole else tuple(now)


def _ordered(clusters: Sequence[Cluster]) -> tuple[Cluster, ...]:
    return tuple(sorted(clusters, key=lambda one: one.members))
