"""The compiler: an ordered list of passes, and nothing else.

The passes that merge are run again until the canonical repeats nothing; see
`settle`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from personac.config.schema import Rules
from personac.driver.settle import Pass, run_passes, settle
from personac.emit import canonical_markdown, variant_patches
from personac.front_matter import agent_name, field_merge, lint, move_examples
from personac.ir import Compilation
from personac.memory import Memory
from personac.model.source import Source
from personac.observer import NOBODY, Observer, observed_step
from personac.parsing import parser
from personac.passes import (
    align,
    cluster,
    cover,
    echo,
    extract,
    guard,
    keep,
    merge,
    phrase,
    propose,
    score,
    tidy,
)


def _parse(compilation: Compilation, rules: Rules) -> Compilation:
    """Run the parser under the name of its pass."""
    return parser.run(compilation, rules)


def _keep(compilation: Compilation, rules: Rules) -> Compilation:
    """Keep what the rules ask for; a budget is about the agent as it will be emitted."""
    return keep.run(compilation, rules, canonical_markdown.run)


MATCH: tuple[Pass, ...] = (
    _parse,
    agent_name.run,
    extract.run,
    echo.run,
    propose.run,
    score.run,
    guard.run,
    cluster.run,
)
MERGE: tuple[Pass, ...] = (
    cover.run,
    phrase.run,
    align.run,
    merge.run,
    tidy.run,
    field_merge.run,
    move_examples.run,
    _keep,
    canonical_markdown.run,
)
FINISH: tuple[Pass, ...] = (lint.run, variant_patches.run)
PASSES: tuple[Pass, ...] = (*MATCH, *MERGE, *FINISH)


def compile_personas(
    sources: Iterable[Source],
    rules: Rules,
    name: str = "",
    background: bytes | None = None,
    observer: Observer = NOBODY,
) -> Compilation:
    """Run every pass over `sources`.

    `name` overrides the rules' and the derived one, `background` the knowledge
    of words that ships with the package. `observer` is notified of every pass.
    """
    match, merge, finish = (_observed(passes, observer) for passes in (MATCH, MERGE, FINISH))
    compilation = Compilation(sources=tuple(sources), name=name, background=background, memory=Memory())
    clustered = run_passes(match, compilation, rules)
    return run_passes(finish, settle(clustered, rules, match, merge), rules)


def _observed(passes: Sequence[Pass], observer: Observer) -> tuple[Pass, ...]:
    return tuple(_observed_pass(run, observer) for run in passes)


def _observed_pass(run: Pass, observer: Observer) -> Pass:
    name = run.__module__.rpartition(".")[2] if run.__name__ == "run" else run.__name__.strip("_")

    @functools.wraps(run)
    def observed(compilation: Compilation, rules: Rules) -> Compilation:
        with observed_step(observer, name):
            return run(compilation, rules)

    return observed
