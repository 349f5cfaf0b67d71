"""Lists of nouns inside a bullet, which can be read and extended as markdown, and the names in a text.

`**Caching**: Redis, CDN strategies` keeps its meaning if `cache invalidation` is added; a sentence does not.
So the definition of a list of nouns is strict: short parts between commas, without words of clauses or
instructions, without full stops, and without marks that open in one part and close in another. Text is split
and joined as written in the source, marks included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from personac.config.vocabulary import fold

_MOST_WORDS = 5  # of a part; a longer one is a clause
_LONGEST = 200  # characters of a part
_LOOK_BACK = 100  # characters in which the word before a name is looked for
_FEWEST, _FEWEST_BARE = 2, 3  # parts after a lead; parts of a bare list, as two adjectives look like one
_LEAD = re.compile(
    r"""(?: (?P<mark>\*\*|__)(?P<bold>(?:(?!(?P=mark)).)+)(?P=mark)
            \s*(?: : | [-\u2013\u2014](?=\s) | (?<=:\*\*) | (?<=:__) )
          | (?P<plain>[^:.!?*_`\[]{2,60}?)(?: :(?=\s) | \s[-\u2013\u2014](?=\s) )
        )\s*""",
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_NAME = re.compile(r"[^\W_][\w.+#/-]*")
_MARKED_NAME = re.compile(r"\w+[+#]+")  # C++, C#
_CODE = re.compile(r"(?<!\w)(?:\w+(?:::\w+)+|\w+\(\)|\w+!(?=\s)|\w+_\w+|\w+\.[a-z]{2,4}\b)|--\w[\w-]*|@\w+")
_INSIDE = re.compile(r"(?:\b[a-z][\w'-]*|[,;/(&])[\s*_`\"'(\[]*$")
_JOINER = re.compile(r"(?:and|or|&|plus)\s", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:and|or|&|plus)\s", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:(?:and|or)\s)?(?:etc|more|others|so on)\b\.?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_MARKED = re.compile(r"(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1")
_LONE_MARK = re.compile(r"[*`~]|(?<!\w)_|_(?!\w)")
# Words of clauses.
_CLAUSE = frozenset({
    "a", "all", "always", "an", "any", "are", "as", "at", "avoid", "be", "because", "before", "being", "by",
    "can", "do", "does", "don't", "each", "ensure", "ensures", "every", "for", "from", "has", "have", "how",
    "if", "into", "is", "it", "its", "make", "must", "need", "needs", "never", "no", "not", "should", "so",
    "than", "that", "the", "their", "them", "then", "these", "they", "this", "those", "to", "unless",
    "until", "use", "used", "uses", "using", "via", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "why", "will", "with", "within", "without", "you", "your",
})  # fmt: skip
# Words that make a part an instruction if it begins with them.
_ORDERS = frozenset({
    "achieve", "add", "adopt", "analyse", "analyze", "apply", "assess", "automate", "choose", "combine",
    "configure", "consider", "create", "define", "deliver", "detect", "determine", "develop", "enable",
    "encourage", "enforce", "establish", "evaluate", "explain", "expose", "favor", "favour", "find", "fix",
    "flag", "follow", "give", "guarantee", "handle", "help", "identify", "implement", "improve", "include",
    "integrate", "introduce", "investigate", "keep", "leverage", "limit", "look", "maintain", "manage",
    "measure", "minimise", "minimize", "optimise", "optimize", "organise", "organize", "perform", "prefer",
    "prevent", "prioritise", "prioritize", "produce", "propose", "protect", "provide", "put", "recommend",
    "reduce", "remove", "replace", "require", "research", "respect", "run", "select", "separate", "set",
    "show", "simplify", "start", "suggest", "support", "think", "track", "treat", "understand", "update",
    "utilise", "utilize", "validate", "verify", "watch", "write",
})  # fmt: skip
# The same at the beginning of a bullet; elsewhere they are nouns.
_OFTEN_ORDERS = frozenset({
    "break", "build", "check", "deploy", "design", "document", "monitor", "plan", "refactor", "review",
    "scale", "secure", "test",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class NounList:
    """The text of a bullet as a list of nouns.

    `lead` is the text before the list; `parts` are the nouns without separators and conjunctions; `cut` is
    the index in `text` where more can be inserted, and `closed` is true if a last part follows it.
    """

    text: str
    lead: str
    parts: tuple[str, ...]
    cut: int
    closed: bool

    def with_more(self, more: Sequence[str]) -> str:
        """Return the text with `more` inserted, before the last part if that closes the list."""
        if not more:
            return self.text
        added = ", ".join(more)
        return f"{self.text[: self.cut]}, {added}{self.text[self.cut :]}"


def noun_list(text: str) -> NounList | None:
    """Parse one line of markdown as a list of nouns; return None for any other text."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    stripped = text.rstrip()
    spans = list(_split(stripped, start))
    parts = tuple(_without_joiner(stripped[a:b].strip()) for a, b in spans)
    if len(parts) < (_FEWEST if lead else _FEWEST_BARE) or not all(map(_is_noun, parts)):
        return None
    if fold(parts[0]).partition(" ")[0] in _OFTEN_ORDERS:
        return None
    closed = _closes(stripped[slice(*spans[-1])])
    cut = spans[-2][1] if closed else len(stripped)
    nouns = tuple(part for part in parts if not _OPEN_END.fullmatch(part))
    return NounList(stripped, stripped[:start], nouns, cut, closed) if nouns else None


def sides(part: str) -> tuple[str, ...]:
    """Return the nouns that a conjunction joins in a part; the part itself if there is none."""
    return tuple(side.strip() for side in _JOINED.split(part))


def _without_joiner(part: str) -> str:
    joiner = _JOINER.match(part)
    return part[joiner.end() :].strip() if joiner else part


def _closes(last: str) -> bool:
    """Return whether the last part closes the list by a conjunction or an `etc.`."""
    words = last.strip()
    return bool(_JOINER.match(words) or _JOINED.search(words) or _OPEN_END.fullmatch(words))


def _split(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the commas and semicolons outside brackets and code."""
    awaited: list[str] = []
    begin, code = start, False
    for index in range(start, len(text)):
        char = text[index]
        if char == "`":
            code = not code
        elif code:
            continue
        elif awaited and char == awaited[-1]:
            awaited.pop()
        elif char in _CLOSERS:
            awaited.append(_CLOSERS[char])
        elif char in ",;" and not awaited and text[index + 1 : index + 2] in {"", " "}:
            yield begin, index
            begin = index + 1
    yield begin, len(text)


def _is_noun(part: str) -> bool:
    """Return whether a part is a short noun phrase."""
    if len(part) > _LONGEST:
        return False
    if _OPEN_END.fullmatch(part):
        return True
    words = [word.replace("\u2019", "'") for word in _WORD.findall(fold(part))]
    if not 1 <= len(words) <= _MOST_WORDS or _SENTENCE_END.search(part) or ":" in part:
        return False
    if _LONE_MARK.search(_MARKED.sub(r"\2", part)):
        return False
    return words[0] not in _ORDERS and _CLAUSE.isdisjoint(words)


def names_in(text: str) -> Iterator[str]:
    """Yield names, acronyms, numbers and identifiers; a capital that begins a sentence makes none."""
    yield from _CODE.findall(text)
    for match in _NAME.finditer(text):
        word = match[0]
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        is_inside = word[0].isupper() and _INSIDE.search(before)
        is_marked = any(map(str.isdigit, word)) or _MARKED_NAME.fullmatch(word) is not None
        if is_inside or is_marked or sum(map(str.isupper, word)) > 1:
            yield word
