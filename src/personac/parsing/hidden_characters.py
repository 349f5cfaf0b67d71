"""Characters that a reader does not see, or takes for others, and an agent tool reads.

Found are tags (U+E0000), bidirectional controls, zero-width characters, fillers, soft hyphens, variation
selectors, and Latin words with letters of other scripts that look the same. None of what people write is
found: emoji, flags, joiners in scripts that need them, directional marks in lines from right to left, and
variants of ideographs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personac.diagnostics.diagnostic import Diagnostic, Severity, first_of
from personac.diagnostics.input_kinds import HIDDEN_CHARACTERS
from personac.model import Persona
from personac.model.decision_format import Decision, DecisionFile

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""A character class without its brackets: what no font draws, but for the selectors of text and emoji."""
_LINE_END = re.compile(r"\r\n|\n|\r")
_SUSPECT = re.compile(f"[{INVISIBLE}\ufe0e\ufe0f]")
_TAGS = "[\U000e0020-\U000e007e]"
_SYMBOL = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_TONE = "[\U0001f3fb-\U0001f3ff]"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINING = "[\u0600-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u18af\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc]"
_UNSPACED = "[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff]"
_IDEOGRAPH = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_PROPER = re.compile(
    rf"""\U0001f3f4{_TAGS}+\U000e007f                           # a flag of a region
       | {_SYMBOL}[\ufe0e\ufe0f] | [#*0-9]\ufe0f\u20e3          # a symbol as emoji, or as text; a key
       | {_JOINING}[\u200c\u200d]                               # a joiner inside a word
       | {_UNSPACED}\u200b(?={_UNSPACED})                       # where a line may break
       | {_IDEOGRAPH}[\ufe00-\ufe02\U000e0100-\U000e01ef]
       | [\u1800-\u18af][\u180b-\u180e]
    """,
    re.VERBOSE,
)
_EMOJI_JOINER = re.compile(rf"(?:(?<={_SYMBOL})|(?<={_SYMBOL}\ufe0f)|(?<={_TONE}))\u200d(?={_SYMBOL})")
_DIRECTIONS = frozenset("\u061c\u200e\u200f")
_OTHERS = "\u0370-\u03ff\u0400-\u052f"
_WORD = re.compile(rf"(?:[^\W\d_]|[{_OTHERS}])+")
_OTHER = re.compile(f"[{_OTHERS}]")
# Letters of Cyrillic and Greek that most fonts draw as Latin ones.
_ALIKE = frozenset(
    "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430"
    "\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u04cf\u0501\u051b\u051d"
    "\u037f\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03f2"
    "\u03f3"
)
_FEWEST = 2  # Latin letters of a Latin word
_MOST = 6  # characters that a message names
_LONGEST = 60
_HINT = 'remove them, or, if they are meant, write `characters` under [hidden] in rules/ as "warn" or "allow"'
_SEVERITIES: dict[str, Severity] = {"error": "error", "warn": "warning"}


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A line with hidden characters: its number, the column of the first one, and all of them in order."""

    line: int
    column: int
    characters: str


def hidden_characters(personas: Iterable[Persona], use: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each line with hidden characters; `use` is the setting of the rules."""
    if use == "allow":
        return
    for persona in personas:
        for found in hidden_lines(persona.source.text):
            place = (persona.source.path, found.line, found.column)
            yield Diagnostic(
                HIDDEN_CHARACTERS, *place, _message(found.characters), _HINT, lowered_to=_SEVERITIES[use]
            )


def hidden_in_decisions(decisions: Iterable[Decision], use: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each decision that writes hidden characters; those of bullets are in sources."""
    for decision in decisions if use != "allow" else ():
        written = "\n".join(_written(decision.content))
        if found := "".join(line.characters for line in hidden_lines(written)):
            yield Diagnostic(
                HIDDEN_CHARACTERS, decision.path, 1, 1, _message(found), _HINT, lowered_to=_SEVERITIES[use]
            )


def _written(content: DecisionFile) -> Iterator[str]:
    """Yield the texts of a decision that outputs show."""
    yield content.reason
    for group in content.group:
        yield from (group.text, *group.section)
    if content.field:
        yield from _strings(content.field.value)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        for part in parts:
            yield from _strings(part)


def hidden_code_points(text: str) -> Iterator[str]:
    """Yield the hidden characters of each line of a text as `<U+XXXX>`."""
    for found in hidden_lines(text):
        yield "".join(f"<U+{ord(char):04X}>" for char in found.characters)


def hidden_lines(text: str) -> Iterator[HiddenLine]:
    """Yield the lines with hidden characters, in order."""
    if text.isascii():
        return
    for number, line in enumerate(_LINE_END.split(text), start=1):
        places = {} if line.isascii() else dict(sorted({**_hidden(line), **_alike(line)}.items()))
        if places:
            yield HiddenLine(number, min(places) + 1, "".join(places.values()))


def _hidden(line: str) -> dict[int, str]:
    found = {match.start(): match[0] for match in _SUSPECT.finditer(line)}
    if not found:
        return found
    proper = {at for match in _PROPER.finditer(line) for at in range(match.start() + 1, match.end())}
    proper.update(match.start() for match in _EMOJI_JOINER.finditer(line))
    is_right_to_left = _RIGHT_TO_LEFT.search(line) is not None
    return {
        at: char
        for at, char in found.items()
        if at not in proper and not (is_right_to_left and char in _DIRECTIONS)
    }


def _alike(line: str) -> dict[int, str]:
    return {
        match.start() + at: char
        for match in _WORD.finditer(line)
        if _OTHER.search(match[0]) and _is_latin_with_others(match[0])
        for at, char in enumerate(match[0])
        if char in _ALIKE
    }


def _is_latin_with_others(word: str) -> bool:
    others = [char for char in word if "\u0370" <= char <= "\u052f"]
    return len(word) - len(others) >= _FEWEST and _ALIKE.issuperset(others) and _has_latin_alone(word)


def _has_latin_alone(word: str) -> bool:
    return all(unicodedata.name(char, "").startswith(("LATIN", "GREEK", "CYRILLIC")) for char in word)


def _message(characters: str) -> str:
    counts = Counter(characters)
    named = [f"{_named(char)}{f' ({times} times)' if times > 1 else ''}" for char, times in counts.items()]
    spelled = "".join(chr(ord(char) - 0xE0000) for char in characters if re.match(_TAGS, char))
    text = f', which spell "{spelled[:_LONGEST]}"' if spelled else ""
    return f"hidden or misleading characters: {first_of(named, _MOST)}{text}"


def _named(char: str) -> str:
    name = unicodedata.name(char, "").lower()
    return f"U+{ord(char):04X}{f' {name}' if name else ''}"
