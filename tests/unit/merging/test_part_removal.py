from __future__ import annotations

from dataclasses import replace

from personac.merging.body_parts import parts_of
from personac.merging.part_removal import Sayings, sayings_of
from personac.model import Cover, Merged
from tests.unit.helpers import merged

ONE = "- **Stores**: Redis, Postgres\n- Sing\n\n```\ncode\n```\n"
TWO = "- Redis for sessions\n"
THREE = "- Redis for sessions\n"


def compiled(facet: str) -> Merged:
    found = merged({"a.md": ONE, "b.md": TWO, "c.md": THREE})
    texts = [bullet.text for bullet in found.bullets]
    broad, narrow = texts.index("Stores: Redis, Postgres"), texts.index("Redis for sessions")
    return replace(found, planned=replace(found.planned, covers=(Cover(broad, narrow, 0.95, facet),)))


def said(compilation: Merged) -> tuple[Sayings, dict[str, set[str]], dict[str, set[str]]]:
    parts = parts_of(compilation).all
    sayings = sayings_of(compilation, parts)
    own = {part.text(compilation.personas): {sayings.text(n) for n in sayings.own(part)} for part in parts}
    every = {part.text(compilation.personas): {sayings.text(n) for n in sayings.all(part)} for part in parts}
    return sayings, own, every


def test_a_part_stands_for_the_bullets_of_its_origins() -> None:
    compilation = compiled("Redis")
    sayings, own, _ = said(compilation)
    assert own["- Sing"] == {"Sing"}
    assert own["``` code ```"] == {"``` code ```"}
    shared = next(
        p for p in parts_of(compilation).all if p.text(compilation.personas) == "- Redis for sessions"
    )
    assert len(sayings.own(shared)) == 2


def test_a_broad_wording_says_what_its_facet_covers_for_all_who_say_it() -> None:
    compilation = compiled("Redis")
    sayings, own, every = said(compilation)
    name = "- **Stores**: Redis, Postgres"
    assert own[name] == {"Stores: Redis, Postgres"}
    assert every[name] == {"Stores: Redis, Postgres", "Redis for sessions"}
    broad = next(part for part in parts_of(compilation).all if part.text(compilation.personas) == name)
    assert len(sayings.all(broad)) == 3


def test_a_facet_that_the_wording_lacks_covers_nothing() -> None:
    _, own, every = said(compiled("Valkey"))
    assert own == every
