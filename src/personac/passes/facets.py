"""Leads and facets: the parts that definition-like bullets are made of.

`**Databases**: PostgreSQL, MySQL` has the lead `Databases` and two facets.
Merging may complete facets from other personas, and facets distinguish a
broad bullet from a narrow one. So they are cut where a reader would cut:
at top-level commas, semicolons, `and`, `or`, slashes between words, and
around parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from personac.model.ast import Inline, plain_text

_MAX_LEAD_WORDS = 6
_SEPARATOR = re.compile(r"\s*[,;]\s+(?:and\s+|or\s+|&\s+)?|\s+(?:and|or|&|plus)\s+", re.IGNORECASE)
_SLASH = re.compile(r"(?<=[^\W\d_]{3})\s*/\s*(?=[^\W\d_]{3})")
_PARENTHESIS = re.compile(r"[()\[\]]")
_PLAIN_LEAD = re.compile(r"(?P<lead>[^:.!?]{2,60}?)(?::\s+|\s+[-\u2013\u2014]\s+)(?P<rest>\S.*)", re.DOTALL)
_BOLD_LEAD_END = re.compile(r"\s*(?::|[-\u2013\u2014](?=\s))\s*")
_EDGES = " \t.,;:!"


def split_lead(inlines: tuple[Inline, ...]) -> tuple[str, str]:
    """Split a bullet's runs into its lead and the text behind it.

    The lead is empty where the bullet has none; then the rest is all of it.
    """
    if inlines and inlines[0].kind == "strong":
        bold, behind = inlines[0].text.strip(), plain_text(inlines[1:])
        end = _BOLD_LEAD_END.match(behind)
        if bold.endswith(":") or end or not behind:
            return bold.rstrip(": "), behind[end.end() :] if end else behind
    return _split_plain_lead(plain_text(inlines))


def _split_plain_lead(text: str) -> tuple[str, str]:
    match = _PLAIN_LEAD.fullmatch(text)
    if match is None or len(match["lead"].split()) > _MAX_LEAD_WORDS:
        return "", text
    return match["lead"].strip(), match["rest"].strip()


def split_facets(text: str) -> tuple[str, ...]:
    """Split `text` into its facets, in their order, without repeats."""
    facets: dict[str, str] = {}
    for part in _parts(text):
        facet = part.strip(_EDGES)
        if facet:
            facets.setdefault(facet.casefold(), facet)
    return tuple(facets.values())


def _parts(text: str) -> Iterator[str]:
    for level, chunk in _by_parentheses(text):
        pieces = _SEPARATOR.split(chunk)
        for piece in pieces:
            yield from _SLASH.split(piece) if level or len(pieces) > 1 else [piece]


def _by_parentheses(text: str) -> Iterator[tuple[int, str]]:
    """Yield (depth, run) pairs: the text outside and inside parentheses."""
    depth, start = 0, 0
    for mark in _PARENTHESIS.finditer(text):
        yield depth, text[start : mark.start()]
        depth = depth + 1 if mark[0] in "([" else max(0, depth - 1)
        start = mark.end()
    yield depth, text[start:]
