"""Families for merging, emitting and the report."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bench.growth.family import RULES, Family, Files, words
from bench.growth.groups import alone, bullets, common, copied, joined, many, new, pair, persona, ruled, steps
from bench.growth.matching_families import MATCHING_FAMILIES

_TARGETS = '["claude", "copilot", "cursor", "opencode", "gemini", "codex", "skill", "agents-md"]'
_SIX_LINES = "\n".join(f"make part-{at}" for at in range(6))


def _same(texts: Sequence[str], _: random.Random) -> Sequence[str]:
    return texts


def _backwards(texts: Sequence[str], _: random.Random) -> Sequence[str]:
    return texts[::-1]


def _shuffled(texts: Sequence[str], chance: random.Random) -> Sequence[str]:
    return chance.sample(texts, len(texts))


def _mixed(texts: Sequence[str], chance: random.Random) -> Sequence[str]:
    """Put a new text behind each."""
    return [own for text in texts for own in (text, words(chance, 8))]


def _mixed_backwards(texts: Sequence[str], chance: random.Random) -> Sequence[str]:
    return _mixed(texts[::-1], chance)


def _again(texts: Sequence[str], _: random.Random) -> Sequence[str]:
    return [f"{text} again" for text in texts]


def _scattered(size: int, chance: random.Random) -> Files:
    """One file has the items of another in many small lists, which has new ones between."""
    texts = [words(chance, 8) for _ in range(size)]
    parts = [bullets(texts[at : at + 2], words(chance, 2)) for at in range(0, size, 2)]
    return {**persona("one", "".join(parts)), **persona("two", bullets(_mixed(texts, chance)))}


def _nested(at: int, chance: random.Random) -> str:
    inner = "".join(f"\n  - {words(chance, 8)}" for _ in range(2))
    return f"Keep rule {at} of the team{inner}"


def _with_targets(size: int, chance: random.Random) -> Files:
    parts = [bullets([words(chance, 8) for _ in range(5)], words(chance, 2)) for _ in range(size)]
    return {
        **persona("one", "".join(parts[::2])), **persona("two", "".join(parts[1::2])),
        f"{RULES}x.toml": f"[agent]\ntargets = {_TARGETS}\n".encode(),
    }  # fmt: skip


def _with_budget(size: int, chance: random.Random) -> Files:
    rules = f"[keep]\nbudget = {200 + 20 * size}\n".encode()
    return {**_with_targets(size, chance), f"{RULES}x.toml": rules}


def _code(size: int, chance: random.Random) -> Files:
    """One block of many lines, and the same in reverse."""
    lines = [words(chance, 6) for _ in range(size)]
    one, two = ("## Example\n\n```\n" + "\n".join(own) + "\n```\n" for own in (lines, lines[::-1]))
    return {**persona("one", one), **persona("two", two)}


def _equal_lines(size: int, _: random.Random) -> Files:
    return {
        **persona("one", "## Example\n\n```\n" + "x = 1\n" * size + "```\n"),
        **persona("two", "## Example\n\n```\n" + "x = 1\n" * (size + 1) + "```\n"),
    }  # fmt: skip


def _alternating(size: int, _: random.Random) -> Files:
    return {
        **persona("one", "## Example\n\n```\n" + "a\nb\n" * size + "```\n"),
        **persona("two", "## Example\n\n```\n" + "b\na\nc\n" * size + "```\n"),
    }  # fmt: skip


_LISTS = (
    Family("a list shared by two files", "lists", copied(new(), _same)),
    Family("a list in reverse", "lists", copied(new(), _backwards)),
    Family("a list in any order", "lists", copied(new(), _shuffled)),
    Family("new items between shared ones", "lists", copied(new(), _mixed)),
    Family("new items between shared ones in reverse", "lists", copied(new(), _mixed_backwards)),
    Family("items scattered over lists", "lists", _scattered),
    Family("nested items of two files", "lists", pair(_nested)),
    Family("nested items of one parent", "lists", pair(
        new(), joined("## Rules\n\n- Keep these\n  - ", "\n  - ")
    )),
    Family("paragraphs between items", "lists", pair(
        lambda _, chance: f"- {words(chance, 8)}\n\n{words(chance, 8)}", joined("## Rules\n\n")
    )),
    Family("paragraphs in items", "lists", pair(
        lambda _, chance: f"- {words(chance, 8)}\n\n  {words(chance, 8)}", joined("## Rules\n\n")
    )),
    Family("code in items", "lists", pair(
        lambda _, chance: f"- {words(chance, 8)}\n\n  ```sh\n  run {words(chance, 1)}\n  ```",
        joined("## Rules\n\n"),
    )),
    Family("lists in one section", "lists", pair(
        lambda _, chance: f"- {words(chance, 8)}\n\n<!-- -->", joined("## Rules\n\n")
    )),
    Family("tasks", "lists", pair(lambda _, chance: f"[ ] {words(chance, 8)}")),
    Family("steps of two files", "lists", pair(new(), steps)),
    Family("shared steps", "lists", copied(new(), _same, steps)),
    Family("steps in reverse", "lists", copied(new(), _backwards, steps)),
    Family("procedures", "lists", pair(
        lambda _, chance: f"## {words(chance, 2)}\n\n1. {words(chance, 8)}\n2. {words(chance, 8)}", joined()
    )),
)  # fmt: skip
_BLOCKS = (
    Family("equal code blocks", "blocks", pair(
        lambda *_: "```sh\nmake build\n```", joined("## Example\n\n")
    )),
    Family("new code blocks", "blocks", pair(
        lambda _, chance: f"```sh\nmake {words(chance, 1)}\n```", joined("## Example\n\n")
    )),
    Family("near-equal code blocks", "blocks", pair(
        lambda _, chance: f"```sh\n{_SIX_LINES}\nmake {words(chance, 1)}\n```", joined("## Example\n\n")
    )),
    Family("a code block in reverse", "blocks", _code),
    Family("a code block of equal lines", "blocks", _equal_lines),
    Family("tables of two files", "blocks", pair(
        lambda _, chance: f"| a | b |\n|---|---|\n| {words(chance, 2)} | {words(chance, 2)} |",
        joined("## Example\n\n"),
    )),
    Family("rows of a table", "blocks", pair(
        lambda _, chance: f"| {words(chance, 2)} | {words(chance, 2)} |",
        joined("## Example\n\n| a | b |\n|---|---|\n", "\n"),
    )),
    Family("files with near-equal code", "blocks", many(
        lambda _, chance: f"## Example\n\n```sh\n{_SIX_LINES}\nmake {words(chance, 1)}\n```\n"
    )),
)  # fmt: skip
_REPORT = (
    Family("long lines that are lost", "report", pair(
        lambda _, chance: words(chance, 8), joined("- Keep it\n\n", " ")
    )),
    Family("alternating lines", "patches", _alternating),
    Family("texts in reverse", "patches", copied(
        lambda _, chance: f"{words(chance, 6).capitalize()}.", _backwards, joined()
    )),
    Family("equal lines", "patches", pair(lambda *_: "Keep it.", joined(after="\n\n- More\n"))),
    Family("blank lines between common words", "patches", pair(
        lambda _, chance: f"{common(chance, 1)}", joined(between="\n\n\n")
    )),
    Family("bullets in other words", "report", copied(new(), _again)),
    Family("bullets with hidden parts", "report", copied(
        new(), lambda texts, chance: [f"{text} <!-- {words(chance, 1)} -->" for text in texts]
    )),
    Family("links to other places", "report", copied(
        lambda _, chance: f"[{words(chance, 6)}]({words(chance, 1)}.md)",
        lambda texts, _: [text.replace(".md)", ".html)") for text in texts],
    )),
    Family("pairs that the rules join", "rules", ruled(
        pair(lambda at, _: f"keep rule{at} of the team", other=lambda at, _: f"follow law{at} at work"),
        lambda at, _: f'[[must_link]]\ntexts = ["keep rule{at} of the team", "follow law{at} at work"]\n',
    )),
    Family("pairs that the rules keep apart", "rules", ruled(
        pair(lambda at, _: f"keep rule{at} of the team", other=lambda at, _: f"keep the rule{at} of teams"),
        lambda at, _: f'[[cannot_link]]\ntexts = ["keep rule{at} of the team", "keep rule{at + 1} of it"]\n',
    )),
    Family("bullets that one rule keeps apart", "rules", ruled(
        alone(lambda at, _: f"keep rule{at} of the team"),
        lambda at, _: f'"keep rule{at} of the team", ', '[[cannot_link]]\ntexts = ["read first", ', "]\n",
    )),
    Family("bullets that one rule joins", "rules", ruled(
        pair(lambda at, _: f"keep rule{at} of the team"),
        lambda at, _: f'"keep rule{at} of the team", ', '[[must_link]]\ntexts = ["read first", ', "]\n",
    )),
    Family("findings that the rules ignore", "rules", ruled(
        pair(lambda at, _: f"Always send mail{at} to all", other=lambda at, _: f"Never send mail{at} to all"),
        lambda at, _: f'[[ignore]]\ncode = "PC403"\ntext = "Always send mail{at} to all"\nreason = "x"\n',
    )),
    Family("a budget of tokens", "emit", _with_budget),
    Family("files for all targets", "emit", _with_targets),
)  # fmt: skip
MERGE_FAMILIES = (*MATCHING_FAMILIES, *_LISTS, *_BLOCKS, *_REPORT)
