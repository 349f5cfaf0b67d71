"""What is written for an agent tool is read back as what it was, and stays within published limits."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

import personac
from tests.conftest import ROOT, SHARED
from tests.seams import Built, Source, parse, walk

RULES = b"""
[matching]
judge = false
[agent]
targets = ["agents-md", "claude", "codex", "copilot", "cursor", "gemini", "opencode", "skill"]
"""
GEMINI_KEYS = {
    "name", "description", "kind", "display_name", "tools", "model", "temperature", "max_turns",
    "timeout_mins", "mcp_servers",
}  # fmt: skip
CODEX_KEYS = {
    "name", "description", "developer_instructions", "nickname_candidates", "model", "model_reasoning_effort",
    "sandbox_mode", "mcp_servers",
}  # fmt: skip
SKILL_KEYS = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
OPENCODE_COLORS = r"#[0-9a-fA-F]{6}|primary|secondary|accent|success|warning|error|info"
"""What the documents named in docs/targets.md say, written here a second time."""
WILD = ("reviewer", "security", "data")


def _groups() -> Mapping[str, list[Path]]:
    wild = sorted((SHARED / "wild").rglob("*.md"))
    return {
        "own": sorted((ROOT / "agents").glob("*.md")),
        "seeds": sorted((SHARED / "seeds").glob("*.md")),
        **{word: [path for path in wild if word in path.name.lower()][:4] for word in WILD},
    }


GROUPS = _groups()


@pytest.fixture(scope="session", params=GROUPS)
def built(request: pytest.FixtureRequest) -> Built:
    paths = GROUPS[request.param]
    if not paths:
        pytest.skip(f"needs the real personas in {SHARED}, which are not part of the project")
    sources = {path.name.lstrip("."): path.read_bytes() for path in paths}
    return personac.build(sources, {"rules/r.toml": RULES})


def _targets(built: Built) -> dict[str, bytes]:
    return {name: data for name, data in built.outputs.items() if name.startswith("targets/")}


def _errors(built: Built) -> str:
    return " ".join(one.message for one in built.diagnostics if one.code in {"PC440", "PC444"})


def _texts(data: bytes, name: str) -> list[str]:
    source = Source(name, data)
    root = parse(source, "x")[0].body
    return [re.sub(r"\s+", " ", source.slice_text(node.span)) for node in walk(root)]


def test_every_target_is_written(built: Built) -> None:
    written = {PurePosixPath(name).parts[1] for name in _targets(built)}
    assert written | {"copilot"} >= {"agents-md", "claude", "codex", "cursor", "opencode", "skill"}


def test_it_is_read_back_as_what_it_was(built: Built) -> None:
    report = built.report.canonical
    canonical = Source("canonical.md", built.outputs[report.path])
    persona = parse(canonical, "x")[0]
    expected = _texts(canonical.data, "canonical.md")[1:]
    for name, data in _targets(built).items():
        again = parse(Source(name, data), "x")[0].front_matter.values
        assert _texts(data, name)[1:] == expected, name
        if "agents-md" not in name:
            assert again["description"] == persona.front_matter.values["description"], name
        if not name.startswith(("targets/agents-md", "targets/opencode")):
            assert again["name"] == persona.front_matter.values["name"], name


def test_what_is_beyond_a_limit_is_an_error(built: Built) -> None:
    for name, data in _targets(built).items():
        target = PurePosixPath(name).parts[1]
        if target != "codex":
            text = data.decode()
            front = {} if target == "agents-md" else yaml.safe_load(text.split("---\n")[1])
            _check(target, front, text, _errors(built))
        else:
            values = tomllib.loads(data.decode())
            assert set(values) <= CODEX_KEYS
            assert all(values[key].strip() for key in ("name", "description", "developer_instructions"))


def _check(target: str, front: Mapping[str, Any], text: str, errors: str) -> None:
    if target == "copilot":
        assert len(text.split("---\n", 2)[2].strip()) <= 30_000 or "GitHub Copilot permits 30,000" in errors
        assert isinstance(front.get("tools", []), list)
    elif target == "agents-md":
        assert len(text.encode()) <= 32_768 or "AGENTS.md permits 32,768" in errors
        assert not text.startswith("---")
    elif target == "gemini":
        assert set(front) <= GEMINI_KEYS
        assert re.fullmatch("[a-z0-9_-]+", front["name"])
        assert all(re.fullmatch("[a-z_]+|mcp_.*", tool) for tool in front.get("tools", []))
    elif target == "skill":
        assert set(front) <= SKILL_KEYS
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", front["name"])
        assert len(front["name"]) <= 64
        assert len(front["description"]) <= 1024 or "Agent Skills permits 1,024" in errors
    elif target == "opencode":
        assert isinstance(front.get("tools", {}), dict)
        assert re.fullmatch(OPENCODE_COLORS, str(front.get("color", "info")))
        assert "/" in str(front.get("model", "a/b"))
