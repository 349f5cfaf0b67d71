from __future__ import annotations

import pytest

from personac.matching.bullet_traits import act_of, head_text, title_rows, title_text
from personac.matching.tokenizer import Words
from tests.unit.helpers import bullets_of


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ('- "Debug the DNS"\n', "quote"),
        ("- Delegate to `qa-expert`\n", "relation"),
        ("- Work with backend-developer on schemas\n", "relation"),
        ("# Integration with other agents\n\n- Anything\n", "relation"),
        ("- Summary of [Feature]\n", "output"),
        ("# Deliverables\n\n- Anything\n", "output"),
        ("# Success metrics\n\n- Uptime above 99 %\n", "metric"),
        ("# Security\n\n- Rotate keys\n", "practice"),
    ],
)
def test_acts(text: str, act: str) -> None:
    assert act_of(bullets_of(text)[-1]) == act


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("**Caching**: keys that expire", "Caching"),
        ("Build dashboards for every team", "Build dashboards"),
        ("Use it for teams", "Use it for teams"),
        ("Rotate keys", "Rotate keys"),
    ],
)
def test_heads(text: str, head: str) -> None:
    assert head_text(bullets_of(f"- {text}\n")[0]) == head


def test_the_title_is_the_parents_first_words_or_the_section() -> None:
    (bare,) = bullets_of("- x\n")
    (titled,) = bullets_of("# A\n\n## B\n\n- x\n")
    assert title_text(bare, "") == ""
    assert title_text(titled, "") == "B"
    assert title_text(titled, "Caching: all of it") == "Caching"


def test_titles_have_no_filler_and_no_common_topics() -> None:
    bullets = bullets_of("# Cache practices\n\n" + "- Cache it\n" * 8 + "\n# Logging\n\n- Log it\n")
    words = Words(filler=["practices"])
    texts = [words.units(b.text) for b in bullets]
    rows = title_rows(bullets, [""] * len(bullets), texts, words)
    assert rows == [()] * 8 + [("log",)]
