"""Edits that authors make, each of one kind; a line keeps its number while it means what it meant.

An edit returns whether there was something to edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bench.histories.numbered_lines import History, Line
from personac.model import Bullet

_WORD = re.compile(r"(?<![\w`/.-])[A-Za-z]{3,}(?![\w`/-]|\.\w)")
_MARK = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*\s*$")
_NUMBER = re.compile(r"\d+")
# Words that turn what a text says: a small edit leaves them alone.
_TURNING = frozenset({
    "after", "all", "allow", "always", "and", "avoid", "before", "but", "cannot", "during", "except", "for",
    "from", "instead", "into", "least", "less", "more", "most", "must", "never", "not", "off", "one", "only",
    "optional", "out", "over", "per", "rather", "refuse", "require", "should", "than", "then",
    "under", "unless", "until", "when", "where", "while", "with", "without", "zero",
})  # fmt: skip
_ADDED = ("carefully", "clearly", "explicitly", "properly", "thoroughly", "shared", "existing", "internal")
_OTHER = ("modules", "drafts", "layouts", "summaries", "handlers", "packages", "ledger", "harbours", "gauges")
_SYNONYMS: Mapping[str, str] = {
    "use": "apply", "using": "applying", "ensure": "guarantee", "implement": "build",
    "create": "make", "write": "author", "check": "verify", "design": "plan",
    "handle": "treat", "document": "describe", "monitor": "watch", "optimize": "tune",
    "define": "state", "provide": "offer", "review": "inspect", "common": "usual",
    "errors": "faults", "changes": "edits", "tests": "checks", "clear": "plain",
    "complex": "involved",
}  # fmt: skip
_FREE_TEXT = (
    "Paint the garden fence green in spring",
    "Feed twelve pigeons behind the station",
    "Sing slowly while the kettle boils",
)
Edit = Callable[[History], bool]


def _words(line: Line) -> list[re.Match[str]]:
    start = _MARK.match(line.text)
    found = _WORD.finditer(line.text, start.end() if start else 0)
    return [word for word in found if word[0].lower() not in _TURNING]


def _edited(history: History, change: Callable[[str], str | None]) -> bool:
    """Change one word of the first line of a bullet."""
    bullet = history.some_bullet()
    if bullet is None:
        return False
    first, *rest = history.lines_of(bullet)
    words = _words(first)
    for word in history.chance.sample(words, len(words)):
        new = change(word[0])
        if new is not None and new != word[0]:
            text = first.text[: word.start()] + new + first.text[word.end() :]
            history.put(bullet, [Line(first.number, text if new else text.replace("  ", " ")), *rest])
            history.words[first.number] += 1
            return True
    return False


def typo(history: History) -> bool:
    """Swap two letters, or leave one out."""

    def change(word: str) -> str | None:
        if len(word) < 5:
            return None
        at = history.chance.randrange(1, len(word) - 2)
        is_swap = history.chance.random() < 0.5
        return word[:at] + (word[at + 1] + word[at] if is_swap else "") + word[at + (2 if is_swap else 1) :]

    return _edited(history, change)


def add_word(history: History) -> bool:
    """Add a word that changes little."""
    return _edited(history, lambda word: f"{history.chance.choice(_ADDED)} {word}")


def remove_word(history: History) -> bool:
    """Leave a word out."""
    return _edited(history, lambda _: "")


def change_word(history: History) -> bool:
    """Write another word."""
    return _edited(history, lambda _: history.chance.choice(_OTHER))


def synonym(history: History) -> bool:
    """Write a word of the same meaning."""
    return _edited(history, lambda word: _SYNONYMS.get(word.lower()))


def _changed(history: History, change: Callable[[str], str | None]) -> bool:
    """Change what the first line of a bullet means: it gets another number."""
    bullet = history.some_bullet()
    if bullet is None:
        return False
    first, *rest = history.lines_of(bullet)
    start = _MARK.match(first.text)
    at = start.end() if start else 0
    new = change(first.text[at:].rstrip())
    if new is None:
        return False
    history.put(bullet, [Line(history.number(), f"{first.text[:at]}{new}\n"), *rest])
    return True


def number(history: History) -> bool:
    """Change a number."""
    return _changed(
        history,
        lambda text: (
            _NUMBER.sub(lambda own: str(int(own[0]) + history.chance.randint(1, 9)), text, count=1)
            if _NUMBER.search(text)
            else None
        ),
    )


def negation(history: History) -> bool:
    """Forbid what was asked for."""
    return _changed(
        history, lambda text: None if "never" in text.lower() else f"Never {text[:1].lower()}{text[1:]}"
    )


def condition(history: History) -> bool:
    """Ask for it under a condition only."""
    return _changed(history, lambda text: f"{text.rstrip('.:')} only if the release has failed")


def rewrite(history: History) -> bool:
    """Write something else."""
    return _changed(history, lambda _: history.chance.choice(_FREE_TEXT))


def remove(history: History) -> bool:
    """Remove a bullet."""
    bullet = history.some_bullet(leaf=True)
    if bullet is None:
        return False
    history.put(bullet, [])
    return True


def add_similar(history: History) -> bool:
    """Add a bullet that differs in a word or two, beside the one that it is like."""
    bullet = history.some_bullet(leaf=True)
    if bullet is None:
        return False
    lines = history.lines_of(bullet)
    history.put(bullet, [*lines, *_like(history, lines)])
    return True


def replace_by_similar(history: History) -> bool:
    """Remove a bullet; a similar one, which came before the decisions or after, is still there."""
    bullet = history.some_bullet(leaf=True)
    if bullet is None:
        return False
    history.put(bullet, _like(history, history.lines_of(bullet), least=2))
    return True


def _like(history: History, lines: Sequence[Line], least: int = 1) -> list[Line]:
    first = lines[0]
    words = _words(first)
    chosen = history.chance.sample(words, min(len(words), history.chance.randint(least, 3)))
    text = first.text
    for word in sorted(chosen, key=lambda one: -one.start()):
        text = text[: word.start()] + history.chance.choice(_OTHER) + text[word.end() :]
    if not text.endswith("\n"):
        text += "\n"
    return [Line(history.number(), text), *(Line(history.number(), line.text) for line in lines[1:])]


def reorder(history: History) -> bool:
    """Put the bullets of a list in another order."""
    bullet = history.some_bullet(leaf=True)
    if bullet is None:
        return False
    parents = {one.parent for one in history.read().bullets}
    own = [
        one for one in history.read().bullets
        if (one.persona, one.section, one.parent, one.lead_in, one.depth, one.is_paragraph)
        == (bullet.persona, bullet.section, bullet.parent, bullet.lead_in, bullet.depth, False)
        and one.id not in parents
    ]  # fmt: skip
    texts = [_ended(history.lines_of(one)) for one in own]
    mixed = history.chance.sample(texts, len(texts))
    for one, lines in sorted(zip(own, mixed, strict=True), key=lambda pair: -pair[0].line):
        history.put(one, lines)
    return len(own) > 1


def _ended(lines: Sequence[Line]) -> list[Line]:
    return [Line(one.number, one.text if one.text.endswith("\n") else f"{one.text}\n") for one in lines]


def rename_persona(history: History) -> bool:
    """Give a file another name."""
    name = history.chance.choice(sorted(history.files))
    history.files[f"{name}-{history.chance.randint(10, 99)}"] = history.files.pop(name)
    return True


def swap_personas(history: History) -> bool:
    """Swap the names of two files."""
    if len(history.files) < 2:
        return False
    one, other = history.chance.sample(sorted(history.files), 2)
    history.files[one], history.files[other] = history.files[other], history.files[one]
    return True


def remove_persona(history: History) -> bool:
    """Remove a file."""
    if len(history.files) > 1:
        del history.files[history.chance.choice(sorted(history.files))]
    return True


def fork_persona(history: History) -> bool:
    """Write a file again under another name."""
    name = history.chance.choice(sorted(history.files))
    history.files[f"{name}-fork"] = [Line(history.number(), line.text) for line in history.files[name]]
    return True


def replace_persona(history: History) -> bool:
    """Write another persona into a file: what one like it says, with other numbers for its lines."""
    if len(history.files) < 2:
        return False
    one, other = history.chance.sample(sorted(history.files), 2)
    history.files[one] = [Line(history.number(), line.text) for line in history.files[other]]
    return True


def _homes(history: History, persona: str, other: Bullet) -> list[Bullet]:
    """Return leaves of lists elsewhere in a persona."""
    now = history.read().bullets
    parents = {one.parent for one in now}
    return [
        one for one in now
        if one.persona == persona and not one.is_paragraph and not one.depth and one.id not in parents
        and (one.section, one.lead_in) != (other.section, other.lead_in)
    ]  # fmt: skip


def move(history: History) -> bool:
    """Move a bullet to another section."""
    bullet = history.some_bullet(leaf=True)
    homes = _homes(history, bullet.persona, bullet) if bullet else []
    if bullet is None or not homes or bullet.depth:
        return False
    home, lines = history.chance.choice(homes), _ended(history.lines_of(bullet))
    own = _ended(history.files[bullet.persona])
    gone = [*range(bullet.line - 1, bullet.end_line)]
    kept = [*own[: home.end_line], *lines, *own[home.end_line :]]
    shift = len(lines) if home.end_line <= bullet.line - 1 else 0
    history.files[bullet.persona] = [
        line for at, line in enumerate(kept) if not (gone[0] + shift <= at <= gone[-1] + shift)
    ]
    return True


def copy_below(history: History) -> bool:
    """Say a bullet in another section as well."""
    bullet = history.some_bullet(leaf=True)
    homes = _homes(history, bullet.persona, bullet) if bullet else []
    return _copied(history, bullet, homes)


def copy_to_persona(history: History) -> bool:
    """Say a bullet in another persona as well."""
    bullet = history.some_bullet(leaf=True)
    others = sorted(history.files.keys() - {bullet.persona}) if bullet else []
    homes = _homes(history, history.chance.choice(others), bullet) if bullet and others else []
    return _copied(history, bullet, homes)


def _copied(history: History, bullet: Bullet | None, homes: Sequence[Bullet]) -> bool:
    """Say a bullet behind one of some others as well."""
    if bullet is None or not homes or bullet.depth:
        return False
    home = history.chance.choice(homes)
    lines = [Line(history.number(), one.text) for one in _ended(history.lines_of(bullet))]
    history.put(home, [*_ended(history.lines_of(home)), *lines])
    return True


def forbid(history: History) -> bool:
    """Move a bullet below a title that forbids it."""
    bullet = history.some_bullet(leaf=True)
    if bullet is None:
        return False
    lines = history.lines_of(bullet)
    history.put(bullet, [])
    end = [Line(history.number(), text) for text in ("\n", "## Never do this\n", "\n")]
    new = [Line(history.number(), _MARK.sub("- ", one.text, count=1)) for one in _ended(lines)[:1]]
    history.files[bullet.persona] += [*end, *new]
    return True


def _retitled(history: History, title: Callable[[str], str], *, is_other: bool) -> bool:
    name = history.chance.choice(sorted(history.files))
    lines = history.files[name]
    found = [at for at, line in enumerate(lines) if _HEADING.match(line.text) and at]
    if not found:
        return False
    at = history.chance.choice(found)
    match = _HEADING.match(lines[at].text)
    level, old = (match[1], match[2]) if match else ("", "")
    lines[at] = Line(lines[at].number, f"{level} {title(old)}\n")
    for below in range(at + 1, len(lines)) if is_other else ():
        other = _HEADING.match(lines[below].text)
        if other and len(other[1]) <= len(level):
            break
        lines[below] = Line(history.number(), lines[below].text)
    return True


def rename_heading(history: History) -> bool:
    """Give a section another title."""
    titles = ("Key points of {}", "{} guide", "Our {}")
    return _retitled(history, lambda old: history.chance.choice(titles).format(old), is_other=False)


def forbid_section(history: History) -> bool:
    """Give a section a title that forbids what is below it."""
    return _retitled(history, lambda _: "Never do any of this", is_other=True)


def limit_section(history: History) -> bool:
    """Give a section a title that makes it a condition."""
    return _retitled(history, lambda _: "If the nightly restore has failed", is_other=True)


SMALL: Mapping[str, Edit] = {
    "typo": typo, "add a word": add_word, "remove a word": remove_word, "change a word": change_word,
    "synonym": synonym,
}  # fmt: skip
PLACES: Mapping[str, Edit] = {
    "reorder": reorder, "move": move, "rename a heading": rename_heading, "add a similar one": add_similar,
    "copy below another title": copy_below, "copy to another persona": copy_to_persona,
}  # fmt: skip
FILES: Mapping[str, Edit] = {
    "rename the persona": rename_persona, "swap two personas": swap_personas,
    "fork the persona": fork_persona,
}  # fmt: skip
OTHERS: Mapping[str, Edit] = {
    "number": number, "negation": negation, "condition": condition, "rewrite": rewrite, "remove": remove,
    "replace by a similar one": replace_by_similar, "replace the persona": replace_persona,
    "remove the persona": remove_persona, "move below Never": forbid, "title forbids": forbid_section,
    "title is a condition": limit_section,
}  # fmt: skip
EDITS: Mapping[str, Edit] = {**SMALL, **PLACES, **FILES, **OTHERS}
