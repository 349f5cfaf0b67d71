"""pyproject.toml declares what the code imports, and nothing else; its bounds can be installed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.lowest_versions import NoBoundError, constraints, requirements

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
OWN = {"bench", "personac", "tests", "tools"}


def names(listed: Iterable[str]) -> set[str]:
    return {normalised(re.split(r"[\[<>=;\s]", requirement)[0]) for requirement in listed}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder: str, declared: set[str]) -> set[str]:
    """Return the distributions whose modules a folder imports, wherever in a file; `declared` ones first."""
    modules = {name.partition(".")[0] for path in (ROOT / folder).rglob("*.py") for name in modules_of(path)}
    return {distribution(name, declared) for name in modules - OWN - {*sys.stdlib_module_names}}


def modules_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


@cache
def installed() -> Mapping[str, Sequence[str]]:
    return packages_distributions()


def distribution(module: str, declared: set[str]) -> str:
    """Return the distribution of a module; several share that of a namespace."""
    found = [normalised(name) for name in installed().get(module, [module])]
    return next((name for name in found if name in declared), found[0])


def test_src_imports_what_is_declared_and_nothing_is_declared_in_vain() -> None:
    required = names(PROJECT["dependencies"])
    optional = names(chain.from_iterable(EXTRAS[extra] for extra in ("graph", "ray", "review", "tokens")))
    assert imported("src", required | optional) == required | optional


@pytest.mark.parametrize(
    ("folder", "extras"),
    [("tests", ["dev"]), ("tools", ["dev", "docs", "train"]), ("bench", ["dev", "bench", "peers"])],
)
def test_what_else_is_imported_is_declared_too(folder: str, extras: list[str]) -> None:
    declared = names(requirements(PROJECT, extras))
    assert imported(folder, declared) - declared == set()


def test_private_modules_of_others_are_not_imported() -> None:
    private = [
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in modules_of(path)
        if not name.startswith("personac") and re.search(r"\._[a-z]", name)
    ]
    assert private == []


def test_every_requirement_has_a_lower_bound_and_one_only() -> None:
    lowest = list(constraints(requirements(PROJECT, EXTRAS)))
    by_name = [line.partition("==")[0] for line in lowest]
    assert len({line.partition(";")[0] for line in lowest}) == len({*by_name})
    assert "msgspec==0.20" in lowest


def test_the_lowest_version_of_a_requirement() -> None:
    given = ["b>=1.2,<2", "A[x] >= 3", "c>=0.1; python_version < '3.14'"]
    assert list(constraints(given)) == ["A==3", "b==1.2", "c==0.1; python_version < '3.14'"]
    with pytest.raises(NoBoundError, match="'d<3' has no lower bound"):
        list(constraints(["d<3"]))


def test_the_newest_python_is_that_of_the_classifiers() -> None:
    script = [sys.executable, ".ci/newest_python.py"]
    path = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    if not path:
        pytest.skip("this machine does not have the newest Python of the classifiers")
    code = "import sys; print('Programming Language :: Python :: %d.%d' % sys.version_info[:2])"
    found = subprocess.run([path, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    versions = [one for one in PROJECT["classifiers"] if re.search(r":: \d+\.\d+$", one)]
    assert found == versions[-1]
