"""References of generated personas: each leads where it led in its source, and every promise holds."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.properties.conftest import UNJUDGED
from tests.properties.finished_build import Files, FinishedBuild, build_in
from tests.properties.promises import (
    OF_EVERY_BUILD,
    a_budget_holds,
    hand_edits_reach_their_sources,
    the_canonical_alone_gives_itself,
    the_canonical_beside_its_sources_adds_no_bullet,
)

_LABELS = ("docs", "Docs", "1", "^1", "^2", "^note")
_WORDS = (
    "rye", "oat", "spelt", "wheat", "miller", "baker", "carter", "grocer",
    "sieve", "peel", "scale", "trough", "yeast", "salt", "malt", "bran",
)  # fmt: skip
_TARGETS = ("https://a.example/x", "https://b.example/y", "/c/z.md")
_USE = re.compile(r"(\w+) sees (?:\[\w+\])?\[([^\]]+)\]")
_DEFINITION = re.compile(r"^\[([^\]]+)\]: (.+)$", re.MULTILINE)


@st.composite
def _persona(draw: st.DrawFn, words: tuple[str, ...]) -> bytes:
    """A persona whose labels are all defined, and whose texts begin with words of their own."""
    labels = draw(st.lists(st.sampled_from(_LABELS), min_size=1, max_size=4, unique_by=str.lower))
    targets = [draw(st.sampled_from(_TARGETS)) for _ in labels]
    text = draw(st.sampled_from(("- {}", "{}\n"))).format
    texts = [text(f"{word} sees {_use(draw, label)}.") for word, label in zip(words, labels, strict=False)]
    definitions = [f"[{label}]: {target}" for label, target in zip(labels, targets, strict=True)]
    return "\n".join(["# Bread\n", *texts, "", *definitions, ""]).encode()


@st.composite
def _groups(draw: st.DrawFn) -> Files:
    """Groups of two to four personas, by file name."""
    size = draw(st.integers(2, 4))
    return {f"agents/p{at}.md": draw(_persona(_WORDS[4 * at : 4 * at + 4])) for at in range(size)}


def _use(draw: st.DrawFn, label: str) -> str:
    return f"[{label}]" if label.startswith("^") else draw(st.sampled_from((f"[{label}]", f"[it][{label}]")))


def _targets(text: str) -> dict[str, str]:
    """What the labels of a file lead to; the first definition counts."""
    return {label.lower(): target for label, target in reversed(_DEFINITION.findall(text))}


def _led(text: str) -> dict[str, str]:
    """For each text of a file what its label leads to."""
    targets = _targets(text)
    shown = re.sub(r"\[(\w+)\](?=\[)", "[it]", text)
    return {word: targets[label.lower()] for word, label in _USE.findall(shown)}


def _build_and_check(group: Files, rules: str, folder: str) -> FinishedBuild:
    build = build_in(Path(folder), group, rules)
    before = {word: target for data in group.values() for word, target in _led(data.decode()).items()}
    after = _led(build.canonical.decode())
    assert after == {word: target for word, target in before.items() if word in after}
    return build


_FEW = settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@_FEW
@given(group=_groups())
def test_labels_lead_where_they_led(group: Files) -> None:
    promises = (
        *OF_EVERY_BUILD,
        the_canonical_alone_gives_itself,
        the_canonical_beside_its_sources_adds_no_bullet,
        hand_edits_reach_their_sources,
    )
    with TemporaryDirectory() as folder:
        build = _build_and_check(group, UNJUDGED, folder)
        assert len(_led(build.canonical.decode())) == sum(len(_led(data.decode())) for data in group.values())
        assert [f"{promise.__name__}: {one}" for promise in promises for one in promise(build)] == []


@_FEW
@given(group=_groups(), budget=st.integers(40, 90))
def test_a_budget_holds_with_the_new_labels(group: Files, budget: int) -> None:
    with TemporaryDirectory() as folder:
        build = _build_and_check(group, f"{UNJUDGED}[keep]\nbudget = {budget}\n", folder)
        assert list(a_budget_holds(build)) == []
