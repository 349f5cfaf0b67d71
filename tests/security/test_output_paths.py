"""Outputs go below their folder, through no link, wherever a repository wants them to go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.security.conftest import Checkout, tree


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("name", ["variants", "targets", "keeper.md", "personac.lock", "variants/one.patch"])
def test_no_link_in_the_output_folder_is_followed(
    checkout: Checkout, name: str, force: tuple[str, ...]
) -> None:
    link = checkout.root / "build" / name
    link.parent.mkdir(parents=True)
    is_file = bool(link.suffix)
    link.symlink_to(checkout.outside / "precious" if is_file else checkout.outside)
    output = checkout.build("--target", "copilot", *force, code=2)
    assert "PC504" in output
    assert tree(checkout.outside) == {"precious": b"mine"}
    assert link.is_symlink()


@pytest.mark.parametrize("place", ["../../outside", "../.git", "../.GIT/hooks"])
def test_a_link_for_a_group_is_refused(checkout: Checkout, place: str) -> None:
    (checkout.root / "agents" / "out").mkdir()
    (checkout.root / "agents" / "one.md").rename(checkout.root / "agents" / "out" / "one.md")
    (checkout.root / ".GIT").mkdir(exist_ok=True)
    (checkout.root / "build").mkdir()
    (checkout.root / "build" / "out").symlink_to(place)
    before = tree(checkout.outside), tree(checkout.root / ".git")
    result = checkout.run("build", "--each", "agents/out")
    assert (result.exit_code, "PC504" in result.output) == (2, True)
    assert (tree(checkout.outside), tree(checkout.root / ".git")) == before


@pytest.mark.parametrize("place", ["../outside", ".git", ".git/hooks"])
def test_a_link_that_nobody_named_leads_neither_outside_nor_into_git(checkout: Checkout, place: str) -> None:
    (checkout.root / "build").symlink_to(place)
    before = tree(checkout.outside), tree(checkout.root / ".git")
    assert "PC504" in checkout.build(code=2)
    assert (tree(checkout.outside), tree(checkout.root / ".git")) == before


def test_the_output_folder_may_be_a_link_inside_of_the_checkout(checkout: Checkout) -> None:
    (checkout.root / "real").mkdir()
    (checkout.root / "build").symlink_to("real")
    checkout.build()
    assert (checkout.root / "real" / "keeper.md").is_file()


@pytest.mark.parametrize(
    "settings",
    [
        'output = "../outside"', 'output = "{outside}"', 'output = ".git/hooks"',
        'output = "a/../../outside"',
        '[groups."../../outside"]\nsources = ["agents"]', '[groups."{outside}"]\nsources = ["agents"]',
        '[groups.x]\nsources = ["agents"]\noutput = "../outside"', '[groups.".git"]\nsources = ["agents"]',
        '[groups."x;touch pwned"]\nname = "x"\nsources = ["agents"]',
    ],
)  # fmt: skip
def test_settings_of_the_checkout_lead_no_output_out_of_it(checkout: Checkout, settings: str) -> None:
    text = settings.replace("{outside}", os.fspath(checkout.outside))
    (checkout.root / "personac.toml").write_text(f"{text}\n")
    before = tree(checkout.root.parent)
    result = checkout.run("build")
    assert (result.exit_code, "personac.toml" in result.output) == (2, True)
    assert tree(checkout.root.parent) == before


def test_a_fifo_and_a_device_in_the_output_folder_are_refused(checkout: Checkout) -> None:
    (checkout.root / "build").mkdir()
    os.mkfifo(checkout.root / "build" / "keeper.md")
    assert "PC504" in checkout.build("--force", code=2)
    assert sorted(path.name for path in Path("build").iterdir()) == ["keeper.md"]
