"""The personas of a scan as the report needs them: each content with its places, names and sizes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from personac.scan.persona_names import NameReader, NameTerms, persona_name
from personac.scan.tables import Table, numbers, objects


@dataclass(frozen=True, slots=True)
class Scanned:
    """One content: `paths` are its places, sorted; `body` is equal for files with the same body."""

    content: int
    paths: tuple[str, ...]
    name: str
    terms: NameTerms
    body: int
    description: str
    bullets: int
    words: int
    tokens: int


def scanned_personas(personas: Table, places: Table, names: NameReader) -> Mapping[int, Scanned]:
    """Return the personas by their contents, in the order of their first paths."""
    paths = _paths_by_content(places)
    whole = (numbers(personas, name).tolist() for name in ("content", "body", "bullets", "words", "tokens"))
    texts = (objects(personas, name) for name in ("name", "description"))
    found: list[Scanned] = []
    for content, body, bullets, words, tokens, named, description in zip(*whole, *texts, strict=True):
        name = persona_name(named, paths[content][0])
        sizes = bullets, words, tokens
        found.append(
            Scanned(content, tuple(paths[content]), name, names.read(name), body, description, *sizes)
        )
    uses = Counter(term for one in found for term in one.terms.weights)
    capped = (replace(one, terms=one.terms.capped(uses)) for one in found)
    return {one.content: one for one in sorted(capped, key=lambda one: one.paths)}


def _paths_by_content(places: Table) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for content, path in zip(numbers(places, "content").tolist(), objects(places, "path"), strict=True):
        found[content].append(path)
    return {content: sorted(paths) for content, paths in found.items()}
