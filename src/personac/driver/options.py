"""What a command says over the rules, for one build: how much to keep.

A choice made on the command line replaces the one in the rules whole:
`--keep all` keeps all, whatever `min_support` says there, and the other way round.
Rules are imported only when they are changed: a build with nothing to do reads none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from personac.config.schema import Keep, Rules
    from personac.config.schema_types import KeepMode
    from personac.tokens.token_counter import Tokenizer


class KeepOptions(NamedTuple):
    """None where the rules decide; `min_support` is 1 or more, `budget` 0 or more tokens, 0 for no limit."""

    mode: KeepMode | None = None
    min_support: int | None = None
    budget: int | None = None
    tokenizer: Tokenizer | None = None

    def over(self, rules: Rules) -> Rules:
        """Return the rules with these options in the place of theirs."""
        from msgspec.structs import replace

        return replace(rules, keep=self._over(rules.keep))

    def given(self) -> dict[str, str]:
        """Return the options that were given, as the lock records them."""
        return dict(self._given())

    def _over(self, keep: Keep) -> Keep:
        from msgspec.structs import replace

        if self.mode is not None or self.min_support is not None:
            keep = replace(keep, mode=self.mode or "all", min_support=self.min_support or 1)
        budget = keep.budget if self.budget is None else self.budget
        return replace(keep, budget=budget, tokenizer=self.tokenizer or keep.tokenizer)

    def _given(self) -> Iterator[tuple[str, str]]:
        for name, value in (("keep", self.mode), ("min_support", self.min_support), ("budget", self.budget)):
            if value is not None:
                yield name, str(value)
        if self.tokenizer is not None:
            yield "counted_by", self.tokenizer
