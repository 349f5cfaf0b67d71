"""Conversion of a paragraph's inline tokens to runs of displayed text.

Later passes compare words and look for leads, so markup is flattened to one level: the
outermost markup determines the kind of a run. Images are replaced by their alternative text,
line ends by spaces; struck-out text is kept. HTML markup is dropped (`<br>` is a break); any
other tag, as in `src/<module>/` or `Promise<Response>`, is a placeholder and kept as text.
"""

from __future__ import annotations

import html
import re
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from personac.model.ast import Inline, InlineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Token = Mapping[str, Any]

_KINDS: Mapping[str, InlineKind] = {
    "codespan": "code",
    "emphasis": "emphasis",
    "linebreak": "break",
    "link": "link",
    "strong": "strong",
}
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_MARKUP = re.compile(
    r"""a|abbr|b|bdi|bdo|big|center|cite|code|del|details|dfn|div|em|font|i|img|ins|kbd|mark|p|q|s
    |samp|small|span|strike|strong|sub|summary|sup|tt|u|var|wbr""",
    re.VERBOSE,
)
# Characters which begin no inline rule; before them a bold run whose marks certainly form a pair.
_PLAIN = r"[^\\`*_!\[\]<~\n]"
_PLAIN_TEXT = re.compile(
    rf"(?:\*\*([^\W_](?:{_PLAIN}*(?:[^\W_]|[^\W_][:.]?(?=\*\*(?:[ ]|\Z))))?)\*\*)?({_PLAIN}*)"
)


def plain_tokens(text: str) -> list[dict[str, Any]] | None:
    """Return the tokens of a text without markup, except for a bold lead; None for any other text.

    They are those that the inline parser returns, without the time that it takes.
    """
    match = _PLAIN_TEXT.fullmatch(text)
    if match is None:
        return None
    lead, rest = ({"type": "text", "raw": raw} for raw in match.groups(""))
    bold = {"type": "strong", "children": [lead]}
    return [rest] if match[1] is None else [bold, rest]


def flatten(tokens: Iterable[Token]) -> tuple[Inline, ...]:
    """Return the runs of mistune's inline tokens; adjacent text is joined to one run."""
    runs: list[Inline] = []
    for kind, group in groupby(map(_inline, tokens), key=attrgetter("kind")):
        if kind == "text":
            text = "".join(inline.text for inline in group)
            runs.extend([Inline("text", text)] if text else [])
        else:
            runs.extend(group)
    return tuple(runs)


def _inline(token: Token) -> Inline:
    return Inline(_kind(token), _text(token))


def _kind(token: Token) -> InlineKind:
    if token["type"] == "inline_html" and _tag(token["raw"]) == "br":
        return "break"
    return _KINDS.get(token["type"], "text")


def _text(token: Token) -> str:
    match token["type"]:
        case "text":
            return _ENTITY.sub(lambda entity: html.unescape(entity[0]), token["raw"])
        case "codespan":
            return str(token["raw"])
        case "softbreak":
            return " "
        case "linebreak":
            return "\n"
        case "inline_html":
            return _text_of_html(token["raw"])
        case _:  # strong, emphasis, link, image, strikethrough
            return "".join(map(_text, token["children"]))


def _text_of_html(raw: str) -> str:
    tag = _tag(raw)
    if tag == "br":
        return "\n"
    return "" if not tag or _MARKUP.fullmatch(tag) else raw


def _tag(raw: str) -> str:
    """Return the name of a tag in lower case, or an empty string for a comment and the like."""
    match = _TAG.match(raw)
    return match[1].lower() if match else ""
