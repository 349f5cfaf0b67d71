from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

import personac
from personac.building.in_memory import Built
from personac.model import Line, Origin
from personac.report.measure import measure, sizes_row
from personac.report.report_schema import CanonicalRow, PersonaRow, Report, SavedRow, SectionOverlap, SizeRow
from personac.tokens import counter, is_installed
from tests.unit.helpers import compiled


def overlap(texts: dict[str, str]) -> SectionOverlap:
    return measure(compiled(texts)).section_overlap


def test_bullets_that_two_sections_share_are_counted_for_each() -> None:
    one = "- Before any heading\n\n## Lamp\n\n- Trim the wick\n- Polish the lens\n- Count oil\n"
    two = "## Chores\n\n- Trim the wick\n- Feed gulls\n\n## Lamp\n\n- Polish the lens\n"
    result = overlap({"a.md": one, "b.md": two})
    number = {path: at for at, path in enumerate(result.sections)}
    lamp, chores = number["Lamp",], number["Chores",]
    assert result.bullets[number[()]] == 1
    assert (result.bullets[lamp], result.bullets[chores]) == (4, 2)
    assert result.shared == tuple(sorted([(chores, lamp, 1), (lamp, chores, 1), (lamp, lamp, 2)]))


def test_personas_with_nothing_in_common_share_nothing() -> None:
    assert overlap({"a.md": "- One\n", "b.md": "- Other\n"}).shared == ()


def test_personas_with_their_paths_sizes_and_counts(plain: Report, plain_build: Built) -> None:
    sizes = {p.id: len(p.source.data) for p in plain_build.compilation.personas}
    assert [(row.id, row.path, row.name) for row in plain.personas] == [
        ("one", "team/one.md", "one"),
        ("two", "team/two.md", "two"),
    ]
    assert {row.id: row.bytes for row in plain.personas} == sizes
    counts = Counter(bullet.persona for bullet in plain.bullets)
    assert {row.id: row.bullets for row in plain.personas} == counts


def test_bullets_have_their_lines_and_sections(plain: Report) -> None:
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


def test_an_empty_persona_shares_nothing() -> None:
    result = measure(personac.build({"a.md": b"", "b.md": b"- One rule\n"}).compilation)
    assert result.overlap.matrix == ((1.0, 0.0), (0.0, 1.0))
    assert result.personas[0].bullets == 0


def test_the_canonical_counts_every_cluster_once(plain: Report, plain_build: Built) -> None:
    left_out = {row.bullet for row in plain.left_out}
    ids = [bullet.id for bullet in plain_build.compilation.bullets]
    clusters = plain_build.compilation.clusters
    kept = [cluster for cluster in clusters if any(ids[m] not in left_out for m in cluster.members)]
    assert plain.canonical.bullets == len(kept)
    assert plain.canonical.bytes == len(plain_build.outputs[plain.canonical.path])


def test_left_out_text_is_listed_with_a_reason(plain: Report) -> None:
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
    result = measure(personac.build({"a.md": one, "b.md": two}).compilation)
    assert [(row.title, row.aliases) for row in result.sections if row.aliases] == [
        ("Testing", ("Quality Assurance",))
    ]


def test_the_lines_are_those_of_the_canonical(plain: Report, plain_build: Built) -> None:
    text = plain_build.outputs[plain.canonical.path].decode()
    assert "".join(f"{line.text}\n" for line in plain.lines) == text
    assert all(line.origins for line in plain.lines if line.cluster)


def test_every_bullet_is_in_its_line_or_left_out(plain: Report) -> None:
    left_out = {row.bullet for row in plain.left_out}
    for bullet in plain.bullets:
        if bullet.id in left_out:
            assert (bullet.state, bullet.canonical_line) == ("left_out", 0)
        else:
            line = plain.lines[bullet.canonical_line - 1]
            assert (bullet.persona, bullet.line) in {(o.persona, o.line) for o in line.origins}
    merged = [bullet.text for bullet in plain.bullets if bullet.state == "merged"]
    assert merged == ["Drain the oldest queue first"]


