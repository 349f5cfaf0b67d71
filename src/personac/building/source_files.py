"""Find the persona files: named files, folders, patterns, or where agent tools keep their agents.

Of files that are found, and not named, only personas are taken: no README, none without front matter where
others have it, and what `include` and `exclude` in personac.toml leave. Whatever is skipped is reported.
"""

from __future__ import annotations

import os
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.paths import display_path

MARKDOWN = (".md", ".mdc")
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
_MAGIC = re.compile(r"[*?\[]")
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
        return tuple(folder for folder in AGENT_FOLDERS if folder.is_dir()) or AGENT_FOLDERS[:1]
    return tuple(_fixed_part(path) if is_pattern(path) else path for path in search.named)


def walk(folder: Path, outputs: Path | None) -> Iterator[tuple[str, Sequence[os.DirEntry[str]]]]:
    """Yield `folder` and each folder below it that is searched for sources, with its entries.

    Skips the outputs, and names that start with a dot, as in `.venv/` or `.git/`. Follows no links
    to folders. Raises `PersonacError` where a folder cannot be listed.
    """
    excluded, real = _real_path(outputs), os.path.realpath(folder)
    pending = [] if _is_inside(real, excluded) else [(os.fspath(folder), real)]
    while pending:
        path, real = pending.pop()
        entries = [entry for entry in entries_of(path) if not entry.name.startswith(".")]
        yield path, entries
        for entry in entries:
            place = os.path.join(real, entry.name)  # noqa: PTH118 - a string, to compare with `excluded`
            is_skipped = entry.is_symlink() or place == excluded or has_suffix(entry.name, MARKDOWN)
            if _is_folder(entry) and not is_skipped:
                pending.append((entry.path, place))


