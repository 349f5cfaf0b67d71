from __future__ import annotations

import dataclasses

import pytest

import personac
from personac.building.in_memory import Built
from personac.report.measure import measure
from personac.report.model import CanonicalRow, PersonaRow, Report, SavedRow, SizeRow
from personac.report.sizes import canonical_row, sizes_row
from personac.report.summary import summarise, totals
from personac.tokens.encodings import is_installed
from personac.tokens.token_counter import counter


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


def test_a_canonical_that_is_larger_saves_less_than_nothing() -> None:
    row = PersonaRow("a", "a.md", "a", bytes=10, bullets=1, unique=1, tokens=4)
    found = sizes_row("estimate", [row], CanonicalRow("x", "x.md", bytes=20, bullets=1, tokens=5))
    assert found.saved == SavedRow(0, -10, -1, -0.25)


def test_nothing_saves_nothing() -> None:
    found = sizes_row("estimate", [], CanonicalRow("x", "x.md", 0, 0, 0))
    assert found.saved.share == 0.0


def test_a_bullet_is_a_piece_that_gives_a_cluster() -> None:
    built = personac.build({"a.md": b"# T\n\n- One\n  - Two\n\n```\ncode\n```\n"})
    assert built.report.canonical.bullets == 2


def test_half_a_compilation_has_no_size(plain_build: Built) -> None:
    half = dataclasses.replace(plain_build.compilation, body=None)
    with pytest.raises(AssertionError):
        canonical_row(half, counter("estimate"))


def test_the_sentence_says_what_was_saved_and_what_counted(plain: Report) -> None:
    found = summarise(plain)
    assert found.saving.endswith(" of the tokens saved (estimated)")
    assert f"{plain.sizes.sources.tokens:,} tokens" in found.sentence
    larger = dataclasses.replace(found, saved=-0.25, tokenizer="o200k_base")
    assert larger.saving == "25% more tokens (by o200k_base)"


def test_the_totals_have_names_that_are_no_ids(plain: Report) -> None:
    names = [name for name, _, _ in totals(plain)]
    assert names == ["(sources together)", "(canonical)", "(saved)"]


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install personac[tokens]")
def test_a_real_tokenizer_where_the_rules_choose_one() -> None:
    rules = {"rules/a.toml": b'[keep]\ntokenizer = "cl100k_base"\n'}
    built = personac.build({"a.md": b"- One rule to keep\n"}, rules)
    found = measure(built.compilation)
    assert found.sizes.tokenizer == "cl100k_base"
    assert found.personas[0].tokens == counter("cl100k_base").count("- One rule to keep\n")
    assert b'"tokenizer": "cl100k_base"' in built.outputs["personac.lock"]
