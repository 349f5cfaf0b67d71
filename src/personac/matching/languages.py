"""Files that are not in English: their language, their negations, and what a copy is in any script.

Word statistics, weights and vocabulary are English. In other languages only copies are merged, as too little
is known of their words to find paraphrases; each such file is reported once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain, takewhile

from personac.config.vocabulary import fold
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import NOT_ENGLISH
from personac.matching.copies import quantities
from personac.matching.corpus_stats import read_table
from personac.matching.similarity import indel_ratio
from personac.matching.tokenizer import tokens
from personac.model import Bullet, Persona

ENGLISH = "en"
OTHER = "other"
NEAR_COPY = 0.92  # likeness from which two texts are copies
SHORTEST = 8  # characters of the shortest text that has near copies
_SCHEMA = "personac-languages/1"
_INSIDE_WORDS = frozenset({"ja", "ko", "zh"})  # languages whose negations are no words of their own
# Script, its letters, and how many Latin letters one of them is worth.
_SCRIPTS = (
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"), 3),
    ("ja", re.compile("[\u3041-\u30ff]"), 2),
    ("ko", re.compile("[\uac00-\ud7af]"), 3),
    ("ru", re.compile("[\u0400-\u04ff]"), 1),
    ("ar", re.compile("[\u0620-\u064a\u0671-\u06d3]"), 1),
    ("hi", re.compile("[\u0900-\u0963]"), 1),
    (OTHER, re.compile("[\u0370-\u03ff\u0530-\u05ff\u0980-\u10ff\u1780-\u17ff]"), 1),
)
# Letters of other languages in Cyrillic (Ukrainian, Serbian) and Arabic (Persian, Urdu) script.
_FOREIGN_LETTERS = {
    "ru": re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491\u0402-\u040b\u0452-\u045b]"),
    "ar": re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u0688\u0691\u06d2]"),
}
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LATIN_WORD = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]+")
_ACCENTED = re.compile("[\u00df-\u024f\u1e00-\u1eff]")
_CLAUSE = re.compile("[,;:.!?()\u060c\u061b\u061f\u0964\u2013\u2014\u3001\u3002]+")
_VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")  # of Arabic; optional
_WORD = r"\w\u0900-\u0963"  # with the vowel signs of Hindi, which are no letters
_ANOTHER_SCRIPT = 0.4  # share of letters from which a file is in that script
_FEWEST_WORDS = 3  # different function words that a language needs
_SMALLEST_SHARE = 0.1  # of all words that are function words of a language
_AHEAD = 2  # times as many function words as English
_ACCENTS = 0.3  # accented letters a word of a Latin language of no list, at least
_PROSE = 20  # words from which accented letters tell it
_STEM = 5  # letters that two forms of one word share at least
_ENDING = 3  # letters of the longest ending
_DIFFERENT = 0.5  # the likeness of texts of which one has another word


class Languages:
    """What is known of languages; reads the data of the package once."""

    def __init__(self) -> None:
        """Read `languages.toml`."""
        table = read_table("languages.toml", _SCHEMA)
        self._names: Mapping[str, str] = table["names"]
        words: Mapping[str, list[str]] = table["function_words"]
        self._words = {code: frozenset(words[code]) for code in sorted(words)}
        self._negations = _Negations(table["negations"], table["harmless"])
        self._polite = re.compile(f"{_whole(table['polite']['words'])}|{_any(table['polite']['parts'])}")
        self._articles = frozenset[str](table["articles"]["words"])

    def language_of(self, texts: Sequence[str]) -> str:
        """Return the language of the bullets of one persona: a two-letter code, or `other`.

        Texts in Latin script are in English unless another language is certain.
        """
        text = unicodedata.normalize("NFKC", "\n".join(texts))
        return (None if text.isascii() else _by_script(text)) or self._by_words(text.casefold())

    def of_personas(self, bullets: Iterable[Bullet]) -> dict[str, str]:
        """Return the language of each persona that has bullets, by its id."""
        texts: dict[str, list[str]] = {}
        for bullet in bullets:
            texts.setdefault(bullet.persona, []).append(bullet.text)
        return {persona: self.language_of(own) for persona, own in texts.items()}

    def foreign_files(self, personas: Iterable[Persona], bullets: Iterable[Bullet]) -> tuple[Diagnostic, ...]:
        """Return one diagnostic for each persona that is not in English."""
        of_personas = self.of_personas(bullets)
        languages = ((persona, of_personas.get(persona.id, ENGLISH)) for persona in personas)
        return tuple(self._foreign(persona, code) for persona, code in languages if code != ENGLISH)

    def opposed_by_negation(self, a: str, b: str, language: str) -> bool:
        """Return whether one of two texts denies or forbids what the other does not.

        Texts with as many clauses are compared clause by clause. False for a language without negations in
        the data, English among them.
        """
        if language not in self._negations.words:
            return False
        pattern = self._negations[language]
        one, other = ([_denies(pattern, clause) for clause in _clauses(text)] for text in (a, b))
        return any(one) != any(other) or (len(one) == len(other) and one != other)

    def are_copies(self, a: str, b: str, language: str) -> bool:
        """Return whether two texts are near copies that do not oppose each other.

        Texts of less than `SHORTEST` characters never are, because one character may be a word.
        """
        return (
            min(len(a), len(b)) >= SHORTEST
            and self.copy_likeness(a, b) >= NEAR_COPY
            and not self.opposed_by_negation(a, b, language)
        )

    def copy_likeness(self, a: str, b: str) -> float:
        """Return how nearly two texts are copies, in [0, 1].

        The likeness is that of the characters, but 0 if numbers differ, and at most 0.5 if one text has a
        word that the other lacks. Case, marks, punctuation, and forms of a request do not count; articles
        and one word with another ending or spelled otherwise at its end count as characters.
        """
        if quantities(a) != quantities(b):
            return 0.0
        one, other = sorted(tokens(self._polite.sub(" ", _folded(text))) for text in (a, b))
        if one == other:
            return 1.0 if one or a.strip() == b.strip() else 0.0  # symbols such as arrows
        likeness = indel_ratio("".join(one), "".join(other))
        return likeness if self._is_edited(one, other) else min(likeness, _DIFFERENT)

    def _by_words(self, text: str) -> str:
        """Return the language of a text in Latin script by its function words."""
        counts = Counter(_LATIN_WORD.findall(text))
        found = {code: sum(counts[word] for word in words) for code, words in self._words.items()}
        english, total = found.pop(ENGLISH), max(counts.total(), 1)
        best = max(found, key=lambda code: found[code])
        is_certain = len(self._words[best] & counts.keys()) >= _FEWEST_WORDS
        if is_certain and found[best] >= _SMALLEST_SHARE * total and found[best] > _AHEAD * english:
            return best
        is_accented = total >= _PROSE and len(_ACCENTED.findall(text)) >= _ACCENTS * total
        return OTHER if is_accented and english < _SMALLEST_SHARE * total else ENGLISH

    def _foreign(self, persona: Persona, code: str) -> Diagnostic:
        language = f" ({self._names[code]})" if code in self._names else ""
        message = f"this file is not in English{language}: only copies are merged"
        hint = "translate it if its advice should be merged with that of other files"
        return Diagnostic(NOT_ENGLISH, persona.source.path, 0, 0, message, hint)

    def _is_edited(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Return whether two texts differ in articles and in the form of one word at most.

        Two words in other forms may have changed places: who does what to whom.
        """
        reworded = 0
        for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if tag == "replace":
                reworded += 1
                if reworded > 1 or not _is_form("".join(one[i:j]), "".join(other[k:m])):
                    return False
            elif tag != "equal" and not self._articles.issuperset(chain(one[i:j], other[k:m])):
                return False
        return True


