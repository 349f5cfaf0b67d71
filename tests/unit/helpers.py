"""Small inputs parsed by personac, at the stages of a build."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cache

from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.matching.constraints import Evidence
from personac.model import (
    Bullet,
    Compilation,
    Extracted,
    Matched,
    Merged,
    PairTable,
    Parsed,
    Persona,
    PieceList,
    Planned,
    ScoredTable,
)
from personac.model.ast import Section
from personac.model.source import Source
from personac.parsing.parser import parse
from personac.parsing.prompt_tags import TagNames
from personac.pipeline import Aids, Compiler, MatchResult, compile_personas

# Only bullets with equal normal forms are merged, so that a test controls what is.
EXACT = "[matching]\njudge = false\nthreshold = 1.0\nunjudged = 1.0\n"
Texts = Mapping[str, str]


@cache  # checking the defaults takes longer than most tests
def rules(text: str = "") -> Rules:
    """The defaults under the rules of `text` (TOML)."""
    return load_rules([("rules/test.toml", text.encode())] if text else [])


@cache  # so does loading the knowledge of words
def compiler(rules_text: str = EXACT) -> Compiler:
    """A compiler under the rules of `rules_text`."""
    return Compiler(rules(rules_text), Aids())


def sources(texts: Texts) -> tuple[Source, ...]:
    """Files given by path."""
    return tuple(Source(path, text.encode()) for path, text in texts.items())


def parsed(texts: Texts, rules_text: str = EXACT, name: str = "") -> Parsed:
    """Files given by path as personas."""
    return compiler(rules_text).parse(sources(texts), name)


def extracted(texts: Texts, rules_text: str = EXACT, name: str = "") -> Extracted:
    """Their bullets."""
    return compiler(rules_text).extract(parsed(texts, rules_text, name))


def matching(texts: Texts, rules_text: str = EXACT, name: str = "") -> MatchResult:
    """Their clusters, and the evidence for these."""
    return compiler(rules_text).match(extracted(texts, rules_text, name))


def matched(texts: Texts, rules_text: str = EXACT, name: str = "") -> Matched:
    """Their clusters."""
    return matching(texts, rules_text, name).matched


def evidence(texts: Texts, rules_text: str = EXACT) -> Evidence:
    """The evidence for their clusters."""
    return matching(texts, rules_text).evidence


def scored_table(*scored: tuple[int, int, float]) -> ScoredTable:
    """Pairs of positions with their scores, which must be sorted."""
    a, b, scores = zip(*scored, strict=True) if scored else ((), (), ())
    return ScoredTable(PairTable(array("i", a), array("i", b)), array("d", scores))


def planned(texts: Texts, rules_text: str = EXACT, name: str = "") -> Planned:
    """Their wordings and outline."""
    built, matched = compiler(rules_text), matching(texts, rules_text, name)
    return built.plan(matched, built.lead_ins(matched.matched)).decided


def merged(texts: Texts, rules_text: str = EXACT, name: str = "") -> Merged:
    """The merged agent as a tree."""
    return compiler(rules_text).merge(matching(texts, rules_text, name))


def compiled(texts: Texts, rules_text: str = EXACT, name: str = "") -> Compilation:
    """A whole build."""
    return compile_personas(sources(texts), rules(rules_text), name)


@cache
def tag_names() -> TagNames:
    """The names of prompt tags in the defaults."""
    return TagNames.from_rules(rules().prompt_tags)


def persona(text: str, own_id: str = "a") -> Persona:
    """Parse one text."""
    return parse(Source(f"{own_id}.md", text.encode()), own_id, tag_names())[0]


def canonical_body(*texts: str, rules_text: str = EXACT) -> str:
    """The canonical's markdown behind the front matter; the texts are a.md, b.md and so on."""
    text = _canonical(texts, rules_text)
    return text.partition("\n---\n")[2].lstrip("\n") if text.startswith("---\n") else text


def canonical_front(*texts: str, rules_text: str = EXACT) -> str:
    """The lines of the canonical's front matter."""
    return _canonical(texts, rules_text).partition("\n---\n")[0].removeprefix("---\n")


def _canonical(texts: tuple[str, ...], rules_text: str) -> str:
    return compiled(lettered(texts), rules_text).canonical.data.decode()


def place(bullet: Bullet) -> str:
    """Return the persona and the line of a bullet: easier to read in a test than its id."""
    return f"{bullet.persona}:{bullet.line}"


def lettered(texts: tuple[str, ...]) -> dict[str, str]:
    """Name the texts a.md, b.md and so on."""
    return {f"{chr(ord('a') + i)}.md": text for i, text in enumerate(texts)}


def with_own(*texts: str) -> tuple[str, ...]:
    """Give each text a last bullet of its own: a text without one is redundant."""
    return tuple(f"{text.rstrip()}\n- own {number}\n" for number, text in enumerate(texts))


def bullets_of(text: str) -> tuple[Bullet, ...]:
    """The bullets of one text."""
    return extracted({"a.md": text}).bullets


def sections_of(section: Section) -> list[Section]:
    """The section and all below it, parents first."""
    return [section, *(below for child in section.sections for below in sections_of(child))]


def texts_of(merged: Merged, groups: tuple[PieceList, ...]) -> list[tuple[str | None, list[str]]]:
    """For each list its form and the source text of its pieces."""
    return [
        (
            group.form,
            [merged.personas[p.persona].source.slice_text(p.block.span) for p in group.pieces],
        )
        for group in groups
    ]
