"""Small gold folders: groups, and written and real pairs, in the files that the tools read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

NOUNS = ("hammer", "lantern", "bucket", "saddle", "violin", "carrot", "jacket", "needle")
Pair = Mapping[str, object]


def write_group(folder: Path, verb: str, *more: str) -> None:
    """Write a group: every second bullet of A says what one of B says; `more` are bullets of B."""
    folder.mkdir(parents=True)
    left = [f"- {verb} the {noun} with great care" for noun in NOUNS]
    right = [f"- {verb} every {noun} with care" for noun in NOUNS[::2]] + [f"- {line}" for line in more]
    for letter, lines in (("A", left), ("B", right)):
        (folder / f"{letter}.md").write_text("\n".join(["# Work", *lines, ""]), encoding="utf-8")
    ids = [f"{letter}{2 + n}" for letter, lines in (("A", left), ("B", right)) for n in range(len(lines))]
    clusters = [[f"A{2 + 2 * n}", f"B{2 + n}"] for n in range(len(NOUNS) // 2)]
    (folder / "units.json").write_text(json.dumps([{"id": own} for own in ids]))
    (folder / "gold.json").write_text(json.dumps({"clusters": clusters, "ignore": [["A3", "A2"]]}))


def a_pair(a: str, b: str, **more: object) -> dict[str, object]:
    """Return a pair without scopes."""
    return {"a": a, "b": b, "scope_a": "", "scope_b": "", **more}


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write one pair a line."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs), encoding="utf-8")
