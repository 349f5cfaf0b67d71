"""Replace outputs one by one, where a directory cannot be exchanged as a whole.

Weaker than staging, and only used where that is impossible (a mount point, the
current directory, a file system without exchange, a directory that is mostly
the user's own). Each file is still old or new as a whole, and a full disk is
noticed before the first one is replaced. `personac.lock` comes last, so until
everything is in place it disagrees with what is there, and the next build goes
through. A journal tells that build what to clear away, and that the files which
disagree were not edited by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from personac.backend.change import Change, Known, may_go
from personac.backend.disk import Disk, entries, free_name, inode, is_dead, is_plain_file
from personac.backend.journal import Journal, discard, encode, is_reached_plainly, journals, parents, read
from personac.emit.lock_entries import LOCK_NAME, digest, digest_of, is_inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_JOURNAL_END = ".journal"
_Step = Callable[[], None]


class TornError(Exception):
    """Writing failed when some outputs had been replaced already."""


def replace_each(target: Path, change: Change, disk: Disk, mark: str) -> tuple[str, ...]:
    """Make `target` hold the files and what is in it that is not owned, file by file.

    An output that is none of what is known of it stays, under a name that is returned.
    Raises `OSError` where nothing was changed yet, `TornError` where it was.
    """
    record = target / f".{mark}{_JOURNAL_END}"
    journal = _journal(target, change.files)
    replacing = _Replacing(target, change.known, disk)
    try:
        _prepare(target, change.files, journal, record, disk)
        _commit(_steps(replacing, record, list(journal.files), set(change.owned) - set(change.files)))
    except BaseException:
        with suppress(OSError):
            _clear(target, record, change.owned, disk)
        raise
    with suppress(OSError):
        _clear(target, record, change.files, disk)
    return tuple(replacing.saved)


def clear_journals(target: Path, keep: Collection[str], disk: Disk, *, alone: bool = False) -> None:
    """Remove what dead builds left in `target`; outputs among `keep` stay.

    `alone` says that no living one can be at work here.
    """
    for record, process in journals(target):
        if alone or is_dead(process):
            with suppress(OSError):
                _clear(target, record, keep, disk)


def _journal(target: Path, files: Mapping[str, bytes]) -> Journal:
    order = sorted(files, key=lambda name: (name == LOCK_NAME, name))
    folders = sorted({folder for name in files for folder in parents(name)})
    return Journal(
        files={name: digest(files[name]) for name in order},
        created=tuple(name for name in order if inode(target / name) < 0),
        directories=tuple(folder for folder in folders if inode(target / folder) < 0),
    )


def _prepare(target: Path, files: Mapping[str, bytes], journal: Journal, record: Path, disk: Disk) -> None:
    """Write everything there is to write, under other names."""
    disk.create(record, encode(journal))
    disk.flush([record])
    disk.sync(target)
    for folder in journal.directories:
        disk.mkdir(target / folder, 0o777)
    places = {_temporary(target, record, name, number): name for number, name in enumerate(journal.files)}
    for temporary, name in places.items():
        disk.create(temporary, files[name])
    disk.flush(list(places))


@dataclass(frozen=True, slots=True)
class _Replacing:
    """Replaces and removes outputs, each only while it is what is known of it; keeps names of the others."""

    target: Path
    known: Known
    disk: Disk
    saved: list[str] = field(default_factory=list)

    def put(self, temporary: Path, name: str) -> None:
        place = self.target / name
        if not is_plain_file(place) or may_go(place, name, self.known):
            self.disk.rename(temporary, place)
            return
        kept = free_name(place)
        self.disk.rename(place, kept)
        try:
            self.disk.rename(temporary, place)
        except OSError:
            self.disk.rename(kept, place)
            raise
        self.saved.append(kept.relative_to(self.target).as_posix())

    def remove(self, name: str) -> None:
        place = self.target / name
        if is_plain_file(place) and _is_safe(self.target, name) and may_go(place, name, self.known):
            self.disk.unlink(place)
            _remove_empty(self.target, reversed(parents(name)), self.disk)


def _steps(replacing: _Replacing, record: Path, names: list[str], stale: Collection[str]) -> list[_Step]:
    target, disk = replacing.target, replacing.disk
    renames: list[_Step] = [
        partial(replacing.put, _temporary(target, record, name, number), name)
        for number, name in enumerate(names)
    ]
    removals: list[_Step] = [partial(replacing.remove, name) for name in sorted(stale)]
    folders = sorted({(target / name).parent for name in names})
    last = len(names) - (LOCK_NAME in names)
    syncs: list[_Step] = [partial(disk.sync, folder) for folder in folders]
    return [*renames[:last], *removals, *syncs, *renames[last:], *syncs[:1]]


def _commit(steps: list[_Step]) -> None:
    for done, step in enumerate(steps):
        try:
            step()
        except OSError as error:
            if done:
                raise TornError from error
            raise


def _remove_empty(target: Path, folders: Iterable[str], disk: Disk) -> None:
    for folder in folders:
        with suppress(OSError):  # it matters little, and may be somebody else's doing
            if not entries(target / folder):
                disk.rmdir(target / folder)


def _temporary(target: Path, record: Path, name: str, number: int) -> Path:
    return (target / name).with_name(f"{record.name.removesuffix(_JOURNAL_END)}.{number}")


def _clear(target: Path, record: Path, keep: Collection[str], disk: Disk) -> None:
    journal = read(record, Journal)
    if journal is not None:
        for path in _to_remove(target, record, journal, keep):
            disk.unlink(path)
        folders = [name for name in reversed(journal.directories) if _is_safe(target, name)]
        _remove_empty(target, folders, disk)
    discard(record, Journal, disk)


def _to_remove(target: Path, record: Path, journal: Journal, keep: Collection[str]) -> Iterator[Path]:
    """Yield temporaries, and outputs that are new, not to be kept, and as they were written."""
    for number, (name, written) in enumerate(journal.files.items()):
        if not _is_safe(target, name):
            continue
        temporary, place = _temporary(target, record, name, number), target / name
        if is_plain_file(temporary):
            yield temporary
        is_new = name in journal.created and name not in keep
        if is_new and is_plain_file(place) and digest_of(place) == written:
            yield place


def _is_safe(target: Path, name: str) -> bool:
    # A lock or a journal may come from anywhere, by a checkout for one.
    return is_inside(name) and is_reached_plainly(target, name)
