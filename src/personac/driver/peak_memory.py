"""How much memory the process has held at most, since it was last asked.

Counting every allocation (tracemalloc) makes a build several times slower, and
does not see what compiled libraries take from the system. The kernel knows the
most that was resident, and Linux forgets it on request, so each step can have
a peak of its own. Elsewhere the figure is the most since the process started.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

_FORGET = "5"  # of what clear_refs takes: the peak of the resident set starts anew
_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PeakMemory:
    """Reads the peak from a process's folder of /proc, and where there is none, asks getrusage."""

    process: Path = Path("/proc/self")

    def forget(self) -> bool:
        """Let the peak be what is held now; tell whether the system can do that."""
        try:
            (self.process / "clear_refs").write_text(_FORGET, encoding="ascii")
        except OSError:
            return False
        return True

    def read(self) -> int:
        """Return the peak of the resident set in bytes, 0 where the system does not tell."""
        try:
            status = (self.process / "status").read_text(encoding="ascii", errors="replace")
        except OSError:
            status = ""
        found = _PEAK.search(status)
        return int(found[1]) * 1024 if found else _of_whole_run(sys.platform)


def _of_whole_run(platform: str) -> int:
    try:
        from resource import RUSAGE_SELF, getrusage  # noqa: PLC0415 - Windows has none
    except ImportError:
        return 0
    unit = 1 if platform == "darwin" else 1024
    return getrusage(RUSAGE_SELF).ru_maxrss * unit
