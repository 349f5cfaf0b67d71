"""Covers, compared with a computation of every facet of every pair."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from personac.matching.bullet_traits import head_text
from personac.matching.feature_inputs import topic_idf
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from personac.matching.subsumption import CoverFinder
from personac.model import Bullet, Cover
from tests.unit.helpers import extracted, rules

_KNOWLEDGE: Knowledge = load_knowledge(rules())
_WORDS = st.sampled_from(["caching", "queues", "logging", "rate limiting", "Kubernetes", "the", "tests"])
_ITEMS = st.builds(
    lambda lead, facets: f"- {lead}{', '.join(facets)}\n",
    st.sampled_from(["", "", "**Caching**: ", "**Rate limiting**: "]),
    st.lists(_WORDS, min_size=1, max_size=4),
)


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    weights = [
        sum(topic_idf(_KNOWLEDGE.background, unit) for unit in sorted(units)) for units in (part, whole)
    ]
    return weights[0] / weights[1] if part else 0.0


def _weighed(bullets: tuple[Bullet, ...], broad: int, narrow: int) -> Cover:
    core = _KNOWLEDGE.words.core
    wide, small, head = (
        core(bullets[broad].text),
        core(bullets[narrow].text),
        core(head_text(bullets[narrow])),
    )
    facets = [(facet, units) for facet in bullets[broad].facets if (units := core(facet))]
    if len(facets) < 2 or len(wide) <= len(small):
        return Cover(broad, narrow, 0.0, "")
    whole = 0.2 * _share(small & wide, small)
    score, facet = max(
        (round(0.5 * _share(units & head, head) + 0.3 * _share(units & head, units) + whole, 4), facet)
        for facet, units in facets
    )
    return Cover(broad, narrow, score, facet)


@given(st.lists(_ITEMS, min_size=2, max_size=6))
def test_covers_equal_a_plain_computation(items: list[str]) -> None:
    bullets = extracted({"a.md": "".join(items)}).bullets
    pairs = list(combinations(range(len(bullets)), 2))
    expected = [
        max((_weighed(bullets, a, b), _weighed(bullets, b, a)), key=lambda cover: (cover.score, -cover.broad))
        for a, b in pairs
    ]
    result = CoverFinder(_KNOWLEDGE).among(bullets, pairs)
    assert sorted(result, key=lambda c: (c.broad, c.narrow)) == sorted(
        (cover for cover in expected if cover.score >= 0.9), key=lambda c: (c.broad, c.narrow)
    )


def test_the_narrower_bullet_is_covered() -> None:
    bullets = extracted({"a.md": "- Secrets: rotation, scanning\n- Rotation\n"}).bullets
    (cover,) = CoverFinder(_KNOWLEDGE).among(bullets, [(0, 1)])
    assert (cover.broad, cover.narrow, cover.facet) == (0, 1, "rotation")
