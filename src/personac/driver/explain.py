"""Explain: a code, where a line of the canonical came from, or where one of a source went."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from personac.diagnostics.catalogue import kinds_by_code
from personac.diagnostics.model import Kind
from personac.driver.explain_agent import nothing
from personac.driver.explain_line import explain_line
from personac.driver.explain_source import explain_source
from personac.edits.build_folder import build_of_source
from personac.emit.lockfile import read_lock
from personac.paths import display_path
from personac.report.explanation import Explanation, encode_explanation, render_explanation

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,9})(?::[0-9]{1,9})?", re.DOTALL)
_BUILD = Path("build")


def explain(subject: str, output: Path = _BUILD, *, as_json: bool = False, verbose: bool = False) -> str:
    """Explain `PC101`, or a line: `build/agent.md:42`, `agents/one.md:9:3`. Raises `PersonacError`.

    `output` is the folder of the build that a source went into.
    """
    kinds = kinds_by_code()
    if subject.upper() in kinds:
        kind = kinds[subject.upper()]
        return _encode_kind(kind) if as_json else _explain_kind(kind)
    place = _PLACE.fullmatch(subject)
    if place is None:
        hint = "name a code, such as PC101, or a line: build/agent.md:42, agents/one.md:9"
        raise nothing(subject, "neither a code nor a line of a file", hint)
    found = _explain_place(Path(place["path"]), int(place["line"]), output)
    return encode_explanation(found) if as_json else render_explanation(found, verbose=verbose)


def _explain_kind(kind: Kind) -> str:
    return f"{kind.code} {kind.slug} ({kind.severity})\n{kind.summary}\n\n{kind.explanation}\n"


def _encode_kind(kind: Kind) -> str:
    return msgspec.json.format(msgspec.json.encode(kind._asdict()), indent=2).decode("utf-8") + "\n"


def _explain_place(path: Path, number: int, output: Path) -> Explanation:
    subject = f"{display_path(path)}:{number}"
    if _is_agent(path):
        return explain_line(path, number)
    if not path.is_file():
        raise nothing(
            subject, f"{display_path(path)} is not there", "name a line of a built agent, or of a source"
        )
    agent = _agent_of_output(path)
    if agent is not None:
        hint = f"name a line of the agent: {display_path(agent)}:{number}"
        raise nothing(subject, "an output of a build, but not the agent", hint)
    build = build_of_source(path, output)
    if build is None:
        hint = "name the folder of the build with -o, or build first: personac build"
        message = f"no map beside it, and not a source of a build in {display_path(output)}"
        raise nothing(subject, message, hint)
    return explain_source(path, number, build)


def _is_agent(path: Path) -> bool:
    """Tell whether there is a map beside the file, or a lock that names it as the agent."""
    lock, _ = read_lock(path.parent)
    is_named = lock is not None and path.name == f"{lock.agent}.md"
    return is_named or (path.suffix == ".md" and path.with_suffix(".map.json").is_file())


def _agent_of_output(path: Path) -> Path | None:
    """The agent of the build that wrote `path`, some other output of which it is."""
    for folder in (path.parent, path.parent.parent):
        lock, _ = read_lock(folder)
        if lock is not None and path.relative_to(folder).as_posix() in lock.outputs:
            return folder / f"{lock.agent}.md"
    return None
