"""The canonical is well-formed, and building it again gives it again; see `canonical`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.model.source import Source
from personac.pipeline import compile_personas
from tests.properties.canonical import problems
from tests.properties.strategies import kindred_groups, persona_groups

# Shrinking whole builds takes minutes; a failing group is small enough to read as it is.
_SLOW = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
_VARIANTS = (
    "",
    '[merge]\nfacets = "own"\ncovered = "keep"\n',
    '[merge]\nidentity = "all"\n',
    "[matching]\nthreshold = 0.2\nwithin = 0.3\nalone = 0.6\n",
)


@pytest.fixture(scope="module")
def variants() -> list[Rules]:
    return [load_rules([("rules/variant.toml", text.encode())] if text else []) for text in _VARIANTS]


def _problems(group: dict[str, bytes], rules: Rules) -> list[str]:
    sources = [Source(path, data) for path, data in group.items()]
    return problems(compile_personas(sources, rules, "agent"), rules)


@_SLOW
@given(group=kindred_groups(), variant=st.sampled_from(range(len(_VARIANTS))))
def test_of_personas_that_say_much_the_same(
    variants: list[Rules], group: dict[str, bytes], variant: int
) -> None:
    assert _problems(group, variants[variant]) == []


@_SLOW
@given(group=persona_groups(), variant=st.sampled_from(range(len(_VARIANTS))))
def test_of_personas_in_every_style(variants: list[Rules], group: dict[str, bytes], variant: int) -> None:
    assert _problems(group, variants[variant]) == []


@pytest.mark.parametrize("variant", range(len(_VARIANTS)))
def test_of_the_own_agents(variants: list[Rules], own_agents: dict[str, bytes], variant: int) -> None:
    assert _problems(own_agents, variants[variant]) == []


@pytest.mark.parametrize("variant", range(len(_VARIANTS)))
def test_of_the_seeds(variants: list[Rules], seeds: dict[str, bytes], variant: int) -> None:
    assert _problems(seeds, variants[variant]) == []


def test_of_wild_groups(variants: list[Rules], wild_groups: list[dict[str, bytes]]) -> None:
    for number, group in enumerate(wild_groups[:6]):
        assert _problems(group, variants[number % len(_VARIANTS)]) == [], list(group)
