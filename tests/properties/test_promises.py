"""The promises of the design on generated personas, the project's own, the seeds and the wild."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

import personac
from tests.effort import examples, one_in
from tests.properties.promises import (
    check_complete,
    check_edits_reach_their_source,
    check_expand_all,
    check_lossless,
    check_lossless_by_tools,
)
from tests.properties.strategies import persona_groups

# Shrinking whole builds takes minutes; a failing group is small enough to read as it is.
_SLOW = settings(examples(25), phases=[Phase.explicit, Phase.reuse, Phase.generate])
SHARES = 4
_TOOLS = [tool for tool in ("patch", "git") if shutil.which(tool) is None]
needs_tools = pytest.mark.skipif(bool(_TOOLS), reason=f"needs {' and '.join(_TOOLS)} on PATH")


@_SLOW
@given(group=persona_groups())
def test_generated_personas_are_restored_and_complete(group: dict[str, bytes]) -> None:
    built = personac.build(group)
    check_lossless(built, group)
    check_complete(built)


@_SLOW
@given(group=persona_groups())
def test_generated_personas_come_back_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, group: dict[str, bytes]
) -> None:
    check_expand_all(personac.build(group), group, tmp_path_factory.mktemp("all"))


@_SLOW
@given(group=persona_groups())
def test_edits_of_generated_personas_reach_their_source(group: dict[str, bytes]) -> None:
    check_edits_reach_their_source(personac.build(group), group)


@_SLOW
@given(group=persona_groups())
def test_the_order_of_files_does_not_matter(group: dict[str, bytes]) -> None:
    backwards = dict(reversed(group.items()))
    assert personac.build(group).outputs == personac.build(backwards).outputs


def test_own_agents_keep_the_promises(own_agents: dict[str, bytes], tmp_path: Path) -> None:
    built = personac.build(own_agents)
    check_expand_all(built, own_agents, tmp_path)
    check_edits_reach_their_source(built, own_agents)
    check_lossless(built, own_agents)
    check_complete(built)


@needs_tools
def test_own_agents_are_restored_by_patch_and_git(own_agents: dict[str, bytes], tmp_path: Path) -> None:
    check_lossless_by_tools(personac.build(own_agents), own_agents, tmp_path)


@needs_tools
def test_seeds_keep_the_promises(seeds: dict[str, bytes], tmp_path: Path) -> None:
    built = personac.build(seeds)
    check_expand_all(built, seeds, tmp_path / "all")
    check_edits_reach_their_source(built, seeds)
    check_lossless(built, seeds)
    check_complete(built)
    check_lossless_by_tools(built, seeds, tmp_path)


@pytest.mark.parametrize("share", range(SHARES))
def test_wild_groups_keep_the_promises(wild_groups: list[dict[str, bytes]], share: int) -> None:
    for group in wild_groups[share :: SHARES * one_in(2)]:
        built = personac.build(group)
        check_lossless(built, group)
        check_complete(built)


@needs_tools
@pytest.mark.parametrize("share", range(SHARES))
def test_wild_groups_are_restored_by_patch_and_git_and_in_any_order(
    wild_groups: list[dict[str, bytes]], share: int, tmp_path: Path
) -> None:
    shuffler = random.Random(share)  # noqa: S311 - a reproducible shuffle, no secret
    for number, group in enumerate(wild_groups[share :: SHARES * one_in(10)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        built = personac.build(group)
        check_lossless_by_tools(built, group, folder)
        names = shuffler.sample(sorted(group), len(group))
        assert personac.build({name: group[name] for name in names}).outputs == built.outputs


def _environments() -> Iterator[dict[str, str]]:
    choices = (
        ("0", "C", "UTC", "1"),
        ("1", "C.UTF-8", "Asia/Tokyo", "2"),
        ("42", "POSIX", "America/Lima", "1"),
    )
    for seed, locale, zone, threads in choices:
        settings_of_one = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "OMP_NUM_THREADS": threads}
        yield {**os.environ, **settings_of_one, "OPENBLAS_NUM_THREADS": threads}


def test_the_environment_does_not_matter(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "agents", tmp_path / "agents")
    found = []
    for environment in _environments():
        subprocess.run(
            [sys.executable, "-m", "personac", "build", "-q"], cwd=tmp_path, env=environment, check=True
        )
        found.append({p.name: p.read_bytes() for p in (tmp_path / "build").rglob("*") if p.is_file()})
        shutil.rmtree(tmp_path / "build")
    assert found[0] == found[1] == found[2]
