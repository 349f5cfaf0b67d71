"""Front matter of real agent files, merged in random groups: strict YAML, and the same when built again."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from personac.config.schema import Rules
from personac.emit.front_matter_yaml import field_lines
from personac.front_matter import field_merge
from personac.ir import Compilation, Persona
from personac.model.source import Source
from personac.parsing.normalization import with_normaliser
from personac.parsing.parser import parse
from tests.unit.helpers import rules

_GROUPS = 25


def _front(base: Compilation, personas: tuple[Persona, ...], used: Rules) -> tuple[dict[str, Any], str]:
    compilation = field_merge.run(replace(base, personas=personas), used)
    lines = [line.text for field in compilation.fields for line in field_lines(field)]
    return {field.key: field.value for field in compilation.fields}, "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("examples", ["keep", "move", "drop"])
def test_two_strict_parsers_read_it_and_a_second_build_repeats_it(shared: Path, examples: str) -> None:
    folder, chance = shared / "wild", random.Random(4)  # noqa: S311 - a sample, not a secret
    files = sorted(path for path in folder.rglob("*.md") if path.name != "SOURCES.md")
    used = rules(f'[front_matter]\nexamples = "{examples}"\n')
    base, _ = with_normaliser(Compilation(name="agent"), used)
    for _ in range(_GROUPS):
        group = sorted(chance.sample(files, chance.randint(1, 5)))
        sources = [Source(path.relative_to(folder).as_posix(), path.read_bytes()) for path in group]
        values, text = _front(base, tuple(parse(s, s.path)[0] for s in sources), used)
        assert yaml.safe_load(text) == values, group
        assert YAML(typ="safe", pure=True).load(text) == values, group
        again, diagnostics = parse(Source("agent.md", f"---\n{text}---\n\nx\n".encode()), "agent")
        assert diagnostics == ()
        assert _front(base, (again,), used) == (values, text), group
