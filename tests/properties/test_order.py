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
TWINS = "two sections of one persona with one title and one parent are joined"
BEFORE_A_LABEL = "a text goes behind the list of a label that the list behind it goes into"
BEHIND_A_LIST = "a text has no predecessor if the list before it goes into another"
FROM_ELSEWHERE = "a list that most items of a list elsewhere are of takes that list out of its order"
LISTS = "a list without a predecessor goes to the end, and the one behind it into a list before"
KNOWN = {"wild 70": BEFORE_A_LABEL, "gold reviewer": TWINS}
"""Groups with an item out of order, and why."""

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
    """Yield all that is right below a section or an item, and then the same for each of these."""
    pieces = [piece for own in lists for piece in own.pieces]
    yield pieces
    for piece in pieces:
        yield from _siblings(piece.children)


def _places(pieces: Sequence[Piece], trunk: str) -> Iterator[tuple[str, int]]:
    for piece in pieces:
        for origin in piece.origins:
            if origin.relation == "kept" or (origin.relation == "merged" and origin.persona == trunk):
                yield origin.persona, origin.line


# Sections have words of their own, so that no list is said elsewhere, and each has one list: see the tests of
# what is not in order yet.
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
    """A heading, in some a text, and a list of some of the items of all personas, in any order."""
    items = [f"{verb} {title.lower()}" for verb in VERBS]
    chosen = draw(st.lists(st.sampled_from(items), min_size=1, max_size=len(items), unique=True))
    text = draw(
        st.sampled_from(("", "", f"All {title.lower()} are fragile.", f"No {title.lower()} are new."))
    )
    form = draw(st.sampled_from((_bulleted, _bulleted, _numbered, _nested)))
    return "\n\n".join(filter(None, [f"## {title}", text, form(chosen)]))


@st.composite
def personas(draw: st.DrawFn) -> bytes:
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True))
    return ("\n\n".join(draw(sections(title)) for title in titles) + "\n").encode()


@settings(max_examples=60)
@given(files=st.lists(personas(), min_size=2, max_size=4))
def test_generated_personas_keep_their_order(files: list[bytes]) -> None:
    built = merged({f"{number}.md": data for number, data in enumerate(files)}, EXACT)
    assert list(out_of_order(built)) == []


@pytest.mark.long
@settings(max_examples=2_000, derandomize=False)
@given(files=st.lists(personas(), min_size=2, max_size=5))
def test_many_generated_personas_keep_their_order(files: list[bytes]) -> None:
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


def _parameters(rules: str) -> list[object]:
    marks = {
        name: pytest.mark.xfail(reason=reason, strict=True)
        for name, reason in KNOWN.items()
        if rules == UNJUDGED
    }
    groups = dict(_groups()) or {"none": ()}
    return [pytest.param(own, id=name, marks=marks.get(name, ())) for name, own in groups.items()]


@pytest.mark.parametrize("paths", _parameters(UNJUDGED))
def test_real_personas_keep_their_order(paths: Sequence[Path]) -> None:
    if not paths:
        pytest.skip(f"needs the real personas in {SHARED}, which are not part of the project")
    texts = {f"{number}-{path.name}": path.read_bytes() for number, path in enumerate(paths)}
    assert list(out_of_order(merged(texts, UNJUDGED))) == []


NOT_YET = {
    TWINS: (
        "## Log\n\n- Fold\n",
        "## Sum\n\nOf all.\n\n- Carry\n\n## Sum\n\nOf one.\n\n- Paint\n",
    ),
    BEFORE_A_LABEL: (
        "Work:\n- Fold\n",
        "## Work\n\nOf others.\n\n- Carry\n",
    ),
    BEHIND_A_LIST: (
        "## Work\n\n- Fold\n\nDone.\n\n## End\n\n- Label\n",
        "## Work\n\n- Carry\n\nBy hand.\n\n## Rest\n\n- Paint\n",
    ),
    FROM_ELSEWHERE: (
        "## Work\n\n- Fold\n- Carry\n",
        "## Work\n\n- Paint\n\n## Rest\n\n- Fold\n- Carry\n- Label\n",
    ),
    LISTS: (
        "## Work\n\n- Fold\n\n## End\n\n- Measure\n",
        "## Work\n\n1. Carry\n2. Label\n\n- Fold\n- Paint\n",
    ),
}


@pytest.mark.xfail(reason="for issue 15", strict=True)
@pytest.mark.parametrize("reason", NOT_YET)
def test_what_is_not_in_order_yet(reason: str) -> None:
    texts = dict(zip(("a.md", "b.md"), map(str.encode, NOT_YET[reason]), strict=True))
    assert list(out_of_order(merged(texts, EXACT))) == []
