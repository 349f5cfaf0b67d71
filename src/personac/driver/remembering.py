"""What a build may remember of the builds before it: the memory, and where it is kept."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from unicodedata import unidata_version

from personac.driver.content_cache import ContentCache
from personac.driver.stamps import code_stamp, is_installed
from personac.memory import Memory, key_of
from personac.storage.cache_folder import cache_folder
from personac.version import VERSION

_ROOM = "content"  # the part of the cache folder that is ours
_LIBRARIES = ("mistune", "msgspec", "pystemmer", "python-frontmatter", "pyyaml")  # that parse, stem and keep


def open_memory(*, cached: bool) -> Memory:
    """Return a memory that knows what the cache folder holds, or nothing where `cached` is not wanted."""
    folder = cache_folder() if cached else None
    return Memory(ContentCache(folder / _ROOM, makers_stamp) if folder else None)


def makers_stamp() -> bytes:
    """Return what is another wherever other code, other libraries or another Python make results."""
    code = VERSION if is_installed() else code_stamp()
    libraries = " ".join(map(_version, _LIBRARIES))
    return key_of(
        "makers", *(part.encode() for part in (code, libraries, sys.version, unidata_version))
    ).encode()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # put on the path by other means
        return "?"
