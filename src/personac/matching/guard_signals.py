"""What the guards read in a bullet: stance, conditions, directions, names; and the word lists for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from personac.matching.bullet_traits import head_text
from personac.matching.copies import is_crossed
from personac.matching.corpus_stats import Background, read_table
from personac.matching.scopes import Polarity, Scope
from personac.matching.tokenizer import Words, plain, tokens
from personac.model import Bullet

# Negations that are demands: "never trust input" means that it is validated.
_IDIOM = re.compile(
    r"\b(?:never|not|don'?t|cannot)\s+(?:trust\w*|forget|hesitate|just|only|merely|limited)\b|\bnot only\b",
    re.IGNORECASE,
)
_AVOIDS = re.compile(r"\b(?:steer|stay|keep)\s+(?:well\s+)?(?:clear|away)\s+(?:of|from)\b", re.IGNORECASE)
_PATH = re.compile(
    r"(?<![\w:])(?:[\w.-]+/)+[\w.-]+\.[a-z]{1,4}\b(?::\d+)?|\b\w+\.(?:py|js|ts|tsx|md|json|ya?ml|toml)(?::\d+)?\b"
)
_FIRST_CLAUSE = re.compile(r"[;.](?:\s|$)|\b(?:so that|because|since|which|that|or else|or)\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:unless|except(?:\s+(?:for|where|when|if))?|only\s+(?:if|when|after|for|in|on|where|once|with)|other\s+than"
    r"|apart\s+from|aside\s+from|save\s+(?:for|where|when)|as\s+long\s+as|provided(?:\s+that)?|in\s+case"
    r"|if|when|whenever|once|until|while|during|but(?!\s+(?:also|not)\b))\s+[^,;.:()]+",
    re.IGNORECASE,
)
_LAST_LIMIT = re.compile(
    r",\s*([^,;.]{3,60}?\s+(?:aside|excepted|excluded|being left out))\b"
    r"|\b((?:in|on|for|at)\s+[^,;.]{3,40}?)\s+only\b"
)
_ORDER = re.compile(r"\b(before|after|prior to|ahead of|until)\b", re.IGNORECASE)
_PREFERENCE = re.compile(r"\b(over|instead of|rather than|sooner than|than|versus|vs|to)\b", re.IGNORECASE)
_LATER = ("after",)  # what follows comes first
_MOVABLE = frozenset(
    {"always", "also", "please", "only", "and", "or", "the", "a", "an", "it", "they", "them"}
)
_SEPARATORS = re.compile(r"[,;:]|\band\b|\bor\b", re.IGNORECASE)
_SHORT = 3  # words of the core of a short bullet
_LABEL = 4  # words of a bare label
_LONGEST_PHRASE = 3  # words of an opposite
_SCHEMA = "personac-guards/2"
Phrase = tuple[str, ...]
Sides = Mapping[Phrase, frozenset[Phrase]]
Units = frozenset[str]


class Stance(StrEnum):
    """Whether a bullet asks for something or forbids it."""

    ASKS = "asks"
    FORBIDS = "forbids"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class GuardData:
    """The lists of data/guards.toml as stems; pairs are known from both sides."""

    opposites: Sides
    contrasts: Sides
    contradicting: Sides
    forbid: Units
    demand: Units
    absence: Units
    words: Words
    background: Background


def load_guard_data(words: Words, background: Background) -> GuardData:
    """Load the word lists, converted by `words`; `background` tells how words are used."""
    table = read_table("guards.toml", _SCHEMA)
    opposites, contrasts, contradicting = (
        _sides(table[name], words) for name in ("opposites", "contrasts", "contradicting")
    )
    forbid, demand, absence = (
        frozenset(words.stem(word) for word in table[name]) for name in ("forbid", "demand", "absence")
    )
    return GuardData(opposites, contrasts, contradicting, forbid, demand, absence, words, background)


def _sides(pairs: Iterable[tuple[str, str]], words: Words) -> Sides:
    sides: dict[Phrase, set[Phrase]] = {}
    for one, other in pairs:
        a, b = words.stems(one), words.stems(other)
        sides.setdefault(a, set()).add(b)
        sides.setdefault(b, set()).add(a)
    return {phrase: frozenset(others) for phrase, others in sides.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What the guards compare of one bullet."""

    text: str
    scope: Scope
    stance: Stance
    is_explicit: bool  # the stance is said by the bullet itself, or by "Never" above it
    content: Units
    main: Units  # content outside the clauses that limit it
    limits: tuple[str, ...]  # the clauses that limit it, as written
    limited_by: Units  # content of these clauses
    has_only: bool
    opposed: frozenset[Phrase]  # phrases that have an opposite or a contrast
    names: Units  # behind the first word
    head_names: Units
    order: tuple[Units, Units] | None  # what comes earlier and later
    preference: tuple[Units, Units] | None  # before and after "over", "to"
    sequence: Phrase  # its words in order, without those that move freely
    is_list: bool
    core: Units  # content without filler if that is short; else nothing
    paths: Units
    label: str  # the text if it only labels what follows; else ""


