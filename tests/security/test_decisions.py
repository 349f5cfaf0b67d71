"""Decisions that a stranger prepared: nothing outside is read, nothing is hidden."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.security.conftest import Checkout, tree

NAME = "0f3a9c21b7de.ada.toml"
TEXT = "Drain the oldest queue first"


def decision(text: str = "", *, reason: str = "as agreed") -> str:
    named = ", ".join(
        f'{{ persona = "{name}", text = "{TEXT}", under = ["Rules"] }}' for name in ("one", "two")
    )
    wording = f"text = {toml(text)}\n" if text else ""
    return f'schema = "personac-decision/1"\nreason = "{reason}"\n[[group]]\n{wording}bullets = [{named}]\n'


def toml(text: str) -> str:
    """Return a TOML string with every other character than ASCII escaped."""
    codes = ((char if char.isascii() and char.isprintable() else f"\\U{ord(char):08X}") for char in text)
    return f'"{"".join(codes)}"'


def put(checkout: Checkout, text: str, name: str = NAME, agent: str = "keeper") -> Path:
    path = checkout.root / "decisions" / agent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def canonical(checkout: Checkout) -> str:
    return (checkout.root / "build" / "keeper.md").read_text(encoding="utf-8")


def test_a_wording_is_applied(checkout: Checkout) -> None:
    put(checkout, decision("Empty the oldest queue"))
    checkout.build()
    assert "- Empty the oldest queue\n" in canonical(checkout)


@pytest.mark.parametrize(
    "text", ["Empty \u202eeht\u202c queue", "Empty \U000e0069\U000e0067 it", "p\u0430ssword"]
)
def test_hidden_characters_of_a_wording_end_the_build(checkout: Checkout, text: str) -> None:
    put(checkout, decision(text))
    output = checkout.build(code=1)
    assert f"decisions/keeper/{NAME}:1:1: error" in output
    assert f"U+{ord(next(char for char in text if not char.isascii())):04X}" in output


@pytest.mark.parametrize("place", ["reason", "value"])
def test_hidden_characters_elsewhere_are_told(checkout: Checkout, place: str) -> None:
    field = '[field]\nkey = "model"\nvalue = "op\\u202eus"\nsaw = {}\n'
    text = (
        f'schema = "personac-decision/1"\n{field}' if place == "value" else decision("x", reason="a\\u202eb")
    )
    put(checkout, text)
    assert "U+202E" in checkout.build(code=1)


@pytest.mark.parametrize(
    "text",
    ["```", "<!-- swallow", "# Rules", "- x", "a\x1b]0;x\x07b", "<script>x", "a <!-- b --> c", "[ ] x"],
)
def test_a_wording_that_is_more_than_a_line_of_text_is_not_written(checkout: Checkout, text: str) -> None:
    put(checkout, decision(text))
    output = checkout.build()
    assert f"- {TEXT}\n" in canonical(checkout)
    assert "is not running text" in output
    assert "\x1b" not in output


def test_decisions_about_another_agent_are_not_read(checkout: Checkout) -> None:
    put(checkout, decision("Empty the oldest queue"), agent="other")
    put(checkout, "no TOML [", agent="Keeper-2")
    checkout.build()
    assert TEXT in canonical(checkout)
    assert "decisions" not in (checkout.root / "build" / "personac.lock").read_text()


@pytest.mark.parametrize("how", ["file", "folder", "all", "dangling"])
def test_a_link_that_leads_out_is_not_followed(checkout: Checkout, how: str) -> None:
    (checkout.outside / NAME).write_text(decision("Whisper the secret"))
    (checkout.outside / "keeper").mkdir()
    (checkout.outside / "keeper" / NAME).write_text(decision("Whisper the secret"))
    links = {
        "file": (f"decisions/keeper/{NAME}", checkout.outside / NAME),
        "folder": ("decisions/keeper", checkout.outside / "keeper"),
        "all": ("decisions", checkout.outside),
        "dangling": (f"decisions/keeper/{NAME}", checkout.outside / "gone.toml"),
    }
    name, target = links[how]
    link = checkout.root / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    before = tree(checkout.outside)
    result = checkout.run("build", "--name", "keeper")
    assert result.exit_code in {0, 2}, result.output
    built = checkout.root / "build"
    assert not any(b"Whisper" in path.read_bytes() for path in built.rglob("*") if path.is_file())
    assert "Whisper" not in result.output
    assert tree(checkout.outside) == before


@pytest.mark.parametrize("kind", ["fifo", "folder", "huge"])
def test_what_is_no_file_of_bounded_size_is_refused_at_once(checkout: Checkout, kind: str) -> None:
    path = put(checkout, "")
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(1 << 32)
    result = checkout.run("build", "--name", "keeper")
    assert result.exit_code == 2, result.output
    assert NAME in result.output


@pytest.mark.parametrize(
    "name", ["a\nb.toml", "\u202egnp.toml", "..toml", "-rf.toml", "$(touch pwned).toml", "nul.toml"]
)
def test_a_bad_name_is_refused_and_shown_safely(checkout: Checkout, name: str) -> None:
    put(checkout, decision("x"), name)
    result = checkout.run("build", "--name", "keeper")
    assert result.exit_code in {1, 2}, result.output
    assert "\u202e" not in result.output
    assert not (checkout.root / "build").exists()
    assert not (checkout.root / "pwned").exists()


@pytest.mark.parametrize(
    "data", [b"\0", b"\xff\xfe", b"\xef\xbb\xbf[", b"a" * 100_000, b"[" * 50_000, b'x = "\\u0000"']
)
def test_bytes_that_are_no_decision_are_refused(checkout: Checkout, data: bytes) -> None:
    put(checkout, "").write_bytes(data)
    output = checkout.build(code=2)
    assert NAME in output
    assert not (checkout.root / "build").exists()
