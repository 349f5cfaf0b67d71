"""Random edits as people make them: each turns a group of personas into another."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

Group = Mapping[str, str]
_WORDS = ("always", "briefly", "never", "nightly", "PostgreSQL", "twice", "42 ms", "`make check`", "<b>", "é")
_NOTES = (
    "- Keep a note of what was decided, and by whom",
    "- **Databases**: PostgreSQL, Redis, and whatever came before them",
    "1. Measure first\n2. Then change one thing",
    "Before you hand it over, verify:\n\n- The tests pass\n  - All of them",
    "## Afterword\n\n- Say what is left",
    "```sh\nmake check\n```",
)


def sequence(group: Group, count: int, seed: int) -> Sequence[dict[str, str]]:
    """Return the group after each of `count` edits, one upon the other."""
    chance = random.Random(seed)  # noqa: S311 - reproducible
    groups: list[dict[str, str]] = []
    for _ in range(count):
        group = chance.choice(_EDITS)(dict(group), chance)
        groups.append(dict(group))
    return groups


def _add(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Insert a note below some line."""
    return _with_lines(
        group, chance, lambda lines, at: [*lines[: at + 1], chance.choice(_NOTES), *lines[at + 1 :]]
    )


def _delete(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    return _with_lines(group, chance, lambda lines, at: [*lines[:at], *lines[at + 1 :]])


def _copy(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Copy a line of one persona into another."""
    other = group[chance.choice(sorted(group))].split("\n")
    line = chance.choice(other)
    return _with_lines(group, chance, lambda lines, at: [*lines[:at], line, *lines[at:]])


def _reword(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Change one word of some line."""

    def changed(line: str) -> str:
        words = line.split(" ")
        words[chance.randrange(len(words))] = chance.choice(_WORDS)
        return " ".join(words)

    return _with_lines(group, chance, lambda lines, at: [*lines[:at], changed(lines[at]), *lines[at + 1 :]])


def _retitle(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    name = chance.choice(sorted(group))
    titles = re.findall(r"^#+ .*$", group[name], re.MULTILINE)
    if titles:
        group[name] = group[name].replace(chance.choice(titles), f"## {chance.choice(_WORDS)} and after", 1)
    return group


def _front_matter(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    name = chance.choice(sorted(group))
    group[name] = group[name].replace("description: ", f"description: {chance.choice(_WORDS)} ", 1)
    return group


def _another(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Add a persona that is much like one of the others."""
    group[f"agents/new-{chance.randrange(100)}.md"] = group[chance.choice(sorted(group))]
    return _reword(group, chance)


def _one_less(group: dict[str, str], chance: random.Random) -> dict[str, str]:
    if len(group) > 1:
        del group[chance.choice(sorted(group))]
    return group


def _with_lines(
    group: dict[str, str], chance: random.Random, edit: Callable[[list[str], int], list[str]]
) -> dict[str, str]:
    """Edit the lines of one persona at some place, mostly behind its front matter."""
    name = chance.choice(sorted(group))
    lines = group[name].split("\n")
    group[name] = "\n".join(edit(lines, chance.randrange(min(5, len(lines) - 1), len(lines))))
    return group


_EDITS = (_add, _add, _delete, _delete, _copy, _reword, _reword, _retitle, _front_matter, _another, _one_less)
