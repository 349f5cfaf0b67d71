"""What a paragraph holds and a reader does not see: comments, raw tags, and what links and images lead to.

An agent tool reads these as well as the words, so two bullets with other hidden parts do not say the same.
Not counted: `<br>`, an anchor (`#set-up`), which leads nowhere else, and a target that is displayed itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from personac.parsing.block_rules import Token

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"</?[^\s<>]+>")
_SCHEME = re.compile(r"(?:mailto:|https?://)")


def hidden_parts(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the hidden parts of mistune's inline tokens in their order, each as it is to be displayed."""
    return tuple(part for token in tokens for part in _parts(token))


def _parts(token: Token) -> Iterator[str]:
    kind = token["type"]
    if kind == "inline_html":
        yield from _of_html(token["raw"])
    elif kind in {"link", "image"}:
        yield from _of_link(token)
    for child in token.get("children") or ():
        yield from _parts(child)


def _of_html(raw: str) -> Iterator[str]:
    if not _BREAK.fullmatch(raw):
        yield " ".join(raw.split())


def _of_link(token: Token) -> Iterator[str]:
    attributes = token["attrs"]
    target, title = attributes.get("url") or "", attributes.get("title") or ""
    if not target.startswith("#") and _plain(target) != _plain(_text(token)):
        yield f"({target})"
    if title:
        yield f'"{" ".join(title.split())}"'


def _plain(target: str) -> str:
    return _SCHEME.sub("", target, count=1).rstrip("/")


def _text(token: Token) -> str:
    children = token.get("children") or ()
    return "".join(map(_text, children)) if children else str(token.get("raw", ""))
