"""Merge: the trunk as it is, and into it what each of the other personas says besides.

The trunk is the persona that covers the others best. The others follow in the order of what they cover. See
docs/merging.md for the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from personac.config.schema import Merge
from personac.matching.decisions import Decisions
from personac.merging.canonical_body import BodyMaker
from personac.merging.canonical_tree import CanonicalTree
from personac.merging.decided_tree import apply_decisions
from personac.merging.documents import Documents, Node, body_of
from personac.merging.lead_ins import LeadIns
from personac.merging.left_out import by_place, left_out_comments, left_out_members, left_out_titles
from personac.merging.outline_tree import apply_rules, join_topics, outline_of
from personac.merging.section_grafts import graft
from personac.model import LeftOut, Merged, Planned, Wording

_Planned = TypeVar("_Planned", bound=Planned)


class Plan(NamedTuple):
    """What the canonical grows by, and the same as decisions change it."""

    undecided: Planned
    decided: Planned
    decisions: Decisions


def merge(plan: Plan, lead_ins: LeadIns, settings: Merge) -> Merged:
    """Return the merged body, and what it leaves out."""
    planned = plan.undecided
    documents = Documents(planned)
    trees = {number: documents.tree(number) for number in range(len(planned.personas))}
    canonical = _grown(planned, [trees[number] for number in planned.order], lead_ins, settings)
    for number in sorted(trees.keys() - set(planned.order)):
        canonical.attach(trees[number])
    canonical.finished()
    apply_decisions(canonical, plan.decided, plan.decisions)
    planned, root = plan.decided, body_of(canonical.root)
    apply_rules(root, canonical.home, planned.alignment)
    outline = outline_of(planned, root)
    maker = BodyMaker(planned)
    body = maker.body(root, outline)
    planned = with_kept(planned, maker.kept)
    comments = left_out_comments(planned.personas)
    left_out = by_place((*_left_out(planned, canonical), *left_out_titles(planned, body), *comments))
    return Merged(**planned.carried(), body=body, outline=outline, left_out=left_out)


def _grown(planned: Planned, trees: list[Node], lead_ins: LeadIns, settings: Merge) -> CanonicalTree:
    join_topics(trees[0], planned.alignment)
    canonical = CanonicalTree(planned, trees[0], lead_ins)
    for tree in trees[1:]:
        graft(canonical, tree, one_identity=settings.identity == "one")
    return canonical


def with_kept(planned: _Planned, kept: Mapping[int, int]) -> _Planned:
    """Return the plan with the wordings that the body has; a list may not take the one that was chosen."""
    wordings, clusters = list(planned.wordings), list(planned.clusters)
    for cluster, bullet in kept.items():
        clusters[cluster] = replace(clusters[cluster], representative=bullet)
        if wordings[cluster].bullet != bullet:
            wordings[cluster] = Wording(bullet)
    return replace(planned, wordings=tuple(wordings), clusters=tuple(clusters))


def _left_out(planned: Planned, canonical: CanonicalTree) -> Iterator[LeftOut]:
    yield from left_out_members(planned, dict(sorted(canonical.left.items())))
    yield from left_out_members(planned, _covered(planned))


def _covered(planned: Planned) -> Mapping[int, str]:
    """For each bullet of a folded cluster the reason, which names the wording that covers it."""
    reasons = {}
    for narrow, broad in planned.folded.items():
        wording = planned.bullets[planned.wordings[broad].bullet]
        members = planned.clusters[narrow].members
        is_compound = not planned.in_parts.isdisjoint(members)
        says = "and other bullets say its parts" if is_compound else "says all of it"
        reason = f"covered: {wording.text!r} of {wording.path}:{wording.line} {says}"
        reasons.update(dict.fromkeys(members, reason))
    return reasons
