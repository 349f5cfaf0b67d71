from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from personac.diagnostics.diagnostic import Diagnostic
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, merged

_BROAD = "Secrets: rotation schedules, vault storage, scanning"


def _trunk(own_id: str) -> str:
    return f'{EXACT}[merge]\ntrunk = "{own_id}"\n'


def _lines(*texts: str, rules_text: str = EXACT) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=rules_text).splitlines() if line]


def _unknown_trunk(own_id: str, texts: dict[str, str]) -> Diagnostic:
    (diagnostic,) = [d for d in merged(texts, _trunk(own_id)).diagnostics if d.code == "PC412"]
    return diagnostic


def test_one_persona_is_its_own_canonical() -> None:
    text = "Text.\n\n# Light\n\n* a\n    * b\n\n\n1) c\n\n---\n\n## Lamp ##\n\n```\nx\n```\nNo end"
    assert canonical_body(text) == text


def test_the_trunk_is_the_persona_that_covers_the_others_best() -> None:
    small, large = "## S\n\n- x1\n- s1\n", "## L\n\n- x1\n- x2\n- l1\n"
    other = "## L\n\n- x2\n- o1\n"
    assert _lines(small, large, other)[:2] == ["## L", "- x1"]
    assert _lines(large, small, other)[:2] == ["## L", "- x1"]


def test_of_personas_that_cover_as_much_the_first_is_the_trunk() -> None:
    assert _lines("## A\n\n- a1\n", "## B\n\n- b1\n") == ["## A", "- a1", "## B", "- b1"]


def test_the_other_personas_follow_in_the_order_of_what_they_cover() -> None:
    texts = ("## T\n\n- t1\n- t2\n- t3\n", "## Y\n\n- y1\n", "## Z\n\n- t1\n- z1\n")
    titles = [line for line in _lines(*texts) if line.startswith("##")]
    assert titles.index("## Y") > titles.index("## T")
    assert _lines(*texts).index("- z1") < _lines(*texts).index("- y1")


def test_the_rules_name_another_trunk() -> None:
    texts = ("## A\n\n- a1\n- a2\n", "## B\n\n- b1\n")
    assert _lines(*texts, rules_text=_trunk("b")) == ["## B", "- b1", "## A", "- a1", "- a2"]
    assert not [d for d in merged(lettered(texts), _trunk("b")).diagnostics if d.code == "PC412"]


def test_a_trunk_that_is_no_persona_is_reported_with_the_nearest_id() -> None:
    texts = {"agents/keeper.md": "- a1\n", "agents/cook.md": "- b1\n"}
    diagnostic = _unknown_trunk("keepr", texts)
    assert diagnostic.message == "[merge] trunk names 'keepr', but no persona has that id"
    assert (diagnostic.path, diagnostic.hint) == ("rules", "did you mean 'keeper'?")


def test_a_trunk_that_is_near_no_persona_is_reported_with_what_an_id_is() -> None:
    texts = {"agents/keeper.md": "- a1\n", "agents/cook.md": "- b1\n"}
    assert _unknown_trunk("zzz", texts).hint == "give the id of a persona: the stem of its file"
    assert merged(texts, _trunk("zzz")).body == merged(texts).body


def test_a_redundant_trunk_is_not_taken() -> None:
    texts = ("## A\n\n- a1\n- a2\n- a3\n", "## A\n\n- a1\n- a2\n")
    assert _lines(*texts, rules_text=_trunk("b")) == ["## A", "- a1", "- a2", "- a3"]


def test_a_redundant_persona_changes_nothing() -> None:
    texts = ("## A\n\n- a1\n- a2\n\n## B\n\n- b1\n", "## B\n\n- b1\n- b2\n")
    assert canonical_body(*texts, "## A\n\n- a1\n\n## B\n\n- b1\n") == canonical_body(*texts)


def test_a_redundant_persona_is_an_origin_of_what_it_repeats() -> None:
    text = "## A\n\n- a1\n\n```\nx\n```\n"
    built = compiled(lettered((f"{text}- a2\n", text)))
    origins = {line.text: [o.persona for o in line.origins] for line in built.canonical.lines}
    assert (origins["- a1"], origins["```"], origins["- a2"]) == (["a", "b"], ["a", "b"], ["a"])


def test_steps_of_a_redundant_persona_are_origins_of_those_that_they_repeat() -> None:
    text = "## Process\n\n1. s1\n2. s2\n"
    built = compiled(lettered((text, text)))
    origins = {line.text: [o.persona for o in line.origins] for line in built.canonical.lines}
    assert origins["1. s1"] == ["a", "b"]


def test_folded_bullets_are_left_out_with_the_wording_that_covers_them() -> None:
    built = merged(lettered((f"- {_BROAD}\n- x1\n", "- Vault storage\n- y1\n")))
    (entry,) = built.left_out
    assert (built.bullets[built.position_of[entry.bullet]].line, entry.text) == (1, "Vault storage")
    assert entry.reason == f"covered: {_BROAD!r} of a.md:1 says all of it"


def test_no_personas_with_content_make_an_empty_body() -> None:
    built = merged(lettered(("", "")))
    assert (built.body.content, built.body.sections, built.left_out) == ((), (), ())


_words = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(_words, min_size=1, max_size=3), min_size=1, max_size=3))
def test_every_bullet_is_in_the_canonical_or_left_out(personas: list[list[list[str]]]) -> None:
    texts = [
        "\n".join(f"## T{at}\n\n" + "".join(f"- {w}{w}\n" for w in own) for at, own in enumerate(sections))
        for sections in personas
    ]
    built = compiled(lettered(tuple(texts)))
    kept = {(o.persona, o.line) for line in built.canonical.lines for o in line.origins}
    left_out = {entry.bullet for entry in built.left_out}
    assert all((b.persona, b.line) in kept or b.id in left_out for b in built.bullets)
    lines = [line.text for line in built.canonical.lines if line.text.startswith("- ")]
    assert set(lines) == {f"- {w}{w}" for own in personas for words in own for w in words}


@settings(max_examples=25, deadline=None)
@given(_words, _words)
def test_new_items_never_swap_and_the_trunk_keeps_its_order(one: list[str], other: list[str]) -> None:
    texts = tuple("".join(f"- {w}{w}\n" for w in own) for own in (one, other))
    lines = _lines(*texts, rules_text=_trunk("a"))
    merged_items = [line.removeprefix("- ")[0] for line in lines]
    assert [w for w in merged_items if w in one] == one or set(one) <= set(other)
    assert [w for w in merged_items if w not in one] == [w for w in other if w not in one]
    assert sorted(merged_items) == sorted({*one, *other})
