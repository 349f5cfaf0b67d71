from __future__ import annotations

from personac.matching.prepared_bullets import load_knowledge
from personac.merging.canonical_tree import CanonicalTree, section_refs
from personac.merging.documents import NONE, Documents, Node
from personac.merging.lead_ins import LeadIns
from personac.model import Planned, SectionRef
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, planned, rules

_BROAD = "- **Secrets**: rotation schedules, vault storage, scanning\n"
_KEYS = "- Rotate the signing keys\n- Rotate the signing keys of the vault\n"


def _grown(*texts: str, rules_text: str = EXACT) -> tuple[CanonicalTree, list[Node], Planned]:
    """The canonical with the first text as its trunk, and the trees of the others."""
    plan = planned(lettered(texts), rules_text)
    knowledge = load_knowledge(rules())
    lead_ins = LeadIns(
        knowledge.words, frozenset(), knowledge.scopes.read_all(plan.bullets), knowledge.scopes
    )
    trees = {n: Documents(plan).tree(n) for n in range(len(plan.personas))}
    return CanonicalTree(plan, trees[0], lead_ins), [trees[n] for n in range(1, len(texts))], plan


def _lines(*texts: str, rules_text: str = EXACT) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=rules_text).splitlines() if line]


def _items(root: Node) -> list[Node]:
    return [node for node in root.walk() if node.parent is not None and node.parent.is_list]


def test_a_bullet_of_the_same_cluster_is_there() -> None:
    canonical, (other,), _ = _grown("- a1\n- a2\n", "- b1\n- a2\n")
    first, second = _items(other)
    assert canonical.there(first) is None
    assert canonical.there(second) is _items(canonical.root)[1]
    assert (canonical.is_new(first), canonical.is_new(second)) == (True, False)


def test_a_block_of_the_same_content_is_there_and_a_rule_is_not() -> None:
    canonical, (other,), _ = _grown("```\nx\n```\n\n***\n\n- a\n", "```\nx\n```\n\n***\n\n- b\n")
    code, rule, _ = other.blocks
    assert canonical.there(code) is canonical.root.blocks[0]
    assert canonical.there(rule) is None
    assert (canonical.is_new(code), canonical.is_new(rule)) == (False, False)


def test_a_list_is_new_if_anything_in_it_is() -> None:
    canonical, (one, other), _ = _grown(
        "- a1\n- a2\n- a3\n", "- a1\n- b1\n", "## Skills\n\n- a2\n\n## Y\n\n- c1\n"
    )
    assert canonical.is_new(one.blocks[0])
    assert [canonical.is_new(section) for section in other.subsections] == [False, True]


def test_a_section_of_the_same_topic_is_found() -> None:
    canonical, (other,), _ = _grown("## Testing\n\n- a1\n", "## Cats\n\n- b1\n\n## testing\n\n- b2\n")
    cats, testing = other.subsections
    assert canonical.section_for(cats) is None
    assert canonical.section_for(testing) is canonical.root.subsections[0]


def test_what_is_adopted_is_there() -> None:
    canonical, (other,), _ = _grown("## A\n\n- a1\n", "## Cats\n\n- b1\n\n```\nx\n```\n")
    (cats,) = other.subsections
    canonical.adopt(cats)
    assert canonical.section_for(cats) is cats
    assert all(canonical.there(node) is node for node in cats.walk() if node.bullet != NONE or node.digest)


def test_a_narrow_bullet_says_what_the_broad_one_says_and_is_not_new() -> None:
    canonical, (other,), plan = _grown(f"{_BROAD}- x1\n", "- Vault storage\n- y1\n")
    narrow, own = _items(other)
    assert (canonical.is_narrow(narrow), canonical.is_narrow(own)) == (True, False)
    assert canonical.cluster_of(narrow) == plan.cluster_of[0]
    assert canonical.cluster_of(other) == NONE
    assert (canonical.is_new(narrow), canonical.there(narrow)) == (False, _items(canonical.root)[0])


def test_narrow_bullets_of_the_trunk_are_taken_out_of_it() -> None:
    canonical, _, _ = _grown("## A\n\n- Vault storage\n\n## B\n\n- y1\n", f"## A\n\n{_BROAD}- x1\n")
    first, second = canonical.root.subsections
    assert (first.below, len(second.below)) == ([], 1)


