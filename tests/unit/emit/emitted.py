"""Canonicals of small personas, as text."""

from __future__ import annotations

from personac.emit.canonical_markdown import emit
from personac.model import Canonical
from tests.unit.helpers import EXACT, lettered, merged

FRONT = "---\nname: a\n---\n"  # the front matter of a.md alone, which needs no change


def canonical(*texts: str, rules_text: str = EXACT) -> Canonical:
    """The canonical of the texts, which are a.md, b.md and so on."""
    return emit(merged(lettered(texts), rules_text))


def emitted(*texts: str, rules_text: str = EXACT) -> str:
    """Its text, with its line ends."""
    return canonical(*texts, rules_text=rules_text).data.decode()


def body(*texts: str, rules_text: str = EXACT) -> str:
    """Its text behind the front matter."""
    return emitted(*texts, rules_text=rules_text).partition("\n---\n")[2].lstrip("\n")


def crlf(text: str) -> str:
    """The text with CRLF for LF."""
    return text.replace("\n", "\r\n")
