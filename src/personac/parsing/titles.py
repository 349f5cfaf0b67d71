"""What a section is called, and which paragraphs name one.

Titles are compared across files, so what only orders or decorates them is left
off. A label line is a short paragraph right above a list that does no more
than name it; a longer lead-in, or a sentence, says something and stays.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personac.model.ast import Paragraph

# In real agent files nearly every label of up to five words names its list
# ("Common pitfalls to avoid:"); of those with six, three in four are lead-ins.
MAX_LABEL_WORDS = 5

_NUMBERING = re.compile(
    r"""(?: \(?\d{1,3}[a-z]?[.)]               # 1.  2)  (3)  0a.
          | \d{1,3}(?:\.\d{1,3})+[.)]?         # 1.2  1.2.  1.2.3)
          | \d{1,3}(?::|\s[-\u2013\u2014])     # 1:  1 -
        )\s+""",
    re.VERBOSE,
)
_KEYCAP = re.compile("[0-9#*]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP}")
_DECORATION = frozenset(("Cf", "Me", "Mn", "Sk", "So"))
_BULLETS = frozenset("\N{BULLET}\N{MIDDLE DOT}")
_COLONS = ":\N{FULLWIDTH COLON}"
_PARENTHESIS = re.compile(r"\([^()]*\)")
_SENTENCE = re.compile("[.,;!?](?=\\s|$)|[\u3001\u3002\uff01\uff0c\uff1b\uff1f]")


def clean_title(text: str) -> str:
    """Return `text` without the number, emoji or bullet before it and the colon behind it.

    A title that is nothing else keeps it.
    """
    plain = " ".join(text.split()).rstrip(_COLONS).rstrip()
    title = plain
    while (shorter := _without_mark(title)) != title:
        title = shorter
    return title or plain


def label_title(paragraph: Paragraph) -> str | None:
    """Return the title that `paragraph`, right above a list, gives it; None for a lead-in.

    A label ends with a colon or is one bold run, has at most `MAX_LABEL_WORDS`
    words, and no sentence punctuation outside parentheses.
    """
    text = paragraph.text
    bold = [inline.kind for inline in paragraph.inlines] == ["strong"]
    if not bold and not text.endswith(tuple(_COLONS)):
        return None
    title = clean_title(text)
    words = sum(any(map(str.isalnum, word)) for word in title.split())
    if not 1 <= words <= MAX_LABEL_WORDS or _SENTENCE.search(_PARENTHESIS.sub("", title)):
        return None
    return title


def _without_mark(title: str) -> str:
    """Return `title` without the first mark before it, if there is one."""
    mark = _KEYCAP.match(title) or _NUMBERING.match(title)
    if mark is not None:
        return title[mark.end() :].lstrip()
    return title[1:].lstrip() if title and _is_decoration(title[0]) else title


def _is_decoration(character: str) -> bool:
    """Tell whether a character before a title is an emoji, an arrow or a bullet."""
    category = unicodedata.category(character)
    is_arrow = category == "Sm" and not character.isascii()
    return category in _DECORATION or is_arrow or character in _BULLETS
