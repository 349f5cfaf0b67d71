"""docs/ci.md can be followed: its commands run in their order, and its settings are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ci.conftest import ROOT, Shell
from tests.ci.schemas import check
from tests.seams import load_rules

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = {
    "GitHub workflow": ("--builtin-schema", "vendor.github-workflows"),
    "GitLab CI": ("--builtin-schema", "vendor.gitlab-ci"),
}


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(PAGE) if kind == language]


def kind_of(block: str) -> str:
    return block.partition("\n")[0].removeprefix("# ")


def test_every_command_runs(shell: Shell) -> None:
    shell.must("git rm -q -r build && git commit -q -m 'not built yet' && git branch origin/main")
    first, *others = blocks("sh")
    shell.must(first)
    assert shell.must("git check-attr text linguist-generated -- build/report.md").splitlines() == [
        "build/report.md: text: unset",
        "build/report.md: linguist-generated: set",
    ]
    shell.must("git branch -f origin/main")
    for script in others:
        shell.must(script)
    assert shell.must("git status --short") == "?? personac.sarif\n"


def test_a_gate_of_the_page_fails_on_something_new(shell: Shell) -> None:
    *_, gate = (block for block in blocks("sh") if block.startswith("personac report --fail-on dup"))
    shell.must("personac report --write-baseline known.txt && printf '# none\\n' > known.txt")
    assert shell.run(gate).returncode == 1


@pytest.mark.parametrize("block", [block for block in blocks("yaml") if kind_of(block) in KINDS], ids=kind_of)
def test_settings_of_forges_are_valid(block: str, tmp_path: Path) -> None:
    (tmp_path / "file.yml").write_text(block)
    check(tmp_path / "file.yml", KINDS[kind_of(block)][1])


def test_every_block_is_checked() -> None:
    assert {kind_of(block) for block in blocks("yaml")} == {*KINDS, "pre-commit"}
    assert {kind for kind, _ in BLOCK.findall(PAGE)} == {"sh", "toml", "yaml"}


@pytest.mark.parametrize("block", blocks("toml"))
def test_rules_of_the_page_are_valid(block: str) -> None:
    assert load_rules([("rules/page.toml", block.encode())]).ignore


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).is_file(), target
