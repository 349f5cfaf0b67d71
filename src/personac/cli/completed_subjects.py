"""What `personac explain <TAB>` offers: codes, and the files that the last build wrote or read.

And what `personac review decide <TAB>` offers: the items of the review that nobody has decided about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

_FILES = CompletionItem("", type="file")  # let the shell complete


def complete_subject(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the codes and files that begin with `incomplete`; files of the shell where there are none."""
    found = [*_codes(incomplete), *_paths(_folder(context), incomplete)]
    return found or [_FILES]


def complete_line(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the files that begin with `incomplete`: the second subject is a line."""
    return [*_paths(_folder(context), incomplete)] or [_FILES]


def complete_item(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the keys of the last build's undecided items that begin with `incomplete`."""
    from personac.regular_files import read_regular_file

    try:
        rows = json.loads(read_regular_file(_folder(context) / "report.json"))["review"]
        found = [(row["key"], row["note"]) for row in rows if row["state"] != "decided"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []
    return [CompletionItem(key, help=note) for key, note in found if key.startswith(incomplete)]


def _folder(context: click.Context) -> Path:
    """Return the folder of the build: the one that is named, else that of the project."""
    from personac.building.project import find_project
    from personac.diagnostics.diagnostic import PersonacError

    named = context.params.get("output")
    try:
        return Path(named) if named else find_project().output
    except PersonacError:  # the command itself will report it
        return Path("build")


def _codes(incomplete: str) -> Iterator[CompletionItem]:
    from personac.diagnostics.catalogue import all_kinds

    for kind in all_kinds():
        if kind.code.startswith(incomplete.upper()):
            yield CompletionItem(kind.code, help=kind.summary)


def _paths(folder: Path, incomplete: str) -> Iterator[CompletionItem]:
    """Yield the canonical of the build in `folder`, then its sources; nothing where there is no build."""
    from personac.emit.lock_entries import read_lock_bytes

    try:
        lock = json.loads(read_lock_bytes(folder))
        paths = [(folder / f"{lock['agent']}.md").as_posix(), *sorted(lock["sources"])]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return
    for path in paths:
        if path.isprintable() and path.startswith(incomplete):
            yield CompletionItem(path)
