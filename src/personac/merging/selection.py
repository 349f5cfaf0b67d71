"""Keep what the rules ask for: what enough personas say, within a budget.

Who the agent is stays in every mode. Support comes first: a bullet or block stays if at least
`min_support` personas have it. The budget then chooses among the rest. What is removed is listed as left
out, with a reason that names the number it missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from personac.config.schema import Keep
from personac.diagnostics.diagnostic import Diagnostic, Kind, PersonacError
from personac.diagnostics.merge_kinds import BUDGET_TOO_SMALL, NOTHING_SHARED, SUPPORT_TOO_HIGH
from personac.merging.body_parts import BulletIndex, Part, Parts, parts_of
from personac.merging.budget_fit import BudgetFit, Contents, Emit, Scale, contents_of
from personac.merging.lead_ins import is_identity
from personac.merging.left_out import by_place
from personac.model import LeftOut, Merged, Piece
from personac.model.ast import Paragraph
from personac.tokens import HUNDRED, counter

EMPTY_REASON = "keep: what it introduces is left out"
_HINT = "lower `min_support` under [keep] in rules/, or --min-support"


def keep(merged: Merged, settings: Keep, emit: Emit) -> Merged:
    """Cut the body down, list what is removed as left out, and choose the tokenizer.

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
    """Return how many personas must have what stays."""
    return max(settings.min_support, 2 if settings.mode == "shared" else 1)


def _supported(merged: Merged, required: int) -> Merged:
    """Keep what `required` personas have, or all personas if there are fewer."""
    personas = len(merged.personas)
    least = min(required, personas)
    parts = parts_of(merged)
    support = _support(merged, parts)
    enough = {n for n, part in enumerate(parts.all) if not part.serves and support[n] >= least}
    reasons = {
        number: f"keep: present in {support[number]} of {personas} personas, {least} are required"
        for number in range(len(parts.all))
    }
    kept = parts.closed(enough | _identity_parts(parts))
    reduced = cut(merged, parts, kept, reasons)
    diagnostics = _support_diagnostics(required, personas, is_empty=len(parts.all) > 1 and not enough)
    return replace(reduced, diagnostics=(*reduced.diagnostics, *diagnostics))


def _support(merged: Merged, parts: Parts) -> list[int]:
    """Count for each part the personas that say it, in whatever list, and hide what its wording does."""
    bullets = merged.bullets
    authors = [frozenset(bullets[member].persona for member in one.members) for one in merged.duplicates]
    by_place = {(b.persona, b.line): authors[merged.duplicate_of[at]] for at, b in enumerate(bullets)}
    said = [[by_place.get((o.persona, o.line), frozenset()) for o in part.origins] for part in parts.all]
    others = _hiding_else(merged)
    differing = [[others.get((o.persona, o.line), frozenset()) for o in part.origins] for part in parts.all]
    return [
        len(part.personas.union(*own).difference(*other))
        for part, own, other in zip(parts.all, said, differing, strict=True)
    ]


def _hiding_else(merged: Merged) -> Mapping[tuple[str, int], frozenset[str]]:
    """Return for the place of a bullet the personas that hide something else in what its cluster says."""
    bullets = merged.bullets
    others: dict[tuple[str, int], frozenset[str]] = {}
    for at, bullet in enumerate(bullets):
        wording = bullets[merged.clusters[merged.cluster_of[at]].representative]
        members = [bullets[member] for member in merged.duplicates[merged.duplicate_of[at]].members]
        same = {one.persona for one in members if sorted(one.hidden) == sorted(wording.hidden)}
        other = frozenset(one.persona for one in members) - same
        if other:
            others[bullet.persona, bullet.line] = other
    return others


def _support_diagnostics(required: int, personas: int, *, is_empty: bool) -> Iterator[Diagnostic]:
    if required > personas > 1:
        yield _diagnostic(
            SUPPORT_TOO_HIGH, f"a support of {required} personas is required, but there are {personas}"
        )
    if is_empty:
        yield _diagnostic(
            NOTHING_SHARED, f"nothing is shared by {min(required, personas)} of {personas} personas"
        )


