"""Merging of rules files: later files override earlier ones.

Tables merge key by key, and values are replaced. Some lists accumulate instead: title aliases, sections of
the outline, decisions, names of tools, and the lists of the vocabulary, from which `without` removes terms of
earlier files.

A term in two groups of one file is a mistake. A later file may repeat a term in order to extend a group of
an earlier file: `["k8s", "kube"]` adds `kube` to the built-in group of `kubernetes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from personac.config.locations import KeyPath
from personac.config.validation import Problem
from personac.config.vocabulary import Words, tokens
from personac.diagnostics.input_kinds import RULES_TERM_CONFLICT

ACCUMULATING: frozenset[KeyPath] = frozenset(
    {
        ("outline", "alias"),
        ("outline", "section"),
        ("must_link",),
        ("cannot_link",),
        ("ignore",),
        ("front_matter", "tool"),
    }
)
_GROUP_LISTS = ("groups", "near")
_WORD_LISTS = ("filler", "title_filler")
_IN_ONE_FILE = "keep it in one of them, or combine the two groups"
_IN_TWO_FILES = "remove one of them here, or from its group: [vocabulary] without = [...]"


def merged(base: Mapping[str, Any], over: Mapping[str, Any], path: KeyPath = ()) -> dict[str, Any]:
    """Return `base` overridden by `over`, as a new dictionary."""
    result = dict(base)
    for key, value in over.items():
        result[key] = _merged_value(base.get(key), value, (*path, key))
    return result


def _merged_value(base: object, over: object, path: KeyPath) -> object:
    if isinstance(base, dict) and isinstance(over, dict) and not _is_value(path):
        return merged(base, over, path)
    if isinstance(base, list) and isinstance(over, list) and path in ACCUMULATING:
        return [*base, *over]
    return over


def _is_value(path: KeyPath) -> bool:
    """Return whether a table at `path` is a single value: that of a key in [front_matter.set]."""
    return len(path) == len(("front_matter", "set", "key")) and path[:2] == ("front_matter", "set")


class VocabularyMerger:
    """Merges the [vocabulary] tables of files, which are added in their order."""

    def __init__(self) -> None:
        """Start with an empty vocabulary."""
        self._groups = {name: _GroupMerger(("vocabulary", name)) for name in _GROUP_LISTS}
        self._words: dict[str, dict[Words, str]] = {name: {} for name in _WORD_LISTS}

    def add(self, table: Mapping[str, Any]) -> list[Problem]:
        """Apply the `without` of a file to the files before it, then add its lists."""
        without: Sequence[str] = table.get("without", ())
        for name, known in self._words.items():
            _add_words(known, table.get(name, ()), without)
        return [
            problem
            for name, merger in self._groups.items()
            for problem in merger.add(table.get(name, ()), without)
        ]

    def merged(self) -> dict[str, list[Any]]:
        """Return every merged list by the name of its setting."""
        groups = {name: merger.merged() for name, merger in self._groups.items()}
        return {**groups, **{name: list(known.values()) for name, known in self._words.items()}}


def _add_words(known: dict[Words, str], words: Iterable[str], without: Iterable[str]) -> None:
    for word in without:
        known.pop(tokens(word), None)
    for word in words:
        if split := tokens(word):
            known.setdefault(split, word)


class _GroupMerger:
    """Merges lists of groups; a term belongs to at most one group."""

    def __init__(self, path: KeyPath) -> None:
        """Start without groups; `path` is their place in a file."""
        self._path = path
        self._groups: list[list[tuple[str, Words]]] = []
        self._owner: dict[Words, int] = {}

    def add(self, groups: Sequence[Sequence[str]], without: Iterable[str]) -> list[Problem]:
        """Remove the terms `without` from earlier groups, then add the groups of one file."""
        for term in without:
            self._owner.pop(tokens(term), None)
        before = dict(self._owner)
        seen: dict[Words, int] = {}
        return [
            problem for i, group in enumerate(groups) for problem in self._add_group(group, i, before, seen)
        ]

    def merged(self) -> list[list[str]]:
        """Return the groups without removed terms, and without groups of a single term."""
        owner = self._owner
        kept = (
            [term for term, words in group if owner.get(words) == i] for i, group in enumerate(self._groups)
        )
        return [group for group in kept if len(group) > 1]

    def _add_group(
        self, group: Sequence[str], index: int, before: dict[Words, int], seen: dict[Words, int]
    ) -> Iterator[Problem]:
        split = [tokens(term) for term in group]
        owners = sorted({before[words] for words in split if words in before})
        if len(owners) > 1:
            names = " and ".join(f"`{self._groups[owner][0][0]}`" for owner in owners[:2])
            message = f"this group shares terms with two groups of earlier files: {names}"
            yield Problem(RULES_TERM_CONFLICT, (*self._path, index), message, _IN_TWO_FILES)
        target = owners[0] if owners else len(self._groups)
        if target == len(self._groups):
            self._groups.append([])
        for position, (term, words) in enumerate(zip(group, split, strict=True)):
            if words and seen.setdefault(words, index) != index:
                message = f"the term `{term}` is in two groups"
                yield Problem(RULES_TERM_CONFLICT, (*self._path, index, position), message, _IN_ONE_FILE)
            self._add_term(term, words, target)

    def _add_term(self, term: str, words: Words, target: int) -> None:
        if words and words not in self._owner:
            self._owner[words] = target
            self._groups[target].append((term, words))