class _Negations(dict[str, re.Pattern[str]]):
    """The pattern of negations by language; a missing one is compiled."""

    def __init__(self, words: Mapping[str, list[str]], harmless: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.words = words
        self._harmless = harmless

    def __missing__(self, code: str) -> re.Pattern[str]:
        joined = _any if code in _INSIDE_WORDS else _whole
        harmless, negations = joined(self._harmless[code]), joined(self.words[code])
        pattern = self[code] = re.compile(f"{harmless}|(?P<negation>{negations})")
        return pattern


def _by_script(text: str) -> str | None:
    """Return the language by the most frequent script, or None for Latin."""
    weights = {code: weight * len(letters.findall(text)) for code, letters, weight in _SCRIPTS}
    foreign, latin = sum(weights.values()), len(_LATIN.findall(text))
    if not foreign or foreign < _ANOTHER_SCRIPT * (foreign + latin):
        return None
    weights["ja"] += weights["zh"] if weights["ja"] > _SMALLEST_SHARE * weights["zh"] else 0
    code = max(weights, key=lambda script: weights[script])
    if code in _FOREIGN_LETTERS and len(_FOREIGN_LETTERS[code].findall(text)) > 0.01 * weights[code]:
        return OTHER
    return code


def _folded(text: str) -> str:
    return _VOWEL_SIGNS.sub("", fold(text))


def _clauses(text: str) -> Iterator[str]:
    return (f" {clause.strip()} " for clause in _CLAUSE.split(_folded(text)) if clause.strip())


def _denies(pattern: re.Pattern[str], clause: str) -> bool:
    return any(match["negation"] for match in pattern.finditer(clause))


def _is_form(one: str, other: str) -> bool:
    """Return whether two words have the same stem."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return shared >= _STEM and max(len(one), len(other)) - shared <= _ENDING


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    folded = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, folded))})"


def _whole(words: Iterable[str]) -> str:
    """Return a pattern for any of the words as a whole word."""
    return f"(?<![{_WORD}]){_any(words)}(?![{_WORD}])"
