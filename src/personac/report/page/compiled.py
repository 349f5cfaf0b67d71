"""Templates compiled once for all processes: making Python of them costs a third of what a small page does.

What lies in the folder only saves time. A file that is not there, is damaged,
or was made by another Python, jinja or template is not used, and a folder that
cannot be written is left alone.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache

from personac.storage.file_writer import write_cache_file

_DIGEST = hashlib.sha256().digest_size


class Templates(Environment):
    """The templates of a page, with what they call by name: its filters and globals."""


def template_environment(compiled: Path | None) -> Templates:
    """Return what renders the page; `compiled` is a folder for compiled templates, None for none."""
    # A new one wherever the globals are others: macros that were imported keep those of their time.
    return Templates(
        loader=PackageLoader("personac.report.page"),
        bytecode_cache=_compiled_in(compiled),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _compiled_in(folder: Path | None) -> CompiledTemplates:
    """Return the templates of this process that are kept in `folder`, too."""
    return CompiledTemplates(folder)


class CompiledTemplates(BytecodeCache):
    """Compiled templates: in memory, and in a folder, a file for each; None for no folder."""

    def __init__(self, folder: Path | None) -> None:
        """Use `folder`, which may not be there yet."""
        self._folder = folder
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` where its file was made from this very template."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))
        if bucket.code is None and self._folder is not None:
            self._read(bucket, self._folder)

    def _read(self, bucket: Bucket, folder: Path) -> None:
        try:
            data = _path(folder, bucket).read_bytes()
        except OSError:
            return
        digest, code = data[:_DIGEST], data[_DIGEST:]
        if digest == _digest(bucket, code):
            self._known[bucket.key, bucket.checksum] = bucket.code = marshal.loads(code)  # noqa: S302 - the user's own folder, checked byte by byte

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Put what `bucket` holds into its file, whole or not at all."""
        if bucket.code is None:
            raise AssertionError
        self._known[bucket.key, bucket.checksum] = bucket.code
        if self._folder is not None:
            self._write(bucket, self._folder)

    def _write(self, bucket: Bucket, folder: Path) -> None:
        code = marshal.dumps(bucket.code)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_cache_file(_path(folder, bucket), _digest(bucket, code) + code)


def _path(folder: Path, bucket: Bucket) -> Path:
    return folder / f"{bucket.key}.{sys.implementation.cache_tag}"


def _digest(bucket: Bucket, code: bytes) -> bytes:
    """Tell the code, and all that it was made with, from any other."""
    made_by = bucket.environment
    options = (made_by.autoescape, made_by.trim_blocks, made_by.lstrip_blocks, made_by.keep_trailing_newline)
    made_with = repr((sys.version, jinja2.__version__, options, bucket.checksum))
    return hashlib.sha256(made_with.encode() + code).digest()
