"""Decide whether there is nothing to build.

A lock file comes with a repository, so anybody may have written it. The build record in the user's cache
folder vouches for one lock, for the code that wrote it, and for the files that the lock lists: their
content is as the lock says for as long as size and times stay the same. Without a record a build compiles.

This runs on every `make` and every push, so it imports nothing that compiles. Whatever looks odd is left
to a build, which reports it.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from personac import __version__
from personac.building.inputs import InputFiles, search_of
from personac.building.request import Request
from personac.building.source_files import Search
from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.emit.lock_entries import LOCK_NAME, digest, is_inside, read_lock_bytes
from personac.emit.settings_table import input_digest
from personac.paths import cache_folder, display_path, is_private, make_private
from personac.regular_files import read_regular_file

_TICK = 2_000_000_000
"""Nanoseconds; file systems store times no coarser than this."""
_MAX_RECORDS = 500
_PACKAGE = Path(__file__).parents[1]
_SITE_FOLDERS = ("site-packages", "dist-packages")
_DERIVED_OPTIONS = frozenset({"counted_by_rules", "large", "tokenizer"})
"""Options in a lock that the user did not set: they follow from those, the rules and what is installed."""

Signature = tuple[int, ...]
"""Size, device, inode, and the times of modification and change (nanoseconds) of a regular file, which is
no link; empty: compare its content."""


class LastBuild(NamedTuple):
    """The last build, whose outputs are up to date: its lock file and its diagnostics.

    `is_news` where the record does not know it all: the content of some file had to be compared, or sources
    were searched for elsewhere, with the same result. `tokens_saved` is as in the lock.
    """

    lock: bytes
    diagnostics: tuple[Diagnostic, ...]
    is_news: bool
    tokens_saved: int = 0


def last_build_if_up_to_date(request: Request, files: InputFiles) -> LastBuild | None:
    """Return the last build, None where there is something to build.

    The lock has to be the one that this user's last build of this version wrote, with the same
    options, from the same files; and all outputs have to be as that build left them. A check in CI compiles.
    """
    must_compile = request.force or (request.check and _is_ci())
    record = read_record(request.output) if request.use_cache and not must_compile else None
    if record is None:
        return None
    try:
        data = read_lock_bytes(request.output)
        if not record.vouches_for(data):
            return None
        lock: Mapping[str, Any] = json.loads(data)
        files = files.of_agent(lock["agent"])
        if not _is_for(request, files, lock):
            return None
        digests = _expected_digests(request, lock, files)
        changed = [path for path in digests if record.has_changed(path)]
        if any(_digest_of(path) != digests[path] or _is_linked(path, request.output) for path in changed):
            return None
        is_news = bool(changed) or record.search(request.output) != search_of(request)
        return LastBuild(data, _diagnostics(lock["findings"]), is_news, lock["tokens_saved"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _is_ci() -> bool:
    """Return whether a CI runs this: GitHub, GitLab and others say so."""
    return os.environ.get("CI", "").casefold() not in {"", "0", "false"}


def _is_for(request: Request, files: InputFiles, lock: Mapping[str, Any]) -> bool:
    options = {name: value for name, value in lock["options"].items() if name not in _DERIVED_OPTIONS}
    built = (lock["version"], lock["folder"], options, set(lock["sources"]), set(lock["rules"]))
    folder, inputs = display_path(request.output), (set(files.sources), {*files.rules, *files.decisions})
    requested = (__version__, folder, request.recorded_options(), *inputs)
    is_allowed = request.large or "large" not in lock["options"]
    return built == requested and is_allowed and _is_tokenizer_same(lock["options"])


def _is_tokenizer_same(options: Mapping[str, str]) -> bool:
    """Return whether tokens would be counted in the same way now: `auto` depends on what is installed."""
    if "auto" not in {options.get(name) for name in ("counted_by", "counted_by_rules")}:
        return True
    from personac.tokens import name_of

    return name_of("auto") == options.get("tokenizer")


def _expected_digests(request: Request, lock: Mapping[str, Any], files: InputFiles) -> dict[Path, str]:
    """Return the SHA-256 of every input and output. Raises `ValueError` for an output elsewhere."""
    outputs: Mapping[str, str] = lock["outputs"]
    if not all(map(is_inside, outputs)):
        raise ValueError(LOCK_NAME)
    inputs = {**lock["sources"], **lock["rules"]}
    return {
        **{path: inputs[place] for place, path in files.all.items()},
        **{request.output / name: known for name, known in outputs.items()},
    }


def _digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, nothing for a pipe, which can be read only once. Raises `OSError`."""
    return input_digest(path.name, read_regular_file(path)) if path.is_file() else ""


def _is_linked(path: Path, output: Path) -> bool:
    """Return whether an output is reached through a link, which builds do not make."""
    below = (path, *path.parents) if output in path.parents else ()
    return any(place.is_symlink() for place in below[: len(path.parts) - len(output.parts)])


