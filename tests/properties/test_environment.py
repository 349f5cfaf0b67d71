"""The same bytes come out under any hash seed, locale, time zone and number of threads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_NAMES = ("PYTHONHASHSEED", "LC_ALL", "TZ", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
_ENVIRONMENTS = (
    ("0", "C", "UTC", "1", "1"),
    ("1", "C.UTF-8", "Asia/Tokyo", "2", "2"),
    ("42", "POSIX", "America/Lima", "1", "1"),
)


def test_the_environment_does_not_matter(tmp_path: Path) -> None:
    builds = []
    for number, values in enumerate(_ENVIRONMENTS):
        folder = tmp_path / str(number)
        shutil.copytree(ROOT / "agents", folder / "agents")
        subprocess.run(
            [sys.executable, "-m", "personac", "build", "-q"],
            cwd=folder,
            env={**os.environ, **dict(zip(_NAMES, values, strict=True))},
            check=True,
        )
        outputs = (path for path in (folder / "build").rglob("*") if path.is_file())
        builds.append({path.relative_to(folder).as_posix(): path.read_bytes() for path in outputs})
    assert builds[0]
    assert builds[0] == builds[1] == builds[2]
