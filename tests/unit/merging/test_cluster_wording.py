from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, place, planned

OWN = EXACT + '[merge]\nfacets = "own"\n'


def _linked(one: str, *others: str) -> str:
    return "".join(f"[[must_link]]\ntexts = {[one, other]}\n" for other in others)


def _phrased(*lines: str, rules_text: str = EXACT, linked: tuple[str, ...] | None = None) -> str:
    """What a bullet reads that several personas give in words of their own; marks do not count in links."""
    plain = linked or tuple(line.replace("*", "").replace("`", "") for line in lines)
    texts = [f"- {line}\n- own line {at}\n" for at, line in enumerate(lines)]
    body = canonical_body(*texts, rules_text=rules_text + _linked(*plain))
    (result,) = (line for line in body.splitlines() if line.startswith("- ") and "own line" not in line)
    return result.removeprefix("- ")


def test_nouns_that_only_others_name_are_added() -> None:
    result = _phrased("**Caching**: Redis, CDN, queue depth", "**Caching**: Redis, `Varnish`")
    assert result == "**Caching**: Redis, CDN, queue depth, `Varnish`"


def test_nouns_are_added_in_the_order_of_the_personas() -> None:
    result = _phrased("DB: red, green, blue, grey", "DB: white, black", "DB: cyan, black")
    assert result == "DB: red, green, blue, grey, white, black, cyan"


def test_a_noun_whose_words_are_all_there_is_not_added() -> None:
    assert _phrased("DB: red tables, green keys, blue", "DB: keys, yellow") == (
        "DB: red tables, green keys, blue, yellow"
    )


def test_nouns_joined_by_and_are_added_without_the_half_that_is_there() -> None:
    assert _phrased("DB: red, green, blue, grey", "DB: white, green and cyan") == (
        "DB: red, green, blue, grey, white, cyan"
    )
    assert _phrased("DB: red, green, blue, grey", "DB: white, black and cyan") == (
        "DB: red, green, blue, grey, white, black and cyan"
    )


def test_sentences_stay_as_they_are() -> None:
    assert _phrased("Cache the results, pages and queries", "DB: white, black") == (
        "Cache the results, pages and queries"
    )
    assert _phrased("DB: red, green, blue, grey", "Use the white one, ok") == "DB: red, green, blue, grey"


def test_a_text_of_several_lines_or_paragraphs_stays_as_it_is() -> None:
    plain = ("DB: red, green, blue, grey", "DB: white, black")
    two_lines = _phrased("DB: red, green, blue,\n  grey", "DB: white, black", linked=plain)
    assert two_lines == "DB: red, green, blue,"
    two_texts = _phrased("DB: red, green, blue,\n\n  grey", "DB: white, black", linked=plain)
    assert two_texts == "DB: red, green, blue,"


def test_a_rule_leaves_the_chosen_text_as_it_is() -> None:
    texts = ("**Caching**: Redis, CDN, queues", "**Caching**: Redis, Varnish")
    assert _phrased(*texts, rules_text=OWN) == texts[0]


def test_an_addition_names_its_bullet() -> None:
    link = _linked("DB: red, green, blue", "DB: white, black")
    result = planned(lettered(("- DB: red, green, blue\n- x1\n", "- y1\n- DB: white, black\n")), EXACT + link)
    (wording,) = (wording for wording in result.wordings if wording.additions)
    assert (wording.bullet, wording.text) == (0, "DB: red, green, blue, white, black")
    assert [(a.text, place(result.bullets[a.bullet])) for a in wording.additions] == [
        ("white", "b:2"), ("black", "b:2"),
    ]  # fmt: skip


_BROAD = "**Secrets**: rotation schedules, vault storage, scanning"
_NARROW = "Vault storage"


def _folds(*texts: str, rules_text: str = EXACT) -> list[tuple[str, str]]:
    result = planned(lettered(texts), rules_text)
    texts_of = [result.bullets[cluster.representative].text for cluster in result.clusters]
    return [(texts_of[narrow], texts_of[broad]) for narrow, broad in result.folded.items()]


def _plain(text: str) -> str:
    return text.replace("*", "")


def test_a_narrow_bullet_that_a_broad_one_covers_is_folded_into_it() -> None:
    texts = (f"- {_BROAD}\n- x1\n", f"- {_NARROW}\n- y1\n")
    assert _folds(*texts) == [(_NARROW, _plain(_BROAD))]
    assert canonical_body(*texts) == f"- {_BROAD}\n- y1\n- x1\n"


def test_a_folded_bullet_is_left_out_with_a_reason_and_an_origin_of_the_broad_one() -> None:
    result = compiled(lettered((f"- {_BROAD}\n- x1\n", f"- {_NARROW}\n- y1\n")))
    (entry,) = result.left_out
    assert (entry.persona, entry.line, entry.text, entry.bullet) == ("b", 1, _NARROW, result.bullets[2].id)
    assert entry.reason == f"covered: {_plain(_BROAD)!r} of a.md:1 says all of it"
    (line,) = (line for line in result.canonical.lines if line.text == f"- {_BROAD}")
    assert [(o.persona, o.line, o.relation, o.cluster) for o in line.origins] == [
        ("a", 1, "kept", result.bullets[0].id), ("b", 1, "covered", result.bullets[2].id),
    ]  # fmt: skip


def test_a_rule_keeps_covered_bullets() -> None:
    keep = EXACT + '[merge]\ncovered = "keep"\n'
    assert _folds(f"- {_BROAD}\n- x1\n", f"- {_NARROW}\n- y1\n", rules_text=keep) == []


@pytest.mark.parametrize(
    "other",
    [
        f"1. {_NARROW}\n2. y1\n",  # a step
        f"- [ ] {_NARROW}\n- [ ] y1\n",  # a box to check
        f"- {_NARROW}\n  - y1\n",  # something is nested in it
        f"- {_NARROW} in three regions\n- y1\n",  # words of its own
        f"- {_NARROW} 99\n- y1\n",  # a number of its own
        f"- {_NARROW}\n- {_BROAD}\n- y1\n",  # its author distinguishes them
    ],
)
def test_a_covered_bullet_with_more_content_or_another_function_is_kept(other: str) -> None:
    assert _folds(f"- {_BROAD}\n- x1\n", other) == []


def test_nothing_is_folded_into_a_folded_cluster() -> None:
    texts = (f"- {_BROAD}\n- x1\n", "- **Keys**: vault storage, scanning\n- y1\n", f"- {_NARROW}\n- z1\n")
    result = _folds(*texts)
    assert {narrow for narrow, _ in result}.isdisjoint(broad for _, broad in result)