def _diagnostics(rows: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    if not rows:
        return ()
    from personac.diagnostics.catalogue import kinds_by_code

    kinds = kinds_by_code()
    return tuple(_diagnostic(kinds[row["code"]], row) for row in rows)


def _diagnostic(kind: Kind, row: Mapping[str, Any]) -> Diagnostic:
    lowered = None if row["severity"] == kind.severity else row["severity"]
    return Diagnostic(kind, row["path"], row["line"], row["column"], row["message"], row["hint"], lowered)


class BuildRecord(NamedTuple):
    """One build: SHA-256 of its lock, the code, the working directory, the files by path, the search."""

    lock: str
    code: str
    directory: str
    files: Mapping[str, Signature]
    named: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    is_named: bool = True
    follows_links: bool = False

    def search(self, output: Path) -> Search:
        """Return how the build searched for sources."""
        return Search(tuple(map(Path, self.named)), output, *self[5:])

    def vouches_for(self, lock: bytes) -> bool:
        """Return whether this very code wrote `lock` in a build that ran in this directory."""
        return self[:3] == (digest(lock), code_identity(), os.getcwd())  # noqa: PTH109 - a string

    def has_changed(self, path: Path) -> bool:
        """Return whether the content of `path` has to be compared. Raises `OSError`."""
        return _signature(path) != (self.files.get(os.fspath(path)) or None)


def read_record(output: Path) -> BuildRecord | None:
    """Return the record of the last build into `output`, None where there is none that can be trusted."""
    path = _record_path(output)
    if path is None or not is_private(path.parent):
        return None
    try:
        fields = json.loads(path.read_bytes())
        files = {str(name): tuple(map(int, values)) for name, values in fields["files"].items()}
        named, *patterns = (tuple(map(str, fields[name])) for name in ("named", "include", "exclude"))
        lock, code, directory = (str(fields[name]) for name in ("lock", "code", "directory"))
        trust = (bool(fields[name]) for name in ("is_named", "follows_links"))
        return BuildRecord(lock, code, directory, files, named, patterns[0], patterns[1], *trust)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def write_record(search: Search, lock: bytes, inputs: Iterable[Path], began: int) -> None:
    """Record that `lock` describes the `inputs`, which `search` found, and the outputs as they are.

    `began` is when the build started to look at them, in nanoseconds since the epoch. The state of a
    file that changed since is not recorded, as it is unknown which content the build saw.
    Does nothing where the cache folder cannot be used.
    """
    output = search.outputs
    path = _record_path(output) if output else None
    if output is None or path is None:
        return
    with suppress(OSError):
        paths = (*inputs, *(output / name for name in json.loads(lock)["outputs"]))
        files = {os.fspath(one): _settled(_signature(one), began) for one in paths}
        how = (tuple(map(os.fspath, search.named)), *search[2:])
        record = BuildRecord(digest(lock), code_identity(), os.getcwd(), files, *how)  # noqa: PTH109
        if make_private(path.parent) and record != read_record(output):
            from personac.storage.filesystem import replace_file

            replace_file(path, json.dumps(record._asdict(), indent=1).encode())
            _trim(path.parent)


def code_identity() -> str:
    """Return what differs wherever another personac, Python or set of libraries builds."""
    is_installed = _PACKAGE.parent.name in _SITE_FOLDERS
    parts = (__version__, sys.version, *_library_times(), *(() if is_installed else _code_state()))
    return digest(repr(parts).encode("utf-8", "surrogateescape"))


def _code_state() -> tuple[int, int]:
    """Return the newest modification time of the package's files, and their number."""
    times = [
        os.stat(os.path.join(folder, name)).st_mtime_ns  # noqa: PTH116, PTH118 - 200 files in every build
        for folder, _, names in os.walk(_PACKAGE)
        if not folder.endswith("__pycache__")
        for name in names
    ]
    return max(times), len(times)


def _library_times() -> Iterator[int]:
    """Yield the times of the folders that libraries are installed in: one changes with every library."""
    for folder in sys.path:
        if folder.endswith(_SITE_FOLDERS):
            with suppress(OSError):
                yield Path(folder).stat().st_mtime_ns


def _signature(path: Path) -> Signature:
    state = path.lstat()
    is_file = stat.S_ISREG(state.st_mode)
    return (
        (state.st_size, state.st_dev, state.st_ino, state.st_mtime_ns, state.st_ctime_ns) if is_file else ()
    )


def _settled(signature: Signature, began: int) -> Signature:
    return signature if max(signature[3:], default=began) < began - _TICK else ()


def _record_path(output: Path) -> Path | None:
    folder = cache_folder()
    name = digest(os.fsencode(os.path.realpath(output)))
    return folder / "builds" / f"{name}.json" if folder else None


def _trim(folder: Path) -> None:
    """Remove the oldest records beyond the limit: output folders come and go."""
    records = sorted(folder.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for path in records[:-_MAX_RECORDS]:
        path.unlink(missing_ok=True)
