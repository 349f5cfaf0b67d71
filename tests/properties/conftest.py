"""Groups of personas, each built once a run: the project's own, the seeds, and the real ones."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT, SHARED
from tests.properties.finished_build import FinishedBuild, build_in

GROUP_SIZE = 5
SAMPLE = 42
"""Every run builds one in so many of the groups of real personas; `pytest -m long` builds the others."""
SHORT_SAMPLE = 84
"""The same for builds that keep a part of what their sources say."""
UNJUDGED = "[matching]\njudge = false\n"
"""Builds without the judge are several times as fast, and the promises do not depend on it."""
RULES = (
    "",
    UNJUDGED + '\n[merge]\nfacets = "own"\ncovered = "keep"\n',
    UNJUDGED + '\n[merge]\nidentity = "all"\n',
    UNJUDGED + "unjudged = 0.2\nwithin = 0.3\nalone = 0.6\n",
)
"""Rules that change how bullets are clustered and worded; every promise holds under each."""
KEEP = tuple(
    f"{UNJUDGED}[keep]\n{mode}\n"
    for mode in ('mode = "shared"', "budget = 1500", "min_support = 3", "budget = 400", "min_support = 5")
)
"""Rules by which the canonical says only a part of what its sources say."""


class Group(NamedTuple):
    """Personas by where they lie, and the rules (TOML) that they are built by."""

    name: str
    folder: Path
    paths: tuple[Path, ...]
    rules: str
    is_long: bool = False


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for fixture, rules, sample in (("build", RULES, SAMPLE), ("short_build", KEEP, SHORT_SAMPLE)):
        if fixture in metafunc.fixturenames:
            groups = _parameters(_groups(rules, sample))
            metafunc.parametrize(fixture, list(groups), indirect=True, scope="session")


@pytest.fixture(scope="session")
def build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FinishedBuild:
    """A build that keeps everything."""
    return _built(request.param, tmp_path_factory)


@pytest.fixture(scope="session")
def short_build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FinishedBuild:
    """A build that keeps a part."""
    return _built(request.param, tmp_path_factory)


def _built(group: Group, factory: pytest.TempPathFactory) -> FinishedBuild:
    if not group.paths:
        pytest.skip(f"needs the real personas in {SHARED}, which are not part of the project")
    # The file names of the real personas are whole paths, flattened; `expand` writes no hidden file.
    sources = {
        (path.relative_to(group.folder).parent / path.name.lstrip(".")).as_posix(): path.read_bytes()
        for path in group.paths
    }
    return build_in(factory.mktemp("group"), sources, group.rules)


def _parameters(groups: Iterable[Group]) -> Iterator[object]:
    """Mark each group so that all tests of it run on one worker, which builds it once."""
    for group in groups:
        marks = [pytest.mark.xdist_group(group.name), *([pytest.mark.long] if group.is_long else [])]
        yield pytest.param(group, marks=marks, id=group.name)


def _groups(choice: tuple[str, ...], sample: int) -> Iterator[Group]:
    """Yield the personas of the project and the seeds under all of the rules, real ones under one each."""
    for name, folder, always in (("own", ROOT / "agents", {0, 1}), ("seeds", SHARED / "seeds", {2})):
        for number, rules in enumerate(choice):
            yield Group(f"{name} {number}", folder, _files(folder), rules, is_long=number not in always)
    wild = SHARED / "wild"
    paths = [path for path in _files(wild) if path.name != "SOURCES.md"]
    random.Random(2026).shuffle(paths)  # noqa: S311 - a reproducible shuffle, no secret
    for number, first in enumerate(range(0, len(paths), GROUP_SIZE)):
        chunk = tuple(paths[first : first + GROUP_SIZE])
        rules = choice[number % len(choice)]
        yield Group(f"wild {number}", wild, chunk, rules, is_long=number % sample > 0)


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.md")))
