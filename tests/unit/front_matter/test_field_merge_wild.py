"""Front matter of real agent files, merged in random groups: strict YAML, and the same when built again."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from personac.config.front_matter_schema import FrontMatterRules
from personac.config.vocabulary import Vocabulary
from personac.emit.front_matter_lines import field_lines
from personac.front_matter.field_merge import FieldMerger
from personac.model import Persona
from personac.model.source import Source
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse
from tests.unit.helpers import rules

_GROUPS = 25


def _front(
    personas: tuple[Persona, ...], used: FrontMatterRules, normaliser: Normaliser
) -> tuple[dict[str, Any], str]:
    fields, _ = FieldMerger(personas, "agent", used, normaliser).merge_all()
    lines = [line.text for field in fields for line in field_lines(field)]
    return {field.key: field.value for field in fields}, "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("examples", ["keep", "move", "drop"])
def test_two_strict_parsers_read_it_and_a_second_build_repeats_it(shared: Path, examples: str) -> None:
    folder, chance = shared / "wild", random.Random(4)  # noqa: S311 - a sample, not a secret
    files = sorted(path for path in folder.rglob("*.md") if path.name != "SOURCES.md")
    used = rules(f'[front_matter]\nexamples = "{examples}"\n')
    front_matter, normaliser = used.front_matter, Normaliser(Vocabulary.from_groups(used.vocabulary.groups))
    for _ in range(_GROUPS):
        group = sorted(chance.sample(files, chance.randint(1, 5)))
        sources = [Source(path.relative_to(folder).as_posix(), path.read_bytes()) for path in group]
        values, text = _front(tuple(parse(s, s.path)[0] for s in sources), front_matter, normaliser)
        assert yaml.safe_load(text) == values, group
        assert YAML(typ="safe", pure=True).load(text) == values, group
        again, diagnostics = parse(Source("agent.md", f"---\n{text}---\n\nx\n".encode()), "agent")
        assert diagnostics == ()
        assert _front((again,), front_matter, normaliser) == (values, text), group
