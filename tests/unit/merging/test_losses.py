from __future__ import annotations

import pytest

from personac.front_matter.field_merge import moved_examples
from personac.matching.tokenizer import Words
from personac.merging.losses import losses_of, lost_names
from personac.model import Canonical, Line, Loss
from tests.unit.helpers import EXACT, compiled, compiler, lettered, merged


def canonical(*lines: str) -> Canonical:
    return Canonical("agent", tuple(Line(line) for line in lines))


def words(rules_text: str = EXACT) -> Words:
    """The words of a build."""
    return compiler(rules_text)._knowledge.words  # noqa: SLF001 - the compiler shares them with its passes


def losses(text: str, *kept: str) -> tuple[Loss, ...]:
    """What a canonical of the lines `kept` loses of one source."""
    return losses_of(merged({"a.md": text}), canonical(*kept), words())


def lost(text: str, *kept: str) -> list[str]:
    return [word for loss in losses(text, *kept) for word in loss.words]


def test_one_persona_loses_nothing() -> None:
    text = "---\nname: n\n---\n\nYou are it.\n\nNever run these:\n\n1. Lamp: `x`\n\n| a | b |\n|---|---|\n"
    assert compiled({"a.md": text}).losses == ()


def test_a_lost_word_is_listed_with_its_place_and_cluster() -> None:
    text = "# Light\n\n- Trim the wick\n"
    (loss,) = losses(text, "# Light", "- Trim it")
    (cluster,) = merged({"a.md": text}).clusters
    assert loss == Loss("a", "a.md", 3, ("wick",), "words", cluster.id)


def test_every_line_has_an_entry_of_its_own_in_order() -> None:
    found = losses("- Trim the wick\n  and polish lenses\n- Feed gulls\n", "- Trim and polish")
    assert [(loss.line, loss.words) for loss in found] == [
        (1, ("wick",)),
        (2, ("lenses",)),
        (3, ("Feed", "gulls")),
    ]


def test_losses_are_ordered_by_path_and_line() -> None:
    texts = {"b.md": "- Feed gulls\n- Mend nets\n", "a.md": "- Trim the wick\n"}
    found = losses_of(merged(texts), canonical(), words())
    assert [(loss.path, loss.line) for loss in found] == [("a.md", 1), ("b.md", 1), ("b.md", 2)]


@pytest.mark.parametrize(
    "kept", ["- Lamps shine", "Shining LAMP", "> **lamp** `shines`", "A lamp.\nIt shines"]
)
def test_inflections_case_and_marks_lose_nothing(kept: str) -> None:
    assert lost("- The lamp is shining\n", kept) == []


@pytest.mark.parametrize("kept", ["- Watch Kubernetes", "- watch k8s"])
def test_a_synonym_of_the_vocabulary_keeps_a_word(kept: str) -> None:
    assert lost("- Watch k8s\n", kept) == []
    assert lost("- Watch Kubernetes\n", kept) == []


def test_a_term_of_several_words_is_kept_by_its_synonym_and_its_words_by_the_term() -> None:
    rules = '[vocabulary]\ngroups = [["fog horn", "diaphone"]]\n'
    known = words(EXACT + rules)
    built = merged({"a.md": "- Sound the fog horn\n"}, EXACT + rules)
    assert losses_of(built, canonical("- Sound the diaphone"), known) == ()
    assert losses_of(built, canonical("- Sound it in fog, by horn"), known) == ()
    (loss,) = losses_of(built, canonical("- Sound it"), known)
    assert loss.words == ("fog", "horn")
    built = merged({"a.md": "- Watch the fog\n"}, EXACT + rules)
    assert losses_of(built, canonical("- Watch the fog horn"), known) == ()


def test_words_without_content_are_no_losses() -> None:
    assert lost("- You should ensure it isn't for all of them, and don't use that\n", "") == []


def test_numbers_are_compared_whole() -> None:
    assert lost("- Keep 99.9 of 10,000 ships for 60 days\n", "- Keep ships 99 days, 9 of 10000") == [
        "99.9",
        "60",
    ]


def test_the_numbers_boxes_and_marks_of_items_and_headings_are_no_words() -> None:
    text = "## 4. Light\n\n3. Trim wicks\n\n- [x] Feed gulls\n\n> 7. Mend nets\n"
    assert lost(text, "# Light", "- Trim wicks", "- [ ] Feed gulls", "Mend nets") == []


def test_words_are_listed_as_written_and_once() -> None:
    text = "- **Polish** `Node.js` lenses/brass (_brass_), the keeper's lantern\n"
    assert lost(text, "x") == ["Polish", "Node", "js", "lenses", "brass", "keeper's", "lantern"]


def test_scripts_without_spaces_are_compared_by_letter() -> None:
    assert lost("- 不用灯\n", "- 不用") == ["灯"]


def test_invisible_characters_do_not_divide_a_word_and_are_listed_themselves() -> None:
    assert lost("- Co\u00adoperate\n", "- cooperate") == ["<U+00AD>"]
    assert lost("- Co\u00adoperate\n", "- co\u00adoperate") == []
    assert lost("- Co\u00adoperate\n", "- x") == ["cooperate", "<U+00AD>"]


def test_code_tables_quotes_and_comments_count() -> None:
    text = "```\nlamp\n```\n\n| brass |\n|---|\n| tin |\n\n> Quoted gull\n\n<!-- hidden -->\n"
    assert [(loss.line, loss.words) for loss in losses(text)] == [
        (2, ("lamp",)),
        (5, ("brass",)),
        (7, ("tin",)),
        (9, ("Quoted", "gull")),
        (11, ("hidden",)),
    ]


