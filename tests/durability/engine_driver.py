"""A process that runs tasks: `python -m tests.durability.engine_driver ENGINE FOLDER STAGE COUNT`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from personac.scan.engines import open_engine
from tests.unit.scan.stub_tasks import WORK, tasks

INTERRUPTED = 130


def main(engine: str, folder: str, stage: str, count: str) -> int:
    """Return 0 when all tasks have their mark, 130 after Ctrl-C."""
    try:
        with open_engine(engine, WORK, 2) as opened:
            opened.run(tasks(Path(folder), stage, int(count)))
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    sys.exit(main(*sys.argv[1:]))
