"""What the guards read in a bullet: what it names, counts, demands and forbids, and their word lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from personac.matching.bullet_traits import Numbers, head_text, numbers_of
from personac.matching.corpus_stats import Background, read_table
from personac.matching.number_grid import Floats
from personac.matching.tokenizer import Words, plain
from personac.model import Bullet

# Negations that are demands: "never trust input" means that it is validated.
_IDIOM = re.compile(
    r"\b(?:never|not|don'?t|cannot)\s+(?:trust\w*|forget|hesitate|just|only|merely|limited)\b|\bnot only\b",
    re.IGNORECASE,
)
_NEGATIONS = ("never", "not", "don", "cannot")  # every idiom contains one
_PATH = re.compile(
    r"(?<![\w:])(?:[\w.-]+/)+[\w.-]+\.[a-z]{1,4}\b(?::\d+)?|\b\w+\.(?:py|js|ts|tsx|md|json|ya?ml|toml)(?::\d+)?\b"
)
_OVERS = ("over", "instead of", "rather than", "not", "before")
_OVER = re.compile(rf"\b(?:{'|'.join(_OVERS)})\b", re.IGNORECASE)
_LABEL = 4  # words of a bare label
FRAME = 3  # words of the core of a short bullet
_NONE: frozenset[str] = frozenset()
_NO_VECTORS: Mapping[str, Floats] = MappingProxyType({})
_SCHEMA = "personac-guards/1"
Sides = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class GuardData:
    """The lists of data/guards.toml as units; `opposites` and `contrasts` have each pair in both orders."""

    opposites: Sides
    contrasts: Sides
    opposed: frozenset[str]
    acts: frozenset[str]
    forbid: frozenset[str]
    demand: frozenset[str]
    absence: frozenset[str]
    words: Words


def load_guard_data(words: Words) -> GuardData:
    """Load the word lists, converted by `words`."""
    table = read_table("guards.toml", _SCHEMA)
    opposites, contrasts = _sides(table["opposites"], words), _sides(table["contrasts"], words)
    acts = frozenset(unit for act in table["acts"] for unit in words.read(act))
    forbid, demand, absence = (
        frozenset(words.stem(word) for word in table[name]) for name in ("forbid", "demand", "absence")
    )
    opposed = frozenset(one for one, _ in opposites | contrasts)
    return GuardData(opposites, contrasts, opposed, acts, forbid, demand, absence, words)


def _sides(pairs: Iterable[tuple[str, str]], words: Words) -> Sides:
    units = [tuple("_".join(words.read(side)) for side in pair) for pair in pairs]
    return frozenset(pair for a, b in units for pair in ((a, b), (b, a)))


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What the guards compare of one bullet."""

    text: str
    numbers: Numbers
    forbids: bool
    absence: bool  # "no x", "without x": neither demands nor forbids x
    content: frozenset[str]
    opposed: frozenset[str]  # content that has an opposite
    acts: frozenset[str]  # content that names an action
    head_names: frozenset[str]
    names: frozenset[str]
    sides: tuple[frozenset[str], frozenset[str]] | None  # before and after "over"
    core: frozenset[str]  # content without filler if that is short; else the content
    topics: frozenset[str]  # of each word of a short core
    vectors: Mapping[str, Floats]  # likewise
    paths: frozenset[str]
    label: str  # the text if it only labels what follows; else ""


class SignReader:
    """Reads the signs of bullets. Remembers them, because several passes read the same texts."""

    def __init__(self, words: Words, background: Background, data: GuardData) -> None:
        """Read bullets by these words, statistics and word lists."""
        self.words = words
        self.background = background
        self.data = data
        self._known: dict[tuple[str, str], Signs] = {}

    def read(self, bullet: Bullet) -> Signs:
        """Return the signs of one bullet."""
        key = (bullet.text, bullet.lead)
        if key not in self._known:
            self._known[key] = self._signs(bullet)
        return self._known[key]

    def _signs(self, bullet: Bullet) -> Signs:
        words, data, text = self.words, self.data, plain(bullet.text)
        # Removing marks changes no word of an ASCII text; the unchanged text has been read before.
        compared = bullet.text if text.isascii() else text
        stems = words.stems(compared)
        content = frozenset(words.units(compared)) | data.opposed.intersection(words.read(compared))
        core = content - words.filler
        is_short = len(core) <= FRAME
        return Signs(
            text=text,
            numbers=numbers_of(text, words),
            forbids=not data.forbid.isdisjoint(words.read(_without_idioms(text) or compared)),
            absence=not data.absence.isdisjoint(stems),
            content=content,
            opposed=data.opposed & content,
            acts=data.acts & content,
            head_names=self._names(words.units(head_text(bullet))),
            names=self._names(content),
            sides=self._sides(text),
            core=core if is_short else content,
            topics=self._topics(core) if is_short else _NONE,
            vectors=self._vectors(core) if is_short else _NO_VECTORS,
            paths=frozenset(_PATH.findall(text)) if "." in text else _NONE,
            label=text.strip().lower() if text.strip().endswith(":") and len(stems) <= _LABEL else "",
        )

    def _topics(self, core: frozenset[str]) -> frozenset[str]:
        near = self.words.near
        return frozenset(topic for unit in core for topic in near.apply((unit,)) if topic != unit)

    def _vectors(self, core: frozenset[str]) -> Mapping[str, Floats]:
        return {unit: v for unit in core if (v := self.background.vector(unit)) is not None}

    def _names(self, units: Iterable[str]) -> frozenset[str]:
        return frozenset(filter(self.background.is_name, units))

    def _sides(self, text: str) -> tuple[frozenset[str], frozenset[str]] | None:
        lower = text.lower()
        over = _OVER.search(text) if any(map(lower.__contains__, _OVERS)) else None
        if over is None or over.end() == len(text):
            return None
        before, after = text[: over.start()], text[over.end() :]
        return frozenset(self.words.units(before)), frozenset(self.words.units(after))


def _without_idioms(text: str) -> str:
    """Return `text` without its idioms; an empty string if it has no negation."""
    lower = text.lower()
    return _IDIOM.sub(" ", text) if any(map(lower.__contains__, _NEGATIONS)) else ""
