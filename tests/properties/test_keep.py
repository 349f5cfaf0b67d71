"""In every mode of keeping: nothing is lost in silence, sources come back, and budgets hold."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import personac
from personac.building.in_memory import Built
from personac.diagnostics.model import PersonacError
from personac.ir import Compilation
from personac.model.ast import Quote, Verbatim, walk
from personac.tokens.token_counter import counter
from tests.properties.promises import check_lossless
from tests.properties.strategies import persona_groups

_SLOW = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
MODES = ('mode = "shared"', "min_support = 3", "min_support = 5", "budget = 400", "budget = 1500")
_SPACE = re.compile(r"\s+")
_FEW = settings(_SLOW, max_examples=6)
_ANY_MODE = st.one_of(
    st.just('mode = "shared"'),
    st.integers(2, 4).map("min_support = {}".format),
    st.integers(15, 120).map("budget = {}".format),
    st.builds('mode = "shared"\nbudget = {}'.format, st.integers(15, 80)),
)


def build(group: dict[str, bytes], keep: str, name: str = "") -> tuple[Built, int]:
    """Build by what [keep] says; a budget that holds nothing gives way to the least that does."""
    match = re.search(r"budget = (\d+)", keep)
    budget = int(match[1]) if match else 0
    try:
        return personac.build(group, {"rules/keep.toml": f"[keep]\n{keep}\n".encode()}, name), budget
    except PersonacError as error:
        (found,) = error.diagnostics
        assert found.code == "PC433"
        least = int(found.hint.split()[1])
        assert least > budget
        return build(group, keep.replace(f"budget = {budget}", f"budget = {least}"), name)


def check_kept(built: Built, group: dict[str, bytes], budget: int) -> None:
    check_lossless(built, group)
    check_told(built.compilation)
    check_blocks_told(built.compilation)
    size = built.report.sizes.canonical.tokens
    assert size == counter("estimate").count(built.outputs[built.report.canonical.path].decode())
    assert not budget or size <= budget


def check_told(compilation: Compilation) -> None:
    """Each bullet is said, in a cluster that is, or left out with a reason; a cluster is not both."""
    lines = [origin for line in compilation.canonical.lines for origin in line.origins]
    said = {(origin.persona, origin.line) for origin in lines}
    told = {entry.bullet: entry.reason for entry in compilation.left_out if entry.bullet}
    for bullet in compilation.bullets:
        assert (bullet.persona, bullet.line) in said or told.get(bullet.id), bullet
    # What a broader line covers is told too: with the line that says all of it.
    kept = {origin.cluster for origin in lines if origin.cluster and origin.relation != "covered"}
    for cluster in compilation.clusters:
        gone = [compilation.bullets[member].id in told for member in cluster.members]
        assert cluster.id not in kept or not all(gone), cluster


def check_blocks_told(compilation: Compilation) -> None:
    """Each block that is kept whole stands in the canonical, or it or an equal one is left out."""
    squeezed = _squeezed(compilation.canonical.data.decode())
    told = {_squeezed(entry.text) for entry in compilation.left_out}
    for persona in compilation.personas:
        for node in walk(persona.body):
            if isinstance(node, Quote) or (isinstance(node, Verbatim) and node.kind != "break"):
                text = _squeezed(persona.source.slice_text(node.span))
                assert text in squeezed or any(text in entry for entry in told), text


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


@_SLOW
@given(group=persona_groups(), keep=_ANY_MODE)
def test_generated_personas(group: dict[str, bytes], keep: str) -> None:
    built, budget = build(group, keep)
    check_kept(built, group, budget)


@_FEW
@given(group=persona_groups(), keep=_ANY_MODE)
def test_what_was_kept_is_kept_again(group: dict[str, bytes], keep: str) -> None:
    """The canonical alone loses nothing more: in every mode it gives what it gives where all is kept."""
    built, budget = build(group, keep, "x")
    alone = {"x.md": built.outputs["x.md"]}
    whole, _ = build(alone, 'mode = "all"', "x")
    if not budget or whole.report.sizes.canonical.tokens <= budget:
        again, _ = build(alone, re.sub(r"budget = \d+", f"budget = {budget}", keep), "x")
        assert again.outputs["x.md"] == whole.outputs["x.md"]


@_FEW
@given(group=persona_groups(), keep=_ANY_MODE)
def test_the_order_of_files_does_not_matter(group: dict[str, bytes], keep: str) -> None:
    backwards = dict(reversed(group.items()))
    assert build(group, keep)[0].outputs == build(backwards, keep)[0].outputs


@pytest.mark.parametrize("keep", MODES[::3])
def test_own_agents(own_agents: dict[str, bytes], keep: str) -> None:
    built, budget = build(own_agents, keep)
    check_kept(built, own_agents, budget)


@pytest.mark.parametrize("keep", MODES[::2])
def test_seeds(seeds: dict[str, bytes], keep: str) -> None:
    built, budget = build(seeds, keep)
    check_kept(built, seeds, budget)


def test_wild_groups(wild_groups: list[dict[str, bytes]]) -> None:
    chosen = random.Random(11).sample(wild_groups, 5)  # noqa: S311 - a reproducible sample, no secret
    for number, group in enumerate(chosen):
        keep = MODES[number % len(MODES)]
        built, budget = build(group, keep)
        check_kept(built, group, budget)
