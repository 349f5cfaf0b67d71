"""The name on the public index belongs to nobody yet: nothing may send anybody there to install personac."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

_INSTALLERS = r"uvx|uv tool (?:install|run)|uv (?:pip install|add)|pipx (?:install|run)|pip3? install"
# A bare name, with or without extras or a version. `./personac`, a URL and a wheel are not bare.
FROM_AN_INDEX = re.compile(rf"(?:{_INSTALLERS})\s+(?:-[-\w]+\s+)*['\"`]?personac(?![-\w./])")
_FILES = ("*.md", "*.py", "*.toml", "*.yml", "*.yaml", "*.mk", "Makefile", ".ci/*")


def texts() -> Iterator[tuple[Path, str]]:
    """Yield the project's files that people read, but for builds and the inputs of tests."""
    for pattern in _FILES:
        for path in sorted(ROOT.rglob(pattern)):
            inside = path.relative_to(ROOT).parts
            if not {".venv", ".git", "build", "golden", "projects", "data"} & {*inside[:-1]}:
                yield path, path.read_text(encoding="utf-8")


def test_nothing_recommends_to_install_personac_from_an_index() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts()
        if path.name != Path(__file__).name
        for match in FROM_AN_INDEX.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("uvx personac build", True),
        ('pip install "personac[tokens]"', True),
        ("pipx install personac==0.1", True),
        ("uv tool install --upgrade personac", True),
        ("pip install -q personac\n", True),
        ("pip install './personac[tokens]'", False),
        ("pip install ./personac", False),
        ("uv tool install git+https://github.com/example/personac@v0.1.0", False),
        ("pip install personac-0.1.0-py3-none-any.whl", False),
        ("uv run personac build", False),
    ],
)
def test_what_counts_as_from_an_index(text: str, *, is_bare: bool) -> None:
    assert bool(FROM_AN_INDEX.search(text)) is is_bare


def test_every_way_of_the_readme_to_install_names_a_place() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"<!-- install -->\n```sh\n(.*?)```", readme, re.DOTALL)
    arguments = [line.partition(" #")[0].split()[-1] for line in block.splitlines()]
    assert arguments[0] == "./personac"
    assert re.fullmatch(r"\./personac-[\d.]+-py3-none-any\.whl", arguments[1])
    assert arguments[2].startswith("git+https://")


def test_the_pages_link_to_that_section() -> None:
    pages = ("ci.md", "keep.md")
    assert [name for name in pages if "../README.md#install" not in (ROOT / "docs" / name).read_text()] == []
