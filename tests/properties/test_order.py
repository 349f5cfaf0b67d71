"""Two items of one source that stand in one section of the canonical stand in the source's order.

An item stands where its words do: `kept` in the provenance. One that is merged stands where the item of an
earlier persona stands, which may be elsewhere; only the trunk's stay where they were, whoever words them.
What is nested below an item goes with it, so that only items below the same one are compared.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from tests.properties.conftest import UNJUDGED
from tests.seams import Aids, Compiler, Merged, MergedSection, Piece, PieceList, Source, load_rules

EXACT = f"{UNJUDGED}threshold = 1.0\nunjudged = 1.0\n"
GROUPS, SMALLEST, LARGEST = 100, 3, 5
Texts = Mapping[str, bytes]


@cache
def compiler(rules: str) -> Compiler:
    return Compiler(load_rules([("rules/test.toml", rules.encode())]), Aids())


def merged(texts: Texts, rules: str) -> Merged:
    built = compiler(rules)
    sources = [Source(path, data) for path, data in sorted(texts.items())]
    return built.merge(built.match(built.extract(built.parse(sources))))


def out_of_order(built: Merged) -> Iterator[str]:
    """Yield each item that stands behind one that is behind it in its source."""
    trunk = built.personas[built.order[0]].id
    for section in _sections(built.body):
        for pieces in _siblings(section.content):
            last: dict[str, int] = {}
            for persona, line in _places(pieces, trunk):
                if line < last.get(persona, 0):
                    yield f"{section.title!r} has line {line} of {persona} behind line {last[persona]}"
                last[persona] = line


def _sections(section: MergedSection) -> Iterator[MergedSection]:
    yield section
    for own in section.sections:
        yield from _sections(own)


def _siblings(lists: Sequence[PieceList]) -> Iterator[list[Piece]]:
    """Yield the items right below a section or an item, and then the same for each of these."""
    items = [piece for own in lists if own.form is not None for piece in own.pieces]
    yield items
    for item in items:
        yield from _siblings(item.children)


def _places(pieces: Sequence[Piece], trunk: str) -> Iterator[tuple[str, int]]:
    for piece in pieces:
        for origin in piece.origins:
            if origin.relation == "kept" or (origin.relation == "merged" and origin.persona == trunk):
                yield origin.persona, origin.line


TITLES = ("Anchors", "Buckets", "Canyons", "Falcons")
VERBS = ("Carry", "Fold", "Label", "Measure", "Paint", "Polish")


def _bulleted(items: Sequence[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _numbered(items: Sequence[str]) -> str:
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))


def _nested(items: Sequence[str]) -> str:
    return "\n".join(f"{'  ' * (at % 2)}- {item}" for at, item in enumerate(items))


@st.composite
def sections(draw: st.DrawFn, title: str) -> str:
    """A heading, in some a text, and lists of some of the items of all personas, in any order."""
    words = draw(st.sampled_from(TITLES)).lower()
    items = [f"{verb} {words}" for verb in VERBS]
    chosen = draw(st.lists(st.sampled_from(items), min_size=1, max_size=len(items), unique=True))
    cut = draw(st.integers(0, len(chosen)))
    text = draw(st.sampled_from(("", f"All {words} are fragile.", f"No {words} are new.")))
    forms = [draw(st.sampled_from((_bulleted, _bulleted, _numbered, _nested))) for _ in range(2)]
    lists = (chosen[:cut], chosen[cut:])
    blocks = [f"## {title}", text, *(form(own) for form, own in zip(forms, lists, strict=True))]
    return "\n\n".join(filter(None, blocks))


@st.composite
def personas(draw: st.DrawFn) -> bytes:
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True))
    return ("\n\n".join(draw(sections(title)) for title in titles) + "\n").encode()


@settings(max_examples=30)
@given(files=st.lists(personas(), min_size=2, max_size=4))
def test_generated_personas_keep_their_order(files: list[bytes]) -> None:
    built = merged({f"{number}.md": data for number, data in enumerate(files)}, EXACT)
    assert list(out_of_order(built)) == []


def _groups() -> Iterator[tuple[str, Sequence[Path]]]:
    """Yield random groups of real personas, and the labelled ones; nothing where they are not here."""
    files = sorted(path for path in (SHARED / "wild").rglob("*.md") if path.name != "SOURCES.md")
    chance = random.Random(7)  # noqa: S311 - a reproducible sample, no secret
    for number in range(GROUPS if files else 0):
        yield f"wild {number}", sorted(chance.sample(files, chance.randint(SMALLEST, LARGEST)))
    for path in sorted((SHARED / "gold").glob("*/gold.json")):
        yield f"gold {path.parent.name}", sorted(path.parent.glob("*.md"))


_GROUPS = dict(_groups()) or {"none": ()}


@pytest.mark.parametrize("paths", [pytest.param(own, id=name) for name, own in _GROUPS.items()])
def test_real_personas_keep_their_order(paths: Sequence[Path]) -> None:
    if not paths:
        pytest.skip(f"needs the real personas in {SHARED}, which are not part of the project")
    texts = {f"{number}-{path.name}": path.read_bytes() for number, path in enumerate(paths)}
    assert list(out_of_order(merged(texts, UNJUDGED))) == []


IN_ORDER = {
    "two sections of one title": (
        "## Log\n\n- Fold\n",
        "## Sum\n\nOf all.\n\n- Carry\n\n## Sum\n\nOf one.\n\n- Paint\n",
    ),
    "a list of which most items are elsewhere": (
        "## Work\n\n- Fold\n- Carry\n",
        "## Work\n\n- Paint\n\n## Rest\n\n- Fold\n- Carry\n- Label\n",
    ),
    "a list before one that goes into another": (
        "## Work\n\n- Fold\n\n## End\n\n- Measure\n",
        "## Work\n\n1. Carry\n2. Label\n\n- Fold\n- Paint\n",
    ),
}


@pytest.mark.parametrize("texts", IN_ORDER.values(), ids=IN_ORDER)
def test_order_is_kept(texts: tuple[str, str]) -> None:
    files = dict(zip(("a.md", "b.md"), map(str.encode, texts), strict=True))
    assert list(out_of_order(merged(files, EXACT))) == []
