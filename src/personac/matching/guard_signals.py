"""The signs that guards look at: what a bullet names, counts, demands and forbids.

What the guards know of words (data/guards.toml): opposites, contrasts, acts, what forbids or demands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from personac.matching.bullet_traits import head_text
from personac.matching.corpus_stats import Background, read_table
from personac.matching.fixed_point import Floats
from personac.matching.quantities import Numbers, numbers_of
from personac.matching.tokenizer import Words, plain
from personac.model import Bullet

# Negations that ask for something: "never trust input" wants it checked.
_IDIOM = re.compile(
    r"\b(?:never|not|don'?t|cannot)\s+(?:trust\w*|forget|hesitate|just|only|merely|limited)\b|\bnot only\b",
    re.IGNORECASE,
)
_NEGATIONS = ("never", "not", "don", "cannot")  # one of which is in each idiom
_PATH = re.compile(
    r"(?<![\w:])(?:[\w.-]+/)+[\w.-]+\.[a-z]{1,4}\b(?::\d+)?|\b\w+\.(?:py|js|ts|tsx|md|json|ya?ml|toml)(?::\d+)?\b"
)
_OVERS = ("over", "instead of", "rather than", "not", "before")
_OVER = re.compile(rf"\b(?:{'|'.join(_OVERS)})\b", re.IGNORECASE)
_LABEL = 4  # words of a bare label
FRAME = 3  # words of the core of a short bullet
_NO: frozenset[str] = frozenset()
_NOWHERE: Mapping[str, Floats] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What the guards look at in one bullet."""

    text: str
    numbers: Numbers
    forbids: bool
    absence: bool  # "no x", "without x": neither asks for x nor forbids it
    content: frozenset[str]
    opposed: frozenset[str]  # content that has an opposite
    acts: frozenset[str]  # content that says what is done
    head_names: frozenset[str]
    names: frozenset[str]
    sides: tuple[frozenset[str], frozenset[str]] | None  # before and after "over"
    core: frozenset[str]  # content without filler, where that is but a few words; else the content
    topics: frozenset[str]  # that the core's words point at, one by one; of a core of a few words only
    vectors: Mapping[str, Floats]  # of the core's words; likewise
    paths: frozenset[str]
    label: str  # the text where it is nothing but a label of what follows, else ""


class _Named(dict[str, bool]):
    """Which units are names; the background is asked once about each."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background

    def __missing__(self, unit: str) -> bool:
        found = self[unit] = self._background.is_name(unit)
        return found


class SignReader:
    """Reads the signs of bullets; what it remembers changes speed, never results."""

    def __init__(self, words: Words, background: Background, data: GuardData) -> None:
        """Take the knowledge it reads by."""
        self._words = words
        self._background = background
        self._data = data
        self._known: dict[tuple[str, str], Signs] = {}
        self._named = _Named(background)

    def read(self, bullet: Bullet) -> Signs:
        """Return the signs of one bullet."""
        key = (bullet.text, bullet.lead)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(bullet)
        return found

    def _read(self, bullet: Bullet) -> Signs:
        words, data, text = self._words, self._data, plain(bullet.text)
        # Words are told apart without marks, too, and what was read of the bullet before is remembered.
        said = bullet.text if text.isascii() else text
        stems = words.stems(said)
        content = frozenset(words.units(said)) | data.opposed.intersection(words.read(said))
        core, names = content - words.filler, self._names(content)
        is_short = len(core) <= FRAME
        named = self._names(words.units(head_text(bullet)))
        return Signs(
            text=text,
            numbers=numbers_of(text, words),
            forbids=not data.forbid.isdisjoint(words.read(_without_idioms(text) or said)),
            absence=not data.absence.isdisjoint(stems),
            content=content,
            opposed=data.opposed & content or _NO,  # an empty set is an object of its own
            acts=data.acts & content or _NO,
            head_names=names if named == names else named,
            names=names,
            sides=self._sides(text),
            core=core if is_short else content,
            topics=self._topics(core) if is_short else _NO,
            vectors=self._vectors(core) if is_short else _NOWHERE,
            paths=frozenset(_PATH.findall(text)) if "." in text else _NO,
            label=text.strip().lower() if text.strip().endswith(":") and len(stems) <= _LABEL else "",
        )

    def _topics(self, core: frozenset[str]) -> frozenset[str]:
        near = self._words.near
        return frozenset(topic for unit in core for topic in near.apply((unit,)) if topic != unit)

    def _vectors(self, core: frozenset[str]) -> Mapping[str, Floats]:
        return {unit: v for unit in core if (v := self._background.vector(unit)) is not None}

    def _names(self, units: Iterable[str]) -> frozenset[str]:
        return frozenset(filter(self._named.__getitem__, units)) or _NO

    def _sides(self, text: str) -> tuple[frozenset[str], frozenset[str]] | None:
        lower = text.lower()
        over = _OVER.search(text) if any(map(lower.__contains__, _OVERS)) else None
        if over is None or over.end() == len(text):
            return None
        before, after = text[: over.start()], text[over.end() :]
        return frozenset(self._words.units(before)), frozenset(self._words.units(after))


def _without_idioms(text: str) -> str:
    """Return `text` without its idioms; nothing where there is none."""
    lower = text.lower()
    return _IDIOM.sub(" ", text) if any(map(lower.__contains__, _NEGATIONS)) else ""


_SCHEMA = "personac-guards/1"
Sides = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class GuardData:
    """Word lists as units; `opposites` and `contrasts` hold both orders of each pair."""

    opposites: Sides
    contrasts: Sides
    opposed: frozenset[str]
    acts: frozenset[str]
    forbid: frozenset[str]
    demand: frozenset[str]
    absence: frozenset[str]
    words: Words


def load_guard_data(words: Words) -> GuardData:
    """Read the lists as `words` reads texts."""
    table = read_table("guards.toml", _SCHEMA)
    opposites, contrasts = _sides(table["opposites"], words), _sides(table["contrasts"], words)
    acts = frozenset(unit for act in table["acts"] for unit in words.read(act))
    forbid, demand, absence = (
        frozenset(words.stem(word) for word in table[name]) for name in ("forbid", "demand", "absence")
    )
    opposed = frozenset(one for one, _ in opposites | contrasts)
    return GuardData(opposites, contrasts, opposed, acts, forbid, demand, absence, words)


def _sides(pairs: Iterable[tuple[str, str]], words: Words) -> Sides:
    found = [tuple("_".join(words.read(side)) for side in pair) for pair in pairs]
    return frozenset(pair for a, b in found for pair in ((a, b), (b, a)))
