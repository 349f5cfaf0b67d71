"""What a step of a build works on and what it makes, in numbers: what its cost is to be held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from personac.ir import Compilation, MergedSection, Topic
from personac.report.timings import Count

_Counter = Callable[[Compilation], int]


def _bytes(compilation: Compilation) -> int:
    return sum(len(source.data) for source in compilation.sources)


def _topics(compilation: Compilation) -> int:
    return sum(1 for _ in _below(compilation.outline)) if compilation.outline else 0


def _below(topic: Topic) -> Iterator[Topic]:
    for child in topic.children:
        yield child
        yield from _below(child)


def _sections(compilation: Compilation) -> int:
    return sum(1 for _ in _within(compilation.body)) if compilation.body else 0


def _within(section: MergedSection) -> Iterator[MergedSection]:
    for child in section.sections:
        yield child
        yield from _within(child)


_COUNTERS: Mapping[str, _Counter] = MappingProxyType(
    {
        "bytes": _bytes,
        "personas": lambda c: len(c.personas),
        "bullets": lambda c: len(c.bullets),
        "personas set aside": lambda c: len(c.aside),
        "pairs": lambda c: len(c.pairs),
        "scores": lambda c: len(c.scored),
        "pairs kept apart": lambda c: len(c.apart),
        "clusters": lambda c: len(c.clusters),
        "covers": lambda c: len(c.covers),
        "wordings": lambda c: len(c.wordings),
        "topics": _topics,
        "sections": _sections,
        "left out": lambda c: len(c.left_out),
        "keys": lambda c: len(c.fields),
        "examples": lambda c: len(c.examples),
        "lines": lambda c: len(c.canonical.lines) if c.canonical else 0,
        "patches": lambda c: len(c.variants),
        "findings": lambda c: len(c.diagnostics),
    }
)
FLOWS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "parse": ("bytes", "personas"),
        "agent_name": ("personas", ""),
        "extract": ("personas", "bullets"),
        "echo": ("bullets", "personas set aside"),
        "propose": ("bullets", "pairs"),
        "score": ("pairs", "scores"),
        "guard": ("scores", "pairs kept apart"),
        "cluster": ("scores", "clusters"),
        "cover": ("clusters", "covers"),
        "phrase": ("clusters", "wordings"),
        "align": ("personas", "topics"),
        "merge": ("clusters", "sections"),
        "tidy": ("sections", "sections"),
        "field_merge": ("personas", "keys"),
        "move_examples": ("keys", "examples"),
        "keep": ("sections", "left out"),
        "canonical_markdown": ("sections", "lines"),
        "lint": ("lines", "findings"),
        "variant_patches": ("lines", "patches"),
    }
)
"""For each pass what is counted before it, and after it."""


def given_to(step: str, compilation: Compilation) -> tuple[Count, ...]:
    """Count what a pass is given; nothing where the step is not a pass that is known."""
    return _counted(FLOWS.get(step, ("", ""))[0], compilation)


def made_by(step: str, compilation: Compilation) -> tuple[Count, ...]:
    """Count what a pass has made."""
    return _counted(FLOWS.get(step, ("", ""))[1], compilation)


def _counted(what: str, compilation: Compilation) -> tuple[Count, ...]:
    return (Count(what=what, number=_COUNTERS[what](compilation)),) if what else ()
