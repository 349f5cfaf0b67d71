"""The id of each persona: the stem of its file, extended by folders where two are equal.

Ids name output files. So two ids that differ only in case are treated as equal, because a file
system may not distinguish them, and characters that are unsafe in file names are replaced.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


def identify(paths: Sequence[str]) -> tuple[str, ...]:
    """Return an id for each path; the paths are POSIX and unique."""
    longer = [1] * len(paths)
    while True:
        ids = [_id(path, parts) for path, parts in zip(paths, longer, strict=True)]
        shared = {key for key, count in Counter(map(_folded, ids)).items() if count > 1}
        grow = [i for i, own in enumerate(ids) if _folded(own) in shared and longer[i] < _depth(paths[i])]
        if not grow:
            return tuple(_numbered(ids))
        for i in grow:
            longer[i] += 1


def _id(path: str, parts: int) -> str:
    pure = PurePosixPath(path)
    named = (*pure.parent.parts, pure.stem)[-parts:]
    return "-".join(_UNSAFE.sub("_", part) for part in named if part not in {"/", ".."})


def _depth(path: str) -> int:
    return len(PurePosixPath(path).parts)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _numbered(ids: Sequence[str]) -> Iterator[str]:
    """Number ids that are equal even with all folders, such as those of `a-b/c` and `a/b-c`."""
    taken: set[str] = set()
    for own in ids:
        candidate, number = own, 1
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{own}-{number}"
        taken.add(_folded(candidate))
        yield candidate