def _diagnostic(kind: Kind, message: str) -> Diagnostic:
    return Diagnostic(kind, "rules", 0, 0, message, _HINT)


def fit(merged: Merged, budget: int, scale: Scale) -> Merged:
    """Keep the parts that cover most within `budget` tokens; all of them if they fit.

    Raises `PersonacError` where even what stays in every mode is too large.
    """
    parts, room = parts_of(merged), budget * HUNDRED
    everything = frozenset(range(len(parts.all)))
    if scale.weigh(merged, parts.body(everything)) <= room:
        return merged
    start = parts.closed(_identity_parts(parts))
    least = scale.weigh(merged, parts.body(start))
    if least > room:
        raise PersonacError(_too_small(budget, -(-least // HUNDRED), scale.counter.name))
    contents = contents_of(merged, parts.all)
    kept = BudgetFit(merged, parts, contents, scale, room).kept(start)
    return cut(merged, parts, kept, _budget_reasons(parts, contents, kept, budget))


def _too_small(budget: int, least: int, tokenizer: str) -> Diagnostic:
    message = (
        f"{budget} tokens are too few for the front matter and the identity: {least} are needed ({tokenizer})"
    )
    hint = f"give {least} or more: `budget` under [keep] in rules/, or --budget"
    return Diagnostic(BUDGET_TOO_SMALL, "rules", 0, 0, message, hint)


def _budget_reasons(parts: Parts, contents: Contents, kept: frozenset[int], budget: int) -> Mapping[int, str]:
    covered = frozenset[int]().union(*(contents.all(parts.all[number]) for number in kept))
    return {
        number: f"budget: a broader bullet that is kept covers it, and {budget} tokens are used up"
        if contents.own(part) <= covered
        else f"budget: other parts cover more within {budget} tokens"
        for number, part in enumerate(parts.all)
    }


def _identity_parts(parts: Parts) -> frozenset[int]:
    """Return the numbers of the parts that say who the agent is: they stay in every mode."""
    texts = [(n, part.content.block) for n, part in enumerate(parts.all) if isinstance(part.content, Piece)]
    paragraphs = [(n, block.text) for n, block in texts if isinstance(block, Paragraph)]
    is_named = is_identity(paragraphs[0][1]) if paragraphs else False
    return frozenset(paragraphs[:1][0][:1]) if is_named else frozenset()


def cut(merged: Merged, parts: Parts, kept: frozenset[int], reasons: Mapping[int, str]) -> Merged:
    """Return `merged` with only the parts `kept` in its body, and the others left out.

    `kept` must be closed. `reasons` are those of the parts with content of their own; what serves
    others is removed because they are.
    """
    bullets = BulletIndex(merged)
    origins = (origin for number in kept for origin in parts.all[number].origins)
    staying = {merged.bullets[bullet].id for origin in origins for bullet in bullets.at(origin)}
    entries = (
        entry
        for number, part in enumerate(parts.all)
        if number not in kept
        for entry in _left_out(merged, part, EMPTY_REASON if part.serves else reasons[number], bullets)
        if entry.bullet not in staying
    )
    left_out = dict.fromkeys((*merged.left_out, *entries))
    return replace(merged, body=parts.body(kept), left_out=by_place(left_out))


def _left_out(merged: Merged, part: Part, reason: str, bullets: BulletIndex) -> Iterator[LeftOut]:
    """Yield an entry for each bullet at the origins of a part, or else for the origin."""
    for origin in part.origins:
        lines = (origin.persona, origin.path, origin.line, origin.end_line)
        here = [merged.bullets[number] for number in bullets.at(origin)]
        for bullet in here:
            yield LeftOut(*lines, bullet.text, reason, bullet.id)
        if not here:
            yield LeftOut(*lines, part.text(merged.personas), reason)
