"""Find the persona files: named files, folders, patterns, or where agent tools keep their agents.

Of files that are found, and not named, only personas are taken: no README, none without front matter where
others have it, and what `include` and `exclude` in personac.toml leave. Whatever is skipped is reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.building.folder_walk import (
    LINK,
    MARKDOWN,
    Unsearched,
    has_suffix,
    is_folder,
    is_inside,
    leads_nowhere,
    may_be_folder,
    real_path,
    walk,
)
from personac.building.source_patterns import fixed_part, is_pattern, matches
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.paths import display_path

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
_FENCE = re.compile(rb"^(?:\xef\xbb\xbf)?---\s*$", re.MULTILINE)
_HEAD = 65_536  # bytes in which front matter begins
_README = re.compile(r"readme(\..*)?", re.IGNORECASE)


class Search(NamedTuple):
    """Where to look: files, folders and patterns, none for `AGENT_FOLDERS`; what to leave out.

    Files below `outputs` are not sources. `include` and `exclude` are lines of a .gitignore file.
    """

    named: Sequence[Path] = ()
    outputs: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class FoundFiles(NamedTuple):
    """The files by display path, sorted; the folders that were searched; what was left out, and problems.

    `left_out` has a reason for each path.
    """

    files: Mapping[str, Path]
    folders: tuple[Path, ...] = ()
    left_out: Mapping[str, str] = {}
    problems: tuple[Diagnostic, ...] = ()


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

    def found(self) -> FoundFiles:
        named = [path for path in self._search.named if not (is_pattern(path) or is_folder(path))]
        folders = [path for path in searched_folders(self._search) if path not in named]
        searched = {display_path(path): path for path in self._searched()}
        personas = self._personas(searched)
        files = dict(sorted({**personas, **{display_path(path): path for path in named}}.items()))
        if not files:
            raise self._nothing(self._search.named)
        left_out = {place: why for place, why in sorted(self._left_out.items()) if place not in files}
        return FoundFiles(files, tuple(folders), left_out, tuple(self._problems.values()))

    def _searched(self) -> Iterator[Path]:
        """Yield what is found in folders and by patterns."""
        for path in self._search.named or searched_folders(self._search):
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
        place = display_path(path)
        if is_inside(os.path.realpath(path), self._excluded):
            return False
        if is_folder(path):
            self._skip(place, "a folder, and named as a file", "rename it, or name the files in it")
        elif leads_nowhere(path):
            self._skip(place, "a link to a file that does not exist", "remove it, or mend what it leads to")
        else:
            return self._is_wanted(place)
        return False

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
            self._skip(place, folder.reason, "check its permissions")
        elif not is_inside(os.path.realpath(folder.path), self._excluded):
            self._left_out[place] = folder.reason

    def _skip(self, place: str, message: str, hint: str) -> None:
        from personac.diagnostics.input_kinds import SKIPPED_FILE

        self._problems[place] = Diagnostic(SKIPPED_FILE, place, 0, 0, f"skipped: {message}", hint)

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
        if not path.is_file():  # a pipe can be read only once
            return True
        with path.open("rb") as file:
            head = file.read(_HEAD)
            is_plain = bool(head.strip()) and _FENCE.search(head) is None
            return not (is_plain and _is_text(head + file.read()))
    except OSError:
        return True


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
