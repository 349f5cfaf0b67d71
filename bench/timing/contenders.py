"""The programs that are compared: each reads bullets from a file and writes groups to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

FLOOR = "import floor"
OWN_IMPORTS = "imports of "
MATCH = "personac match"
BUILD = "personac build"
GROUP = "string-grouper group"
BUILT = (0, 1)
_PROGRAMS = "bench.timing.programs."
IMPORTS = f"{_PROGRAMS}imports"
LIBRARIES = (
    "import numpy, rapidfuzz.process\n"
    "from scipy import sparse\n"
    "from sklearn.feature_extraction.text import TfidfVectorizer\n"
)
"""Any matching of this kind imports these libraries; all programs are compared with this floor."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A program by its module, its input in the folder of a size, and its options.

    A build writes into a folder, and writes no groups.
    """

    name: str
    module: str
    reads: str = "bullets.txt"
    options: tuple[str, ...] = ()
    is_build: bool = False
    library: str = "personac"

    @property
    def is_here(self) -> bool:
        """Whether its library is installed: `pip install -e '.[bench]'` installs all."""
        return find_spec(self.library) is not None

    @property
    def accepted(self) -> Sequence[int]:
        """The exit statuses of success; a build with diagnostics of level error exits with 1."""
        return BUILT if self.is_build else (0,)

    def arguments(self, folder: Path, output: Path) -> Sequence[str]:
        """Return the module and its arguments, for the bullets in `folder`."""
        source = str(folder / self.reads)
        if self.is_build:
            return [_PROGRAMS + self.module, "build", source, "-o", str(output), *self.options]
        return [_PROGRAMS + self.module, source, str(output), *self.options]


CONTENDERS = (
    Contender(MATCH, "personac_match", "bullets.json"),
    Contender(BUILD, "personac_command", "personas", ("--force", "-q", "--name", "grown"), is_build=True),
    Contender("string-grouper match", "string_grouper_match", library="string_grouper"),
    Contender(GROUP, "string_grouper_group", library="string_grouper"),
    Contender(f"{GROUP}, 0.6", "string_grouper_group", options=("0.6",), library="string_grouper"),
    Contender("scikit-learn + sparse_dot_topn", "sparse_topn", library="sparse_dot_topn"),
    Contender("rapidfuzz cdist", "rapidfuzz_cdist", library="rapidfuzz"),
)
