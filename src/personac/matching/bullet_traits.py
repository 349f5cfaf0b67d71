"""What a bullet is: its head phrase, the title above it, and its speech act.

The head of "**Caching**: keys that expire" is `Caching`. The title matters for short bullets, such as
`Redis` below `Caching`. The speech act is needed because agent files also contain example prompts,
references to other agents, and templates of reports: these use the words of advice, but are none.
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
_COMMON_WORD = 0.06  # share of the bullets from which a word is a topic of all personas
_COMMON_TITLE = 0.06  # likewise, of the titles


def head_text(bullet: Bullet) -> str:
    """Return the head phrase: the lead, or the text before the first qualifying clause."""
    if bullet.lead:
        return bullet.lead
    clause = _QUALIFIER.search(bullet.text, len(bullet.text.split(" ", 1)[0]))
    return bullet.text[: clause.start()] if clause and clause.start() > _SHORTEST else bullet.text


def title_text(bullet: Bullet, parent: str) -> str:
    """Return the title directly above the bullet: the first words of its parent, or its innermost section."""
    if parent:
        return parent.partition(":")[0]
    return bullet.section[-1] if bullet.section else ""


def title_rows(
    bullets: Sequence[Bullet], parents: Sequence[str], texts: Sequence[tuple[str, ...]], words: Words
) -> list[tuple[str, ...]]:
    """Return the units of each bullet's title, without filler and without topics of all personas."""
    titles = [title_text(bullet, parent) for bullet, parent in zip(bullets, parents, strict=True)]
    distinct_titles = sorted(set(titles))
    in_titles = Counter(unit for title in distinct_titles for unit in set(words.units(title)))
    in_texts = Counter(unit for text in texts for unit in set(text))
    most_texts = max(_COMMON_WORD * len(bullets), 6)
    most_titles = max(_COMMON_TITLE * len(distinct_titles), 3)
    common = {unit for unit in in_titles if in_texts[unit] > most_texts or in_titles[unit] > most_titles}
    skip = words.filler | words.title_filler | common
    return [tuple(unit for unit in words.units(title) if unit not in skip) for title in titles]


class Act(StrEnum):
    """The speech act of a bullet; `PRACTICE` is advice."""

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
_GAPS = ("[", "{", "<")  # the first characters of placeholders
_OUTPUT = re.compile(r"\[[A-Z][^\]]*\]|\{[a-z_ ]+\}|<[a-z_ ]+>")
_OUTPUT_TITLE = re.compile(r"\boutputs?\b|report|deliverable|\bformat|^provide|template", re.IGNORECASE)


def act_of(bullet: Bullet) -> Act:
    """Return the speech act of a bullet by its text and its innermost title."""
    text, title = bullet.text.strip(), bullet.section[-1] if bullet.section else ""
    if text.startswith(_QUOTES):
        return Act.QUOTE
    act = _act_of_title(title)
    if act is Act.RELATION or _relates(text):
        return Act.RELATION
    has_placeholder = any(map(text.__contains__, _GAPS)) and _OUTPUT.search(text)
    return Act.OUTPUT if has_placeholder else act


def _act_of_title(title: str) -> Act:
    """Return the act of bullets below a title, if their texts do not decide it."""
    if _RELATION_TITLE.search(title):
        return Act.RELATION
    if _OUTPUT_TITLE.search(title):
        return Act.OUTPUT
    return Act.METRIC if _METRIC_TITLE.search(title) else Act.PRACTICE


def _relates(text: str) -> bool:
    is_possible = "-" in text or " to" in text.lower()  # one of these is in every match, and they are faster
    return is_possible and _RELATION.search(text) is not None
