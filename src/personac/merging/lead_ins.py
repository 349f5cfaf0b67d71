"""Which lead-ins say nothing that the headings around their list do not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personac.matching.scopes import Polarity, Scope, ScopeReader
from personac.matching.tokenizer import Words
from personac.merging.documents import NONE, Node

_IDENTITY = re.compile(r"\W*(?:you(?:'re|\u2019re| are| act as)|act as|i am|as an? )\b", re.IGNORECASE)
ListScope = tuple[Polarity, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LeadIns:
    """Compares lead-ins by their words; `common` are words that distinguish none of the personas."""

    words: Words
    common: frozenset[str]
    scopes: Sequence[Scope]
    reader: ScopeReader

    def is_said(self, lead: str, titles: Iterable[str]) -> bool:
        """Return whether the titles have the polarity, condition and words, but filler, of a lead-in."""
        texts = list(titles)
        if self.reader.polarity(lead) not in {Polarity.NONE, *map(self.reader.polarity, texts)}:
            return False
        said = self.units(*texts).union(*map(self.reader.condition, texts))
        return self.units(lead) | self.reader.condition(lead) <= said

    def units(self, *texts: str) -> frozenset[str]:
        """Return the units of texts that distinguish, without filler."""
        return (
            frozenset(u for text in texts for u in self.words.units(text)) - self.words.filler - self.common
        )

    def are_in_one_scope(self, one: int, other: int) -> bool:
        """Return whether two bullets have one polarity and condition."""
        a, b = self.scopes[one], self.scopes[other]
        return (a.polarity, a.condition) == (b.polarity, b.condition)

    @staticmethod
    def agree(one: ListScope | None, other: ListScope | None) -> bool:
        """Return whether two lists are in the same scope, or one has none."""
        return one is None or other is None or one == other

    def scope_of(self, node: Node) -> ListScope | None:
        """Return the polarity and condition of most items and of the lead-in; of equals the first."""
        scopes = [self.scopes[item.bullet] for item in node.below if item.bullet != NONE]
        counts = Counter((scope.polarity, scope.condition) for scope in scopes)
        if not counts:
            return None
        polarity, condition = max(counts, key=lambda scope: counts[scope])
        lead = node.lead_in
        text = lead.text if lead is not None else ""
        return self.reader.polarity(text) or polarity, condition | self.reader.condition(text)


def is_identity(text: str) -> bool:
    """Return whether a paragraph says who the agent is."""
    return _IDENTITY.match(text) is not None
