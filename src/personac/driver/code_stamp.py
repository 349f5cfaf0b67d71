"""Tell one state of the code from another, so that nothing is kept that other code made.

An installed personac is the code of its version. Where it is developed the
code changes under one version, so there its files are looked at: as make does,
by size and time.
"""

from __future__ import annotations

import sys
import unicodedata
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from personac.backend.disk import walk
from personac.driver.uptodate import is_fixed
from personac.memory import key_of
from personac.version import VERSION

_LIBRARIES = ("mistune", "msgspec", "pystemmer", "python-frontmatter", "pyyaml")  # that parse, stem and keep
_PACKAGE = Path(__file__).parents[1]


def code_stamp(package: Path = _PACKAGE, *, fixed: bool | None = None) -> bytes:
    """Return what is the same for the same code, libraries and Python, and differs for others.

    `fixed` says that the version alone tells what is in `package`; None: see for yourself.
    """
    code = VERSION if (is_fixed() if fixed is None else fixed) else _state(package)
    libraries = " ".join(_version(name) for name in _LIBRARIES)
    return key_of("code", *(part.encode() for part in (code, libraries, sys.version, _UNICODE))).encode()


_UNICODE = unicodedata.unidata_version


def _state(package: Path) -> str:
    files = sorted(
        f"{name} {found.st_size} {found.st_mtime_ns}"
        for name, found in walk(package)
        if "__pycache__" not in name
    )
    return "\n".join(files)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # put on the path by other means
        return "?"
