"""A small change of a source is a small diff of the outputs, so that people can review it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path

import pytest

import personac

BULLET = re.compile(rb"\s*(?:-|\d+\.) ")
UNREAD = "report.html"
RULES = {"rules/r.toml": b"[matching]\njudge = false\n"}
"""Builds without the judge are several times as fast; scores move alike."""
_Outputs = Mapping[str, bytes]


def sources_in(folder: Path) -> dict[str, bytes]:
    return {f"agents/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.md"))}


def changed_lines(before: _Outputs, after: _Outputs) -> dict[str, int]:
    """Count the lines of each output that a diff shows as new or changed, or as gone if these are more."""
    counts = {}
    for name in sorted({*before, *after} - {UNREAD}):
        old, new = (outputs.get(name, b"").splitlines() for outputs in (before, after))
        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        counts[name] = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")
    return {name: count for name, count in counts.items() if count}


def edited(data: bytes, line: int, text: bytes | None) -> bytes:
    """Return the data with other words in a bullet (None: without it)."""
    lines = data.split(b"\n")
    mark = BULLET.match(lines[line - 1])
    assert mark
    lines[line - 1 : line] = [] if text is None else [mark[0] + text]
    return b"\n".join(lines)


def changes(sources: Mapping[str, bytes], path: str, line: int, text: bytes | None) -> dict[str, int]:
    other = {**sources, path: edited(sources[path], line, text)}
    return changed_lines(*(personac.build(each, RULES, name="agent").outputs for each in (sources, other)))


@pytest.mark.parametrize(
    ("name", "line", "text"),
    [
        ("backend-expert-checklist", 96, b"Backpressure thresholds"),
        ("backend", 27, b"**Message Queues**: RabbitMQ, Kafka, NATS, AWS SQS"),
        ("backend-expert", 26, b"**Data Consistency**: Ensure ACID properties where a rollback is costly"),
        ("backend-expert-checklist", 24, b"Documentation comprehensive and partners"),
        ("backend", 77, b"**Performance Strategy**: Caching, optimization invoices"),
    ],
)
def test_a_changed_bullet_of_the_seeds_changes_40_lines_at_most(
    shared: Path, name: str, line: int, text: bytes
) -> None:
    found = changes(sources_in(shared / "seeds"), f"agents/{name}.md", line, text)
    assert found["agent.md"] == 1
    assert sum(found.values()) <= 40, found


def test_a_changed_bullet_of_the_own_agents_changes_40_lines_at_most(root: Path) -> None:
    sources = sources_in(root / "agents")
    path = next(iter(sources))
    lines = sources[path].split(b"\n")
    line = next(at for at, text in enumerate(lines, 1) if BULLET.match(text))
    found = changes(sources, path, line, BULLET.sub(b"", lines[line - 1]) + b" every week")
    assert sum(found.values()) <= 40, found


def test_an_added_line_moves_what_is_below_it_and_changes_none_of_it(root: Path) -> None:
    """Lines of the sources are in the outputs, lines of the canonical are not."""
    sources = sources_in(root / "agents")
    path, data = next(iter(sources.items()))
    before = personac.build(sources, name="agent").outputs
    after = personac.build({**sources, path: data.rstrip() + b"\n- Count the herons\n"}, name="agent").outputs
    found = changed_lines(before, after)
    pages = {name: count for name, count in found.items() if re.match(r"variants/.*\.md", name)}
    assert all(count <= 4 for count in pages.values()), pages
    assert found["agent.map.json"] <= 12
    assert found["report.json"] <= 30
