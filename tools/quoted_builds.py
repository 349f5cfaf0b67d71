"""What the pages of this project quote of builds of its own agents: bullets, commands with their output."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from personac.building.builder import build
from personac.building.in_memory import Built
from personac.building.request import Request
from personac.building.watch import Rebuild
from personac.cli import main
from personac.model import Line
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
_TWICE = ("Volume compared with", "Warn when volume strays")
"""How two bullets begin that say the same, and that matching does not find."""
_SECONDS = re.compile(r"\(\d+\.\d+ s\)")
_EDITED, _EDIT = "agents/data-engineer.md", "- Agree with the readers on a due date"


class NoExampleError(ValueError):
    """A build of this project's agents no longer shows what a page quotes."""


def bullets_of_sources(root: Path) -> str:
    """Return the quoted bullets with their places."""
    places = [f"{path}:{number}" for path, number, _ in _quoted(root)]
    lines = zip(places, (line for _, _, line in _quoted(root)), strict=True)
    return "\n".join(f"{place:{max(map(len, places))}}  {line}" for place, line in lines)


def first_build(built: Built, root: Path) -> str:
    """Return all that the README's first command prints: `build/` is committed, and nothing has changed."""
    with _copy(built, root):
        printed = _printed("build", "--no-cache")
    return "\n".join(["$ personac build", *map(_shortened, printed)])


def commands(built: Built, root: Path) -> str:
    """Return the head of the report, and an explanation of the first quoted bullet."""
    path, number, _ = next(_quoted(root))
    lines = built.compilation.canonical.lines
    at = next(at for at, line in enumerate(lines, start=1) if _comes_from(line, path, number))
    subject = f"build/{built.compilation.canonical.name}.md:{at}"
    with _copy(built, root):
        report, explained = _printed("report"), _printed("explain", subject)
    pairs = next(at for at, line in enumerate(explained) if " ~ " in line)
    return "\n".join(
        [
            "$ personac report", _shortened(report[0]), _CUT,
            f"$ personac explain {subject}", *explained[:pairs], _CUT,
        ]
    )  # fmt: skip


def kept_twice(built: Built) -> str:
    """Return the two bullets that both stay, with their places in the canonical. Raises `NoExampleError`."""
    canonical = built.compilation.canonical
    found = [
        f"build/{canonical.name}.md:{number}  {line.text}"
        for number, line in enumerate(canonical.lines, start=1)
        if line.text.strip(" -[]").startswith(_TWICE)
    ]
    if len(found) != len(_TWICE):
        message = f"bullets that begin with {_TWICE} are not both kept: name another example, or none"
        raise NoExampleError(message)
    return "\n".join(found)


def watched(built: Built, root: Path) -> str:
    """Return what `--watch` prints for an edit of a source, and for a file that cannot be read."""
    broken = Path("agents", "broken.md")
    with _copy(built, root):
        lines = [*_watched("20:54:37")]
        text = Path(_EDITED).read_text("utf-8")
        Path(_EDITED).write_text(text.replace("\n- ", f"\n{_EDIT}\n- ", 1), "utf-8")
        lines += _watched("20:54:44", f"{_EDITED} changed")
        broken.write_bytes("---\nname: broken\n---\n\n- Café\n".encode("latin-1"))
        lines += _watched("20:54:48", f"{broken.as_posix()} added")
        broken.unlink()
        lines += _watched("20:54:52", f"{broken.as_posix()} removed")
    return "\n".join(["$ personac build --watch", *map(_shortened, lines)])


def _watched(time: str, *changed: str) -> Iterator[str]:
    """Build; yield what is printed: warnings are cut, and so is the time that it took."""
    outcome = build(Request(use_cache=False))
    printed = render_diagnostics_text(outcome.diagnostics).splitlines()
    yield from printed if outcome.is_failed else [_CUT]
    yield f"{time} {_SECONDS.sub(f'({_CUT} s)', Rebuild(changed, outcome, 0).line)}"


@contextmanager
def _copy(built: Built, root: Path) -> Iterator[None]:
    """Run in a copy of the project, with its build."""
    with TemporaryDirectory() as folder:
        for name in ("agents", "rules"):
            shutil.copytree(root / name, Path(folder, name))
        for name, data in built.outputs.items():
            path = Path(folder, "build", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        with chdir(folder):
            yield


def _printed(*arguments: str) -> list[str]:
    """Return the lines that a command prints."""
    return (
        CliRunner(env={"NO_COLOR": "1", "COLUMNS": str(WIDEST)}).invoke(main, arguments).output.splitlines()
    )


def _quoted(root: Path) -> Iterator[tuple[str, int, str]]:
    """Yield path, number and text of each quoted line."""
    for persona, start in _QUOTED:
        path = f"agents/{persona}.md"
        lines = enumerate((root / path).read_text("utf-8").splitlines(), start=1)
        yield next((path, number, line) for number, line in lines if line.startswith(f"- {start}"))


def _comes_from(line: Line, path: str, number: int) -> bool:
    return any(origin.path == path and origin.line == number for origin in line.origins)


def _shortened(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1].rstrip()}{_CUT}"
