"""What the pages of this project quote of builds of its own agents: bullets, commands with their output."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import personac
from personac.building.in_memory import Built
from personac.model import Line
from personac.report.explain import explain
from personac.report.safe_text import render_diagnostics_text

WIDEST = 117  # characters of a quoted line of output
_CUT = "\N{HORIZONTAL ELLIPSIS}"
_QUOTED = (
    ("data-expert-checklist", "Poison messages"),
    ("data-pipeline-specialist", "Send poison messages"),
    ("data-expert-checklist", "Critical tables"),
    ("data-platform-engineer", "[ ] Critical tables"),
)
"""Personas, and how a bullet of each begins: two that say the same, and two that contradict each other."""
_EDITED, _EDIT = "agents/data-engineer.md", "- Agree with the readers on a due date"


def bullets_of_sources(root: Path) -> str:
    """Return the quoted bullets with their places."""
    places = [f"{path}:{number}" for path, number, _ in _quoted(root)]
    lines = zip(places, (line for _, _, line in _quoted(root)), strict=True)
    return "\n".join(f"{place:{max(map(len, places))}}  {line}" for place, line in lines)


def commands(built: Built, root: Path) -> str:
    """Return a build with its first contradiction, and an explanation of the first quoted bullet."""
    path, number, _ = next(_quoted(root))
    lines = built.compilation.canonical.lines
    at = next(at for at, line in enumerate(lines, start=1) if _comes_from(line, path, number))
    subject = f"build/{built.compilation.canonical.name}.md:{at}"
    printed = render_diagnostics_text(built.diagnostics).splitlines()
    contradiction = next(line for line in printed if "[PC406]" in line)
    explained = _explained(built, root, subject).splitlines()
    pairs = next(at for at, line in enumerate(explained) if " ~ " in line)
    output = ["$ personac build", _shortened(contradiction), _shortened(_summary(built))]
    return "\n".join([*output, f"$ personac explain {subject}", *explained[:pairs], _CUT])


def watched(built: Built, root: Path) -> str:
    """Return what `--watch` prints for a build, an edit of a source, and a file that cannot be read."""
    edited = f"{_EDITED} changed; {_summary(_with_edit(root))}"
    return "\n".join(
        [
            "$ personac build --watch",
            _shortened(f"20:54:37 {_summary(built)}"),
            _shortened(f"20:54:44 {edited}"),
            "agents/broken.md:1:1: error[PC001]: byte 0 starts a UTF-16 byte-order mark",
            "    hint: save the file as UTF-8, for example: iconv -f UTF-16 -t UTF-8 FILE",
            "20:54:48 agents/broken.md added; not built: see above (0.03 s)",
            "20:54:52 agents/broken.md removed; build: up to date (0.01 s)",
        ]
    )


def _quoted(root: Path) -> Iterator[tuple[str, int, str]]:
    """Yield path, number and text of each quoted line."""
    for persona, start in _QUOTED:
        path = f"agents/{persona}.md"
        lines = enumerate((root / path).read_text("utf-8").splitlines(), start=1)
        yield next((path, number, line) for number, line in lines if line.startswith(f"- {start}"))


def _with_edit(root: Path) -> Built:
    """Build with one line more in a source."""
    sources = {f"agents/{path.name}": path.read_bytes() for path in sorted((root / "agents").glob("*.md"))}
    rules = {f"rules/{path.name}": path.read_bytes() for path in sorted((root / "rules").glob("*.toml"))}
    text = sources[_EDITED].decode().replace("\n- ", f"\n{_EDIT}\n- ", 1)
    return personac.build({**sources, _EDITED: text.encode()}, rules)


def _explained(built: Built, root: Path, subject: str) -> str:
    """Explain a line of the canonical; `personac explain` reads a build on the disk."""
    with TemporaryDirectory() as folder:
        shutil.copytree(root / "agents", Path(folder, "agents"))
        for name, data in built.outputs.items():
            path = Path(folder, "build", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        with chdir(folder):
            return explain(subject)


def _comes_from(line: Line, path: str, number: int) -> bool:
    return any(origin.path == path and origin.line == number for origin in line.origins)


def _summary(built: Built) -> str:
    return f"build: {built.report.summary}"


def _shortened(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1].rstrip()}{_CUT}"
