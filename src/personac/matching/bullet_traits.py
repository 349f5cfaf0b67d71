"""What a bullet is about, and what the title above it names.

"**Caching**: keys that expire" is about caching, and a short bullet says what
its title says: `Redis` under `Caching`.

Which speech act a bullet is: advice, or something that only looks like it.

Agent files quote example prompts, name other agents to work with, and lay out
reports to fill in. Their words are those of the advice around them, and an
editor still never keeps one for the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from personac.matching.tokenizer import Words
from personac.model import Bullet

_QUALIFIER = re.compile(
    r"\s(?:with|using|for|through|via|by|including|such as|like|based on|from|to)\s"
    r"|[:(,;.]|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
_SHORTEST = 12  # characters of a head that is not the whole text
_COMMON_WORD = 0.06  # share of the bullets from which a word is what the whole group is about
_COMMON_TITLE = 0.06  # the same, of titles


def head_text(bullet: Bullet) -> str:
    """Return what the bullet is about: its lead, or its text up to the first clause that qualifies it."""
    if bullet.lead:
        return bullet.lead
    end = _QUALIFIER.search(bullet.text, len(bullet.text.split(" ", 1)[0]))
    return bullet.text[: end.start()] if end and end.start() > _SHORTEST else bullet.text


def title_text(bullet: Bullet, parent: str) -> str:
    """Return the title right above the bullet: its parent's first words, or its innermost section."""
    if parent:
        return parent.partition(":")[0]
    return bullet.section[-1] if bullet.section else ""


def title_rows(
    bullets: Sequence[Bullet], parents: Sequence[str], texts: Sequence[tuple[str, ...]], words: Words
) -> list[tuple[str, ...]]:
    """Return the units that each bullet's title names, without filler and what the whole group is about."""
    titles = [title_text(bullet, parent) for bullet, parent in zip(bullets, parents, strict=True)]
    kinds = sorted(set(titles))
    titled = Counter(unit for title in kinds for unit in set(words.units(title)))
    spoken = Counter(unit for text in texts for unit in set(text))
    most_spoken, most_titled = max(_COMMON_WORD * len(bullets), 6), max(_COMMON_TITLE * len(kinds), 3)
    common = {unit for unit in titled if spoken[unit] > most_spoken or titled[unit] > most_titled}
    skip = words.filler | words.title_filler | common
    return [tuple(unit for unit in words.units(title) if unit not in skip) for title in titles]


class Act(StrEnum):
    """What a bullet does."""

    PRACTICE = "practice"
    QUOTE = "quote"
    RELATION = "relation"
    OUTPUT = "output"
    METRIC = "metric"


_QUOTES = ('"', "\N{LEFT DOUBLE QUOTATION MARK}", "'", "\N{LEFT SINGLE QUOTATION MARK}", "\xab")
_RELATION = re.compile(
    r"delegate to|hand(?:s|ing)? ?off to|[`@][a-z]+-[a-z-]+"
    r"|^(?:collaborat|coordinat|work|partner|support|help|assist|guid|shar|provid|advis|consult|align|engag"
    r"|mentor|join)\w*"
    r"\s+(?:\S+\s+){0,4}?[a-z]+-[a-z]+(?:-[a-z]+)*\s+(?:on|with|for|in|to|about|during)\b",
    re.IGNORECASE,
)
_RELATION_TITLE = re.compile(
    r"other (?:sub)?-?agents|delegat|working relationship|\bworks? with\b"
    r"|agent (?:collaboration|coordination|integration)|hand-?off to",
    re.IGNORECASE,
)
_METRIC_TITLE = re.compile(
    r"\bmetrics\b|\bkpis?\b|success (?:criteria|measures?|indicators?)|benchmarks?$", re.IGNORECASE
)
_GAPS = ("[", "{", "<")  # one of which every gap to fill in begins with
_OUTPUT = re.compile(r"\[[A-Z][^\]]*\]|\{[a-z_ ]+\}|<[a-z_ ]+>")
_OUTPUT_TITLE = re.compile(r"\boutputs?\b|report|deliverable|\bformat|^provide|template", re.IGNORECASE)


def act_of(bullet: Bullet) -> Act:
    """Tell what a bullet does, by its text and its innermost title."""
    text, title = bullet.text.strip(), bullet.section[-1] if bullet.section else ""
    if text.startswith(_QUOTES):
        return Act.QUOTE
    named = _act_of_title(title)
    if named is Act.RELATION or _relates(text):
        return Act.RELATION
    has_gap = any(map(text.__contains__, _GAPS)) and _OUTPUT.search(text)
    return Act.OUTPUT if has_gap else named


def _act_of_title(title: str) -> Act:
    """Tell what the bullets under a title do, if nothing else is known of them."""
    if _RELATION_TITLE.search(title):
        return Act.RELATION
    if _OUTPUT_TITLE.search(title):
        return Act.OUTPUT
    return Act.METRIC if _METRIC_TITLE.search(title) else Act.PRACTICE


def _relates(text: str) -> bool:
    may = "-" in text or " to" in text.lower()  # one of which is in each relation
    return may and _RELATION.search(text) is not None
