"""Find and read what a build reads: persona files and rules.

A build with nothing to do finds the files and reads none, so rules are imported only to parse them.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from personac.building.folder_walk import (
    LOOKS_THE_SAME,
    RENAME,
    entries_of,
    has_suffix,
    is_folder,
    may_be_folder,
    no_working_directory,
    outside_of,
    unreadable,
)  # fmt: skip
from personac.building.request import Request
from personac.building.source_files import FoundFiles, Search, find_files
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.emit.settings_table import SETTINGS_TABLES
from personac.paths import by_display_path, display_path, working_directory
from personac.regular_files import MAX_BYTES, MAX_TEXT_BYTES, read_named_file, read_regular_file

if TYPE_CHECKING:
    from personac.config.schema import Rules
    from personac.model.source import Source

DEFAULT_RULES = Path("rules")
DEFAULT_DECISIONS = Path("decisions")
BACKGROUND = "background.npz"
MAX_BULLETS = 20_000
"""The most bullets of a source, unless large ones are allowed."""
_ITEM = re.compile(rb"(?:[-*+]|\d{1,9}[.)])[ \t]")
_CODE = re.compile(rb"```+|~~~+")
_READS = 20
_PAUSE = 0.01
"""Seconds between two reads of a file that is being written."""


class InputFiles(NamedTuple):
    """The files of a build by display path: sources sorted, rules in the order in which they apply.

    The settings of the project come before the rules. `found` is how the sources were found. `large` allows
    sources of any size. `decisions` are those of reviewers, about any agent.
    """

    sources: Mapping[str, Path]
    rules: Mapping[str, Path]
    found: FoundFiles = FoundFiles({})
    large: bool = False
    decisions: Mapping[str, Path] = MappingProxyType({})

    @property
    def all(self) -> dict[str, Path]:
        """All of them, sources first."""
        return {**self.sources, **self.rules, **self.decisions}

    def of_agent(self, agent: str) -> InputFiles:
        """Return the files without the decisions about other agents."""
        own = {place: path for place, path in self.decisions.items() if path.parent.name == agent}
        return self._replace(decisions=own)


class Inputs(NamedTuple):
    """The contents of a build's files; `rules_files` are (display path, bytes), ordered.

    One of them may be `background.npz`, made by tools/train_background.py: word statistics that
    replace those of the package. `cache` is the folder of what the judge has read, None for none. `large`
    says that a source is one that has to be allowed. `decisions` are those of reviewers, about any agent.
    """

    sources: tuple[Source, ...]
    rules_files: tuple[tuple[str, bytes], ...]
    rules: Rules
    cache: Path | None = None
    large: bool = False
    decisions: tuple[tuple[str, bytes], ...] = ()

    def decisions_of(self, agent: str) -> tuple[tuple[str, bytes], ...]:
        """Return the decisions about an agent."""
        from personac.config.decision_files import agent_of

        return tuple(file for file in self.decisions if agent_of(file[0]) == agent)

    @property
    def background(self) -> bytes | None:
        """The user's own background statistics, if there are any."""
        return next((data for path, data in self.rules_files if path.endswith(BACKGROUND)), None)


def find_inputs(request: Request) -> InputFiles:
    """Return the files that a build of `request` reads. Raises `PersonacError`."""
    if working_directory() is None:
        raise no_working_directory()
    found = find_files(search_of(request))
    settings = [request.settings] if request.settings else []
    rules, alike = by_display_path((*settings, *find_rules(request.rules)))
    decisions, alike_decisions = by_display_path(find_decisions(request.decisions))
    if both := (*alike, *alike_decisions):
        raise unreadable(display_path(both[0]), LOOKS_THE_SAME, RENAME)
    if not request.follows_links:
        folders = (
            (request.rules, request.are_rules_named), (request.decisions, request.are_decisions_named)
        )  # fmt: skip
        named = [path for path, is_named in folders if path and is_named]
        _refuse_outside((*rules.values(), *decisions.values()), named)
    return InputFiles(found.files, rules, found, request.large, decisions)


def search_of(request: Request) -> Search:
    """Return where a build of `request` looks for sources."""
    patterns = request.include, request.exclude
    return Search(request.sources, request.output, *patterns, request.is_named, request.follows_links)


def _refuse_outside(files: Iterable[Path], named: Iterable[Path]) -> None:
    """Raise `PersonacError` for files that lead out of the project and the folders that the user named."""
    roots = [os.path.realpath(path) for path in (Path(), *named)]
    outside = [problem for path in files if (problem := outside_of(path, roots))]
    if outside:
        raise PersonacError(*outside)


def find_rules(folder: Path | None) -> list[Path]:
    """Return the files of a rules folder, ordered; None means `rules/`, if it exists.

    Raises `PersonacError` where the named folder does not exist, or a folder cannot be listed.
    """
    if folder is not None and not may_be_folder(folder):
        hint = "name the folder that holds your *.toml rules: --rules, or `rules` in personac.toml"
        raise unreadable(display_path(folder), "no such folder", hint)
    inside = folder or DEFAULT_RULES
    entries = entries_of(inside)
    names = sorted(entry.name for entry in entries if has_suffix(entry.name, ".toml"))
    background = [entry.name for entry in entries if entry.name == BACKGROUND and not is_folder(entry)]
    return [inside / name for name in (*names, *background)]


def settings_folders(request: Request) -> tuple[Path, ...]:
    """Return the folders of rules and decisions, and the folder of each agent in the latter."""
    decisions = request.decisions or DEFAULT_DECISIONS
    return (request.rules or DEFAULT_RULES, decisions, *sorted(decisions.glob("*/")))


