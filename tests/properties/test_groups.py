"""Every promise on groups of whole personas; each group is built once, see `conftest`."""

from __future__ import annotations

import shutil

import pytest

from tests.properties.finished_build import FinishedBuild
from tests.properties.promises import (
    OF_EVERY_BUILD,
    OF_WHOLE_BUILDS,
    Promise,
    a_budget_holds,
    hand_edits_reach_their_sources,
    patch_and_git_restore_every_source,
)

_MISSING = [tool for tool in ("patch", "git") if shutil.which(tool) is None]
_BY_TOOLS = pytest.param(
    patch_and_git_restore_every_source,
    marks=pytest.mark.skipif(bool(_MISSING), reason=f"needs {' and '.join(_MISSING)} on PATH"),
)
_BY_GIT = pytest.param(
    hand_edits_reach_their_sources,
    marks=pytest.mark.skipif("git" in _MISSING, reason="needs git on PATH"),
)


def _name(promise: Promise) -> str:
    return promise.__name__


@pytest.mark.parametrize("promise", [*OF_EVERY_BUILD, *OF_WHOLE_BUILDS, _BY_TOOLS, _BY_GIT], ids=_name)
def test_a_build_keeps_its_promises(build: FinishedBuild, promise: Promise) -> None:
    broken = list(promise(build))
    assert broken == []


@pytest.mark.parametrize("promise", [*OF_EVERY_BUILD, a_budget_holds], ids=_name)
def test_a_build_that_keeps_a_part_does_too(short_build: FinishedBuild, promise: Promise) -> None:
    assert list(promise(short_build)) == []
