"""One persona keeps its own tree, and what rules made stays as they made it."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from personac.model import Topic
from tests.unit.helpers import EXACT, canonical_body, merged

Tree = tuple[tuple[str, "Tree"], ...]
_TITLES = (
    "Process", "Workflow", "Working Process", "When invoked", "Your Process", "Security",
    "Security Considerations", "Testing", "Quality Assurance", "Tests", "Overview", "Key Patterns",
    "Expertise", "Technical Skills", "Databases", "SQL", "Database expertise", "Checklist",
    "Quality Checklist", "Output", "Closing", "Identity", "Collaboration", "Best practices",
    "`Code` review", "C#", "**Bold**", "1. Steps", "a_b_c", "Cats \\#", "Zug & Z\u00fcrich",
)  # fmt: skip
_leaf = st.just(())
_trees = st.recursive(
    _leaf,
    lambda below: st.lists(
        st.tuples(st.sampled_from(_TITLES), below), min_size=1, max_size=5, unique_by=lambda part: part[0]
    ).map(tuple),
    max_leaves=14,
)
_MADE = """
[[outline.section]]
title = "Quality"
[[outline.section]]
title = "Testing"
under = "Quality"
[[outline.section]]
title = "Checklist"
aliases = ["Quality Checklist"]
under = "Quality"
"""
_PLACED = """
[[outline.section]]
title = "Flow"
aliases = ["Process", "Workflow", "Closing"]
level = 2
[[outline.section]]
title = "SQL"
under = "Databases"
[[outline.section]]
title = "Databases"
"""
_ORDERED = '[outline]\norder = ["Output", "Testing", "Process"]\n'
_ALIAS = '[[outline.alias]]\ntitles = ["Security", "Security Considerations", "Overview"]\n'
_ROLES = '[outline]\nrole_order = ["closing", "output", "topic", "process"]\n'
_RULES = st.sampled_from(("", _MADE, _PLACED, _ORDERED, _ALIAS, _ROLES)).map(EXACT.__add__)


def _written(tree: Tree, level: int = 2, prefix: str = "x") -> str:
    parts = (
        f"{'#' * level} {title}\n\n- {prefix}{at} own\n\n{_written(below, level + 1, f'{prefix}{at}')}"
        for at, (title, below) in enumerate(tree)
    )
    return "".join(parts)


def _depth(tree: Tree) -> int:
    return 1 + max((_depth(below) for _, below in tree), default=0)


def _tree(topic: Topic) -> Tree:
    return tuple((child.title, _tree(child)) for child in topic.children)


def _outline(texts: dict[str, str], rules_text: str) -> Topic:
    return merged(texts, rules_text).outline


def _plain(tree: Tree) -> Tree:
    """As titles are read: without numbers, marks and escapes."""
    return tuple((re.sub(r"1\. |[*`\\]", "", title), _plain(below)) for title, below in tree)


@settings(max_examples=25, deadline=None)
@given(_trees.filter(lambda tree: _depth(tree) <= 5))
def test_one_persona_keeps_its_own_tree(tree: Tree) -> None:
    assert _tree(_outline({"a.md": _written(tree)}, EXACT)) == _plain(tree)


@settings(max_examples=25, deadline=None)
@given(st.lists(_trees.filter(lambda tree: _depth(tree) <= 4), min_size=1, max_size=3), _RULES)
def test_a_merged_outline_is_stable(trees: list[Tree], rules_text: str) -> None:
    texts = [_written(tree, prefix=letter) for tree, letter in zip(trees, "xyz", strict=False)]
    body = canonical_body(*texts, rules_text=rules_text)
    assert canonical_body(body, rules_text=rules_text) == body
