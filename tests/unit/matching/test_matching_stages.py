"""The passes of matching, through the compiler."""

from __future__ import annotations

import random

import pytest

from personac.model import Compilation, Matched, Pair
from personac.model.source import Source
from personac.pipeline import compile_personas
from tests.unit.helpers import compiled, matched, planned, rules

TEXTS = {
    "a.md": "# Security\n\n- **Secrets**: rotation, vaults, scanning\n- Validate all user input\n"
    "- Respond within 200 ms\n\n# Data\n\n- Index the queried columns\n",
    "b.md": "# Security\n\n- Scanning for secrets\n- Validate every user input\n- respond within 500 ms\n"
    "- Rotation\n- Validate all user input.\n\n# Data\n\n- Index columns that are queried\n",
}


def _texts(compilation: Compilation | Matched, *positions: int) -> list[str]:
    return [compilation.bullets[at].text for at in positions]


@pytest.fixture(scope="module")
def done() -> Compilation:
    return compiled(TEXTS, rules_text="")


def test_only_the_first_copy_is_compared_with_others(done: Compilation) -> None:
    first, copy = (i for i, b in enumerate(done.bullets) if b.text.rstrip(".") == "Validate all user input")
    assert Pair(first, copy) in done.scored.pairs
    assert not any(copy in (p.a, p.b) for p in done.scored.pairs if p != Pair(first, copy))
    assert list(done.scored.pairs) == sorted(set(done.scored.pairs))


def test_displayed_scores_have_features_and_reasons(done: Compilation) -> None:
    assert [s.pair for s in done.scored] == list(done.scored.pairs)
    shown = [why for cluster in done.clusters for why in cluster.why]
    likely = [why for why in (*shown, *done.near_misses) if why.score >= rules().matching.threshold]
    assert likely
    assert all(why.reasons for why in likely)
    assert all(len(why.features) <= 6 for why in shown)
    assert [why.reasons for why in shown if why.score == 1.0] == [("the same words",)]


def test_similar_advice_is_one_cluster(done: Compilation) -> None:
    shared = [_texts(done, *c.members) for c in done.clusters if len(c.members) > 1]
    assert ["Index the queried columns", "Index columns that are queried"] in shared
    assert ["Validate all user input", "Validate every user input", "Validate all user input."] in shared


def test_a_contradiction_is_kept_separate_and_reported_at_both_places(done: Compilation) -> None:
    (result,) = (kept for kept in done.apart if kept.contradicts)
    assert _texts(done, result.pair.a, result.pair.b) == ["Respond within 200 ms", "respond within 500 ms"]
    (warning,) = (d for d in done.diagnostics if d.code == "PC406")
    assert (warning.path, warning.line, warning.severity) == ("a.md", 5, "warning")
    assert "b.md:5" in warning.message
    assert "within 200 ms and within 500 ms" in warning.message


@pytest.mark.parametrize("table", ["cannot_link", "must_link"])
def test_a_decision_silences_the_warning(table: str) -> None:
    link = f'[[{table}]]\ntexts = ["Respond within 200 ms", "Respond within 500 ms"]\n'
    result = matched(TEXTS, link)
    assert not any(d.code == "PC406" for d in result.diagnostics)
    both = {"Respond within 200 ms", "respond within 500 ms"}
    assert any(both <= set(_texts(result, *c.members)) for c in result.clusters) is (table == "must_link")


def test_one_persona_has_no_contradictions() -> None:
    result = matched({"a.md": "- Respond within 200 ms\n- Respond within 500 ms\n"}, "")
    assert not any(kept.contradicts for kept in result.apart)
    assert not any(d.code == "PC406" for d in result.diagnostics)


def test_covers_lie_between_clusters_and_name_the_facet(done: Compilation) -> None:
    owner = done.cluster_of
    assert [(_texts(done, c.broad, c.narrow), c.facet) for c in done.covers] == [
        (["Secrets: rotation, vaults, scanning", "Rotation"], "rotation")
    ]
    assert all(owner[c.broad] != owner[c.narrow] and c.score >= 0.9 for c in done.covers)


def test_the_order_of_files_does_not_matter(done: Compilation) -> None:
    sources = [Source(path, text.encode()) for path, text in TEXTS.items()]
    random.Random(1).shuffle(sources)  # noqa: S311 - reproducible, no secret
    again = compile_personas(reversed(sources), rules())
    assert (again.scored, again.clusters, again.covers) == (done.scored, done.clusters, done.covers)


@pytest.mark.parametrize(
    "text", ["", "- one\n", "- \u2192\n- \u2190\n- the\n- 1\n", "- " + "a" * 5000 + "\n"]
)
def test_odd_input(text: str) -> None:
    result = planned({"a.md": text, "b.md": "the\n"}, "")
    assert sorted(m for c in result.clusters for m in c.members) == list(range(len(result.bullets)))
