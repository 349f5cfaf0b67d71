"""Join the lists of the vocabulary over all rules files.

A user adds to what the package knows of words rather than replacing it, and
takes out what does not hold for them by one setting, `without`, whichever
list a term stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from personac.config.check import Problem
from personac.config.groups import GroupJoiner
from personac.config.tokens import tokens
from personac.config.vocabulary import Words

_GROUPS = ("groups", "near")
_WORDS = ("filler", "title_filler")


class VocabularyJoiner:
    """The vocabulary joined so far; files are added in the order in which they count."""

    def __init__(self) -> None:
        """Start without any words."""
        self._groups = {name: GroupJoiner(("vocabulary", name)) for name in _GROUPS}
        self._words: dict[str, dict[Words, str]] = {name: {} for name in _WORDS}

    def add(self, table: Mapping[str, Any]) -> list[Problem]:
        """Add the [vocabulary] of one file, after taking its `without` out of those before it."""
        without: Sequence[str] = table.get("without", ())
        for name, known in self._words.items():
            _add_words(known, table.get(name, ()), without)
        return [
            problem
            for name, joiner in self._groups.items()
            for problem in joiner.add(table.get(name, ()), without)
        ]

    def joined(self) -> dict[str, list[Any]]:
        """Return every list by its setting's name."""
        groups = {name: joiner.joined() for name, joiner in self._groups.items()}
        return {**groups, **{name: list(known.values()) for name, known in self._words.items()}}


def _add_words(known: dict[Words, str], words: Iterable[str], without: Iterable[str]) -> None:
    for word in without:
        known.pop(tokens(word), None)
    for word in words:
        if found := tokens(word):
            known.setdefault(found, word)
