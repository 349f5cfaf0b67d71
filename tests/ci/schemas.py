"""The schemas of what forges read, as check-jsonschema carries them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def check(path: Path, schema: str) -> None:
    """Hold a file against a schema of the forges' vendors."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
