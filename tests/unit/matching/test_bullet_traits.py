from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import pytest

from personac.matching.bullet_traits import act_of, head_text, numbers_of, title_rows, title_text
from personac.matching.prepared_bullets import Knowledge
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


@pytest.mark.parametrize(
    ("text", "measures", "versions", "digits"),
    [
        ("Keep calm", {}, {}, set()),
        ("Retry three times", {"time": {"3"}}, {}, {"3"}),
        ("Answer in 200 ms or 1-2 seconds", {"s": {"0.2", "1-2"}}, {}, {"200", "1", "2"}),
        ("Target Python 3.12", {}, {"python": {"3.12"}}, {"3", "12"}),
        ("Keep the 99th percentile low, p99 too", {"percentile": {"99"}}, {"p": {"99"}}, set()),
        ("With 3 nodes", {"node": {"3"}}, {}, {"3"}),
        ("Sixty percent of a fortnight", {"%": {"60"}}, {}, {"60"}),
        ("Caf\u00e9s count nothing", {}, {}, set()),
    ],
)
def test_measures_versions_and_digits(
    knowledge: Knowledge,
    text: str,
    measures: Mapping[str, AbstractSet[str]],
    versions: Mapping[str, AbstractSet[str]],
    digits: AbstractSet[str],
) -> None:
    result = numbers_of(text, knowledge.words)
    assert (dict(result.measures), dict(result.versions), result.digits) == (measures, versions, digits)


def test_a_word_that_only_looks_spelled_is_no_number(knowledge: Knowledge) -> None:
    assert numbers_of("Wait s\u0131x times", knowledge.words).digits == set()
    assert numbers_of("Wait s\u0131x or six times", knowledge.words).digits == {"6"}