def test_titles_count_and_the_front_matter_does_not() -> None:
    (loss,) = losses("---\nname: gull\n---\n# Lamp\n")
    assert (loss.line, loss.words, loss.cluster) == (4, ("Lamp",), "")
    assert lost("# Lamp\n", "---", "name: lamp", "description: d", "---", "") == ["Lamp"]


@pytest.mark.parametrize(
    "lead", ["Never run these:", "**Never run these**:", "**Never run these:**", "- Never run these:"]
)
def test_a_lead_in_that_the_canonical_lacks_is_listed_whole(lead: str) -> None:
    kept = ("- Never feed gulls", "- run, these")
    (loss,) = losses(f"{lead}\n\n- feed gulls\n", *kept)
    assert (loss.kind, loss.words, loss.line) == ("lead_in", ("Never", "run", "these"), 1)
    assert loss.names == ()


@pytest.mark.parametrize("kept", ["## Never run these", "* **Never run these:**", "never runs these"])
def test_a_lead_in_that_is_a_line_of_the_canonical_is_kept(kept: str) -> None:
    assert lost("Never run these:\n\n- feed gulls\n", kept, "- feed gulls") == []


def test_a_colon_in_code_is_no_lead_in() -> None:
    assert lost("```\nfor gull in gulls:\n    feed\n```\n", "- feed gull in") == []


def test_redundant_personas_count() -> None:
    built = compiled(lettered(("- Trim the wick\n- Feed gulls\n", "- Trims the wick\n")), "")
    assert built.redundant == {"b"}
    assert {loss.persona for loss in losses_of(built, canonical(), words())} == {"a", "b"}


def test_what_a_budget_cuts_off_is_listed() -> None:
    texts = ("- Trim the wick\n- Feed gulls\n", "- Trim the wick\n- Mend nets\n")
    found = compiled(lettered(texts), EXACT + '[keep]\nmode = "shared"\n').losses
    assert [loss.words for loss in found] == [("Feed", "gulls"), ("Mend", "nets")]


def test_moved_examples_are_read_at_their_key() -> None:
    rules = EXACT + '[front_matter]\nexamples = "move"\n'
    front = "---\nname: n\ndescription: |\n  D\n  <example>\n  The gull\n  </example>\n---\n"
    built = compiled({"a.md": f"{front}- x1\n", "b.md": f"{front}- x2\n"}, rules)
    kept = canonical("- x1", "- x2", "<example>")
    found = losses_of(built, kept, words(), moved_examples(built.personas))
    assert [(loss.path, loss.line, loss.words) for loss in found] == [
        ("a.md", 3, ("gull",)),
        ("b.md", 3, ("gull",)),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trim it with Fresnel", ("Fresnel",)),
        ("Gulls like Herring", ("Herring",)),
        ("Kinds: herring, Kittiwake", ("Kittiwake",)),
        ("Kinds (**Kittiwake**)", ("Kittiwake",)),
        ("Herring gulls", ()),
        ("**Lamp Polish**", ()),
        ("LED lamps", ("LED",)),
        ("eLoran lamps", ()),
        ("LoRan lamps", ("LoRan",)),
        ("lamp2 lamps", ("lamp2",)),
        ("Trim it 12 times", ("12",)),
        ("Wait. Polish it", ()),
    ],
)
def test_names_are_capitals_inside_a_sentence_acronyms_and_numbers(text: str, names: tuple[str, ...]) -> None:
    (loss,) = losses(f"- {text}\n", "nothing")
    assert loss.names == names


def test_a_build_reports_the_name_that_a_merge_loses() -> None:
    link = '[[must_link]]\ntexts = ["Trim the wick of every lamp", "Trim wicks with Fresnel"]\n'
    texts = ("- Trim the wick of every lamp\n- a1\n", "- Trim wicks with Fresnel\n- b1\n")
    built = compiled(lettered(texts), EXACT + link)
    found = [d for d in built.diagnostics if d.code == "PC413"]
    assert [(d.path, d.line) for d in found] == [("b.md", 1)]


def test_a_name_lost_by_a_merge_is_reported_at_its_line() -> None:
    built = merged(lettered(("- Trim lamp\n- a1\n", "# T\n\n- Trim lamps\n- b1\n")))
    (cluster,) = (cluster for cluster in built.clusters if len(cluster.members) > 1)
    loss = Loss("b", "b.md", 3, ("lamps",), "words", cluster.id, ("lamps",))
    (diagnostic,) = lost_names(built, [loss])
    assert (diagnostic.code, diagnostic.severity) == ("PC413", "info")
    assert (diagnostic.path, diagnostic.line, diagnostic.column) == ("b.md", 3, 8)
    assert diagnostic.message == "merged, but the canonical has no 'lamps': Trim lamp"
    assert "cannot_link" in diagnostic.hint


def test_other_losses_are_not_reported() -> None:
    built = merged(lettered(("- Trim lamp\n- a1\n", "- Trim lamps\n- b1\n")))
    (cluster,) = (cluster for cluster in built.clusters if len(cluster.members) > 1)
    alone = next(cluster for cluster in built.clusters if len(cluster.members) == 1)
    without = [
        Loss("a", "a.md", 1, ("lamp",), "words", cluster.id),
        Loss("a", "a.md", 2, ("A1",), "words", alone.id, ("A1",)),
        Loss("a", "a.md", 2, ("A1",), "words", "", ("A1",)),
    ]
    assert list(lost_names(built, without)) == []


def test_only_the_text_of_an_agent_of_codex_counts() -> None:
    toml = "name = 'harbour'\ndeveloper_instructions = '''Oil the hinges\n- Wind\n'''\n[t]\ncommand = 'npx'\n"
    found = losses_of(merged({"a.toml": toml, "b.md": "- Wind\n"}), canonical("- Wind"), words())
    assert [(loss.line, loss.words) for loss in found] == [(2, ("Oil", "hinges"))]