class SignReader:
    """Reads the signs of bullets. Remembers them, because several passes read the same texts."""

    def __init__(self, words: Words, background: Background, data: GuardData) -> None:
        """Read bullets by these words, statistics and word lists."""
        self.words = words
        self.background = background
        self.data = data
        self._only = frozenset(words.stems("only"))
        self._known: dict[tuple[str, str, Scope], Signs] = {}

    def read(self, bullet: Bullet, scope: Scope) -> Signs:
        """Return the signs of one bullet."""
        key = (bullet.text, bullet.lead, scope)
        if key not in self._known:
            self._known[key] = self._signs(bullet, scope)
        return self._known[key]

    def _signs(self, bullet: Bullet, scope: Scope) -> Signs:
        text = plain(bullet.text)
        stems = self.words.stems(text)
        stance, is_explicit = self._stance(text, scope)
        limits = tuple(match[0] for match in _LIMIT.finditer(text)) + _last_limits(text)
        rest = _without(text, limits)
        content, main = self._content(text), self._content(rest)
        return Signs(
            text=text,
            scope=scope,
            stance=stance,
            is_explicit=is_explicit,
            content=content,
            main=main,
            limits=limits,
            limited_by=self._content(" ".join(limits)),
            has_only="only" in tokens(_IDIOM.sub(" ", rest)),
            opposed=self._opposed(stems),
            names=self._names(self.words.units(text.partition(" ")[2])),
            head_names=self._names(self.words.units(head_text(bullet).partition(" ")[2])),
            order=self._sides(text, _ORDER),
            preference=self._sides(text, _PREFERENCE),
            sequence=tuple(word for word in tokens(text) if word not in _MOVABLE),
            is_list=_SEPARATORS.search(text) is not None,
            core=self._core(content),
            paths=frozenset(_PATH.findall(text)) if "." in text else frozenset(),
            label=text.strip().lower() if text.strip().endswith(":") and len(stems) <= _LABEL else "",
        )

    def _content(self, text: str) -> Units:
        return frozenset(self.words.units(text)) - self.data.forbid - self.data.demand - self._only

    def _core(self, content: Units) -> Units:
        core = content - self.words.filler
        return core if len(core) <= _SHORT else frozenset()

    def _stance(self, text: str, scope: Scope) -> tuple[Stance, bool]:
        """Return the stance, and whether it is said outright."""
        if text.rstrip().endswith("?"):
            return Stance.UNCLEAR, False
        said = _AVOIDS.sub("avoid", _IDIOM.sub(" ", text))
        stems = frozenset(self.words.stems(said))
        clause = _FIRST_CLAUSE.split(said, maxsplit=1)[0]
        if not self.data.forbid.isdisjoint(self.words.stems(clause)) or is_crossed(said):
            return Stance.FORBIDS, True
        if scope.polarity is Polarity.FORBID:
            return Stance.FORBIDS, True
        if not self.data.absence.isdisjoint(stems) or not self.data.forbid.isdisjoint(stems):
            return Stance.UNCLEAR, False
        if scope.polarity is Polarity.BAD:
            return Stance.FORBIDS, False
        return Stance.ASKS, scope.polarity is Polarity.ALLOW or not self.data.demand.isdisjoint(stems)

    def _opposed(self, stems: Phrase) -> frozenset[Phrase]:
        known = self.data.opposites.keys() | self.data.contrasts.keys()
        sizes = range(1, _LONGEST_PHRASE + 1)
        grams = (stems[at : at + size] for size in sizes for at in range(len(stems) - size + 1))
        return frozenset(gram for gram in grams if gram in known)

    def _names(self, units: Iterable[str]) -> Units:
        return frozenset(filter(self.background.is_name, units))

    def _sides(self, text: str, connector: re.Pattern[str]) -> tuple[Units, Units] | None:
        found = connector.search(text)
        if found is None or found.end() == len(text):
            return None
        before, after = self._content(text[: found.start()]), self._content(text[found.end() :])
        return (after, before) if found[1].lower() in _LATER else (before, after)


def _last_limits(text: str) -> tuple[str, ...]:
    return tuple(next(filter(None, match.groups())) for match in _LAST_LIMIT.finditer(text))


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text
