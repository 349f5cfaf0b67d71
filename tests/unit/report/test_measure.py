from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

import personac
from personac.building.in_memory import Built
from personac.report.measure import measure
from personac.report.model import Report


def test_personas_with_their_paths_sizes_and_counts(plain: Report, plain_build: Built) -> None:
    sizes = {p.id: len(p.source.data) for p in plain_build.compilation.personas}
    assert [(row.id, row.path, row.name) for row in plain.personas] == [
        ("one", "team/one.md", "one"),
        ("two", "team/two.md", "two"),
    ]
    assert {row.id: row.bytes for row in plain.personas} == sizes
    counts = Counter(bullet.persona for bullet in plain.bullets)
    assert {row.id: row.bullets for row in plain.personas} == counts


def test_bullets_stand_at_their_lines_and_under_their_sections(plain: Report) -> None:
    texts = {bullet.text: bullet for bullet in plain.bullets}
    nested = texts["Include shard and offset"]
    assert (nested.path, nested.line, nested.end_line) == ("team/one.md", 13, 13)
    assert (nested.section, nested.kind) == (("Queues",), "item")
    assert texts["Alert when a queue grows for an hour"].kind == "task"
    assert texts["Look at the graphs"].kind == "ordered"
    assert texts["You are a careful plumber of message queues."].kind == "paragraph"
    assert all(bullet.line <= bullet.end_line for bullet in plain.bullets)
    outer = texts["Never drop a message without a log line"]
    assert "Include shard and offset" not in outer.text


def test_only_clusters_of_two_or_more_with_their_reasons(plain: Report) -> None:
    assert all(len(cluster.members) > 1 for cluster in plain.clusters)
    texts = {bullet.id: bullet.text for bullet in plain.bullets}
    drained = next(c for c in plain.clusters if c.text == "Drain the oldest queue first")
    assert drained.representative in drained.members
    assert [texts[member] for member in drained.members] == [drained.text] * 2
    (why,) = drained.why
    assert {why.a, why.b} == set(drained.members)
    assert 0 <= why.score <= 1
    assert all(isinstance(value, float) for value in why.features.values())


def test_the_overlap_is_the_share_of_the_rows_bullets(plain: Report) -> None:
    assert plain.overlap.personas == ("one", "two")
    (aa, ab), (ba, bb) = plain.overlap.matrix
    assert (aa, bb) == (1.0, 1.0)
    one, two = plain.personas
    assert ab == pytest.approx((one.bullets - one.unique) / one.bullets, abs=1e-4)
    assert ba == pytest.approx((two.bullets - two.unique) / two.bullets, abs=1e-4)
    assert ab < ba


def test_a_persona_that_says_nothing_shares_nothing() -> None:
    found = measure(personac.build({"a.md": b"", "b.md": b"- One rule\n"}).compilation)
    assert found.overlap.matrix == ((1.0, 0.0), (0.0, 1.0))
    assert found.personas[0].bullets == 0


def test_the_canonical_counts_every_cluster_once(plain: Report, plain_build: Built) -> None:
    left_out = {row.bullet for row in plain.left_out}
    ids = [bullet.id for bullet in plain_build.compilation.bullets]
    clusters = plain_build.compilation.clusters
    kept = [cluster for cluster in clusters if any(ids[m] not in left_out for m in cluster.members)]
    assert plain.canonical.bullets == len(kept)
    assert plain.canonical.bytes == len(plain_build.outputs[plain.canonical.path])


def test_what_is_left_out_is_listed_with_a_reason(plain: Report) -> None:
    (left,) = (row for row in plain.left_out if row.text.startswith("You are"))
    assert left.reason
    assert left.line > 0


def test_diagnostics_are_ordered_by_place(plain: Report) -> None:
    places = [(row.path, row.line, row.column) for row in plain.diagnostics]
    assert places == sorted(places)
    assert {row.code for row in plain.diagnostics} >= {"PC403"}


def test_sections_come_with_their_other_titles() -> None:
    one = b"# Top\n\n## Testing\n\n- Write a test for every bug\n"
    two = b"# Top\n\n## Quality Assurance\n\n- Write a test for every bug\n"
    found = measure(personac.build({"a.md": one, "b.md": two}).compilation)
    assert [(row.title, row.aliases) for row in found.sections if row.aliases] == [
        ("Testing", ("Quality Assurance",))
    ]


def test_there_is_no_report_of_half_a_compilation(plain_build: Built) -> None:
    half = dataclasses.replace(plain_build.compilation, canonical=None)
    with pytest.raises(AssertionError):
        measure(half)
