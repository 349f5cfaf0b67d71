"""The knowledge of the matcher, loaded once."""

from __future__ import annotations

import pytest

from personac.matching.corpus_stats import Background
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from personac.matching.tokenizer import Words
from tests.unit.helpers import rules


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(rules())


@pytest.fixture(scope="session")
def words(knowledge: Knowledge) -> Words:
    return knowledge.words


@pytest.fixture(scope="session")
def background(knowledge: Knowledge) -> Background:
    return knowledge.background
