from __future__ import annotations

import dataclasses

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.emit.canonical_markdown import emit
from personac.merging.body_parts import parts_of
from personac.merging.budget_fit import Contents, Scale, contents_of
from personac.merging.selection import fit
from personac.model import Compilation, Cover, Merged
from personac.tokens import Tokenizer, counter, is_installed
from tests.unit.helpers import EXACT, lettered, merged
from tests.unit.merging.test_selection import ONE, THREE, TWO, body, kept, reasons

LONG = "# Light\n\nYou are a keeper.\n\n" + "".join(
    f"- Point {word} is a thing to heed and to keep in mind\n" for word in ("one", "two", "red", "ten")
)


def tokens(compilation: Compilation, tokenizer: Tokenizer = "estimate") -> int:
    return counter(tokenizer).count(compilation.canonical.data.decode())


def test_a_body_that_fits_is_unchanged() -> None:
    whole = kept("", ONE, TWO)
    built = kept(f"budget = {tokens(whole)}", ONE, TWO)
    assert body(built) == body(whole)
    assert built.left_out == whole.left_out


@pytest.mark.parametrize("budget", range(32, 100, 11))
def test_the_size_is_within_every_budget(budget: int) -> None:
    built = kept(f"budget = {budget}", ONE, TWO, THREE)
    assert tokens(built) <= budget


def test_what_more_personas_have_is_worth_more() -> None:
    one = "- Watch the sea and all the ships\n- Wind the clockwork at dusk\n"
    whole = kept("", one, "- Wind the clockwork at dusk\n")
    built = kept(f"budget = {tokens(whole) - 1}", one, "- Wind the clockwork at dusk\n")
    assert body(built) == ["- Wind the clockwork at dusk"]
    (left,) = built.left_out
    assert left.reason == f"budget: other parts cover more within {tokens(whole) - 1} tokens"


def test_a_budget_and_support_add_up() -> None:
    built = kept("min_support = 2\nbudget = 34", ONE, TWO, THREE)
    all_reasons = set(reasons(built).values())
    assert "keep: present in 1 of 3 personas, 2 are required" in all_reasons
    assert any(reason.endswith("within 34 tokens") for reason in all_reasons)


def test_a_budget_too_small_for_the_agent_is_rejected_with_the_least_that_is_enough() -> None:
    with pytest.raises(PersonacError) as caught:
        kept("budget = 1", ONE, TWO)
    (built,) = caught.value.diagnostics
    assert (built.code, built.path) == ("PC433", "rules")
    least = int(built.hint.split()[1])
    assert f"{least} are needed (estimate)" in built.message
    fitting = kept(f"budget = {least}", ONE, TWO)
    assert body(fitting)[-1].startswith("You are")
    assert tokens(fitting) == least
    with pytest.raises(PersonacError):
        kept(f"budget = {least - 1}", ONE, TWO)


def test_room_is_used() -> None:
    whole = tokens(kept("", LONG))
    assert tokens(kept(f"budget = {whole - 1}", LONG)) >= whole - 16


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install -e '.[tokens]'")
@pytest.mark.parametrize("budget", [30, 50, 70])
def test_the_size_is_within_the_budget_by_the_configured_counter(budget: int) -> None:
    built = kept(f'budget = {budget}\ntokenizer = "cl100k_base"', ONE, TWO, THREE)
    assert built.tokenizer == "cl100k_base"
    assert tokens(built, "cl100k_base") <= budget


def test_the_budget_holds_for_a_counter_that_is_not_additive() -> None:
    """Each text weighs 3 tokens more for every bullet beyond the second: choices are removed again."""
    compilation = merged(lettered((LONG,)), EXACT)
    honest = counter("estimate")

    def weigh(text: str) -> int:
        return honest.weigh(text) + 300 * max(0, text.count("- Point") - 2)

    greedy = dataclasses.replace(honest, weigh=weigh)
    least = 60
    built = fit(compilation, least, Scale(emit, greedy))
    assert greedy.count(_text(built)) <= least
    assert _text(built).count("- Point") >= 1


def test_a_heading_of_a_removed_choice_is_removed() -> None:
    """The second section is far larger than the sum of its parts: its heading is removed too."""
    texts = ("## A\n\n- Watch the sea\n\n## B\n\n- Sing to the gulls at dusk\n", "## A\n\n- Watch the sea\n")
    compilation = merged(lettered(texts), EXACT)
    honest = counter("estimate")

    def weigh(text: str) -> int:
        return honest.weigh(text) + (3000 if "Sing" in text and "Watch" in text else 0)

    built = fit(compilation, 40, Scale(emit, dataclasses.replace(honest, weigh=weigh)))
    assert "- Watch the sea" in _text(built)
    assert "## B" not in _text(built)


def test_room_that_prices_hide_is_filled() -> None:
    """Each bullet alone weighs as much as three together: by prices few fit, in fact all but one."""
    compilation = merged(lettered((LONG,)), EXACT)
    honest = counter("estimate")

    def weigh(text: str) -> int:
        return honest.weigh(text) + (2000 if text.count("- Point") == 1 else 0)

    generous = dataclasses.replace(honest, weigh=weigh)
    built = fit(compilation, 75, Scale(emit, generous))
    assert _text(built).count("- Point") >= 2
    assert generous.count(_text(built)) <= 75


def _text(merged: Merged) -> str:
    return emit(merged).data.decode()


def _covering(facet: str) -> Merged:
    """Three personas, where a broad bullet of one covers by `facet` what the others have."""
    texts = ("- **Stores**: Redis, Postgres\n- Sing\n\n```\ncode\n```\n", *["- Redis for sessions\n"] * 2)
    built = merged(lettered(texts))
    bullets = [bullet.text for bullet in built.bullets]
    broad, narrow = bullets.index("Stores: Redis, Postgres"), bullets.index("Redis for sessions")
    return dataclasses.replace(built, covers=(Cover(broad, narrow, 0.95, facet),))


def _contents(merged: Merged, name: str) -> tuple[list[str], list[str]]:
    """The texts of what a part stands for, and of what it covers."""
    parts = parts_of(merged).all
    contents: Contents = contents_of(merged, parts)
    part = next(part for part in parts if part.text(merged.personas) == name)
    own, covered = sorted(contents.own(part)), sorted(contents.all(part))
    return [contents.text(number) for number in own], [contents.text(number) for number in covered]


def test_a_part_stands_for_the_bullets_and_blocks_of_its_origins() -> None:
    merged = _covering("Redis")
    assert _contents(merged, "- Sing")[0] == ["Sing"]
    assert _contents(merged, "``` code ```")[0] == ["``` code ```"]
    assert _contents(merged, "- Redis for sessions")[0] == ["Redis for sessions"] * 2


def test_a_broad_wording_covers_the_members_of_what_its_facet_says() -> None:
    own, covered = _contents(_covering("Redis"), "- **Stores**: Redis, Postgres")
    assert own == ["Stores: Redis, Postgres"]
    assert covered == ["Stores: Redis, Postgres", *["Redis for sessions"] * 2]


def test_a_facet_that_the_wording_lacks_covers_nothing() -> None:
    own, covered = _contents(_covering("Valkey"), "- **Stores**: Redis, Postgres")
    assert own == covered
