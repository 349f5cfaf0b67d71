"""Explain a code, the origins of a line of the canonical, or what became of a line of a source."""

from __future__ import annotations

import re
from pathlib import Path

from personac.backend.lock import read_lock
from personac.diagnostics.kinds import kinds_by_code
from personac.diagnostics.model import Kind
from personac.diagnostics.paths import shown
from personac.driver.build_folder import build_of_source
from personac.report.explain_canonical import explain_canonical, nothing
from personac.report.explain_source import explain_source
from personac.report.explanation import Explanation, encode_explanation, render_explanation
from personac.report.machine_formats import encode_json

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,9})(?::[0-9]{1,9})?", re.DOTALL)
_BUILD = Path("build")


def explain(subject: str, output: Path = _BUILD, *, as_json: bool = False, verbose: bool = False) -> str:
    """Explain `PC101`, or a line: `build/agent.md:42`, `agents/one.md:9:3`. Raises `PersonacError`.

    `output` is the folder of the build that a source was part of.
    """
    kind = kinds_by_code().get(subject.upper())
    if kind is not None:
        return encode_json(kind._asdict()) if as_json else _explain_kind(kind)
    place = _PLACE.fullmatch(subject)
    if place is None:
        hint = "name a code, such as PC101, or a line: build/agent.md:42, agents/one.md:9"
        raise nothing(subject, "neither a code nor a line of a file", hint)
    explanation = _explain_place(Path(place["path"]), int(place["line"]), output)
    return encode_explanation(explanation) if as_json else render_explanation(explanation, verbose=verbose)


def _explain_kind(kind: Kind) -> str:
    return f"{kind.code} {kind.slug} ({kind.severity})\n{kind.summary}\n\n{kind.explanation}\n"


def _explain_place(path: Path, number: int, output: Path) -> Explanation:
    subject = f"{shown(path)}:{number}"
    if _is_agent(path):
        return explain_canonical(path, number)
    if not path.is_file():
        raise nothing(
            subject, f"{shown(path)} does not exist", "name a line of a built agent, or of a source"
        )
    agent = _agent_of_output(path)
    if agent is not None:
        hint = f"name a line of the agent: {shown(agent)}:{number}"
        raise nothing(subject, "an output of a build, but not the agent", hint)
    build = build_of_source(path, output)
    if build is None:
        hint = "name the folder of the build with -o, or build first: personac build"
        message = f"no map beside it, and not a source of a build in {shown(output)}"
        raise nothing(subject, message, hint)
    return explain_source(path, number, build)


def _is_agent(path: Path) -> bool:
    """Return whether a map is beside the file, or a lock that names it as the agent."""
    lock, _ = read_lock(path.parent)
    is_named = lock is not None and path.name == f"{lock.agent}.md"
    return is_named or (path.suffix == ".md" and path.with_suffix(".map.json").is_file())


def _agent_of_output(path: Path) -> Path | None:
    """Return the agent of the build that wrote `path` as another output, if there is such a build."""
    for folder in (path.parent, path.parent.parent):
        lock, _ = read_lock(folder)
        if lock is not None and path.relative_to(folder).as_posix() in lock.outputs:
            return folder / f"{lock.agent}.md"
    return None
