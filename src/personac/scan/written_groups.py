"""`personac scan --write-groups`: families become groups in the settings of the project.

What a person wrote is never changed: comments, order and every byte stay. So do groups, also those that an
earlier scan wrote. A family is written only if no group has any of its personas, so the same scan writes
nothing more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from glob import escape
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from personac.building.project import Project
from personac.building.source_patterns import covers
from personac.config.loader import load_table
from personac.config.project_checks import problems_of_project
from personac.config.project_schema import Group, ProjectSettings
from personac.diagnostics.diagnostic import Diagnostic, PersonacError, first_of
from personac.diagnostics.input_kinds import RULES_BAD_VALUE
from personac.emit.settings_table import SETTINGS_TABLES
from personac.paths import display_path, is_below
from personac.regular_files import MAX_TEXT_BYTES, read_regular_file
from personac.report.safe_text import count
from personac.scan.group_names import GroupNames
from personac.scan.group_tables import with_tables
from personac.storage.filesystem import exists
from personac.storage.named_file import write_file

Families = Sequence[tuple[str, tuple[str, ...]]]
"""What each family is called, and the paths of its personas, relative to the file of the settings."""
_FILE = Path("personac.toml")
_BOM = "\ufeff"
_BYTE = "\\x"  # how a byte that is not UTF-8 is displayed
_MOST = 5  # names in a message
_HEAD = (
    "# What `personac build --all` builds. Change it as you like: no scan changes a group that stands here.\n"
)


class LeftOut(NamedTuple):
    """A family that is not written, and why: some personas are in groups, or a path cannot be written."""

    family: str
    reason: str


class WrittenGroups(NamedTuple):
    """Settings with families as groups: the new bytes, the sources of each new group by its name.

    `known` are the groups that are families already.
    """

    data: bytes
    written: Mapping[str, tuple[str, ...]]
    known: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def lines(self, file: Path) -> Iterator[str]:
        """Yield what was done, for people."""
        names = [f"{name} ({count(len(sources), 'persona')})" for name, sources in self.written.items()]
        done = f"{count(len(names), 'group')} written: {first_of(names, _MOST)}" if names else "no new groups"
        yield f"{file}: {done}"
        if self.known:
            yield f"{file}: as they are: {first_of(self.known, _MOST)}"
        yield from (f"{one.family}: not written: {one.reason}" for one in self.left_out)


def with_groups(text: bytes, families: Families, file: Path) -> bytes:
    """Return settings with families as groups. Raises `PersonacError` where the settings are wrong."""
    return planned_groups(text, families, file).data


def planned_groups(text: bytes, families: Families, file: Path) -> WrittenGroups:
    """Return settings with the families that are in no group yet, in their order, as groups at the end.

    The name of `file` says which table of it holds the settings. Raises `PersonacError` where the settings
    are wrong, or the groups cannot be added to them.
    """
    settings = _settings(text, file)
    names, groups = GroupNames(settings), dict(settings.groups)
    written: dict[str, tuple[str, ...]] = {}
    known: list[str] = []
    left_out: list[LeftOut] = []
    for family, paths in families:
        members = tuple(sorted({os.path.normpath(path) for path in paths}))
        same, reason = _same(members, groups), _obstacle(members, groups)
        if same:
            known.append(same)
        elif reason:
            left_out.append(LeftOut(family, reason))
        else:
            name = names.taken_for(family)
            written[name] = tuple(map(escape, members))
            groups[name] = Group(sources=written[name])
    return WrittenGroups(_added(text, written, file), written, tuple(known), tuple(left_out))


def write_groups(project: Project, families: Families) -> tuple[Path, WrittenGroups]:
    """Write families into the settings of a project, and return the file and what was written.

    Makes a personac.toml where there are no settings. Raises `PersonacError`, and then the file is as it was.
    """
    file = project.file or _FILE
    place = Path(display_path(project.root / file))
    text = read_regular_file(place, MAX_TEXT_BYTES) if exists(place) else b""
    clear, unclear = _clear(families, project.root)
    groups = planned_groups(text, clear, file)
    groups = groups._replace(left_out=(*groups.left_out, *unclear))
    if groups.data != text:
        write_file(place, groups.data)
    return file, groups


def _settings(text: bytes, file: Path) -> ProjectSettings:
    return load_table(file.name, text, ProjectSettings, SETTINGS_TABLES[file.name], problems_of_project)


def _added(text: bytes, written: Mapping[str, tuple[str, ...]], file: Path) -> bytes:
    """Return settings with new groups. Raises `PersonacError` where they would be wrong."""
    if not written:
        return text
    old = text.decode() or _HEAD
    mark = _BOM if old.startswith(_BOM) else ""
    try:
        data = (mark + with_tables(old.removeprefix(mark), SETTINGS_TABLES[file.name], written)).encode()
        _settings(data, file)
    except ValueError as error:
        hint = "write the groups as tables, [groups.<name>], at the end of the file"
        raise PersonacError(Diagnostic(RULES_BAD_VALUE, file.name, 0, 0, str(error), hint)) from None
    return data


def _same(members: Sequence[str], groups: Mapping[str, Group]) -> str:
    """Return the group that has exactly these sources, an empty text for none."""
    wanted = set(members)
    by_text = {text: path for path in members for text in (path, escape(path))}
    for name, group in sorted(groups.items()):
        if {by_text.get(os.path.normpath(source)) for source in group.sources} == wanted:
            return name
    return ""


def _obstacle(members: Sequence[str], groups: Mapping[str, Group]) -> str:
    """Return why personas are not written as a group, an empty text for nothing."""
    if bad := [path for path in members if not _is_writable(path)]:
        return f"settings cannot name the file {bad[0]!a}"
    inside = {path: names for path in members if (names := _groups_of(path, groups))}
    if not inside:
        return ""
    names = sorted({name for found in inside.values() for name in found})
    verb = "is" if len(inside) == 1 else "are"
    return f"{len(inside)} of {len(members)} personas {verb} in {first_of(names, _MOST)} already"


def _groups_of(path: str, groups: Mapping[str, Group]) -> list[str]:
    return [name for name, group in groups.items() if any(covers(source, path) for source in group.sources)]


def _is_writable(path: str) -> bool:
    """Return whether settings can name a file: below them, and in UTF-8."""
    is_text = path == path.encode("utf-8", "replace").decode()
    return is_text and is_below(path) and bool(PurePosixPath(path).name)


def _clear(families: Families, root: Path) -> tuple[Families, list[LeftOut]]:
    """Return the families of which each source would be read as that file alone, and the others."""
    clear: list[tuple[str, tuple[str, ...]]] = []
    unclear: list[LeftOut] = []
    for family, paths in families:
        reason = next((reason for path in paths if (reason := _unclear(path, root))), "")
        if reason:
            unclear.append(LeftOut(family, reason))
        else:
            clear.append((family, paths))
    return clear, unclear


def _unclear(path: str, root: Path) -> str:
    """Return why no source can name the file of a displayed path, an empty text for nothing."""
    if _BYTE in path and not exists(root / path):  # its name is not UTF-8
        return f"settings cannot name the file {path!a}"
    if escape(path) != path and exists(root / escape(path)):
        return f"a pattern for {path!a} alone would be the name of another file"
    return ""
