from __future__ import annotations

from tests.unit.helpers import EXACT, lettered, planned, with_own


def _order(*texts: str, rules_text: str = "") -> list[str]:
    outline = planned(lettered(texts), EXACT + rules_text).outline
    return [child.title for child in outline.children]


def _flat(*titles: str) -> str:
    return "".join(f"## {title}\n\n- {title} own\n\n" for title in titles)


def test_roles_order_what_no_source_does() -> None:
    texts = [_flat(title) for title in ("Remember", "Checklist", "Cats", "Workflow", "Identity")]
    assert _order(*texts) == ["Identity", "Cats", "Workflow", "Checklist", "Remember"]
    other = '[outline]\nrole_order = ["closing", "process"]\n'
    assert _order(*texts, rules_text=other) == ["Remember", "Workflow", "Checklist", "Cats", "Identity"]


def test_the_sources_count_more_than_roles() -> None:
    assert _order(_flat("Checklist", "Workflow"), _flat("Workflow", "Cats")) == [
        "Checklist",
        "Workflow",
        "Cats",
    ]


def test_then_the_mean_place_and_the_first_appearance_count() -> None:
    assert _order(_flat("Cats", "Dogs"), _flat("Hens", "Geese", "Mice")) == [
        "Cats",
        "Hens",
        "Geese",
        "Dogs",
        "Mice",
    ]


def test_the_majority_counts_where_sources_contradict_each_other() -> None:
    one, other = _flat("Cats", "Dogs"), _flat("Dogs", "Cats")
    assert _order(*with_own(other, one, one)) == ["Cats", "Dogs"]
    assert _order(*with_own(one, other, other)) == ["Dogs", "Cats"]
    assert _order(*with_own(other, one)) == ["Dogs", "Cats"]


def test_identity_first_closing_last() -> None:
    assert _order(_flat("Cats", "Remember"), _flat("Identity", "Dogs")) == [
        "Identity",
        "Cats",
        "Dogs",
        "Remember",
    ]
