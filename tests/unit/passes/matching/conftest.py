"""What the matcher knows, loaded once."""

from __future__ import annotations

import pytest

from personac.passes.matching.background import Background
from personac.passes.matching.knowledge import Knowledge, load_knowledge
from personac.passes.matching.words import Words
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
