"""Keep what the rules ask for: what enough personas say, and no more than a budget holds.

Who the agent is stays in every mode. What goes is listed in `left_out` with a
reason that names the number it fell short of.

Support comes first: a bullet or block stays where at least `min_support`
personas say it. The budget then chooses among what is left (see `fit`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from personac.config.schema import Keep
from personac.diagnostics.merge_kinds import NOTHING_SHARED, SUPPORT_TOO_HIGH
from personac.diagnostics.model import Diagnostic, Kind
from personac.merging.body_parts import parts_of
from personac.merging.budget_fit import Emit, Scale, fit
from personac.merging.part_removal import cut, identity_parts
from personac.model import Merged
from personac.tokens import counter

_HINT = "lower `min_support` under [keep] in rules/, or --min-support"


def keep(merged: Merged, settings: Keep, emit: Emit) -> Merged:
    """Cut the body down, list what goes as left out, and choose the tokenizer.

    `emit` makes the canonical, which has to fit a budget: it is called once for every price of a
    part. Raises `PersonacError` where a budget cannot hold even what stays in every mode, or the
    tokenizer that the rules name is not installed.
    """
    count = counter(settings.tokenizer)
    merged = replace(merged, tokenizer=count.name)
    support = least_support(settings)
    if support > 1:
        merged = _supported(merged, support)
    if settings.budget:
        merged = fit(merged, settings.budget, Scale(emit, count))
    return merged


def least_support(settings: Keep) -> int:
    """How many personas must say what stays."""
    return max(settings.min_support, 2 if settings.mode == "shared" else 1)


def _supported(merged: Merged, asked: int) -> Merged:
    """Keep what `asked` personas say, or all of them where they are fewer."""
    personas = len(merged.personas)
    least = min(asked, personas)
    parts = parts_of(merged)
    enough = {n for n, part in enumerate(parts.all) if not part.serves and len(part.personas) >= least}
    reasons = {
        number: f"keep: said by {len(part.personas)} of {personas} personas, {least} are asked for"
        for number, part in enumerate(parts.all)
    }
    kept = parts.closed(enough | identity_parts(merged, parts))
    told = tuple(_told(asked, personas, is_empty=len(parts.all) > 1 and not enough))
    found = cut(merged, parts, kept, reasons)
    return replace(found, diagnostics=(*found.diagnostics, *told))


def _told(asked: int, personas: int, *, is_empty: bool) -> Iterator[Diagnostic]:
    if asked > personas > 1:
        yield _finding(SUPPORT_TOO_HIGH, f"{asked} personas are asked to say it, and there are {personas}")
    if is_empty:
        yield _finding(NOTHING_SHARED, f"nothing is said by {min(asked, personas)} of {personas} personas")


def _finding(kind: Kind, message: str) -> Diagnostic:
    return Diagnostic(kind, "rules", 0, 0, message, _HINT)
