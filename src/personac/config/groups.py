"""Join the vocabulary's groups over all rules files, and find the terms that stand twice.

Inside one file a term in two groups is a slip. Across files it is how a user
extends a group that came before: `["k8s", "kube"]` adds `kube` to the group of
`kubernetes` that the package brings. That holds for terms that mean the same
and for terms that are near: a term that led to two topics would lead to the
first only, and the second would say nothing without a word about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.config.check import Problem
from personac.config.locations import KeyPath
from personac.config.tokens import tokens
from personac.config.vocabulary import Words
from personac.diagnostics.input_kinds import RULES_TERM_CONFLICT

_SLIP = "leave it in one of them, or make the two groups one"
_BRIDGE = "leave one of them out, or take it out of its group: [vocabulary] without = [...]"


class GroupJoiner:
    """Groups joined so far; files are added in the order in which they count."""

    def __init__(self, path: KeyPath) -> None:
        """Start without groups; `path` is where they stand in a file."""
        self._path = path
        self._groups: list[list[tuple[str, Words]]] = []
        self._owner: dict[Words, int] = {}

    def add(self, groups: Sequence[Sequence[str]], without: Iterable[str]) -> list[Problem]:
        """Add the groups of one file, after taking the terms `without` out of those before it."""
        for term in without:
            self._owner.pop(tokens(term), None)
        before = dict(self._owner)
        seen: dict[Words, int] = {}
        return [
            problem for i, group in enumerate(groups) for problem in self._add_group(group, i, before, seen)
        ]

    def joined(self) -> list[list[str]]:
        """Return the groups, without the terms taken out and without groups of one term."""
        owner = self._owner
        kept = (
            [term for term, found in group if owner.get(found) == i] for i, group in enumerate(self._groups)
        )
        return [group for group in kept if len(group) > 1]

    def _add_group(
        self, group: Sequence[str], index: int, before: dict[Words, int], seen: dict[Words, int]
    ) -> Iterator[Problem]:
        words = [tokens(term) for term in group]
        owners = sorted({before[term] for term in words if term in before})
        if len(owners) > 1:
            named = " and ".join(f"`{self._groups[owner][0][0]}`" for owner in owners[:2])
            message = f"this group joins two groups of earlier files: those of {named}"
            yield Problem(RULES_TERM_CONFLICT, (*self._path, index), message, _BRIDGE)
        target = owners[0] if owners else len(self._groups)
        if target == len(self._groups):
            self._groups.append([])
        for position, (term, found) in enumerate(zip(group, words, strict=True)):
            if found and seen.setdefault(found, index) != index:
                message = f"the term `{term}` stands in two groups"
                yield Problem(RULES_TERM_CONFLICT, (*self._path, index, position), message, _SLIP)
            self._place(term, found, target)

    def _place(self, term: str, found: Words, target: int) -> None:
        if found and found not in self._owner:
            self._owner[found] = target
            self._groups[target].append((term, found))