def find_decisions(folder: Path | None) -> list[Path]:
    """Return the files of a folder of decisions, `decisions/` for None: *.toml, in a folder for each agent.

    Raises `PersonacError` where a folder cannot be listed.
    """
    inside = folder or DEFAULT_DECISIONS
    agents = sorted(entry.name for entry in entries_of(inside) if is_folder(entry))
    found = ((inside / agent, entry.name) for agent in agents for entry in entries_of(inside / agent))
    return sorted(place / name for place, name in found if has_suffix(name, ".toml"))


def read_inputs(files: InputFiles) -> Inputs:
    """Read every file once. Raises `PersonacError` with each file that cannot be read, or bad rules."""
    from personac.model.source import Source

    contents = _read_all(files.sources, MAX_BYTES if files.large else MAX_TEXT_BYTES, files.found.named)
    sources = tuple(Source(path, data) for path, data in contents.items())
    large = too_large(contents)
    if large and not files.large:
        raise PersonacError(*large)
    rules_files = read_rules_files(files)
    rules = parse_rules(rules_files)
    return Inputs(sources, rules_files, rules, large=bool(large), decisions=read_decision_files(files))


def read_rules_files(files: InputFiles) -> tuple[tuple[str, bytes], ...]:
    """Read the files of the rules alone: display paths and contents. Raises `PersonacError`."""
    from personac.matching.corpus_stats import MAX_BACKGROUND_BYTES

    texts = {place: path for place, path in files.rules.items() if path.name != BACKGROUND}
    statistics = {place: path for place, path in files.rules.items() if path.name == BACKGROUND}
    return (
        *_read_all(texts, MAX_TEXT_BYTES).items(),
        *_read_all(statistics, MAX_BACKGROUND_BYTES).items(),
    )


def read_decision_files(files: InputFiles) -> tuple[tuple[str, bytes], ...]:
    """Read the decision files alone: display paths and contents. Raises `PersonacError`."""
    return tuple(_read_all(files.decisions, MAX_TEXT_BYTES).items())


def too_large(contents: Mapping[str, bytes]) -> list[Diagnostic]:
    """Return an error for each source that has to be allowed, for its size or the number of its bullets."""
    found: list[Diagnostic] = []
    for place, data in contents.items():
        if len(data) > MAX_TEXT_BYTES:
            found.append(_too_large(place, f"{len(data):,} bytes; at most {MAX_TEXT_BYTES:,} are allowed"))
        elif (number := _bullets(data)) > MAX_BULLETS:
            message = f"{number:,} list items and paragraphs; at most {MAX_BULLETS:,} are allowed"
            found.append(_too_large(place, message))
    return found


def _bullets(data: bytes) -> int:
    """Return how many bullets a source has, counted line by line in a moment, or 0 where they are few."""
    lines = data.splitlines() if data.count(b"\n") + data.count(b"\r") >= MAX_BULLETS else ()
    number, fence, is_start = 0, b"", False
    for line in lines:
        text = line.lstrip(b" \t>")
        mark = _CODE.match(text)
        if mark and (not fence or text.startswith(fence)):
            fence = b"" if fence else mark[0]
        elif not fence:
            number += bool(_ITEM.match(text) or (is_start and line[:1].strip() and not text.startswith(b"#")))
        is_start = not text or text.startswith(b"#") or bool(mark)
    return number


def _too_large(place: str, message: str) -> Diagnostic:
    from personac.diagnostics.input_kinds import TOO_LARGE

    return Diagnostic(
        TOO_LARGE, place, 0, 0, message, "split it, or leave it out; --large allows larger sources"
    )


def parse_rules(files: Sequence[tuple[str, bytes]]) -> Rules:
    """Parse the rules in all files of a rules folder. Raises `PersonacError`."""
    from personac.config.loader import SettingsFile, load_rules

    rules = [
        (path, data) for path, data in files if path not in SETTINGS_TABLES and not path.endswith(BACKGROUND)
    ]
    settings = [SettingsFile(*file, SETTINGS_TABLES[file[0]]) for file in files if file[0] in SETTINGS_TABLES]
    return load_rules(rules, settings[0] if settings else None)


def _read_all(
    files: Mapping[str, Path], max_bytes: int = MAX_BYTES, named: Collection[str] = ()
) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for place, path in files.items():
        try:
            read = read_named_file if place in named else read_regular_file
            contents[place] = _stable_content(path, max_bytes, read)
        except OSError as error:
            reason = f"cannot read: {error.strerror or type(error).__name__}"
            if error.errno == errno.EFBIG:
                problems.append(_too_large(place, reason))
            else:
                refusal = unreadable(place, reason, "check the path and its permissions, or leave it out")
                problems += refusal.diagnostics
    if problems:
        raise PersonacError(*problems)
    return contents


def _stable_content(path: Path, max_bytes: int, read: Callable[[Path, int], bytes]) -> bytes:
    """Read a file again until it did not change meanwhile; after some attempts, return what was read."""
    for _ in range(_READS):
        before = path.stat()
        data = read(path, max_bytes)
        # A pipe can be read only once, and reading changes its state.
        if not stat.S_ISREG(before.st_mode) or _is_unchanged(before, path.stat(), len(data)):
            break
        time.sleep(_PAUSE)
    return data


def _is_unchanged(before: os.stat_result, after: os.stat_result, length: int) -> bool:
    is_same_file = (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    return is_same_file and before.st_size == after.st_size == length
