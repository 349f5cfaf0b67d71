"""What a build may remember of the builds before it: the memory, and where it is kept."""

from __future__ import annotations

from personac.driver.cache_folder import cache_folder
from personac.driver.code_stamp import code_stamp
from personac.driver.content_cache import ContentCache
from personac.memory import Memory

_ROOM = "content"  # the part of the cache folder that is ours


def open_memory(*, cached: bool) -> Memory:
    """Return a memory that knows what the cache folder holds, or nothing where `cached` is not wanted."""
    folder = cache_folder() if cached else None
    return Memory(ContentCache(folder / _ROOM, code_stamp) if folder else None)
