"""Small inputs made by personac's own front end, and the passes up to one that a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.driver.compile import PASSES
from personac.ir import Bullet, Compilation, MergedSection, Persona, PieceList
from personac.model.ast import Section
from personac.model.source import Source
from personac.parsing.parser import parse

# Only bullets of one normal form are one: what a test says is merged, and nothing else.
EXACT = "[matching]\nthreshold = 1.0\n"


@cache  # checking the defaults takes longer than most tests
def rules(text: str = "") -> Rules:
    """The defaults under the rules of `text` (TOML)."""
    return load_rules([("rules/test.toml", text.encode())] if text else [])


def compile_texts(
    texts: Mapping[str, str], until: str = "variant_patches", rules_text: str = EXACT, name: str = ""
) -> Compilation:
    """Run the passes, up to and with the one named, over files given by path."""
    sources = tuple(Source(path, text.encode()) for path, text in texts.items())
    compilation, used = Compilation(sources=sources, name=name), rules(rules_text)
    for run in PASSES:
        compilation = run(compilation, used)
        if run.__module__.endswith(f".{until}"):
            return compilation
    raise AssertionError(until)


def persona(text: str, own_id: str = "a") -> Persona:
    """Parse one text."""
    return parse(Source(f"{own_id}.md", text.encode()), own_id)[0]


def canonical_body(*texts: str, rules_text: str = EXACT) -> str:
    """The canonical's markdown behind the front matter; the texts are a.md, b.md and so on."""
    compilation = compile_texts(lettered(texts), "canonical_markdown", rules_text)
    assert compilation.canonical is not None
    return compilation.canonical.data.decode().partition("\n---\n")[2].lstrip("\n")


def canonical_front(*texts: str, rules_text: str = EXACT) -> str:
    """The lines of the canonical's front matter."""
    compilation = compile_texts(lettered(texts), "canonical_markdown", rules_text)
    assert compilation.canonical is not None
    return compilation.canonical.data.decode().partition("\n---\n")[0].removeprefix("---\n")


def lettered(texts: tuple[str, ...]) -> dict[str, str]:
    """Call the texts a.md, b.md and so on."""
    return {f"{chr(ord('a') + i)}.md": text for i, text in enumerate(texts)}


def with_own(*texts: str) -> tuple[str, ...]:
    """Give each text a last bullet of its own; a text without one only echoes the others, and has no say."""
    return tuple(f"{text.rstrip()}\n- own {number}\n" for number, text in enumerate(texts))


def bullets_of(text: str) -> tuple[Bullet, ...]:
    """The bullets of one text."""
    return compile_texts({"a.md": text}, "extract").bullets


def sections_of(section: Section) -> list[Section]:
    """The section and all below it, parents first."""
    return [section, *(found for child in section.sections for found in sections_of(child))]


def texts_of(compilation: Compilation, groups: tuple[PieceList, ...]) -> list[tuple[str | None, list[str]]]:
    """For each list its form and the source text of its pieces."""
    return [
        (
            group.form,
            [compilation.personas[p.persona].source.slice_text(p.block.span) for p in group.pieces],
        )
        for group in groups
    ]


def merged(compilation: Compilation) -> MergedSection:
    """The merged body, which must be there."""
    assert compilation.body is not None
    return compilation.body