def test_a_bullet_folded_into_a_broader_one_is_covered(plain_build: Built) -> None:
    compilation, canonical = plain_build.compilation, plain_build.compilation.canonical
    bullet = compilation.bullets[1]
    owner = compilation.clusters[compilation.cluster_of[1]].id
    origin = Origin(bullet.persona, bullet.path, bullet.line, bullet.end_line, "covered", owner)
    covering = dataclasses.replace(canonical, lines=(Line("- broad", (origin,)),))
    result = measure(dataclasses.replace(compilation, canonical=covering))
    assert result.lines[0].origins[0].relation == "covered"
    row = next(row for row in result.bullets if row.id == bullet.id)
    assert (row.state, row.canonical_line) == ("covered", 1)


def test_a_folded_bullet_is_in_a_broader_one_and_not_left_out() -> None:
    one = b"- **Soil care**: composting, mulching, crop rotation, liming\n- Measure the acidity\n"
    built = personac.build({"a.md": one, "b.md": b"- Crop rotation\n- Keep paths dry\n"})
    report = built.report
    row = next(row for row in report.bullets if row.text == "Crop rotation")
    assert row.state == "covered"
    assert report.lines[row.canonical_line - 1].text.startswith("- **Soil care**")
    assert report.became == "4 bullets: 3 kept, 1 in a broader bullet"
    assert report.summary.endswith(", 0 left out")
    assert [left.bullet for left in report.left_out] == [row.id]  # with its reason


def test_tokens_of_each_source_and_of_the_canonical(plain: Report, plain_build: Built) -> None:
    count = counter("estimate").count
    texts = {p.id: p.source.text for p in plain_build.compilation.personas}
    assert {row.id: row.tokens for row in plain.personas} == {id_: count(text) for id_, text in texts.items()}
    assert plain.canonical.tokens == count(plain_build.outputs[plain.canonical.path].decode())
    assert plain.sizes.tokenizer == "estimate"


def test_the_sources_together_and_what_is_saved(plain: Report) -> None:
    sizes = plain.sizes
    assert sizes.sources == SizeRow(
        *(sum(getattr(row, name) for row in plain.personas) for name in ("bullets", "bytes", "tokens"))
    )
    assert sizes.canonical == SizeRow(plain.canonical.bullets, plain.canonical.bytes, plain.canonical.tokens)
    assert sizes.saved.tokens == sizes.sources.tokens - sizes.canonical.tokens
    assert sizes.saved.share == round(sizes.saved.tokens / sizes.sources.tokens, 4)


def test_a_larger_canonical_has_a_negative_saving() -> None:
    row = PersonaRow("a", "a.md", "a", bytes=10, bullets=1, unique=1, tokens=4)
    result = sizes_row("estimate", [row], CanonicalRow("x", "x.md", bytes=20, bullets=1, tokens=5))
    assert result.saved == SavedRow(0, -10, -1, -0.25)


def test_empty_sources_save_nothing() -> None:
    result = sizes_row("estimate", [], CanonicalRow("x", "x.md", 0, 0, 0))
    assert result.saved.share == 0.0


def test_pieces_of_clusters_are_counted_as_bullets() -> None:
    built = personac.build({"a.md": b"# T\n\n- One\n  - Two\n\n```\ncode\n```\n"})
    assert built.report.canonical.bullets == 2


def test_the_totals_are_named_unlike_ids(plain: Report) -> None:
    names = [name for name, _, _ in plain.totals]
    assert names == ["(sources together)", "(canonical)", "(saved)"]


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install -e '.[tokens]'")
def test_a_real_tokenizer_where_the_rules_choose_one() -> None:
    rules = {"rules/a.toml": b'[keep]\ntokenizer = "cl100k_base"\n'}
    built = personac.build({"a.md": b"- One rule to keep\n"}, rules)
    result = measure(built.compilation)
    assert result.sizes.tokenizer == "cl100k_base"
    assert result.personas[0].tokens == counter("cl100k_base").count("- One rule to keep\n")
    assert b'"tokenizer": "cl100k_base"' in built.outputs["personac.lock"]
