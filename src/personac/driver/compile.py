"""The compiler: an ordered list of passes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from personac.backend import emit, vary
from personac.frontend import parse
from personac.ir import Compilation
from personac.passes import align, cluster, cover, extract, fields, guard, merge, name, propose, score, tidy
from personac.rules.model import Rules
from personac.source import Source

Pass = Callable[[Compilation, Rules], Compilation]

PASSES: tuple[Pass, ...] = (
    parse.run,
    name.run,
    extract.run,
    propose.run,
    score.run,
    guard.run,
    cluster.run,
    cover.run,
    align.run,
    merge.run,
    tidy.run,
    fields.run,
    emit.run,
    vary.run,
)


def compile_personas(
    sources: Iterable[Source], rules: Rules, name: str = "", background: bytes | None = None
) -> Compilation:
    """Run every pass over `sources`.

    `name` overrides the rules' and the derived one, `background` the knowledge
    of words that ships with the package.
    """
    compilation = Compilation(sources=tuple(sources), name=name, background=background)
    for run in PASSES:
        compilation = run(compilation, rules)
    return compilation