def entries_of(folder: str | Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none where it does not exist or access is denied.

    Raises `PersonacError` for any other reason: nothing is left out silently.
    """
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        hint = "try again; if it still fails, check the disk, or name other folders"
        message = f"this folder cannot be listed: {error.strerror}"
        raise unreadable(display_path(Path(folder)), message, hint) from None


def unreadable(place: str, message: str, hint: str) -> PersonacError:
    """Return the error for something that cannot be read."""
    from personac.diagnostics.input_kinds import UNREADABLE

    return PersonacError(Diagnostic(UNREADABLE, place, 0, 0, message, hint))


def has_suffix(name: str, suffix: str | tuple[str, ...]) -> bool:
    """Compare case where the file system does."""
    return os.path.normcase(name).endswith(suffix)


class _Finder:
    """One search."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._excluded = _real_path(search.outputs)
        self._left_out: dict[str, str] = {}
        self._problems: list[Diagnostic] = []

    def found(self) -> FoundFiles:
        named = [path for path in self._search.named if not (is_pattern(path) or _is_folder(path))]
        folders = [path for path in searched_folders(self._search) if path not in named]
        searched = {display_path(path): path for path in self._searched()}
        personas = self._personas(searched)
        files = dict(sorted({**personas, **{display_path(path): path for path in named}}.items()))
        if not files:
            raise self._nothing(folders)
        left_out = {place: why for place, why in sorted(self._left_out.items()) if place not in files}
        return FoundFiles(files, tuple(folders), left_out, tuple(self._problems))

    def _searched(self) -> Iterator[Path]:
        """Yield what is found in folders and by patterns."""
        for path in self._search.named or searched_folders(self._search):
            if is_pattern(path):
                yield from self._matching(path)
            elif _is_folder(path):
                own = list(self._in_folder(path))
                if not own and self._search.named:
                    raise self._nothing([path])
                yield from own

    def _in_folder(self, folder: Path) -> Iterator[Path]:
        for place, entries in walk(folder, self._search.outputs):
            suffixes = _suffixes_in(place)
            for entry in entries:
                if has_suffix(entry.name, suffixes) and self._is_persona_file(Path(entry.path)):
                    yield Path(entry.path)

    def _matching(self, pattern: Path) -> Iterator[Path]:
        from glob import iglob

        for match in sorted(iglob(os.fspath(pattern), recursive=True)):  # noqa: PTH207 - keeps the path as given
            if has_suffix(match, (*MARKDOWN, ".toml")) and self._is_persona_file(Path(match)):
                yield Path(match)

    def _is_persona_file(self, path: Path) -> bool:
        place = display_path(path)
        if _is_inside(os.path.realpath(path), self._excluded):
            return False
        if _is_folder(path):
            self._skip(place, "a folder, and named as a file", "rename it, or name the files in it")
        elif path.is_symlink() and not path.exists():
            self._skip(place, "a link to a file that does not exist", "remove it, or mend what it leads to")
        else:
            return self._is_wanted(place)
        return False

    def _is_wanted(self, place: str) -> bool:
        """Return whether the settings of the project leave the file."""
        lines, others = self._search.exclude, self._search.include
        return not (lines and _matches(lines, place)) and (not others or _matches(others, place))

    def _skip(self, place: str, message: str, hint: str) -> None:
        from personac.diagnostics.input_kinds import SKIPPED_FILE

        self._problems.append(Diagnostic(SKIPPED_FILE, place, 0, 0, f"skipped: {message}", hint))

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

    def _nothing(self, folders: Sequence[Path]) -> PersonacError:
        from personac.diagnostics.input_kinds import EMPTY_FOLDER, NO_SOURCES

        skipped = f" ({len(self._left_out)} left out: {', '.join(self._left_out)})" if self._left_out else ""
        if self._search.named:
            message = (
                f"no persona in this folder: no *.md, no *.mdc, and no *.toml in .codex/agents/{skipped}"
            )
            hint = "name a folder that holds persona files, or the files"
            found = [Diagnostic(EMPTY_FOLDER, display_path(path), 0, 0, message, hint) for path in folders]
        else:
            message = f"no personas: agents/*.md and agents/*.mdc match nothing here{skipped}"
            hint = "name persona files or folders: personac build path/to/*.md"
            found = [Diagnostic(NO_SOURCES, "agents", 0, 0, message, hint)]
        return PersonacError(*found, *self._problems)


def is_pattern(path: Path) -> bool:
    """Return whether a path is a pattern, and not the name of a file with its characters."""
    return _MAGIC.search(os.fspath(path)) is not None and not os.path.lexists(path)


def _fixed_part(pattern: Path) -> Path:
    """Return the folder below which all matches of a pattern are."""
    parts = pattern.parts
    fixed = next((number for number, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    return Path(*parts[:fixed])


def _matches(lines: tuple[str, ...], place: str) -> bool:
    from personac.config.path_patterns import path_patterns

    return path_patterns(lines).matches(place)


def _has_front_matter(path: Path) -> bool:
    """Return whether a file may have front matter, or is empty; one that cannot be read is reported later."""
    if not path.is_file():  # a pipe can be read only once
        return True
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return True
    return not head.strip() or _FENCE.search(head) is not None or not _is_text(head)


def _is_text(head: bytes) -> bool:
    """Return whether bytes are UTF-8, but for a character that is cut at the end."""
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _suffixes_in(folder: str) -> tuple[str, ...]:
    """Return the suffixes of persona files in a folder; TOML is an agent in the folder of Codex alone."""
    parts = Path(folder).absolute().parts
    return (*MARKDOWN, ".toml") if parts[-2:] == (".codex", "agents") else MARKDOWN


def _is_folder(path: Path | os.DirEntry[str]) -> bool:
    try:
        return path.is_dir()
    except OSError:  # the name is too long, or a parent denies access: reading it will report that
        return False


def _real_path(outputs: Path | None) -> str:
    return os.path.realpath(outputs) if outputs is not None else ""


def _is_inside(real: str, folder: str) -> bool:
    is_below = real.startswith(os.path.join(folder, ""))  # noqa: PTH118 - a prefix that ends with a separator
    return bool(folder) and (real == folder or is_below)
