"""Find the persona files: named files, folders, patterns, or where agent tools keep their agents.

Of files that are found, and not named, only personas are taken: no README, none without front matter where
others have it, and what `include` and `exclude` in personac.toml leave. Whatever is skipped is reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.building.folder_walk import (
    LINK,
    LOOKS_THE_SAME,
    MARKDOWN,
    RENAME,
    Unsearched,
    has_suffix,
    is_folder,
    may_be_folder,
    obstacle_of,
    outside_of,
    real_path,
    skipped,
    walk,
)
from personac.building.source_patterns import fixed_part, is_pattern, matches
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.paths import by_display_path, display_path, is_within
from personac.regular_files import MAX_TEXT_BYTES, read_regular_file

if TYPE_CHECKING:
    from personac.building.nothing_found import Tally

AGENT_FOLDERS = tuple(
    Path(folder)
    for folder in (
        "agents",
        ".claude/agents",
        ".codex/agents",
        ".cursor/agents",
        ".gemini/agents",
        ".github/agents",
        ".opencode/agent",
        ".opencode/agents",
    )
)
"""The folders that are searched if no sources are named."""
_HEAD = 65_536  # bytes in which front matter begins
_FENCE = re.compile(rb"^(?:\xef\xbb\xbf)?---\s*$", re.MULTILINE)
_README = re.compile(r"readme(\..*)?", re.IGNORECASE)


class Search(NamedTuple):
    """Where to look: files, folders and patterns, none for `AGENT_FOLDERS`; what to leave out.

    Files below `outputs` are not sources. `include` and `exclude` are lines of a .gitignore file. What the
    user did not name himself (`is_named`) has to be in the project, unless it `follows_links` out of it.
    """

    named: Sequence[Path] = ()
    outputs: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    is_named: bool = True
    follows_links: bool = False

    @property
    def trusts_names(self) -> bool:
        """Whether `named` are what the user named, not settings or the default."""
        return self.is_named and bool(self.named)


class FoundFiles(NamedTuple):
    """The files by display path, sorted; the folders that were searched; what was left out, and problems.

    `left_out` has a reason for each path. `named` are files that the user named, which may be pipes.
    """

    files: Mapping[str, Path]
    folders: tuple[Path, ...] = ()
    left_out: Mapping[str, str] = {}
    problems: tuple[Diagnostic, ...] = ()
    named: frozenset[str] = frozenset()


def find_files(search: Search) -> FoundFiles:
    """Search for personas. Raises `PersonacError` where there are none, or a folder cannot be listed."""
    return _Finder(search).found()


def searched_folders(search: Search) -> tuple[Path, ...]:
    """Return the folders that are searched, and the files that are named, without searching them."""
    if not search.named:
        return tuple(filter(may_be_folder, AGENT_FOLDERS)) or AGENT_FOLDERS[:1]
    return tuple(fixed_part(path) if is_pattern(path) else path for path in search.named)


class _Finder:
    """One search."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._excluded = real_path(search.outputs)
        self._left_out: dict[str, str] = {}
        self._problems: dict[str, Diagnostic] = {}
        self._unwanted: list[str] = []
        trusted = searched_folders(search) if search.trusts_names else ()
        self._roots = [os.path.realpath(path) for path in (Path(), *trusted)]

    def found(self) -> FoundFiles:
        listed = [path for path in self._search.named if not (is_pattern(path) or is_folder(path))]
        named = [path for path in listed if self._search.trusts_names or self._is_safe(path)]
        folders = [path for path in searched_folders(self._search) if path not in listed]
        personas = self._personas(self._by_place(self._searched()))
        files = dict(sorted(self._by_place([*named, *personas.values()]).items()))
        if not files:
            raise self._nothing(self._search.named)
        left_out = {place: why for place, why in sorted(self._left_out.items()) if place not in files}
        trusted = frozenset(map(display_path, named if self._search.trusts_names else ()))
        return FoundFiles(files, tuple(folders), left_out, tuple(self._problems.values()), trusted)

    def _by_place(self, paths: Iterable[Path]) -> dict[str, Path]:
        """Return files by display path, without those whose names differ in bytes that cannot be shown."""
        files, alike = by_display_path(paths)
        for path in alike:
            self._is_clear(skipped(display_path(path), LOOKS_THE_SAME, RENAME))
        return files

    def _searched(self) -> Iterator[Path]:
        """Yield what is found in folders and by patterns."""
        for path in self._search.named or searched_folders(self._search):
            base = fixed_part(path) if is_pattern(path) else path
            if not (self._search.trusts_names or self._is_clear(self._outside(base))):
                continue
            if is_pattern(path):
                own = list(self._matching(path))
                if not own:
                    self._warn_of(path)
            elif not self._search.named or is_folder(path):
                own = list(self._in_folder(path))
                if not own and self._search.named:
                    raise self._nothing([path])
            else:
                own = []
            yield from own

    def _in_folder(self, folder: Path) -> Iterator[Path]:
        for place, entries in walk(folder, self._search.outputs, self._tell):
            suffixes = _suffixes_in(place)
            for entry in entries:
                if has_suffix(entry.name, suffixes) and self._is_persona_file(Path(entry.path)):
                    yield Path(entry.path)

    def _matching(self, pattern: Path) -> Iterator[Path]:
        """Yield the files that a pattern matches, and those in the folders that it matches."""
        searched: set[Path] = set()
        for match in matches(pattern, self._tell):
            if is_folder(match) and not has_suffix(match.name, MARKDOWN):
                if match.is_symlink():
                    self._tell(Unsearched(os.fspath(match), LINK))
                elif searched.isdisjoint((match, *match.parents)):
                    searched.add(match)
                    yield from self._in_folder(match)
            elif has_suffix(match.name, _suffixes_in(match.parent)) and self._is_persona_file(match):
                yield match

    def _is_persona_file(self, path: Path) -> bool:
        is_output = is_within(os.path.realpath(path), self._excluded)
        return not is_output and self._is_safe(path) and self._is_wanted(display_path(path))

    def _is_safe(self, path: Path) -> bool:
        """Return whether a file that was found is a regular one of the project; report any other."""
        return self._is_clear(obstacle_of(path) or self._outside(path))

    def _outside(self, path: Path) -> Diagnostic | None:
        problem = None if self._search.follows_links else outside_of(path, self._roots)
        return problem and problem._replace(lowered_to="warning", message=f"skipped: {problem.message}")

    def _is_clear(self, problem: Diagnostic | None) -> bool:
        if problem:
            self._problems[problem.path] = problem
        return problem is None

    def _is_wanted(self, place: str) -> bool:
        """Return whether the settings of the project leave the file."""
        lines, others = self._search.exclude, self._search.include
        is_wanted = not (lines and _matches(lines, place)) and (not others or _matches(others, place))
        if not is_wanted:
            self._unwanted.append(place)
        return is_wanted

    def _tell(self, folder: Unsearched) -> None:
        """Note a folder that is not searched."""
        place = display_path(Path(folder.path))
        if folder.is_problem:
            self._is_clear(skipped(place, folder.reason, "check its permissions"))
        elif not is_within(os.path.realpath(folder.path), self._excluded):
            self._left_out[place] = folder.reason

    def _personas(self, files: Mapping[str, Path]) -> dict[str, Path]:
        """Return the files that are personas; prompts without front matter only if there are no others."""
        left = {place: path for place, path in files.items() if not _README.fullmatch(path.name)}
        self._left_out |= {place: "a README is no persona" for place in files if place not in left}
        markdown = {place: path for place, path in left.items() if has_suffix(path.name, MARKDOWN[0])}
        plain = {place for place, path in markdown.items() if not _has_front_matter(path)}
        if len(plain) < len(markdown):
            self._left_out |= dict.fromkeys(plain, "it has no front matter, and other files have")
            left = {place: path for place, path in left.items() if place not in plain}
        return left

    def _warn_of(self, pattern: Path) -> None:
        from personac.building.nothing_found import nothing_in

        problem = nothing_in(pattern, self._tally())._replace(lowered_to="warning")
        self._problems[problem.path] = problem

    def _nothing(self, sources: Sequence[Path]) -> PersonacError:
        from personac.building.nothing_found import nothing_at_all, nothing_in

        tally = self._tally()
        found = [nothing_in(path, tally) for path in sources] or [nothing_at_all(AGENT_FOLDERS, tally)]
        told = {(one.code, one.path) for one in found}
        others = (one for one in self._problems.values() if (one.code, one.path) not in told)
        return PersonacError(*found, *others)

    def _tally(self) -> Tally:
        from personac.building.nothing_found import Tally

        lines = {"include": self._search.include, "exclude": self._search.exclude}
        return Tally(self._left_out, self._unwanted, tuple(name for name, own in lines.items() if own))


def _matches(lines: tuple[str, ...], place: str) -> bool:
    from personac.config.path_patterns import path_patterns

    return path_patterns(lines).matches(place)


def _has_front_matter(path: Path) -> bool:
    """Return whether a file may have front matter, or is empty; one that cannot be read is reported later.

    So is one that is not UTF-8 text.
    """
    try:
        data = read_regular_file(path, MAX_TEXT_BYTES)
    except OSError:
        return True
    is_plain = bool(data.strip()) and _FENCE.search(data, 0, _HEAD) is None
    return not (is_plain and _is_text(data))


def _is_text(data: bytes) -> bool:
    """Return whether bytes are UTF-8, and not the UTF-16 of English."""
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def _suffixes_in(folder: str | Path) -> tuple[str, ...]:
    """Return the suffixes of persona files in a folder; TOML is an agent in the folder of Codex alone."""
    parts = Path(folder).absolute().parts
    return (*MARKDOWN, ".toml") if parts[-2:] == (".codex", "agents") else MARKDOWN
