"""`expand` writes agent files, whatever a lock, which anybody can write, says of their paths."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.security.conftest import Checkout, tree


def forge(checkout: Checkout, path: str) -> None:
    """Build, then let the lock call the first source `path`; its patch fits."""
    checkout.build()

    def rename(lock: dict[str, dict[str, str]]) -> None:
        lock["sources"] = {path: lock["sources"]["agents/one.md"]}

    checkout.edit_lock(rename)
    patches = checkout.root / "build" / "variants"
    stem = Path(path).stem or "x"
    if "\0" not in path and len(stem) < 240:
        for name in {stem, stem.removesuffix(".agent"), Path(path).name}:
            shutil.copy(patches / "one.patch", patches / f"{name.lstrip('/')}.patch")


@pytest.mark.parametrize("output", [".", "restored"])
@pytest.mark.parametrize(
    "path",
    [
        ".git/config", ".git/hooks/post-checkout", ".git/hooks/post-checkout.md", ".GIT/x.md",
        ".Git/hooks/x.md",
        "a/.git/x.md", "git~1/hooks/x.md", ".github/workflows/x.md", ".github/workflows/x.yml",
        ".github/agents/.git/x.md", ".claude/settings.json", ".claude/x.md", ".vscode/tasks.md", ".envrc",
        ".x.md",
        "Makefile", "setup.py", "agents/x.sh", "agents/x.toml", ".codex/config.toml",
        ".codex/agents/a/x.toml",
        "/etc/x.md", "//etc/x.md", "", "./.git/x.md", "../.git/x.md", "../../.ssh/x.md",
        "a\\x.md", "a\nx.md", "a\tx.md", "a\x1b[2Jx.md", "a\x7f.md", "a\u202ex.md", "a\u200b.md", "a\0.md",
        f"{'x' * 253}.md",
    ],
)  # fmt: skip
def test_a_lock_leads_to_agent_files_only(checkout: Checkout, path: str, output: str) -> None:
    forge(checkout, path)
    before = tree(checkout.root)
    result = checkout.run("expand", "--all", "-o", output, "--force")
    assert result.exit_code == 2, result.output
    assert tree(checkout.root) == before
    assert tree(checkout.outside) == {"precious": b"mine"}


@pytest.mark.parametrize(
    "path",
    [
        "x.md", "team/x.mdc", ".claude/agents/x.md", ".cursor/agents/x.mdc", ".gemini/agents/x.md",
        ".github/agents/x.agent.md", ".opencode/agent/x.md", ".opencode/agents/deep/x.md",
        "a/.claude/agents/x.md",
    ],
)  # fmt: skip
def test_agent_files_are_written(checkout: Checkout, path: str) -> None:
    forge(checkout, path)
    result = checkout.run("expand", "--all", "-o", "restored")
    assert result.exit_code == 0, result.output
    assert (checkout.root / "restored" / path).read_bytes() == (checkout.root / "agents/one.md").read_bytes()


def test_a_parent_folder_becomes_one_below_the_folder(checkout: Checkout) -> None:
    forge(checkout, "../../x.md")
    assert checkout.run("expand", "--all", "-o", "restored").exit_code == 0
    assert (checkout.root / "restored" / "parent" / "parent" / "x.md").is_file()


@pytest.mark.parametrize("link", ["agents", "agents/one.md"])
def test_expand_writes_through_no_link(checkout: Checkout, link: str) -> None:
    checkout.build()
    path = checkout.root / "restored" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(checkout.outside if link == "agents" else checkout.outside / "precious")
    assert checkout.run("expand", "--all", "-o", "restored", "--force").exit_code == 2
    assert tree(checkout.outside) == {"precious": b"mine"}
    assert os.path.lexists(path)


@pytest.mark.parametrize("kind", ["fifo", "link", "linked folder"])
@pytest.mark.parametrize("name", ["keeper.md", "variants/one.patch"])
def test_expand_reads_no_link_and_waits_for_no_pipe(checkout: Checkout, name: str, kind: str) -> None:
    checkout.build()
    path = checkout.root / "build" / name
    if kind == "linked folder":
        path = checkout.root / "build" / "variants"
        path.rename(checkout.outside / "variants")
        path.symlink_to(checkout.outside / "variants")
    else:
        path.rename(checkout.outside / "moved")
        os.mkfifo(path) if kind == "fifo" else path.symlink_to(checkout.outside / "moved")
    result = checkout.run("expand", "--all", "-o", "restored")
    assert (result.exit_code, "no regular file" in result.output) == (2, True), result.output
    assert not (checkout.root / "restored").exists()