def test_the_procedure_of_a_list_is_that_of_its_steps() -> None:
    canonical, _, _ = _grown("## Process\n\nText.\n\n1. s1\n2. s2\n\n## B\n\n- y1\n")
    process, other = canonical.root.subsections
    assert canonical.procedure(process.blocks[1]) == 0
    assert canonical.procedure(other.blocks[0]) == NONE
    assert sorted(canonical.procedures_in(process)) == [0]
    assert sorted(canonical.procedures_in(other)) == []


def test_a_lead_in_is_merged_with_one_that_is_there_or_left_out() -> None:
    lead = "Do as follows when the sea is high:\n\n"
    canonical, (same, other), _ = _grown(
        f"{lead}```\nx\n```\n", f"{lead}- a\n", "Do this, at once and in a hurry:\n\n- b\n"
    )
    canonical.give_up(same.blocks[0], "reason")
    assert canonical.root.blocks[0].members == [0, same.blocks[0].bullet]
    canonical.give_up(other.blocks[0], "reason")
    canonical.give_up(None, "reason")
    assert canonical.left == {other.blocks[0].bullet: "reason"}


def test_closing_texts_are_at_the_end_each_once() -> None:
    texts = (
        "## A\n\n- a1\n- a2\n\nAlways be good.\n",
        "## A\n\n- a1\n- b1\n\n## B\n\n- b2\n\nAlways be good.\n",
        "## A\n\n- a1\n- c1\n\nNever be bad.\n",
    )
    lines = _lines(*texts)
    assert lines[-2:] == ["Always be good.", "Never be bad."]
    assert lines.count("Always be good.") == 1


def test_a_closing_that_others_have_has_each_of_them_as_an_origin() -> None:
    built = compiled(lettered(("- a1\n- a2\n\nBe good.\n", "- a1\n- b1\n\nBe good.\n")))
    (line,) = (line for line in built.canonical.lines if line.text == "Be good.")
    assert [(o.persona, o.relation) for o in line.origins] == [("a", "kept"), ("b", "merged")]


def test_the_last_text_below_a_heading_or_a_text_is_no_closing() -> None:
    for text in ("- a\n\n## B\n\nText.\n\nBe good.\n", "Text.\n\nBe good.\n"):
        canonical, _, _ = _grown(text, "- b\n")
        assert [node.text for node in canonical.root.walk() if node.is_paragraph] == ["Text.", "Be good."]


def test_the_first_text_says_whether_there_is_an_identity() -> None:
    assert _grown("# T\n\nYou are a keeper.\n\n- a\n", "- b\n")[0].has_identity()
    assert not _grown("Text.\n\nYou are a keeper.\n\n- a\n", "- b\n")[0].has_identity()
    assert not _grown("- a\n", "- b\n")[0].has_identity()


def test_the_sections_of_the_sources_are_found_in_the_tree() -> None:
    canonical, _, _ = _grown("## A\n\n- a\n", "- b\n")
    refs = section_refs(canonical.root)
    assert {ref: node.title for ref, node in refs.items()} == {
        SectionRef(0, ()): "",
        SectionRef(0, (0,)): "A",
    }


def test_a_narrow_bullet_is_an_origin_of_the_broad_one() -> None:
    texts = (f"## A\n\n{_BROAD}- x1\n", "## A\n\n- Vault storage\n- y1\n")
    built = compiled(lettered(texts))
    (line,) = (line for line in built.canonical.lines if "Secrets" in line.text)
    assert [(o.persona, o.line, o.relation) for o in line.origins] == [("a", 3, "kept"), ("b", 3, "covered")]
    assert "- Vault storage" not in _lines(*texts)


def test_a_section_of_narrow_bullets_only_is_not_in_the_canonical() -> None:
    assert _lines(f"## A\n\n{_BROAD}- x1\n", "## A\n\n- Vault storage\n\n## C\n\n- y1\n") == [
        "## A", _BROAD.strip(), "- x1", "## C", "- y1",
    ]  # fmt: skip


def test_a_closing_with_the_text_of_another_one_is_said_once() -> None:
    closing = "Bring everyone home before the tide turns."
    body = canonical_body(f"## Cats\n\n- a1\n\n{closing}\n", f"## Dogs\n\n- b1\n\n{closing}\n")
    assert body.count(closing) == 1


def test_a_closing_of_one_persona_that_says_what_its_text_says_stays() -> None:
    text = "## Cats\n\nBring everyone home before the tide.\n\n- a1\n\nBring everyone home before the tide!\n"
    assert canonical_body(text) == text
